"""A room whose owner has gone does not wait for them: after a set time it is anybody's again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from negotiation import ledger
from negotiation.desk import people, presence
from negotiation.lifecycle import NotPossible
from negotiation.models import Actor, Event, Kind, Negotiation, State

BATCH = 500  # rooms in one sweep; the next minute takes the rest


def release(now: datetime | None = None) -> list[tuple[Negotiation, list[Event]]]:
    """Releases the rooms of owners who have been gone for OWNER_GONE_MINUTES; returns what was released.

    Somebody is there who has any page of the desk open. Who never had one counts from their last act in the room.
    """
    now = now or timezone.now()
    held = Negotiation.objects.filter(state=State.WITH_BUYER, campaign__isnull=False).exclude(held_by="")
    held = held.exclude(person_due_since__gt=now)  # put off until a day that is to come; it has no need of anybody
    last_there: dict[str, datetime | None] = {}
    released = []
    for room in held.order_by("pk")[:BATCH]:
        if room.held_by not in last_there:
            last_there[room.held_by] = presence.last_there(room.held_by)
        since = _gone_since(room, last_there[room.held_by])
        if since <= now - timedelta(minutes=settings.OWNER_GONE_MINUTES):
            released.append((room, _released(room, since)))
    return [(room, events) for room, events in released if events]


def _gone_since(room: Negotiation, last_there: datetime | None) -> datetime:
    """What came last: a page that they had open, or the last thing that their side did here."""
    acts = room.events.filter(actor__in=(Actor.BUYER, Actor.BOT)).exclude(kind=Kind.NOTED)
    acted = acts.order_by("-seq").values_list("at", flat=True).first()
    return max(moment for moment in (last_there, acted, room.created_at) if moment is not None)


def _released(room: Negotiation, since: datetime) -> list[Event]:
    try:
        return people.release_absent(room.pk, holder=room.held_by, since=since)
    except (NotPossible, ledger.Conflict):
        return []  # it changed hands, or they came back this very moment
