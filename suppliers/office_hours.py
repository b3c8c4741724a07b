"""When people of a category are at their desks, and when they next will be. Pure: the moment asked about is given.

Hours are kept as a wall clock shows them in the category's time zone, so they hold through summer time. Holidays are
not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from suppliers.models import Category

MONDAY_TO_FRIDAY = "12345"  # ISO weekdays: 1 is Monday
A_WEEK = 7  # days; where any day is an office day, one of the next seven is


@dataclass(frozen=True)
class OfficeHours:
    """On `days`, ISO weekdays from 1 for Monday, from `opens` until just before `closes`, in the IANA zone `zone`."""

    days: frozenset[int]
    opens: time
    closes: time
    zone: str = "UTC"


def hours_of(category: Category) -> OfficeHours | None:
    """The hours that a category keeps; None where it keeps none, and somebody may always be there."""
    opens, closes = category.office_from, category.office_to
    if opens is None or closes is None or not category.office_days:
        return None
    return OfficeHours(frozenset(map(int, category.office_days)), opens, closes, category.office_time_zone)


def is_open(hours: OfficeHours | None, at: datetime) -> bool:
    """Whether `at`, an aware moment, lies in office hours; always, where there are none."""
    if hours is None:
        return True
    local = at.astimezone(ZoneInfo(hours.zone))
    return local.isoweekday() in hours.days and hours.opens <= local.time() < hours.closes


def next_opening(hours: OfficeHours | None, at: datetime) -> datetime:
    """The first moment from `at` on that lies in office hours, in their zone; `at` itself when it does."""
    if hours is None or is_open(hours, at):
        return at
    local = at.astimezone(ZoneInfo(hours.zone))
    mornings = (_opening(hours, local, ahead) for ahead in range(A_WEEK + 1))
    return next(morning for morning in mornings if morning.isoweekday() in hours.days and morning > local)


def _opening(hours: OfficeHours, local: datetime, ahead: int) -> datetime:
    return datetime.combine(local.date() + timedelta(days=ahead), hours.opens, tzinfo=ZoneInfo(hours.zone))


def elapsed(hours: OfficeHours | None, since: datetime, until: datetime) -> timedelta:
    """How much of the time between two aware moments lay in office hours; all of it, where there are none."""
    if hours is None or hours.opens >= hours.closes:
        return max(until - since, timedelta())
    passed = timedelta()
    for opening, closing in _days(hours, since):
        if opening >= until:
            return passed
        passed += min(closing, until) - opening
    return passed


def moment_after(hours: OfficeHours | None, since: datetime, span: timedelta) -> datetime:
    """When so much office time has passed since an aware moment; `since` itself for none."""
    if hours is None or hours.opens >= hours.closes or not span:
        return since + span
    left = span
    for opening, closing in _days(hours, since):
        if closing - opening >= left:
            return opening + left
        left -= closing - opening
    return since + span


def _days(hours: OfficeHours, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The office times of the days from `since` on, without end, from when until when; in UTC, where a day on which
    clocks are changed is as long as it is.
    """
    since, zone = since.astimezone(UTC), ZoneInfo(hours.zone)
    day = since.astimezone(zone).date()
    while True:
        if day.isoweekday() in hours.days:
            opening, closing = (datetime.combine(day, at, zone).astimezone(UTC) for at in (hours.opens, hours.closes))
            if closing > since:
                yield max(opening, since), closing
        day += timedelta(days=1)
