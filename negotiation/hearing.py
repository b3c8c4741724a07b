"""What unread messages say: presses as they are, words by who reads them, and what was asked by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from negotiation.engine import Intent
from negotiation.language import Context, Reading, questions
from negotiation.language.account import FORM, UNUSED, Allowance, Heard, Usage
from negotiation.language.spoken import language_of
from negotiation.language.voice import Voice, stand_in
from negotiation.records import Record, Said
from negotiation.voices import voice

_STRUCTURED_INTENTS = {
    "offer": (Intent.OFFER,),
    "accept": (Intent.ACCEPT,),
    "ask_person": (Intent.HUMAN,),
}


@dataclass
class Effort:
    """What one answer may take, and has taken so far, over every look at its room: what was heard once stays heard."""

    allowance: Allowance
    usage: Usage = UNUSED
    heard: dict[tuple[int, Context], Heard] = field(default_factory=dict)

    def took(self, usage: Usage) -> None:
        """Notes what somebody used."""
        self.usage += usage
        self.allowance = self.allowance.after(usage)


AT_ONCE = Allowance(0.0)


def heard_by(speaker: Voice, record: Record, texts: Mapping[int, str], effort: Effort) -> dict[int, Heard]:
    """What each unread message says, by sequence number; `texts` are what was typed, by the same."""
    return {said.seq: _understood(said, texts.get(said.seq, ""), record, speaker, effort) for said in record.unread}


def understand(record: Record, texts: Mapping[int, str]) -> dict[int, Reading]:
    """How each unread message is understood, by sequence number, by who needs no time for it."""
    speaker = voice() if voice().is_instant else stand_in()
    heard = heard_by(speaker, record, texts, Effort(AT_ONCE))
    return {seq: understood.reading for seq, understood in heard.items()}


def _understood(said: Said, text: str, record: Record, speaker: Voice, effort: Effort) -> Heard:
    if said.how != "text":
        return Heard(Reading(intents=_STRUCTURED_INTENTS[said.how], terms=said.terms), by=FORM)
    context = context_of(record)
    heard = effort.heard.get((said.seq, context))
    if heard is None:
        heard = effort.heard[said.seq, context] = speaker.hear(text, context, effort.allowance)
        effort.took(heard.usage)
    reading = _with_what_was_asked(heard.reading, text, record)
    heard = replace(heard, reading=reading)
    if reading.intent == Intent.ACCEPT and not reading.package and record.sheet is not None:
        # "Yes, that is right", typed under a term sheet, means the sheet.
        return replace(heard, reading=replace(reading, terms=record.sheet))
    return heard


def _with_what_was_asked(reading: Reading, text: str, record: Record) -> Reading:
    """The reading with the language that the words are in, if that is sure, and what a question asks."""
    reading = replace(reading, language=language_of(text) or "")
    if reading.intent not in (Intent.QUESTION, Intent.UNUSUAL) or reading.package:
        return reading
    asked = questions.asked(text, context_of(record))
    if reading.intent == Intent.QUESTION:
        return replace(reading, asked=asked)
    if "?" in text and asked[0].startswith(questions.BUYER_SAYS):
        # The buyer has an answer to a question that would otherwise be a request outside of this negotiation.
        return replace(reading, intents=(Intent.QUESTION,), unknown=(), asked=asked)
    return reading


def context_of(record: Record) -> Context:
    """What both sides know, and what the next words may refer to."""
    bot, supplier = record.bot_offer, record.supplier_offer
    on_table = record.sheet or (bot.packages[0] if bot else None)
    context = record.facts.context(bot_offer=on_table, supplier_offer=supplier.packages[0] if supplier else None)
    return replace(
        context,
        packages=bot.packages if bot and len(bot.packages) > 1 and record.sheet is None else (),
        choices=record.choices,
        is_sheet_open=record.sheet is not None,
    )
