"""What a room says after something went another way: where a refusal stands, and why somebody lost the room."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from negotiation.desk import people
from negotiation.models import Negotiation
from tests import factories, states
from tests.negotiation import staged
from tests.negotiation.roles import signed_in

pytestmark = pytest.mark.django_db


def kim_in(made: Negotiation) -> Client:
    return signed_in(staged.negotiator("kim", of=made))


def test_what_cannot_be_agreed_to_yet_is_said_beside_the_offer_and_opens_no_other_form() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="10.90")  # the bot asks for a person
    people.claim(made.pk, by="kim")
    kim = kim_in(made)
    offer = str(factories.last(made, "supplier_said").seq)
    move = reverse("desk_move", args=[made.public_id, "agree"])
    refused = kim.post(move, {"offer": offer, "reason": "good_terms"})
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert shown.count('role="alert"') == 1
    assert shown.index('id="agree-title"') < shown.index('role="alert"') < shown.index('id="agree-because"')
    assert '<details id="with-offer">' in shown


def test_who_was_gone_gave_no_reason() -> None:
    made = states.with_buyer()
    kim = kim_in(made)
    people.release_absent(made.pk, holder="kim", since=timezone.now() - timedelta(minutes=11))
    shown = kim.get(reverse("desk_room", args=[made.public_id])).content.decode()
    assert "Kim Lee was gone, so it waits for anybody to take." in shown
    assert "For colleagues:" not in shown
