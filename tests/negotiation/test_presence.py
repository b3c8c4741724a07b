"""Who is there: by open pages and the heartbeat of the process that holds them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from negotiation.desk import presence
from negotiation.models import Presence, WebProcess
from tests import factories
from tests.negotiation import staged

pytestmark = pytest.mark.django_db
HERE = UUID(int=1)


def arrive(negotiation_pk: int | None, person: str, process: UUID = HERE) -> UUID:
    connection = uuid4()
    presence.arrive(process, connection, negotiation_pk, person)
    return connection


def stop(process: UUID, minutes: float) -> None:
    """The process has not been heard of for so long."""
    WebProcess.objects.filter(key=process).update(beat_at=timezone.now() - timedelta(minutes=minutes))


def negotiator(name: str) -> User:
    user = staged.buyer(name)
    user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    return user


def test_a_supplier_is_there_as_long_as_one_of_their_pages_is_open() -> None:
    made, other = factories.opened(), factories.opened()
    assert not presence.is_supplier_there(made.pk)
    phone, laptop = arrive(made.pk, ""), arrive(made.pk, "")
    presence.leave(phone)
    assert presence.suppliers_there([made.pk, other.pk]) == {made.pk}
    presence.leave(laptop)
    assert not presence.is_supplier_there(made.pk)


def test_who_was_held_by_a_process_that_died_is_gone_and_by_one_that_beats_is_there() -> None:
    made = factories.opened()
    arrive(made.pk, "")
    stop(HERE, minutes=2)
    assert not presence.is_supplier_there(made.pk)
    presence.beat(HERE)
    assert presence.is_supplier_there(made.pk)


def test_colleagues_in_a_room_are_named_once_each_in_the_order_in_which_they_came() -> None:
    made = factories.opened()
    for name in ("kim", "", "ann", "kim"):
        arrive(made.pk, name)
    assert presence.people_in(made.pk) == ["kim", "ann"]


def test_buyers_are_present_where_they_may_negotiate_and_nowhere_else() -> None:
    made, other = factories.opened(), factories.opened()
    kim, looker = negotiator("kim"), staged.buyer("looker")
    negotiator("away")
    for user in (kim, looker, User.objects.get(username="away")):
        made.playbook.category.buyers.add(user)
    arrive(None, "kim")
    arrive(None, "looker")
    assert presence.buyers_present(made.playbook.category) == ["kim"]
    assert presence.buyers_present(other.playbook.category) == []


def test_since_when_somebody_is_gone_is_known_after_they_left_and_after_their_process_died() -> None:
    assert presence.last_there("kim") is None
    page = arrive(None, "kim")
    assert timezone.now() - presence.last_there("kim") < timedelta(seconds=5)  # type: ignore[operator]
    stop(HERE, minutes=30)
    assert timedelta(minutes=29) < timezone.now() - presence.last_there("kim") < timedelta(minutes=31)  # type: ignore[operator]
    Presence.objects.filter(connection=page).update(left_at=timezone.now() - timedelta(hours=2))
    assert timezone.now() - presence.last_there("kim") > timedelta(minutes=119)  # type: ignore[operator]


def test_an_absence_keeps_its_number_until_the_supplier_comes_back() -> None:
    made = factories.opened()
    assert presence.absence(made.pk) == 0
    page = arrive(made.pk, "")
    presence.leave(page)
    first = presence.absence(made.pk)
    assert presence.absence(made.pk) == first
    presence.leave(arrive(made.pk, ""))
    assert presence.absence(made.pk) not in (0, first)
    assert Presence.objects.filter(negotiation=made).count() == 1  # what was left behind is cleared away


def test_a_mark_of_what_was_seen_only_moves_forward() -> None:
    made = factories.opened()
    assert presence.seen_by(made.pk, is_supplier=True) == 0
    assert presence.mark_seen(made.pk, 4, is_supplier=True)
    assert not presence.mark_seen(made.pk, 3, is_supplier=True)
    assert presence.seen_by(made.pk, is_supplier=True) == 4
    assert presence.seen_by(made.pk, is_supplier=False) == 0
