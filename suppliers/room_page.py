"""The room as one view: what the page shows, and what a socket pushes when something changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from negotiation import ledger
from negotiation.engine import Terms
from negotiation.lifecycle import TALKING
from negotiation.messages import MAX_TEXT
from negotiation.models import Actor, Event, Negotiation, State
from suppliers.closing import Closing, closing
from suppliers.conversation import bubbles
from suppliers.counter_form import Field, fields
from suppliers.formats import decimal_sign, moment, yearly_money
from suppliers.models import Stage
from suppliers.offer_cards import Card, Package, card, package, packages
from suppliers.position import Position, position_of
from suppliers.quick_answers import QuickAnswer, quick_answers
from suppliers.standing import Standing, standing
from suppliers.table_bar import TableBar, table_bar
from suppliers.understood import understood_words
from suppliers.waiting import Notice


@dataclass(frozen=True)
class OnTable:
    """The offer that the supplier can accept now."""

    seq: int
    number: int
    is_final: bool
    packages: tuple[Package, ...]


@dataclass(frozen=True)
class InLine:
    """Of who waits for a person: their place, and how long it usually takes; each empty where it says nothing."""

    place_words: str
    usual_words: str


@dataclass(frozen=True)
class Room:
    """Everything that changes as the negotiation goes on. `seen` is the last event that this view knows of.

    `sheet` waits for the supplier to confirm it, `awaiting` for the buyer's side to approve it.
    """

    buyer: str
    seen: int
    standing: Standing
    table: TableBar
    fields: tuple[Field, ...]
    decimal_sign: str
    closing: Closing | None
    on_table: OnTable | None
    sheet: Package | None
    awaiting: Package | None
    may_ask_person: bool
    waiting: InLine | None = None
    is_read: bool = False
    quick_answers: tuple[QuickAnswer, ...] = ()


@dataclass(frozen=True)
class Intro:
    """Who asks, what for, who answers, today's terms and until when: what does not change."""

    title: str
    stage: Stage
    buyer: str
    supplier: str
    category: str
    today: Package
    yearly_today: str
    deadline: datetime
    deadline_words: str
    deadline_left: str


def room(position: Position, *, seen: int | None = None) -> Room:
    """The room at a position; `seen` when the reader has not been shown all of it yet."""
    return Room(
        buyer=position.facts.buyer,
        seen=position.seq if seen is None else seen,
        standing=standing(position),
        table=table_bar(position),
        fields=fields(position),
        decimal_sign=decimal_sign(position.locale),
        closing=closing(position),
        on_table=_on_table(position),
        sheet=_package_in(State.CONFIRMING, position.sheet, position),
        awaiting=_package_in(State.AWAITING_APPROVAL, position.agreed, position),
        may_ask_person=position.state in TALKING | {State.INVITED} and position.is_bot_speaking,
        waiting=_in_line(position),
        is_read=position.is_read and not position.is_answered,  # an answer says that better
        quick_answers=quick_answers(position),
    )


def _in_line(position: Position) -> InLine | None:
    waiting = position.waiting
    if waiting is None:
        return None
    if waiting.notice == Notice.NO_HAND_OVER:
        return InLine("", "")
    minutes = waiting.usual_minutes
    usual = f"It usually takes about {minutes} minute{'s' if minutes != 1 else ''}." if minutes else ""
    is_moving = waiting.notice in (Notice.HANDED_OVER, Notice.NOBODY_YET)
    place = "You are next." if waiting.place == 1 else f"You are number {waiting.place} in line."
    return InLine(place, usual if is_moving else "")


def intro(position: Position) -> Intro:
    """The opening panel of a room."""
    facts = position.facts
    return Intro(
        title=facts.title,
        stage=position.stage,
        buyer=facts.buyer,
        supplier=facts.supplier,
        category=facts.category,
        today=package(facts.baseline, facts),
        yearly_today=_yearly_today(position),
        deadline=position.deadline,
        deadline_words=moment(position.deadline, position.locale, position.time_zone),
        deadline_left=_left(position.deadline, timezone.now()),
    )


def whole_page(negotiation: Negotiation) -> dict[str, object]:
    """What the page's template needs. Reads only: mail scanners open links, and must not open a negotiation."""
    position = position_of(negotiation)
    events = [event for event in ledger.events_after(negotiation) if event.seq <= position.seq]
    return {
        "room": room(position),
        "intro": intro(position),
        "bubbles": bubbles(events, position),
        "max_text": MAX_TEXT,
    }


def update(negotiation: Negotiation, events: Sequence[Event]) -> dict[str, object]:
    """What the socket's template needs to add `events` to a page that shows everything before them."""
    position = position_of(negotiation)
    return {
        "room": room(position, seen=events[-1].seq),
        "bubbles": bubbles(events, position),
        "late_card": _late_card(position, events),
        "late_understood": _late_understood(position, events),
    }


def standing_update(negotiation: Negotiation) -> dict[str, object]:
    """What the socket's template needs to draw anew who is with the supplier, and what was read."""
    return {"room": room(position_of(negotiation))}


def _late_understood(position: Position, events: Sequence[Event]) -> list[tuple[int, str]]:
    """How messages were understood that were shown before they were read."""
    return [(seq, words) for seq, words in understood_words(events, position).items() if seq < events[0].seq]


def _late_card(position: Position, events: Sequence[Event]) -> Card | None:
    """The card of an offer in a message that was shown before it was read, as happens when reading takes its time."""
    offers = [offer for offer in position.offers if offer.seq < events[0].seq]
    return card(offers[-1], position) if offers and offers[-1].by == Actor.SUPPLIER else None


def _on_table(position: Position) -> OnTable | None:
    offer = position.our_offer
    # What a person offered can be accepted while they hold the room; what the bot offered before, they have taken over.
    is_persons = offer is not None and bool(offer.person)
    is_answerable = position.state == State.OPEN or (position.state == State.WITH_BUYER and is_persons)
    if offer is None or not is_answerable:
        return None
    return OnTable(offer.seq, offer.number, offer.is_final, packages(offer.packages, position.facts))


def _package_in(state: State, terms: Terms | None, position: Position) -> Package | None:
    """The terms in words while the negotiation is in the state that they belong to."""
    return package(terms, position.facts) if terms is not None and position.state == state else None


def _yearly_today(position: Position) -> str:
    facts = position.facts
    value = facts.yearly_value(facts.baseline)
    return "" if value is None else f"{yearly_money(value, facts.currency, facts.locale)} a year"


def _left(deadline: datetime, now: datetime) -> str:
    """How long there is, in the largest unit that says enough."""
    hours = int((deadline - now).total_seconds() // 3600)
    if hours < 0:
        return "passed"
    if hours < 1:
        return "less than an hour left"
    if hours < 48:
        return f"{hours} hour{'s' if hours != 1 else ''} left"
    return f"{hours // 24} days left"
