"""Which colleagues are written to, and when: the rows that say so. Sending is `negotiation.outbox`'s.

A room that nobody has taken over: whom it is for, at half of the category's limit; once the limit is over its buyers,
or who stands in outside office hours; once for each time that it is left waiting. A deal that waits for approval: the
first approver at once; each time that the category's limit passes, in office hours, the next one too, and a reminder
to those before. Looking twice writes nothing twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from negotiation import records
from negotiation.category_rights import negotiators
from negotiation.desk import approvers
from negotiation.models import DeskEmail, Event, Kind, Negotiation, State
from negotiation.roles import NEGOTIATE
from suppliers.models import Category
from suppliers.office_hours import hours_of, is_open

BATCH = 500  # rooms in one sweep; the next minute takes the rest
FIRST, ALL = 0, 1  # the steps of an e-mail about a room: whom it is for, then everybody
MOST_REMINDERS = 10  # after the last approver was asked; by then it is no e-mail that is missing
CATEGORY = "campaign__playbook_version__playbook__category"

Purpose = DeskEmail.Purpose
# What each is about: the last event of these kinds is.
ABOUT = {
    Purpose.UNCLAIMED: (Kind.ESCALATED, Kind.RELEASED),
    Purpose.APPROVAL: (Kind.APPROVAL_ASKED,),
}


def write_due(now: datetime | None = None) -> int:
    """Writes what is due by now; returns how many rows that were."""
    now = now or timezone.now()
    rows = [*_unclaimed(now), *_approvals(now)]
    before = DeskEmail.objects.count() if rows else 0
    DeskEmail.objects.bulk_create(rows, ignore_conflicts=True)
    return DeskEmail.objects.count() - before if rows else 0


# --- a supplier waits ----------------------------------------------------------------------------------------


def left_waiting() -> "QuerySet[Any]":
    """The rooms that nobody has taken over, each `since` when and since which event, `about`, it waits for anybody."""
    asked = Event.objects.filter(negotiation=OuterRef("pk"), kind__in=ABOUT[Purpose.UNCLAIMED]).order_by("-seq")
    rooms = Negotiation.objects.filter(state=State.ESCALATED, campaign__isnull=False)
    return rooms.annotate(since=Subquery(asked.values("at")[:1]), about=Subquery(asked.values("seq")[:1]))


def _unclaimed(now: datetime) -> Iterator[DeskEmail]:
    limited = Category.objects.filter(claim_within_minutes__gt=0).order_by()
    for minutes in sorted(set(limited.values_list("claim_within_minutes", flat=True))):
        limit = timedelta(minutes=minutes)
        rooms = left_waiting().filter(**{f"{CATEGORY}__claim_within_minutes": minutes}).select_related(CATEGORY)
        for room in _untold(rooms, now - limit, ALL):
            yield from _rows(room, _told_of(room.playbook.category, now), Purpose.UNCLAIMED, room.about, ALL, now)
        early = rooms.exclude(suggested_for="").filter(since__gt=now - limit)
        for room in _untold(early, now - limit / 2, FIRST):
            yield from _rows(room, _meant(room, now), Purpose.UNCLAIMED, room.about, FIRST, now)


def _untold(rooms: "QuerySet[Any]", waiting_since: datetime, step: int) -> "QuerySet[Any]":
    """Those that have waited since then, and about which nobody was told at this step."""
    told = DeskEmail.objects.filter(negotiation=OuterRef("pk"), purpose=Purpose.UNCLAIMED, about=OuterRef("about"))
    found = rooms.filter(~Exists(told.filter(step=step)), since__lte=waiting_since)
    return found.order_by("since")[:BATCH]


def _meant(room: Negotiation, now: datetime) -> Iterable[User]:
    """Whom routing names, where that is somebody who may take over, and the office is open; a queue is nobody."""
    category = room.playbook.category
    return negotiators(category).filter(username=room.suggested_for) if is_open(hours_of(category), now) else ()


def _told_of(category: Category, now: datetime) -> Iterable[User]:
    """Outside office hours who stands in, if somebody does; else the buyers who may take over."""
    stand_in = category.stand_in
    if not is_open(hours_of(category), now) and stand_in is not None and stand_in.is_active:
        return (stand_in,)
    people = {person.pk: person for person in (category.owner, *category.buyers.all()) if person is not None}
    buyers = [person for person in people.values() if person.is_active and person.has_perm(NEGOTIATE)]
    return buyers or [person for person in (category.owner,) if person is not None and person.is_active]


# --- a deal waits --------------------------------------------------------------------------------------------


def _approvals(now: datetime) -> Iterator[DeskEmail]:
    asked = Event.objects.filter(negotiation=OuterRef("pk"), kind__in=ABOUT[Purpose.APPROVAL]).order_by("-seq")
    last = DeskEmail.objects.filter(negotiation=OuterRef("pk"), purpose=Purpose.APPROVAL, about=OuterRef("about"))
    deals = Negotiation.objects.filter(state=State.AWAITING_APPROVAL, campaign__isnull=False).annotate(
        since=Subquery(asked.values("at")[:1]),
        about=Subquery(asked.values("seq")[:1]),
        last_step=Subquery(last.order_by("-step").values("step")[:1]),
    )
    for deal in deals.select_related(CATEGORY, "contract__supplier").order_by("pk").iterator():
        step = approvers.step_at(deal.playbook.category, deal.since, now)
        if deal.last_step is None or deal.last_step < step:
            yield from _askings(deal, step, now)


def _askings(deal: Any, step: int, now: datetime) -> Iterator[DeskEmail]:
    found = approvers.tiers(deal.playbook.category, records.load(deal).people)
    if step < len(found) + MOST_REMINDERS:
        people = [person for tier in found[: step + 1] for person in tier]
        yield from _rows(deal, people, Purpose.APPROVAL, deal.about, step, now)


def _rows(
    room: Negotiation, people: Iterable[User], purpose: DeskEmail.Purpose, about: int, step: int, now: datetime
) -> Iterator[DeskEmail]:
    for person in people:
        yield DeskEmail(negotiation=room, recipient=person, purpose=purpose, about=about, step=step, not_before=now)
