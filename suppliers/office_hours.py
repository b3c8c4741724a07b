"""When people of a category are at their desks, and when they next will be. Pure: the moment asked about is given.

Hours are kept as a wall clock shows them in the category's time zone, so they hold through summer time. Holidays are
not known.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
