"""What programs read of a room on the buyers' sockets: for whom it is, and until when it is put off."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from buyers.desk_page import desk, rooms_in
from buyers.renderers import JsonRooms
from negotiation.desk import people
from negotiation.models import Negotiation
from tests import factories, states
from tests.negotiation import staged

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Negotiation:
    """A room that waits, and that routing suggests to Kim."""
    made = factories.opened(factories.guardrails(routing={"human_requested": "kim"}))
    factories.ask_person(made)
    staged.negotiator("kim", of=made)
    return staged.fresh(made)


def kim() -> User:
    return User.objects.get(username="kim")


def standing(made: Negotiation) -> Any:
    [frame] = JsonRooms().rights(made, kim())
    return json.loads(frame)


def test_the_list_and_the_room_say_for_whom_a_room_is(made: Negotiation) -> None:
    [listed] = rooms_in(desk(kim()).waiting)
    assert (listed["for"], listed["put_off_until"]) == ("kim", None)
    assert (standing(made)["for"], standing(made)["put_off_until"]) == ("kim", None)


def test_the_list_and_the_room_say_until_when_a_room_is_put_off(made: Negotiation) -> None:
    until = timezone.now() + timedelta(days=2)
    people.claim(made.pk, by="kim")
    people.snooze(made.pk, by="kim", until=until)
    [listed] = rooms_in(desk(kim()).own)
    assert listed["put_off_until"] == until.isoformat()
    assert standing(staged.fresh(made))["put_off_until"] == until.isoformat()


def test_a_room_that_has_come_back_is_not_put_off_any_more() -> None:
    made = states.with_buyer()
    staged.negotiator("kim", of=made)
    people.snooze(made.pk, by="kim", until=timezone.now() + timedelta(days=2))
    factories.say(made, "We are ready earlier.")
    assert standing(staged.fresh(made))["put_off_until"] is None
