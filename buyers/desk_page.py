"""The list of rooms in which somebody waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from buyers.rights import rooms_of
from negotiation.models import CLOSED_STATES, Negotiation
from negotiation.playbook_words import setting
from negotiation.thoughts import LOCALE
from suppliers.formats import day_and_clock

MOST = 100  # rooms in a list; nobody looks at more at once


@dataclass(frozen=True)
class Waiting:
    """One room: who asks, about what, since when, and whose hands it is in, empty when in nobody's.

    `late_words` says within which time its playbook wants a person to answer, once that is over.
    """

    public_id: str
    supplier: str
    title: str
    category: str
    state: str
    since: datetime | None
    since_words: str
    late_words: str
    held_by: str
    meant_for: str
    put_off: str


@dataclass(frozen=True)
class Desk:
    """`waiting`: a supplier waits for a person, the longest first, of `waiting_count`. `own`: the reader's, and the
    supplier's turn.
    """

    waiting: tuple[Waiting, ...]
    waiting_count: int
    own: tuple[Waiting, ...]


def desk(person: User) -> Desk:
    """What somebody's desk shows now, in three queries."""
    now, rooms = timezone.now(), rooms_of(person)
    due = rooms.filter(person_due_since__lte=now)  # what was put off is due at a moment that is still to come
    not_due = Q(person_due_since__isnull=True) | Q(person_due_since__gt=now)
    own = rooms.filter(not_due, held_by=person.get_username()).exclude(state__in=CLOSED_STATES)
    return Desk(
        waiting=_listed(due.order_by("person_due_since"), now),
        waiting_count=due.count(),
        own=_listed(own.order_by("deadline"), now),
    )


def ago(since: datetime, now: datetime) -> str:
    """How long, in the largest unit that says enough."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} hour{'s' if hours != 1 else ''}"
    return f"{hours // 24} days"


def _listed(rooms: "QuerySet[Negotiation]", now: datetime) -> tuple[Waiting, ...]:
    found: Iterable[Negotiation] = rooms[:MOST]
    return tuple(_waiting(room, now) for room in found)


def _waiting(room: Negotiation, now: datetime) -> Waiting:
    since = room.person_due_since
    is_put_off = since is not None and since > now
    return Waiting(
        public_id=str(room.public_id),
        supplier=room.contract.supplier.name,
        title=room.contract.title,
        category=room.playbook.category.name,
        state=room.get_state_display(),
        since=None if is_put_off else since,
        since_words=ago(since, now) if since and not is_put_off else "",
        late_words=_late(room, since, now) if since else "",
        held_by=room.held_by,
        meant_for=room.suggested_for,
        put_off=day_and_clock(since, LOCALE, settings.TIME_ZONE) if is_put_off and since else "",
    )


def _late(room: Negotiation, since: datetime, now: datetime) -> str:
    assert room.campaign is not None  # a rehearsal is no room of the desk
    minutes = int(setting(room.campaign.playbook_version.guardrails, "response_minutes"))
    within = timedelta(minutes=minutes)
    return f"an answer was due within {ago(now - within, now)}" if now - since > within else ""
