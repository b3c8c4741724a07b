"""A room as the buyer's side sees it: the conversation, what is on the table, what the bot advises, what one can do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from buyers.conversation import Entry, entries
from buyers.desk_page import ago
from buyers.moves import complete
from buyers.rights import may_negotiate
from buyers.second_panel import Asked, Panel, asked, due_words, panel
from negotiation import ledger, records
from negotiation.engine import Policy
from negotiation.language import PublicLever
from negotiation.lifecycle import TALKING
from negotiation.models import Actor, Event, Kind, Negotiation, State
from negotiation.records import Record
from negotiation.trials.thoughts import LOCALE, Thought, thought
from negotiation.trust import meaning_of, name_of
from negotiation.user_names import called
from suppliers.formats import moment
from suppliers.models import Stage
from suppliers.offer_cards import bare, label, per, summary
from suppliers.position import Position, public_side

CLAIMABLE = TALKING | {State.ESCALATED}


@dataclass(frozen=True)
class LeverLine:
    """One lever: today's value, what each side says now, and the playbook's own numbers, which stay on this side."""

    name: str
    label: str
    per: str
    today: str
    theirs: str
    ours: str
    target: str
    walk_away: str


@dataclass(frozen=True)
class Advice:
    """What the bot would answer now: the words that would go out, and why."""

    seq: int
    text: str
    thought: Thought


@dataclass(frozen=True)
class Hindsight:
    """What the bot would have done where a person has moved, and whether it was the same."""

    thought: Thought
    is_same: bool


@dataclass(frozen=True)
class Rights:
    """What the reader may do now."""

    may_speak: bool
    may_claim: bool
    may_hand_on: bool  # hand back, release, close: who holds the room
    may_agree: bool
    may_note: bool = False  # for colleagues, whoever holds the room

    @property
    def dock(self) -> str:
        """Which box stands below the conversation: to speak, to take over, or neither."""
        return "speak" if self.may_speak else "claim" if self.may_claim else "read"


@dataclass(frozen=True)
class Room:
    """The whole page but for the form with what is being typed."""

    public_id: str
    seen: int
    title: str
    supplier: str
    category: str
    stage: str
    stage_meaning: str
    is_observed: bool
    is_advised: bool
    is_bots: bool  # the bot negotiates, and goes on by itself
    deadline: datetime
    deadline_words: str
    headline: str
    detail: str
    entries: tuple[Entry, ...]
    levers: tuple[LeverLine, ...]
    their_offer: str
    their_offer_seq: int
    advice: Advice | None
    hindsight: Hindsight | None
    rights: Rights
    panel: Panel | None = None
    asked: Asked | None = None
    put_off: str = ""
    meant_for: str = ""


def room(negotiation: Negotiation, person: User) -> Room:
    """The room as this person sees it now."""
    record, position = records.load(negotiation), buyers_position(negotiation)
    events = [event for event in ledger.events_after(negotiation) if event.seq <= record.seq]
    rights = rights_of(negotiation, record, person)
    headline, detail = standing(record, person)
    offer = record.supplier_offer
    return Room(
        public_id=str(negotiation.public_id),
        seen=record.seq,
        title=position.facts.title,
        supplier=position.facts.supplier,
        category=position.facts.category,
        stage=name_of(record.stage),
        stage_meaning=meaning_of(record.stage),
        is_observed=record.stage == Stage.OBSERVER,
        is_advised=record.stage == Stage.ADVISOR,
        is_bots=record.state in TALKING and record.is_bot_speaking,
        deadline=position.deadline,
        deadline_words=moment(position.deadline, LOCALE, position.time_zone),
        headline=headline,
        detail=detail,
        entries=tuple(entries(events, position)),
        levers=tuple(_line(lever, record.policy, position) for lever in position.facts.levers),
        their_offer=summary(complete(record, offer), position.facts) if offer else "",
        their_offer_seq=offer.seq if offer else 0,
        advice=_advice(record, events, rights, position),
        hindsight=_hindsight(record, events, position),
        rights=rights,
        panel=panel(negotiation, record, position, negotiates=rights.may_note),
        asked=asked(record, events, position, person),
        put_off=_put_off(record, position),
        meant_for=_meant_for(negotiation, person),
    )


def _meant_for(negotiation: Negotiation, person: User) -> str:
    name = negotiation.suggested_for
    return "you" if name == person.get_username() else called([name]).get(name, "")


def _put_off(record: Record, position: Position) -> str:
    """When the room comes back; empty unless it was put off to a moment that is still to come."""
    until = record.snoozed_until
    return due_words(until, position) if until is not None and until > timezone.now() else ""


def buyers_position(negotiation: Negotiation) -> Position:
    """The position with numbers and times as the buyer's side writes them."""
    position = public_side(negotiation, records.load(negotiation))
    return replace(position, facts=replace(position.facts, locale=LOCALE), time_zone=settings.TIME_ZONE)


def rights_of(negotiation: Negotiation, record: Record, person: User) -> Rights:
    negotiates = may_negotiate(person, negotiation)
    holds = record.state == State.WITH_BUYER and record.buyer == person.get_username()
    is_open_to_people = record.state in TALKING and not record.is_bot_speaking
    may_speak = negotiates and (holds or is_open_to_people)
    may_agree = may_speak and record.supplier_offer is not None and record.state != State.CONFIRMING
    return Rights(
        may_speak=may_speak,
        may_claim=negotiates and record.state in CLAIMABLE and not is_open_to_people,
        may_hand_on=negotiates and holds,
        may_agree=may_agree,
        may_note=negotiates,
    )


def standing(record: Record, person: User) -> tuple[str, str]:
    """Whose turn it is, and since when."""
    since = record.person_due_since
    if record.snoozed_until is not None and record.snoozed_until > timezone.now():
        return "Put off", "The room comes back then, or when the supplier writes."
    waiting = f"for {ago(since, timezone.now())}" if since else ""
    if record.state == State.WITH_BUYER and record.buyer != person.get_username():
        return (
            f"{record.buyer_name or called([record.buyer or '']).get(record.buyer or '', 'Somebody')} holds this room",
            f"The supplier has waited {waiting}." if since else "They answer.",
        )
    if since is not None:
        whom = "your answer" if record.state == State.WITH_BUYER else "a person"
        return f"The supplier waits for {whom}", f"They have waited {waiting}."
    return _LINES[record.state] if record.is_bot_speaking or record.state != State.OPEN else _SUPPLIERS_TURN


_SUPPLIERS_TURN = ("The supplier's turn", "You can add something, or wait.")
_LINES: Mapping[State, tuple[str, str]] = {
    State.INVITED: ("Invited", "The supplier has not opened the link yet."),
    State.OPEN: ("The bot negotiates", "Take over, and it is silent."),
    State.CONFIRMING: ("The supplier's turn", "They were asked to confirm a term sheet."),
    State.AWAITING_APPROVAL: ("Waiting for an approver", "The terms are agreed, subject to approval."),
    State.ESCALATED: ("A person was asked", "Take over, to answer."),
    State.WITH_BUYER: ("The supplier's turn", "You hold this room."),
    State.AGREED: ("Agreed", "The terms are final."),
    State.NO_DEAL: ("Closed without a deal", "Today's terms stay as they are."),
    State.EXPIRED: ("Expired", "The deadline passed. Today's terms stay as they are."),
    State.WITHDRAWN: ("Withdrawn", "Today's terms stay as they are."),
}


def _line(lever: PublicLever, policy: Policy, position: Position) -> LeverLine:
    facts, offer = position.facts, position.our_offer
    ours: list[Decimal | None] = [package.get(lever.name) for package in offer.packages] if offer else []
    own = next((one for one in policy.levers if one.name == lever.name), None)
    return LeverLine(
        name=lever.name,
        label=label(lever),
        per=per(lever, facts),
        today=bare(lever, lever.baseline, facts),
        theirs=bare(lever, position.named.get(lever.name), facts),
        ours=" or ".join(dict.fromkeys(bare(lever, value, facts) for value in ours)) or "–",
        target=bare(lever, own.target if own else None, facts),
        walk_away=bare(lever, own.walk_away if own else None, facts),
    )


def _advice(record: Record, events: list[Event], rights: Rights, position: Position) -> Advice | None:
    """Only where people are meant to see it before they move."""
    if record.advice is None or record.stage != Stage.ADVISOR or not rights.may_speak:
        return None
    event = events[record.advice.seq - 1]
    return Advice(event.seq, str(record.advice.payload["text"]), thought(event, position.facts))


def _hindsight(record: Record, events: list[Event], position: Position) -> Hindsight | None:
    """Of the last move of a person that the bot had an opinion on; of none that is still to come."""
    for event in reversed(events):
        if event.actor == Actor.BUYER and event.kind in (Kind.BUYER_SAID, Kind.AGREED, Kind.APPROVAL_ASKED):
            payload = ledger.payload_of(event)
            if "follows_advice" in payload:
                found = thought(events[payload["advice"] - 1], position.facts)
                return Hindsight(found, payload["follows_advice"])
    return None
