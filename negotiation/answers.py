"""From unread messages to an answer: understand, decide, phrase, and the steps that follow. Pure but for its draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.utils.module_loading import import_string

from negotiation.engine import Action, Decision, Intent, PublicMove, Reason, Terms, decide
from negotiation.language import SUBJECT_TO_APPROVAL, Context, Message, Phraser, Reader, Reading
from negotiation.language.guard import check_reading, phrase_safely
from negotiation.lifecycle import Draft
from negotiation.models import Actor, Kind, State
from negotiation.records import Record, Said, as_strings, as_terms, last_buyer_turn, supplier_turn
from negotiation.values import is_surprising

OFFERING = frozenset({Action.OPEN, Action.COUNTER, Action.FINAL_OFFER})
_STRUCTURED_INTENTS = {
    "offer": (Intent.OFFER,),
    "accept": (Intent.ACCEPT,),
    "ask_person": (Intent.HUMAN,),
}


@dataclass(frozen=True)
class Voice:
    """Who understands and who phrases."""

    reader: Reader
    phraser: Phraser


@lru_cache(maxsize=1)
def voice() -> Voice:
    """The configured reader and phraser."""
    return Voice(import_string(settings.LANGUAGE_READER)(), import_string(settings.LANGUAGE_PHRASER)())


@dataclass(frozen=True)
class Answer:
    """What the bot would answer: what it understood, by sequence number, what the engine chose, and the words for it.

    `answers` is the number of the message answered, None for the opening. With `needs_sheet` a deal is shown back
    first, because it came about through words.
    """

    readings: Mapping[int, Reading]
    decision: Decision
    text: str
    answers: int | None
    needs_sheet: bool

    def as_payload(self) -> dict[str, Any]:
        """As a piece of advice stands in the ledger."""
        spoken = {"text": self.text, "answers": self.answers, "needs_sheet": self.needs_sheet}
        return {**_decided_payload(self.decision, self.readings), **spoken}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The answer that was advised. Its readings are in the record's turns by then."""
        decision = recorded_decision(payload)
        return cls({}, decision, payload["text"], payload["answers"], payload["needs_sheet"])


def answer(draft: Draft, texts: Mapping[int, str]) -> None:
    """Adds the one answer to everything unread, in `texts` by sequence number; with nothing unread, the opening.

    Where the bot is not trusted to speak for itself, what it would have answered becomes advice for a person.
    """
    readings = understand(draft.record, texts)
    is_understood = any(reading.intent != Intent.UNCLEAR for reading in readings.values())
    if draft.record.state == State.CONFIRMING and is_understood:
        # What is said instead of pressing a button sets the term sheet aside, unless nobody knows what was said.
        draft.add(Kind.DECLINED, Actor.SUPPLIER, {"because": "said_more"})
    prepared = prepare(draft.record, readings)
    if draft.record.is_bot_speaking:
        give(draft, prepared)
    else:
        draft.add(Kind.ADVISED, Actor.BOT, prepared.as_payload())


def understand(record: Record, texts: Mapping[int, str]) -> dict[int, Reading]:
    """How each unread message is understood, by sequence number."""
    return {said.seq: _understood(said, texts.get(said.seq, ""), record) for said in record.unread}


def prepare(record: Record, readings: Mapping[int, Reading]) -> Answer:
    """The one answer to everything unread in the record. Changes nothing."""
    unread = record.unread
    decision = decide_next(record, readings)
    needs_sheet = any(said.has_words or is_surprising(said.terms, record.facts) for said in unread[-1:])
    message = _message(record, decision, readings, needs_sheet=needs_sheet)
    text = _after_opening_message(record, phrase_safely(voice().phraser, message, _context(record)))
    return Answer(readings, decision, text, unread[-1].seq if unread else None, needs_sheet)


def _after_opening_message(record: Record, text: str) -> str:
    """The words, after the playbook's own message where they are the first of our side."""
    opening = "" if last_buyer_turn(record) else record.facts.talk.opening_message
    return f"{opening}\n\n{text}" if opening else text


def give(draft: Draft, prepared: Answer, *, sent_by: str = "", name: str = "") -> None:
    """Adds the answer, and the steps that follow from it.

    `sent_by` is the user name of the person who let it go, if one did, and `name` what the supplier calls them.
    """
    draft.add(Kind.DECIDED, Actor.BOT, _decided_payload(prepared.decision, prepared.readings))
    _say(draft, prepared, {"sent_by": sent_by, "name": name} if sent_by else {})
    _follow(draft, prepared.decision, needs_sheet=prepared.needs_sheet)


def decide_next(record: Record, readings: Mapping[int, Reading]) -> Decision:
    """What the engine chooses once `readings`, by sequence number, have joined the record's turns."""
    turns = (*record.turns, *(supplier_turn(reading, seq) for seq, reading in sorted(readings.items())))
    return decide(record.policy, turns)


def _understood(said: Said, text: str, record: Record) -> Reading:
    if said.how != "text":
        return Reading(intents=_STRUCTURED_INTENTS[said.how], terms=said.terms)
    context = _context(record)
    reading = check_reading(voice().reader.read(text, context), text, context)
    if reading.intent == Intent.ACCEPT and not reading.package and record.sheet is not None:
        # "Yes, that is right", typed under a term sheet, means the sheet.
        return replace(reading, terms=record.sheet)
    return reading


def _context(record: Record) -> Context:
    bot, supplier = record.bot_offer, record.supplier_offer
    on_table = record.sheet or (bot.packages[0] if bot else None)
    return record.facts.context(bot_offer=on_table, supplier_offer=supplier.packages[0] if supplier else None)


def _message(record: Record, decision: Decision, readings: Mapping[int, Reading], *, needs_sheet: bool) -> Message:
    move = _public_move(decision)
    understood = Terms()
    for _, reading in sorted(readings.items()):
        understood = understood.merged_with(reading.package)
    return Message(
        act=move.action,
        packages=move.packages,
        previous=record.bot_offer.packages[0] if record.bot_offer else None,
        understood=understood,
        topic=move.topic,
        is_first=not record.turns,
        needs_confirmation=needs_sheet,
        by_person=not record.is_bot_speaking,
    )


def _public_move(decision: Decision) -> PublicMove:
    """What may be told; that a deal waits for an approver is told with its terms, for the supplier will see it."""
    if _wants_approval(decision):
        return PublicMove(decision.action, decision.terms[:1], SUBJECT_TO_APPROVAL)
    return decision.public


def _wants_approval(decision: Decision) -> bool:
    """Whether the bot would accept, above its authority."""
    is_above = decision.action == Action.ESCALATE and Reason.ABOVE_AUTHORITY in decision.reasons
    return is_above and bool(decision.terms)


def _decided_payload(decision: Decision, readings: Mapping[int, Reading]) -> dict[str, Any]:
    return {
        "readings": {str(seq): reading.as_dict() for seq, reading in readings.items()},
        **outcome(decision),
    }


def outcome(decision: Decision) -> dict[str, Any]:
    """A decision as it stands in the ledger, and as a replay compares it."""
    return {
        "action": str(decision.action),
        "packages": [as_strings(package) for package in decision.terms],
        "reasons": [str(reason) for reason in decision.reasons],
        "trace": decision.trace,
    }


def recorded_decision(payload: Mapping[str, Any]) -> Decision:
    """The decision that a `decided` event records."""
    return Decision(
        action=Action(payload["action"]),
        terms=tuple(as_terms(package) for package in payload["packages"]),
        reasons=tuple(Reason(reason) for reason in payload["reasons"]),
        trace=payload["trace"],
    )


def _say(draft: Draft, prepared: Answer, sender: Mapping[str, str]) -> None:
    decision = prepared.decision
    is_offer = decision.action in OFFERING
    packages = decision.public.packages if is_offer or decision.action == Action.ACCEPT else ()
    draft.add(
        Kind.BOT_SAID,
        Actor.BOT,
        {
            "text": prepared.text,
            "act": str(decision.action),
            "is_offer": is_offer,
            "packages": [as_strings(package) for package in packages],
            "answers": prepared.answers,
            **sender,
        },
    )


def _follow(draft: Draft, decision: Decision, *, needs_sheet: bool) -> None:
    """The steps that a decision leads to beyond words."""
    wants_approval = _wants_approval(decision)
    is_deal = decision.action == Action.ACCEPT or wants_approval
    if is_deal and needs_sheet:
        sheet = {"terms": as_strings(decision.terms[0]), "needs_approval": wants_approval}
        draft.add(Kind.TERM_SHEET, Actor.BOT, sheet)
    elif is_deal:
        conclude(draft, decision.terms[0], needs_approval=wants_approval)
    elif decision.action == Action.ESCALATE:
        draft.add(Kind.ESCALATED, Actor.BOT, {"reasons": [str(reason) for reason in decision.reasons]})
    elif decision.action == Action.CLOSE:
        kind = Kind.WITHDRAWN if Reason.SUPPLIER_WITHDREW in decision.reasons else Kind.CLOSED
        draft.add(kind, Actor.BOT, {"reasons": [str(reason) for reason in decision.reasons]})


def conclude(draft: Draft, terms: Terms, *, needs_approval: bool) -> None:
    """Closes the deal, or hands it to an approver."""
    kind = Kind.APPROVAL_ASKED if needs_approval else Kind.AGREED
    draft.add(kind, Actor.BOT, {"terms": as_strings(terms)})
