"""What each kind of event changes in a record."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from negotiation.engine import Intent, Party, Policy, Terms, Turn
from negotiation.facts import Facts
from negotiation.language import Reading
from negotiation.language.account import Usage
from negotiation.models import CLOSED_STATES, Actor, Event, Kind, State
from negotiation.records.record import Advice, Consent, Offer, Record, Said, as_terms, last_buyer_turn, latest
from suppliers.models import Stage


def begin(event: Event) -> Record:
    """The record after a chain's first event."""
    policy, desk = Policy.from_dict(event.content["policy"]), event.content.get("desk", {})
    return Record(
        policy=policy,
        playbook=policy,
        routing=desk.get("routing", {}),
        offers_need_consent=bool(desk.get("off_policy_approval", False)),
        facts=Facts.from_dict(event.content["facts"]),
        state=State(event.state),
        seq=event.seq,
        hash=event.hash,
        stage=Stage(event.content.get("stage", Stage.AUTONOMOUS)),
    )


def after(record: Record, event: Event) -> Record:
    """The record once `event` has happened."""
    ids = {**record.client_ids, event.client_id: event.seq} if event.client_id else record.client_ids
    state = State(event.state)
    changes = _CHANGES.get(Kind(event.kind), _nothing)(record, event, event.content)
    if state in CLOSED_STATES:
        changes["person_due_since"] = None
    if event.kind in _END_OF_CONSENT or state in CLOSED_STATES:
        changes["consent"] = None
    return replace(record, state=state, seq=event.seq, hash=event.hash, client_ids=ids, **changes)


def fold(events: Iterable[Event]) -> Record:
    """The record after all `events`, which begin with the chain's first."""
    events = iter(events)
    record = begin(next(events))
    for event in events:
        record = after(record, event)
    return record


Changes = dict[str, Any]  # fields of a record, and what they become


def _nothing(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    return {}


def _supplier_said(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    said = Said(event.seq, payload["how"], as_terms(payload.get("terms")), "words" in payload)
    is_persons = record.state in (State.ESCALATED, State.WITH_BUYER, State.AWAITING_APPROVAL)
    due = None if _is_asleep(record, event) else record.person_due_since
    waiting = due or (event.at if is_persons or not record.is_bot_speaking else None)
    return {"unread": (*record.unread, said), "advice": None, "person_due_since": waiting, "snoozed_until": None}


def _is_asleep(record: Record, event: Event) -> bool:
    return record.snoozed_until is not None and event.at < record.snoozed_until


def _decided(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """Only now that they were read do the supplier's messages become turns, and their terms offers."""
    turns, offers, language = record.turns, record.offers, record.language
    for seq, stored in sorted((int(seq), stored) for seq, stored in payload["readings"].items()):
        reading = Reading.from_dict(stored)
        turn = supplier_turn(reading, seq)
        turns, language = _in_order(turns, turn), reading.language or language
        if turn.terms and Intent.ACCEPT not in turn.intents:
            # What they leave out stays as they last said it.
            before = latest(offers, by_supplier=True)
            package = before.packages[0].merged_with(turn.terms) if before else turn.terms
            offers = _with_offer(offers, seq, Actor.SUPPLIER, (package,))
    used = record.used + Usage.from_dict(payload["usage"]) if "usage" in payload else record.used
    answered = {int(seq) for seq in payload["readings"]}
    unread = tuple(said for said in record.unread if said.seq not in answered)
    return {"turns": turns, "offers": offers, "unread": unread, "language": language, "used": used}


def _in_order(turns: tuple[Turn, ...], turn: Turn) -> tuple[Turn, ...]:
    """A person may have spoken before the message was read; it still came first."""
    if not turns or turns[-1].seq < turn.seq:
        return (*turns, turn)
    return tuple(sorted((*turns, turn), key=lambda other: other.seq))


def _advised(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """Read like any message; a person is to answer it, unless they were faster than the reader."""
    changes = _decided(record, event, payload)
    if payload["readings"] and max(map(int, payload["readings"])) < last_buyer_turn(record):
        return changes
    return {**changes, "advice": Advice(event.seq, payload), "person_due_since": record.person_due_since or event.at}


def supplier_turn(reading: Reading, seq: int) -> Turn:
    """A read message as the engine takes it."""
    intents = reading.intents if not reading.unknown else (*reading.intents, Intent.UNUSUAL)
    return Turn(Party.SUPPLIER, intents, reading.package, seq, interests=reading.interests)


def _bot_said(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    sender = payload.get("sent_by", "")
    answered: Changes = {
        "advice": None,
        "person_due_since": None,
        "choices": tuple(as_terms(package) for package in payload.get("choices", ())),
        "topics": tuple(payload.get("interests", ())),
    }
    if sender:
        answered["people"] = record.people | {sender}
    if not payload["is_offer"]:
        # Holding and asking are turns of ours too, without terms of their own.
        return {**answered, "turns": (*record.turns, Turn(Party.BUYER, (), Terms(), event.seq))}
    packages = tuple(as_terms(package) for package in payload["packages"])
    turn = Turn(Party.BUYER, (Intent.OFFER,), packages[0], event.seq, alternatives=packages[1:])
    is_final = payload["act"] == "final_offer"
    offers = _with_offer(record.offers, event.seq, Actor.BOT, packages, is_final=is_final, person=sender)
    return {**answered, "turns": (*record.turns, turn), "offers": offers}


def _buyer_said(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """A person's turn. What the supplier said before it is answered by it, read or not."""
    packages = tuple(as_terms(package) for package in payload["packages"])
    intents = (Intent.HUMAN, Intent.OFFER) if packages else (Intent.HUMAN,)
    turn = Turn(Party.BUYER, intents, packages[0] if packages else Terms(), event.seq, alternatives=packages[1:])
    by, offers, asleep = payload["by"], record.offers, _is_asleep(record, event)
    if packages:
        offers = _with_offer(offers, event.seq, Actor.BUYER, packages, person=by, is_approved="consented_by" in payload)
    return {
        "turns": _in_order(record.turns, turn),
        "offers": offers,
        "advice": None,
        "person_due_since": record.snoozed_until if asleep else None,
        "snoozed_until": record.snoozed_until if asleep else None,
        "people": record.people | {by},
        "choices": (),
        "topics": (),
    }


def _with_offer(
    offers: tuple[Offer, ...],
    seq: int,
    by: Actor,
    packages: tuple[Terms, ...],
    *,
    is_final: bool = False,
    person: str = "",
    is_approved: bool = False,
) -> tuple[Offer, ...]:
    other = latest(offers, by_supplier=by != Actor.SUPPLIER)
    answers = other.seq if other else None
    return (*offers, Offer(seq, len(offers) + 1, by, packages, answers, is_final, person, is_approved))


def _term_sheet(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    return {"sheet": as_terms(payload["terms"]), "sheet_needs_approval": payload["needs_approval"]}


def _declined(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """What led to the sheet was misread or is taken back: that turn no longer offers anything."""
    turns = list(record.turns)
    for index in range(len(turns) - 1, -1, -1):
        if turns[index].party == Party.SUPPLIER:
            turns[index] = Turn(Party.SUPPLIER, (Intent.REJECT,), Terms(), turns[index].seq)
            break
    return {"turns": tuple(turns), "sheet": None, "sheet_needs_approval": False}


def _escalated(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """A person decides what becomes of a term sheet that was still open."""
    waiting = record.person_due_since or event.at
    return {"sheet": None, "sheet_needs_approval": False, "person_due_since": waiting}


def _agreed(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    return {"agreed": as_terms(payload["terms"])}


def _approval_asked(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """Who closed the deal took part, even if they never wrote a word: they cannot approve it.

    The supplier now waits for an approver, and for no buyer.
    """
    by = payload.get("by", "")
    people = record.people | {by} if by else record.people
    asked = {"asked": event.seq, "asked_by": by, "person_due_since": None}
    return {"agreed": as_terms(payload["terms"]), "people": people, **asked}


def _claimed(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    name = payload.get("name", "")
    held = {"buyer": payload["by"], "buyer_name": name, "buyer_since": event.seq}
    return {**held, "people": record.people | {payload["by"]}, "sheet": None, "advice": None}


def _reassigned(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    return {"buyer": payload["to"], "buyer_name": payload.get("name", ""), "buyer_since": event.seq}


def _released(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    return {"buyer": None, "buyer_name": "", "person_due_since": record.person_due_since or event.at}


def _sent_back(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """Whoever is to go on owes the supplier word of it."""
    to = payload.get("to", payload["by"]) or None
    held = {"buyer": to, "buyer_name": payload.get("name", ""), "buyer_since": event.seq}
    return {**held, "agreed": None, "person_due_since": record.person_due_since or event.at}


def _handed_back(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """What a person has answered is read for the bot; what nobody has answered it owes an answer."""
    changes = _decided(record, event, {"readings": payload["readings"]})
    if "policy" in payload:
        changes["policy"] = Policy.from_dict(payload["policy"])
    return {**changes, "buyer": None, "buyer_name": "", "person_due_since": None, "snoozed_until": None}


def _snoozed(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    """A person is due again on that date, and not before, unless the supplier writes."""
    until = datetime.fromisoformat(payload["until"])
    return {"snoozed_until": until, "person_due_since": until}


def _consent_asked(record: Record, event: Event, payload: Mapping[str, Any]) -> Changes:
    return {"consent": Consent(event.seq, event.at, payload["by"], payload)}


# Once one of these has happened, what an approver was asked about is no question any more.
_END_OF_CONSENT = frozenset(
    {
        Kind.CONSENT_GIVEN,
        Kind.CONSENT_REFUSED,
        Kind.BUYER_SAID,
        Kind.HANDED_BACK,
        Kind.RELEASED,
        Kind.REASSIGNED,
        Kind.CLAIMED,
        Kind.AGREED,
        Kind.APPROVAL_ASKED,
    }
)


_CHANGES = {
    Kind.SUPPLIER_SAID: _supplier_said,
    Kind.DECIDED: _decided,
    Kind.ADVISED: _advised,
    Kind.BOT_SAID: _bot_said,
    Kind.BUYER_SAID: _buyer_said,
    Kind.TERM_SHEET: _term_sheet,
    Kind.DECLINED: _declined,
    Kind.ESCALATED: _escalated,
    Kind.AGREED: _agreed,
    Kind.APPROVAL_ASKED: _approval_asked,
    Kind.CLAIMED: _claimed,
    Kind.REASSIGNED: _reassigned,
    Kind.RELEASED: _released,
    Kind.SENT_BACK: _sent_back,
    Kind.HANDED_BACK: _handed_back,
    Kind.SNOOZED: _snoozed,
    Kind.CONSENT_ASKED: _consent_asked,
}
