"""Put off until a date: nobody waits until then, unless the supplier writes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from negotiation.desk import people
from negotiation.lifecycle import NotPossible
from negotiation.models import Negotiation
from tests import factories
from tests.negotiation import staged

pytestmark = pytest.mark.django_db

IN_THREE_DAYS = timedelta(days=3)


def put_off() -> Negotiation:
    made = factories.opened()
    factories.ask_person(made)
    people.claim(made.pk, by=staged.KIM)
    people.snooze(made.pk, by=staged.KIM, until=timezone.now() + IN_THREE_DAYS)
    return staged.fresh(made)


def test_a_person_is_due_again_on_that_date() -> None:
    due = put_off().person_due_since
    assert due is not None
    assert timedelta(0) < timezone.now() + IN_THREE_DAYS - due < timedelta(minutes=1)


def test_a_supplier_that_writes_waits_from_then_on() -> None:
    made = put_off()
    factories.say(made, "We can talk earlier.")
    due = staged.fresh(made).person_due_since
    assert due is not None
    assert due <= timezone.now()


def test_a_last_word_of_the_person_does_not_bring_it_back_earlier() -> None:
    made = put_off()
    due = made.person_due_since
    assert staged.say(made, "Until Thursday, then.").person_due_since == due


def test_who_does_not_hold_the_room_does_not_put_it_off() -> None:
    made = put_off()
    with pytest.raises(NotPossible, match="kim holds this room"):
        people.snooze(made.pk, by="sam", until=timezone.now() + IN_THREE_DAYS)


@pytest.mark.parametrize("ahead", [timedelta(minutes=-1), timedelta(days=91)])
def test_a_date_that_is_over_or_far_away_is_refused(ahead: timedelta) -> None:
    made = put_off()
    with pytest.raises(NotPossible, match="within the next 90 days"):
        people.snooze(made.pk, by=staged.KIM, until=timezone.now() + ahead)
