"""From unread messages to an answer: understand, decide, phrase, and the steps that follow. Pure but for its draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from negotiation.decisions import decided_payload, recorded_decision
from negotiation.engine import Action, Decision, Intent, Party, PublicMove, Reason, Terms, decide
from negotiation.hearing import AT_ONCE, Effort, context_of, heard_by
from negotiation.language import SUBJECT_TO_APPROVAL, Context, Message, Reading
from negotiation.language.account import Heard, Spoken
from negotiation.language.interests import TOPICS
from negotiation.language.speech import language_of_locale
from negotiation.language.voice import Voice, stand_in
from negotiation.lifecycle import Draft
from negotiation.models import Actor, Kind, State
from negotiation.records import Record, as_strings, as_terms, last_buyer_turn, supplier_turn
from negotiation.values import is_surprising
from negotiation.voices import voice

OFFERING = frozenset({Action.OPEN, Action.COUNTER, Action.FINAL_OFFER})


@dataclass(frozen=True)
class Answer:
    """What the bot would answer: what it understood, by sequence number, what the engine chose, and the words for it.

    `answers` is the number of the message answered, None for the opening. With `needs_sheet` a deal is shown back
    first, because it came about through words. `choices` and `interests` are what the words ask to choose between, and
    the levers of which they ask what matters most; `account` who read and phrased, and what that took.
    """

    readings: Mapping[int, Reading]
    decision: Decision
    text: str
    answers: int | None
    needs_sheet: bool
    choices: tuple[Terms, ...] = ()
    interests: tuple[str, ...] = ()
    account: Mapping[str, Any] = field(default_factory=dict)

    def as_payload(self) -> dict[str, Any]:
        """As a piece of advice stands in the ledger."""
        spoken = {"text": self.text, "answers": self.answers, "needs_sheet": self.needs_sheet}
        return {**decided_payload(self.decision, self.readings), **self.account, **spoken, **self.asked}

    @property
    def asked(self) -> dict[str, Any]:
        """What the words ask, as it stands in the ledger."""
        choices = {"choices": [as_strings(package) for package in self.choices]} if self.choices else {}
        return {**choices, **({"interests": list(self.interests)} if self.interests else {})}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The answer that was advised. Its readings, and what they took, are in the record by then."""
        return cls(
            {},
            recorded_decision(payload),
            payload["text"],
            payload["answers"],
            payload["needs_sheet"],
            tuple(as_terms(package) for package in payload.get("choices", ())),
            tuple(payload.get("interests", ())),
        )


def answer(draft: Draft, texts: Mapping[int, str], effort: Effort | None = None) -> None:
    """Adds the one answer to everything unread, in `texts` by sequence number; with nothing unread, the opening.

    Without an `effort` nobody may wait: then rules and templates speak, unless the configured voice is instant. Where
    the bot is not trusted to speak for itself, what it would have answered becomes advice for a person.
    """
    effort, speaker = (effort, voice()) if effort or voice().is_instant else (None, stand_in())
    effort = effort or Effort(AT_ONCE)
    heard = heard_by(speaker, draft.record, texts, effort)
    is_understood = any(understood.reading.intent != Intent.UNCLEAR for understood in heard.values())
    if draft.record.state == State.CONFIRMING and is_understood:
        # What is said instead of pressing a button sets the term sheet aside, unless nobody knows what was said.
        draft.add(Kind.DECLINED, Actor.SUPPLIER, {"because": "said_more"})
    prepared = _prepared(draft, heard, speaker, effort)
    if draft.record.is_bot_speaking:
        give(draft, prepared)
    else:
        draft.add(Kind.ADVISED, Actor.BOT, prepared.as_payload())


def _prepared(draft: Draft, heard: Mapping[int, Heard], speaker: Voice, effort: Effort) -> Answer:
    """The one answer to everything unread. Adds nothing to the draft."""
    record, unread = draft.record, draft.record.unread
    readings = {seq: understood.reading for seq, understood in heard.items()}
    decision = decide_next(record, readings)
    needs_sheet = any(said.has_words or is_surprising(said.terms, record.facts) for said in unread[-1:])
    message = _message(record, decision, readings, needs_sheet=needs_sheet)
    spoken = speaker.say(message, _context_to_speak(draft, readings), effort.allowance)
    effort.took(spoken.usage)
    return Answer(
        readings,
        decision,
        _after_opening_message(record, spoken.text),
        unread[-1].seq if unread else None,
        needs_sheet,
        choices=message.choices,
        interests=tuple(_topics(record)) if message.asks_interests else (),
        account=_account(heard, spoken, effort),
    )


def _after_opening_message(record: Record, text: str) -> str:
    """The words, after the playbook's own message where they are the first of our side."""
    opening = "" if last_buyer_turn(record) else record.facts.talk.opening_message
    return f"{opening}\n\n{text}" if opening else text


def give(draft: Draft, prepared: Answer, *, sent_by: str = "", name: str = "") -> None:
    """Adds the answer, and the steps that follow from it.

    `sent_by` is the user name of the person who let it go, if one did, and `name` what the supplier calls them.
    """
    draft.add(Kind.DECIDED, Actor.BOT, {**decided_payload(prepared.decision, prepared.readings), **prepared.account})
    _say(draft, prepared, {"sent_by": sent_by, "name": name} if sent_by else {})
    _follow(draft, prepared.decision, needs_sheet=prepared.needs_sheet)


def decide_next(record: Record, readings: Mapping[int, Reading]) -> Decision:
    """What the engine chooses once `readings`, by sequence number, have joined the record's turns."""
    turns = (*record.turns, *(supplier_turn(reading, seq) for seq, reading in sorted(readings.items())))
    return decide(record.policy, turns)


def _context_to_speak(draft: Draft, readings: Mapping[int, Reading]) -> Context:
    """What is known, in the playbook's language, else in that which the supplier writes, else in that of its locale."""
    record = draft.record
    written = [reading.language for _, reading in sorted(readings.items()) if reading.language]
    own = written[-1] if written else record.language or language_of_locale(record.facts.locale)
    language = record.facts.talk.language or own
    return replace(context_of(record), language=language, deadline=draft.negotiation.deadline.date())


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
        choices=readings[max(readings)].choices if readings and move.action == Action.CLARIFY else (),
        answers=_answers(readings) if move.action == Action.HOLD else (),
        asks_interests=record.facts.talk.asks_interests and move.action == Action.OPEN,
        number=sum(turn.party == Party.BUYER for turn in record.turns),
        by_person=not record.is_bot_speaking,
    )


def _answers(readings: Mapping[int, Reading]) -> tuple[str, ...]:
    """What is to be said to the questions in the messages, each once."""
    return tuple(dict.fromkeys(code for _, reading in sorted(readings.items()) for code in reading.asked))


def _public_move(decision: Decision) -> PublicMove:
    """What may be told; that a deal waits for an approver is told with its terms, for the supplier will see it."""
    if _wants_approval(decision):
        return PublicMove(decision.action, decision.terms[:1], SUBJECT_TO_APPROVAL)
    return decision.public


def _wants_approval(decision: Decision) -> bool:
    """Whether the bot would accept, above its authority."""
    is_above = decision.action == Action.ESCALATE and Reason.ABOVE_AUTHORITY in decision.reasons
    return is_above and bool(decision.terms)


def _account(heard: Mapping[int, Heard], spoken: Spoken, effort: Effort) -> dict[str, Any]:
    """Who read and who phrased, why not who was meant to, and what models took. No part of what a replay compares."""
    fallback = {"read": next((one.fallback for one in heard.values() if one.fallback), ""), "phrase": spoken.fallback}
    return {
        "read_by": {str(seq): one.by for seq, one in heard.items()},
        "phrased_by": spoken.by,
        "fallback": {part: code for part, code in fallback.items() if code},
        **({"usage": effort.usage.as_dict()} if effort.usage.calls else {}),
    }


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
            **prepared.asked,
            **sender,
        },
    )


def _topics(record: Record) -> list[str]:
    """The levers of this negotiation that may matter most to somebody."""
    return [lever.name for lever in record.facts.levers if lever.name in TOPICS]


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
