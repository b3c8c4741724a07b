"""Where the playbook wants it, what people offer outside of it goes out once an approver has consented."""

import pytest

from negotiation.desk import consents, people
from negotiation.desk.holding import FourEyes
from negotiation.engine import Terms
from negotiation.lifecycle import NotPossible
from negotiation.models import Negotiation, State
from negotiation.overrides import Instruction, Told
from negotiation.replay import replay
from suppliers.public import public_event
from tests import factories
from tests.factories import kinds, last, payload_of
from tests.negotiation import staged

pytestmark = pytest.mark.django_db

BEYOND = {"unit_price": "10.20", "payment_days": "45"}
ANN = "ann"


def asked(**rules: object) -> Negotiation:
    """Kim holds the room, and wants to offer more than the playbook allows."""
    made = factories.opened(factories.guardrails(off_policy_approval=True, **rules))
    factories.ask_person(made)
    people.claim(made.pk, by=staged.KIM)
    return staged.say(staged.fresh(made), "As a favour.", because="Steel went up", **BEYOND)


def question(made: Negotiation) -> int:
    return last(made, "consent_asked").seq


def test_nothing_goes_out_before_the_consent_and_exactly_what_was_asked_after_it() -> None:
    made = asked()
    assert kinds(made)[-1] == "consent_asked"
    assert public_event(last(made, "consent_asked")) is None
    assert made.consent_due_since is not None
    consents.consent(made.pk, question(made), by=ANN)
    assert kinds(made)[-2:] == ["consent_given", "buyer_said"]
    said = last(made, "buyer_said")
    assert payload_of(said)["packages"][0]["unit_price"] == "10.20"
    assert said.words.text == "As a favour."
    assert staged.fresh(made).consent_due_since is None


def test_what_an_approver_has_consented_to_is_agreed_when_the_supplier_accepts() -> None:
    made = asked()
    consents.consent(made.pk, question(made), by=ANN)
    factories.accept(staged.fresh(made), offer=last(made, "buyer_said").seq)
    assert staged.fresh(made).state == State.AGREED
    assert list(replay(staged.fresh(made))) == []


def test_terms_inside_the_playbook_need_no_consent() -> None:
    made = asked()
    staged.say(made, "Then this.", unit_price="9.70", payment_days="45")
    assert kinds(made)[-1] == "buyer_said"
    with pytest.raises(NotPossible, match="no question any more"):
        consents.consent(made.pk, question(made), by=ANN)


def test_without_that_guardrail_a_reason_is_enough_and_the_deal_is_approved_at_the_end() -> None:
    made = factories.opened()
    factories.ask_person(made)
    people.claim(made.pk, by=staged.KIM)
    staged.say(staged.fresh(made), because="Steel went up", **BEYOND)
    factories.accept(staged.fresh(made), offer=last(made, "buyer_said").seq)
    assert staged.fresh(made).state == State.AWAITING_APPROVAL
    assert staged.fresh(made).person_due_since is None  # for an approver, and for no buyer


def test_who_asked_or_negotiated_cannot_consent() -> None:
    made = asked()
    with pytest.raises(FourEyes):
        consents.consent(made.pk, question(made), by=staged.KIM)


def test_a_refusal_says_why_and_nothing_goes_out() -> None:
    made = asked()
    with pytest.raises(NotPossible, match="Say why"):
        consents.refuse(made.pk, question(made), by=ANN, because=" ")
    consents.refuse(made.pk, question(made), by=ANN, because="Ask for Net 60 first")
    assert kinds(made)[-1] == "consent_refused"
    assert "buyer_said" not in kinds(made)
    assert staged.fresh(made).consent_due_since is None


def test_an_instruction_above_the_buyers_authority_is_carried_out_once_an_approver_consents() -> None:
    made = factories.opened(factories.guardrails(authority="203000"))
    factories.offer(made, unit_price="10.20", payment_days="60")
    people.claim(made.pk, by=staged.KIM)
    told = Told(Instruction.PRICE, Terms(unit_price="10.20"))
    people.hand_back(made.pk, by=staged.KIM, told=told, because="Steel went up")
    assert staged.fresh(made).state == State.WITH_BUYER
    consents.consent(made.pk, question(made), by=ANN)
    made = staged.fresh(made)
    assert (made.state, made.held_by) == (State.OPEN, "")
    assert payload_of(last(made, "handed_back"))["consented_by"] == ANN
    assert list(replay(made)) == []
