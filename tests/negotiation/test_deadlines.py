"""A negotiation past its deadline is expired by the worker, and by any message that arrives first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from negotiation import ledger, lifecycle, tasks, turns
from negotiation.messages import Accept, AskPerson, Confirm, Decline, MakeOffer, Say, SupplierMessage
from negotiation.models import Negotiation, State
from tests import factories
from tests.states import agreed, awaiting_approval, confirming, escalated, with_buyer

pytestmark = pytest.mark.django_db


EXPIRE = [factories.negotiation, factories.opened, confirming]
STAY = [escalated, with_buyer, awaiting_approval, agreed]
MESSAGES: list[SupplierMessage] = [
    Say(client_id="late", text="2 % off"),
    MakeOffer(client_id="late", terms={"unit_price": "9.80"}),
    Accept(client_id="late", offer=5),
    AskPerson(client_id="late"),
    Confirm(client_id="late"),
    Decline(client_id="late"),
]


def overdue(make: Callable[[], Negotiation]) -> Negotiation:
    return factories.past_deadline(Negotiation.objects.get(pk=make().pk))


@pytest.mark.parametrize("make", EXPIRE, ids=lambda make: make.__name__)
def test_the_worker_expires_what_is_overdue(make: Callable[[], Negotiation]) -> None:
    made = overdue(make)
    assert tasks.expire_overdue() == 1
    made.refresh_from_db()
    assert made.state == State.EXPIRED
    event = made.events.latest("seq")
    assert (event.kind, event.actor) == ("expired", "system")
    assert factories.payload_of(event) == {"deadline": made.deadline.isoformat()}
    assert tasks.expire_overdue() == 0
    assert ledger.verify(made) is None


@pytest.mark.parametrize("make", STAY, ids=lambda make: make.__name__)
def test_the_worker_cuts_off_nobody_who_talks_to_a_person(make: Callable[[], Negotiation]) -> None:
    made = overdue(make)
    state, head = made.state, made.head_seq
    assert tasks.expire_overdue() == 0
    made.refresh_from_db()
    assert (made.state, made.head_seq) == (state, head)


def test_the_worker_leaves_what_is_not_due_yet() -> None:
    made = factories.opened(due_in=timedelta(minutes=1))
    assert tasks.expire_overdue() == 0
    made.refresh_from_db()
    assert made.state == State.OPEN


@pytest.mark.parametrize("make", EXPIRE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_that_arrives_first_expires_it_and_is_not_recorded(
    make: Callable[[], Negotiation], message: SupplierMessage
) -> None:
    made = overdue(make)
    head = made.head_seq
    taken = turns.take(made.pk, message)
    assert taken.too_late is not None
    assert taken.too_late.code == "expired"
    assert [event.kind for event in taken.events] == ["expired"]
    made.refresh_from_db()
    assert (made.state, made.head_seq) == (State.EXPIRED, head + 1)
    assert not made.events.filter(client_id="late").exists()


def test_somebody_who_talks_to_a_person_can_still_write_after_the_deadline() -> None:
    made = overdue(with_buyer)
    taken = turns.take(made.pk, Say(client_id="late", text="Are you still there?"))
    assert taken.too_late is None
    assert made.events.filter(client_id="late").exists()


def test_a_message_sent_again_after_the_deadline_is_the_one_that_was_recorded_before_it() -> None:
    made = factories.opened()
    seq = factories.say(made, "2 % off, Net 45", client_id="m-1").seq
    factories.past_deadline(made)
    taken = turns.take(made.pk, Say(client_id="m-1", text="2 % off, Net 45"))
    assert (taken.seq, taken.events, taken.too_late) == (seq, (), None)


def test_opening_the_link_after_the_deadline_expires_it_without_a_word() -> None:
    made = overdue(factories.negotiation)
    assert [event.kind for event in turns.enter(made.pk).events] == ["expired"]
    assert "bot_said" not in factories.kinds(made)


def test_the_deadline_itself_is_too_late() -> None:
    made = factories.opened()
    now = timezone.now()
    made.deadline = now
    assert lifecycle.is_overdue(made, now)
    assert not lifecycle.is_overdue(made, now - timedelta(microseconds=1))


def test_one_broken_room_does_not_keep_the_others_from_expiring() -> None:
    broken, whole = overdue(factories.opened), overdue(factories.opened)
    Negotiation.objects.filter(pk=broken.pk).update(head_hash="0" * 64, head_seq=3)
    assert tasks.expire_overdue() == 1
    whole.refresh_from_db()
    assert whole.state == State.EXPIRED
