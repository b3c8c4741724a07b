"""What changes in a buyer's room while it is open: new entries, whose turn it is, who is there, what was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from buyers.conversation import Entry, entries
from buyers.room_page import buyers_position, standing
from negotiation import records
from negotiation.desk import presence
from negotiation.models import Actor, Event, Negotiation
from negotiation.records import last_buyer_turn, last_supplier_message
from negotiation.user_names import called
from suppliers.position import Position


@dataclass(frozen=True)
class People:
    """Who else of the buyers has the room open, as they are called, and whether the supplier has."""

    colleagues: tuple[str, ...]
    supplier: str
    is_supplier_there: bool


@dataclass(frozen=True)
class Update:
    """What to add to a page that shows everything before some events. `changed` are entries that look different now."""

    seen: int
    headline: str
    detail: str
    entries: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    is_read: bool


def update(negotiation: Negotiation, person: User, events: Sequence[Event]) -> Update:
    """Cheap: this stands between a supplier's word and the buyer's screen. The panel beside it follows on its own."""
    record = records.load(negotiation, events)
    position = buyers_position(negotiation)
    headline, detail = standing(record, person)
    return Update(
        seen=events[-1].seq,
        headline=headline,
        detail=detail,
        entries=tuple(entries(events, position)),
        changed=_changed(negotiation, position, events),
        is_read=is_read(negotiation),
    )


def people(negotiation: Negotiation, person: User) -> People:
    """Who is there now."""
    names = [name for name in presence.people_in(negotiation.pk) if name != person.get_username()]
    names_of = called(names)
    return People(
        colleagues=tuple(names_of[name] for name in names),
        supplier=negotiation.contract.supplier.name,
        is_supplier_there=presence.is_supplier_there(negotiation.pk),
    )


def is_read(negotiation: Negotiation) -> bool:
    """Whether the supplier has looked at the last word of our side, and not answered it yet."""
    record = records.load(negotiation)
    last = last_buyer_turn(record)
    return last > last_supplier_message(record) and presence.seen_by(negotiation.pk, is_supplier=True) >= last


def _changed(negotiation: Negotiation, position: Position, events: Sequence[Event]) -> tuple[Entry, ...]:
    """A message whose offer was only understood after it was shown, as happens when reading takes its time."""
    offers = [offer for offer in position.offers if offer.seq < events[0].seq]
    if not offers or offers[-1].by != Actor.SUPPLIER:
        return ()
    found = Event.objects.filter(negotiation=negotiation, seq=offers[-1].seq).select_related("words")
    return tuple(entries(list(found), position))
