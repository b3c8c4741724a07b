"""A deal that came about through words is shown back first; a press on explicit terms needs no second look."""

import pytest

from negotiation import records, turns
from negotiation.messages import MakeOffer, Refused
from negotiation.models import State
from tests import factories
from tests.states import confirming

pytestmark = pytest.mark.django_db


def test_typed_acceptance_leads_to_a_sheet_with_the_terms_of_the_offer() -> None:
    made = confirming()
    sheet = factories.payload_of(factories.last(made, "term_sheet"))
    assert sheet["terms"] == factories.payload_of(factories.last(made, "bot_said", is_offer=True))["packages"][0]
    assert not hasattr(made, "agreement")


def test_a_pressed_acceptance_closes_on_the_spot() -> None:
    made = factories.opened()
    factories.accept(made)
    assert made.state == State.AGREED
    assert "term_sheet" not in factories.kinds(made)


def test_an_offer_by_form_that_is_good_enough_closes_on_the_spot() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.40", payment_days="60")
    assert made.state == State.AGREED


def test_an_offer_with_a_note_leads_to_a_sheet_since_the_note_may_say_otherwise() -> None:
    made = factories.opened()
    factories.offer(made, note="Only if you take 50,000 boxes", unit_price="9.40", payment_days="60")
    assert made.state == State.CONFIRMING


@pytest.mark.parametrize("price", ["0.94", "4.99"])
def test_a_surprising_price_leads_to_a_sheet_since_it_may_be_a_slip(price: str) -> None:
    made = factories.opened()
    factories.offer(made, unit_price=price, payment_days="60")
    assert made.state == State.CONFIRMING
    assert factories.payload_of(factories.last(made, "term_sheet"))["terms"]["unit_price"] == price


def test_a_typed_yes_under_a_sheet_shows_the_same_sheet_again() -> None:
    """Words never close a deal, however clear; the button beside the sheet does."""
    made = confirming()
    sheet = records.load(made).sheet
    factories.say(made, "Yes, agreed.")
    assert made.state == State.CONFIRMING
    assert records.load(made).sheet == sheet
    factories.confirm(made)
    assert made.state == State.AGREED


def test_a_declined_sheet_offers_nothing_and_the_talk_goes_on() -> None:
    made = confirming()
    factories.decline(made)
    assert made.state == State.OPEN
    record = records.load(made)
    assert record.sheet is None
    assert record.turns[-2].terms == {} or not record.turns[-2].intents
    factories.offer(made, unit_price="9.80", payment_days="45")
    assert made.state == State.OPEN


def test_the_offer_that_a_declined_sheet_was_about_can_still_be_accepted() -> None:
    made = confirming()
    factories.decline(made)
    factories.accept(made)
    assert made.state == State.AGREED


def test_whatever_else_is_said_under_a_sheet_sets_it_aside() -> None:
    made = confirming()
    factories.say(made, "Wait, 9.80 and Net 45 is what we can do.")
    declined = factories.payload_of(factories.last(made, "declined"))
    assert declined == {"because": "said_more"}
    assert made.state == State.OPEN
    assert factories.payload_of(factories.last(made, "decided"))["action"] == "counter"


def test_what_nobody_understands_leaves_the_sheet_open() -> None:
    made = confirming()
    factories.say(made, "colourless green ideas sleep furiously")
    assert made.state == State.CONFIRMING
    assert factories.payload_of(factories.last(made, "bot_said"))["act"] == "clarify"
    factories.confirm(made)
    assert made.state == State.AGREED


def test_a_sheet_that_a_person_was_called_to_cannot_be_confirmed_any_more() -> None:
    made = confirming()
    factories.say(made, "colourless green ideas sleep furiously")
    factories.say(made, "qwertz uiop")
    assert made.state == State.ESCALATED
    with pytest.raises(Refused) as refused:
        factories.confirm(made)
    assert refused.value.code == "nothing_to_confirm"


def test_a_sheet_above_the_bots_authority_goes_to_an_approver_once_confirmed() -> None:
    made = factories.opened(factories.guardrails(authority="1000"))
    factories.say(made, "I accept your offer.")
    assert made.state == State.CONFIRMING
    taken = factories.confirm(made)
    assert [event.kind for event in taken.events] == ["confirmed", "approval_asked"]
    assert made.state == State.AWAITING_APPROVAL
    assert not hasattr(made, "agreement")


def test_a_sheet_outside_the_policy_is_never_shown() -> None:
    made = factories.opened()
    turns.take(
        made.pk, MakeOffer(client_id="a", terms={"unit_price": "9.99", "payment_days": "30"}, note="best we can")
    )
    made.refresh_from_db()
    assert "term_sheet" not in factories.kinds(made)
