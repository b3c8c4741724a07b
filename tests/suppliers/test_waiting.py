"""What a supplier who waits for a person is told: four notices, the place in line, how long it usually takes."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from negotiation import lifecycle, turns
from negotiation.desk import people, presence
from negotiation.models import Negotiation
from suppliers.position import position_of
from suppliers.room_page import room
from suppliers.waiting import Notice, usual_minutes, waiting_of
from tests import factories, states
from tests.negotiation import staged

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def with_buyers(made: Negotiation) -> Negotiation:
    """Somebody may take over there."""
    staged.negotiator(f"kim-{uuid4().hex[:6]}", of=made)
    return made


def at_desk(made: Negotiation) -> None:
    """One of them has the desk open."""
    [name] = made.playbook.category.buyers.values_list("username", flat=True)
    presence.arrive(UUID(int=3), uuid4(), None, name)


def headline(made: Negotiation) -> str:
    return room(position_of(made)).standing.headline


def test_colleagues_who_are_at_their_desks_were_told() -> None:
    made = with_buyers(states.escalated())
    at_desk(made)
    assert waiting_of(made).notice == Notice.HANDED_OVER
    assert headline(made) == "A person was asked"


def test_in_office_time_with_nobody_there_that_is_said() -> None:
    made = with_buyers(states.escalated())
    assert waiting_of(made).notice == Notice.NOBODY_YET
    assert headline(made) == "Nobody is there yet"


def test_outside_office_hours_it_is_said_when_somebody_is_back() -> None:
    made = with_buyers(states.escalated())
    category = made.playbook.category
    category.office_days, category.office_from, category.office_to = "12345", time(9), time(17)
    category.office_time_zone = "Europe/Berlin"
    category.save()
    told = waiting_of(staged.fresh(made), SUNDAY)
    assert told.notice == Notice.OUT_OF_HOURS
    assert told.opens == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday at nine in Berlin
    at_desk(made)  # whoever works late is there all the same
    assert waiting_of(staged.fresh(made), SUNDAY).notice == Notice.HANDED_OVER


def test_where_nobody_may_take_over_no_hope_is_raised() -> None:
    made = states.escalated()
    assert waiting_of(made).notice == Notice.NO_HAND_OVER
    shown = room(position_of(made))
    assert shown.standing.headline == "Nobody can take over here"
    assert shown.waiting is not None
    assert (shown.waiting.place_words, shown.waiting.usual_words) == ("", "")


def test_who_came_first_is_first_in_line_and_the_claimed_are_in_it_no_more() -> None:
    first = with_buyers(states.escalated())
    second = factories.contract()
    assert first.campaign is not None
    later = lifecycle.start(first.campaign, second)
    turns.enter(later.pk)
    factories.ask_person(later)
    later = staged.fresh(later)
    assert (waiting_of(first).place, waiting_of(later).place) == (1, 2)
    people.claim(first.pk, by="kim")
    assert waiting_of(later).place == 1


def test_a_usual_time_is_told_once_enough_have_waited() -> None:
    made = with_buyers(states.escalated())
    category = made.playbook.category
    assert usual_minutes(category) is None
    for _ in range(3):
        people.claim(made.pk, by="kim")
        people.hand_back(made.pk, by="kim")
        made = staged.fresh(made)
        factories.ask_person(made)
    cache.clear()
    assert usual_minutes(category) == 1
    shown = room(position_of(staged.fresh(made))).waiting
    assert shown is not None
    assert shown.usual_words == "It usually takes about 1 minute."


def test_who_holds_the_room_is_joining_then_there_then_away() -> None:
    made = states.escalated()
    people.claim(made.pk, by="kim", name="Kim Lee")
    made = staged.fresh(made)
    assert headline(made) == "Kim Lee is joining"
    page = uuid4()
    presence.arrive(UUID(int=3), page, made.pk, "kim")
    assert headline(made) == "Kim Lee is with you"
    staged.say(made, "Hello")
    presence.leave(page)
    assert headline(staged.fresh(made)) == "Kim Lee is away for a moment"


def test_a_room_that_is_put_off_is_in_no_line() -> None:
    made = with_buyers(states.with_buyer())
    people.snooze(made.pk, by="kim", until=timezone.now() + timedelta(days=2))
    assert position_of(staged.fresh(made)).waiting is None
