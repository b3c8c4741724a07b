"""When people are at their desks: by the clock of their own time zone, through nights, weekends and summer time."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from suppliers.models import Category
from suppliers.office_hours import OfficeHours, elapsed, hours_of, is_open, moment_after, next_opening

BERLIN = OfficeHours(frozenset({1, 2, 3, 4, 5}), time(9), time(17), "Europe/Berlin")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_the_clock_of_the_office_decides() -> None:
    assert is_open(BERLIN, utc(2026, 11, 20, 8, 0))  # Friday, 9:00 in Berlin
    assert not is_open(BERLIN, utc(2026, 11, 20, 7, 59))
    assert is_open(BERLIN, utc(2026, 11, 20, 15, 59))
    assert not is_open(BERLIN, utc(2026, 11, 20, 16, 0))
    assert not is_open(BERLIN, utc(2026, 11, 21, 10, 0))  # Saturday


def test_it_opens_this_morning_tomorrow_or_after_the_weekend() -> None:
    assert next_opening(BERLIN, utc(2026, 11, 19, 3, 0)) == utc(2026, 11, 19, 8, 0)
    assert next_opening(BERLIN, utc(2026, 11, 19, 20, 0)) == utc(2026, 11, 20, 8, 0)
    assert next_opening(BERLIN, utc(2026, 11, 20, 16, 0)) == utc(2026, 11, 23, 8, 0)
    now = utc(2026, 11, 20, 12, 0)
    assert next_opening(BERLIN, now) == now


def test_one_day_a_week_comes_again_next_week() -> None:
    fridays = OfficeHours(frozenset({5}), time(9), time(12), "UTC")
    assert next_opening(fridays, utc(2026, 11, 20, 12, 0)) == utc(2026, 11, 27, 9, 0)


def test_nine_stays_nine_when_the_clocks_change() -> None:
    assert next_opening(BERLIN, utc(2026, 3, 27, 20, 0)) == utc(2026, 3, 30, 7, 0)  # summer time began on the 29th


def test_without_hours_somebody_may_always_be_there() -> None:
    now = utc(2026, 11, 22, 3, 0)
    assert hours_of(Category()) is None
    assert hours_of(Category(office_days="", office_from=time(9), office_to=time(17))) is None
    assert is_open(None, now)
    assert next_opening(None, now) == now


def test_a_category_keeps_its_hours() -> None:
    category = Category(office_from=time(9), office_to=time(17), office_time_zone="Europe/Berlin")
    assert hours_of(category) == BERLIN


@pytest.mark.parametrize("changes", [{"office_days": "81"}, {"office_from": time(9), "office_to": time(9)}])
def test_hours_that_cannot_be_are_refused(changes: dict[str, object]) -> None:
    category = Category(name="Boxes", slug="boxes", **changes)
    with pytest.raises(ValidationError):
        category.full_clean(validate_unique=False)


FRIDAY_AT_FOUR = utc(2026, 11, 20, 15, 0)  # in Berlin


@pytest.mark.parametrize(
    ("until", "hours"),
    [
        (FRIDAY_AT_FOUR, 0),
        (utc(2026, 11, 20, 15, 30), 0.5),
        (utc(2026, 11, 21, 12, 0), 1),
        (utc(2026, 11, 23, 8, 0), 1),
        (utc(2026, 11, 23, 11, 0), 4),
        (utc(2026, 11, 30, 11, 0), 44),
    ],
)
def test_nights_and_weekends_do_not_count(until: datetime, hours: float) -> None:
    assert elapsed(BERLIN, FRIDAY_AT_FOUR, until) == timedelta(hours=hours)


def test_what_is_over_after_so_many_hours_has_taken_these() -> None:
    for hours in (1, 4, 9, 44):
        over = moment_after(BERLIN, FRIDAY_AT_FOUR, timedelta(hours=hours))
        assert elapsed(BERLIN, FRIDAY_AT_FOUR, over) == timedelta(hours=hours)
        assert is_open(BERLIN, over - timedelta(seconds=1))
    assert moment_after(BERLIN, FRIDAY_AT_FOUR, timedelta(hours=4)) == utc(2026, 11, 23, 11, 0)
    assert moment_after(BERLIN, FRIDAY_AT_FOUR, timedelta()) == FRIDAY_AT_FOUR


def test_a_day_has_eight_office_hours_when_the_clocks_change_too() -> None:
    monday = utc(2026, 3, 30, 7, 0)
    assert moment_after(BERLIN, utc(2026, 3, 27, 8, 0), timedelta(hours=8)) == utc(2026, 3, 27, 16, 0)
    assert elapsed(BERLIN, utc(2026, 3, 27, 16, 0), monday + timedelta(hours=2)) == timedelta(hours=2)


def test_without_office_hours_every_hour_counts() -> None:
    assert elapsed(None, FRIDAY_AT_FOUR, utc(2026, 11, 22, 15, 0)) == timedelta(days=2)
    assert moment_after(None, FRIDAY_AT_FOUR, timedelta(days=2)) == utc(2026, 11, 22, 15, 0)
