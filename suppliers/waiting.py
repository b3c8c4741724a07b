"""What a supplier is told who waits for a person: whether one is there, their place in line, how long it takes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from negotiation.category_rights import negotiators
from negotiation.desk import presence
from negotiation.models import Event, Kind, Negotiation
from suppliers.models import Category
from suppliers.office_hours import hours_of, is_open, next_opening

LOOKED_AT = 20_000  # events, the newest of the house; what happened before says little about today
ENOUGH = 3  # times that somebody took over, before a usual time is spoken of
REMEMBERED = 60  # seconds


class Notice(StrEnum):
    """The four things that there are to tell."""

    HANDED_OVER = "handed_over"  # colleagues are at their desks, and were told
    NOBODY_YET = "nobody_yet"  # it is office time, and nobody is at their desk
    OUT_OF_HOURS = "out_of_hours"
    NO_HAND_OVER = "no_hand_over"  # nobody may take over in this category at all


@dataclass(frozen=True)
class Waiting:
    """`place` in the category's line, from 1; `usual_minutes` None while too few have waited; `opens` out of hours."""

    notice: Notice
    place: int
    usual_minutes: int | None
    opens: datetime | None = None


def waiting_of(negotiation: Negotiation, now: datetime | None = None) -> Waiting:
    """How it stands for a supplier who waits for a person in this negotiation."""
    now, category = now or timezone.now(), negotiation.playbook.category
    notice, opens = _notice(category, now)
    return Waiting(notice, _place(negotiation, category), usual_minutes(category), opens)


def _notice(category: Category, now: datetime) -> tuple[Notice, datetime | None]:
    if not negotiators(category).exists():
        return Notice.NO_HAND_OVER, None
    if presence.buyers_present(category):
        return Notice.HANDED_OVER, None  # whatever the clock says
    hours = hours_of(category)
    if not is_open(hours, now):
        return Notice.OUT_OF_HOURS, next_opening(hours, now)
    return Notice.NOBODY_YET, None


def _place(negotiation: Negotiation, category: Category) -> int:
    since = negotiation.person_due_since
    line = Negotiation.objects.filter(
        campaign__playbook_version__playbook__category=category, held_by="", person_due_since__isnull=False
    )
    return 1 + (line.filter(person_due_since__lt=since).count() if since else 0)


def usual_minutes(category: Category) -> int | None:
    """The median time from when a person was asked for until one took over, of late; None while that is not known."""
    key = f"usual-wait:{category.pk}"
    known = cache.get(key)
    if known is None:
        waits = _waits(category)
        known = max(1, round(median(waits) / 60)) if len(waits) >= ENOUGH else 0
        cache.set(key, known, REMEMBERED)
    return known or None


def _waits(category: Category) -> list[float]:
    """Seconds."""
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    asked = Event.objects.filter(negotiation=OuterRef("negotiation"), kind=Kind.ESCALATED, seq__lt=OuterRef("seq"))
    claims = Event.objects.filter(
        pk__gt=newest - LOOKED_AT,
        kind=Kind.CLAIMED,
        negotiation__campaign__playbook_version__playbook__category=category,
    ).annotate(asked_at=Subquery(asked.order_by("-seq").values("at")[:1]))
    found = claims.filter(asked_at__isnull=False).values_list("asked_at", "at")
    return [(taken - asked).total_seconds() for asked, taken in found]
