"""The bot as a second: its view of a room that a person holds, and what it says of a person's terms."""

import pytest

from negotiation import ledger, records
from negotiation.desk import people
from negotiation.desk.guardrail_check import Verdict, verdict
from negotiation.desk.second import Second, second
from negotiation.engine import Action, Terms
from negotiation.models import Negotiation
from tests import factories
from tests.factories import kinds
from tests.negotiation import staged

pytestmark = pytest.mark.django_db


def held(rules: dict[str, object] | None = None) -> Negotiation:
    made = factories.opened(rules)
    factories.ask_person(made)
    people.claim(made.pk, by=staged.KIM)
    return staged.fresh(made)


def view(made: Negotiation) -> Second:
    made = staged.fresh(made)
    return second(made, records.load(made))


def said_of(made: Negotiation, **terms: str) -> Verdict:
    record = records.load(staged.fresh(made))
    return verdict(record, record.facts.baseline.merged_with(Terms(terms)))


def spoken(found: Verdict) -> str:
    return " ".join(found.faults).replace("\xa0", " ")


class TestItsView:
    def test_it_answers_the_suppliers_offer_although_a_person_holds_the_room(self) -> None:
        made = held()
        factories.offer(made, unit_price="9.80", payment_days="45")
        suggestion = view(made).suggestion
        assert suggestion.action == Action.COUNTER
        assert "9.60" in suggestion.offers[0] or "9.70" in suggestion.offers[0]
        assert suggestion.why

    def test_looking_records_nothing_and_sends_nothing(self) -> None:
        made = held()
        factories.offer(made, unit_price="9.80", payment_days="45")
        before = [event.hash for event in ledger.events_after(made)]
        view(made)
        assert [event.hash for event in ledger.events_after(made)] == before

    def test_what_a_person_offered_counts_as_ours(self) -> None:
        made = held()
        staged.say(made, "Let us meet here.", unit_price="9.70", payment_days="50")
        factories.offer(made, unit_price="9.70", payment_days="45")
        found = view(made)
        assert found.ours is not None
        assert found.ours.by_person
        assert "9.70" in found.ours.words
        assert [worth.is_ours for worth in found.history] == [True, True, False]

    def test_after_our_own_words_it_is_the_suppliers_turn(self) -> None:
        made = held()
        factories.offer(made, unit_price="9.80", payment_days="45")
        staged.say(made, "I will look into it.")
        assert "supplier's turn" in view(made).suggestion.why

    def test_a_supplier_that_asked_for_a_person_is_not_sent_for_one_again(self) -> None:
        made = factories.opened()
        factories.say(made, "We need 3 % more, and I want to talk to a person.")
        people.claim(made.pk, by=staged.KIM)
        assert view(made).suggestion.action != Action.ESCALATE

    def test_the_estimate_follows_what_the_supplier_holds_on_to(self) -> None:
        made = held()
        factories.offer(made, unit_price="10.00", payment_days="58")
        weights = {weight.lever: weight.theirs for weight in view(made).weights}
        assert weights["Unit price"] > weights["Payment"]


class TestTermsBeforeTheyAreSent:
    def test_inside(self) -> None:
        found = said_of(held(), unit_price="9.70", payment_days="45")
        assert (found.is_inside, found.faults, found.needs_consent) == (True, (), False)

    def test_a_lever_beyond_its_limit_is_named_with_by_how_much(self) -> None:
        found = said_of(held(), unit_price="10.90", payment_days="30")
        assert "10.90 EUR per box is 0.90 EUR above the limit, 10.00 EUR per box." in spoken(found)
        assert "Net 30 is 15 days below the limit, Net 45." in spoken(found)

    def test_a_trade_off_that_would_allow_it_says_what_is_missing(self) -> None:
        found = said_of(held(), unit_price="9.80", payment_days="45", contract_months="12")
        assert "12-month commitment is 11 months above the limit, monthly." in spoken(found)
        assert "once unit price is at 9.70 EUR per box or lower" in spoken(found)
        assert "0.10 EUR short" in spoken(found)

    def test_terms_that_are_too_bad_together_say_so(self) -> None:
        found = said_of(held(), unit_price="10.00", payment_days="45")
        assert "the playbook goes no lower than 15 %" in spoken(found)

    def test_where_the_playbook_wants_it_an_approver_is_asked(self) -> None:
        rules = factories.guardrails(off_policy_approval=True)
        assert said_of(held(rules), unit_price="10.90").needs_consent
        assert not said_of(held(), unit_price="10.90").needs_consent
        assert "decided" in kinds(held())
