"""The conversation as bubbles: who said what, when, with the offer that it made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from negotiation.models import Actor, Event, Kind
from suppliers.formats import day_and_clock
from suppliers.offer_cards import Card, Package, card, package, summary
from suppliers.position import Position
from suppliers.public import PublicEvent, public_event
from suppliers.understood import understood_words

ERASED = "This message was erased on request."


class Side(StrEnum):
    YOU = "you"
    BOT = "bot"
    PERSON = "person"
    NOTE = "note"  # what happened, said by nobody


@dataclass(frozen=True)
class Bubble:
    """One entry of the conversation. `card` is the offer it made, `sheet` the term sheet it shows, `understood` how the
    supplier's own words were read. `is_prepared`: the bot wrote it, and a person sent it.
    """

    seq: int
    side: Side
    author: str
    text: str
    at: datetime
    when: str
    client_id: str | None = None
    card: Card | None = None
    sheet: Package | None = None
    is_prepared: bool = False
    understood: str = ""


def bubbles(events: Sequence[Event], position: Position) -> list[Bubble]:
    """A bubble for each event that has something to show, in order."""
    shown = (public_event(event) for event in events)
    made = [made for event in shown if event is not None and (made := bubble(event, position)) is not None]
    understood = understood_words(events, position)
    return [replace(one, understood=understood.get(one.seq, "")) for one in made]


def bubble(event: PublicEvent, position: Position) -> Bubble | None:
    """The event as a bubble; None for one that the page shows in another way."""
    text_of = _TEXTS.get(event.kind)
    if text_of is None:
        return None
    offer = position.offer_at(event.seq)
    is_sheet = event.kind == Kind.TERM_SHEET and bool(event.packages)
    # Whatever the bot prepares where it does not speak itself, a person has sent.
    is_prepared = event.is_prepared or (is_sheet and not position.is_bot_speaking)
    side = Side.PERSON if is_prepared else _side(event)
    return Bubble(
        seq=event.seq,
        side=side,
        author=_author(side, event, position.facts.buyer),
        text=text_of(event, position),
        at=event.at,
        when=day_and_clock(event.at, position.locale, position.time_zone),
        client_id=event.client_id,
        card=card(offer, position) if offer else None,
        sheet=package(event.packages[0], position.facts) if is_sheet else None,
        is_prepared=is_prepared,
    )


def _side(event: PublicEvent) -> Side:
    if event.kind not in _SPOKEN:
        return Side.NOTE
    return {Actor.SUPPLIER: Side.YOU, Actor.BOT: Side.BOT}.get(Actor(event.actor), Side.PERSON)


def _author(side: Side, event: PublicEvent, buyer: str) -> str:
    person = f"{event.name}, {buyer}" if event.name else buyer
    return {Side.YOU: "You", Side.BOT: buyer, Side.PERSON: person, Side.NOTE: ""}[side]


def _supplier_said(event: PublicEvent, position: Position) -> str:
    if event.how == "accept":
        return _accepted(event, position)
    if event.how == "ask_person":
        return "I would like to talk to a person."
    if event.text is None:
        return "" if event.how == "offer" else ERASED
    return event.text


def _accepted(event: PublicEvent, position: Position) -> str:
    """An accept is of the buyer's last offer before it, in full."""
    numbers = [offer.number for offer in position.offers if offer.by != Actor.SUPPLIER and offer.seq < event.seq]
    terms = "".join(f": {summary(package, position.facts)}" for package in event.packages[:1])
    return f"I accept offer {numbers[-1]}{terms}." if numbers else f"I accept{terms}."


def _person_said(event: PublicEvent, position: Position) -> str:
    if event.text is None:
        return "" if event.packages else ERASED
    return event.text


def _claimed(event: PublicEvent, position: Position) -> str:
    joined = f"{event.name or 'A person'} from {position.facts.buyer} has joined."
    return f"{joined} You are not talking to the bot any more." if position.is_bot_speaking else joined


def _reassigned(event: PublicEvent, position: Position) -> str:
    return f"{event.name or 'Somebody else'} from {position.facts.buyer} goes on from here."


def _handed_back(event: PublicEvent, position: Position) -> str:
    if position.is_bot_speaking:
        return "The person has left. You are talking to the bot again."
    return f"The person has left. Somebody else at {position.facts.buyer} goes on."


def _note(sentence: str) -> Callable[[PublicEvent, Position], str]:
    return lambda event, position: sentence.format(buyer=position.facts.buyer)


_SPOKEN = frozenset({Kind.SUPPLIER_SAID, Kind.BOT_SAID, Kind.BUYER_SAID, Kind.TERM_SHEET})
# Kinds without an entry are shown elsewhere: that a bot negotiates stands above the first message.
_TEXTS: dict[Kind, Callable[[PublicEvent, Position], str]] = {
    Kind.SUPPLIER_SAID: _supplier_said,
    Kind.BOT_SAID: lambda event, position: event.text or "",
    Kind.BUYER_SAID: _person_said,
    Kind.TERM_SHEET: _note("This is how I understood it. Is it right?"),
    Kind.CONFIRMED: _note("You confirmed the term sheet."),
    Kind.DECLINED: _note("The term sheet was set aside. Please write what you meant, or use the counter-offer form."),
    Kind.ESCALATED: _note("A colleague at {buyer} was asked to join. You can keep writing here."),
    Kind.AGREED: _note("Agreed by both sides."),
    Kind.APPROVAL_ASKED: _note("Agreed, subject to approval by {buyer}."),
    Kind.CLAIMED: _claimed,
    Kind.REASSIGNED: _reassigned,
    Kind.RELEASED: _note("The person has left. A colleague at {buyer} was asked to join."),
    Kind.HANDED_BACK: _handed_back,
    Kind.APPROVED: _note("{buyer} approved the terms."),
    Kind.SENT_BACK: _note("{buyer} did not approve the terms as they are. A person goes on from here."),
    Kind.CLOSED: _note("{buyer} closed this negotiation without an agreement."),
    Kind.EXPIRED: _note("The deadline passed, and the negotiation is over."),
    Kind.WITHDRAWN: _note("This negotiation was withdrawn."),
    Kind.WORDS_ERASED: _note("What people typed here was erased on request."),
}
