"""Handing back with an instruction: what the bot may do then, and what it still may not."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation import ledger, records
from negotiation.desk import handing_back, people
from negotiation.engine import Policy, Terms, is_permitted, utility
from negotiation.lifecycle import NotPossible
from negotiation.models import BuyerAuthority, Negotiation, State
from negotiation.overrides import Instruction, Told, policy_after
from negotiation.records import Record
from negotiation.replay import replay
from suppliers.public import public_event
from suppliers.renderers import JsonRenderer
from tests import factories
from tests.factories import kinds, last, payload_of
from tests.negotiation import staged
from tests.negotiation.test_lifecycle import lifecycle_start

pytestmark = pytest.mark.django_db

HELD = Terms(unit_price="9.70", payment_days=45, contract_months=12)


def price(value: str) -> Told:
    return Told(Instruction.PRICE, Terms(unit_price=value))


def taken_over(rules: dict[str, Any] | None = None) -> Negotiation:
    """The supplier has made an offer above today's price, and Kim has taken over."""
    made = factories.opened(rules)
    factories.offer(made, unit_price="10.20", payment_days="45")
    people.claim(made.pk, by=staged.KIM)
    return staged.fresh(made)


def record_of(made: Negotiation) -> Record:
    return records.load(staged.fresh(made))


def no_difference(made: Negotiation) -> bool:
    return list(replay(staged.fresh(made))) == []


class TestAPriceForThisSupplier:
    def test_the_bot_closes_at_a_price_that_it_could_not_accept_before(self) -> None:
        made = taken_over()
        staged.say(made, "I have told the bot what it may do.")
        people.hand_back(made.pk, by=staged.KIM, told=price("10.20"), because="Steel went up")
        for _ in range(9):
            factories.offer(made, unit_price="10.20", payment_days="60")
            if staged.fresh(made).state != State.OPEN:
                break
        assert staged.fresh(made).state == State.AGREED
        assert staged.fresh(made).agreement.terms["unit_price"] == "10.2"
        assert last(made, "agreed").actor == "bot"
        assert no_difference(made)

    def test_it_holds_for_this_negotiation_and_is_in_the_ledger(self) -> None:
        made = taken_over()
        people.hand_back(made.pk, by=staged.KIM, told=price("10.20"))
        payload = payload_of(last(made, "handed_back"))
        assert (payload["instruction"], payload["allowed"]) == ("price", {"unit_price": "10.20"})
        assert record_of(made).policy.scales["unit_price"].lever.walk_away == Decimal("10.20")
        assert record_of(made).guardrails.scales["unit_price"].lever.walk_away == Decimal("10.00")
        assert record_of(factories.opened()).policy.scales["unit_price"].lever.walk_away == Decimal("10.00")

    def test_a_price_beyond_it_is_not_accepted(self) -> None:
        made = taken_over()
        people.hand_back(made.pk, by=staged.KIM, told=price("10.10"))
        for _ in range(8):
            if staged.fresh(made).state != State.OPEN:
                break
            factories.offer(made, unit_price="10.20", payment_days="60")
        assert staged.fresh(made).state == State.ESCALATED
        for said in made.events.filter(kind="bot_said"):
            for package in payload_of(said)["packages"]:
                assert Decimal(package["unit_price"]) <= Decimal("10.10")
        assert no_difference(made)

    def test_a_price_that_the_playbook_allows_anyway_is_no_instruction(self) -> None:
        made = taken_over()
        with pytest.raises(NotPossible, match="already"):
            people.hand_back(made.pk, by=staged.KIM, told=price("9.90"))
        assert kinds(made)[-1] == "claimed"

    def test_the_summary_holds_what_people_said_since_they_took_over(self) -> None:
        made = taken_over()
        staged.say(made, "Could you do Net 60?", unit_price="9.80")
        factories.say(made, "We will think about it.")
        lines = handing_back.said_meanwhile(staged.fresh(made))
        assert [(line.is_ours, line.text) for line in lines] == [
            (True, "Could you do Net 60?"),
            (False, "We will think about it."),
        ]
        assert lines[0].packages[0]["unit_price"] == "9.80"


class TestHoldingAtTerms:
    def test_the_bot_gives_nothing_more_and_takes_what_is_no_worse(self) -> None:
        made = taken_over()
        staged.say(made, "Our last word.", **{lever: str(value) for lever, value in HELD.items()})
        people.hand_back(made.pk, by=staged.KIM, told=Told(Instruction.HOLD, HELD))
        factories.offer(made, unit_price="9.90", payment_days="45", contract_months="12")
        assert payload_of(last(made, "decided"))["action"] == "hold"
        factories.offer(made, unit_price="9.70", payment_days="45", contract_months="12")
        assert staged.fresh(made).state == State.AGREED
        assert no_difference(made)

    def test_terms_outside_the_playbook_are_held_too_where_the_buyer_may(self) -> None:
        made = taken_over()
        beyond = Terms(unit_price="10.20", payment_days=45, contract_months=1)
        staged.say(made, "As you wish.", because="Steel", unit_price="10.20", payment_days="45")
        people.hand_back(made.pk, by=staged.KIM, told=Told(Instruction.HOLD, beyond))
        assert is_permitted(record_of(made).policy, beyond)
        factories.offer(made, unit_price="10.20", payment_days="60")
        assert staged.fresh(made).state == State.AGREED
        assert no_difference(made)

    def test_to_continue_lifts_it(self) -> None:
        made = taken_over()
        people.hand_back(made.pk, by=staged.KIM, told=Told(Instruction.HOLD, HELD))
        people.claim(made.pk, by=staged.KIM)
        people.hand_back(made.pk, by=staged.KIM)
        assert record_of(made).policy.held is None


class TestAuthority:
    def authority(self, value: str) -> None:
        buyer = User.objects.create_user(staged.KIM)
        BuyerAuthority.objects.create(buyer=buyer, yearly_value=Decimal(value), currency="EUR")

    @pytest.mark.parametrize(("own", "asked"), [("203000", True), ("204000", False)])
    def test_above_the_buyers_own_an_approver_is_asked(self, own: str, asked: bool) -> None:
        self.authority(own)
        made = taken_over()
        people.hand_back(made.pk, by=staged.KIM, told=price("10.20"))  # 204,000 EUR a year
        assert (kinds(made)[-1] == "consent_asked") is asked
        assert (staged.fresh(made).state == State.WITH_BUYER) is asked
        assert (record_of(made).policy == record_of(made).guardrails) is asked

    def test_without_one_the_playbooks_counts(self) -> None:
        made = taken_over(factories.guardrails(authority="203000"))
        people.hand_back(made.pk, by=staged.KIM, told=price("10.20"))
        assert kinds(made)[-1] == "consent_asked"

    def test_one_in_another_currency_does_not(self) -> None:
        self.authority("1")
        BuyerAuthority.objects.update(currency="USD")
        made = taken_over()
        people.hand_back(made.pk, by=staged.KIM, told=price("10.20"))
        assert kinds(made)[-1] == "handed_back"


def test_rounds_are_left_after_a_hand_back_however_many_were_used() -> None:
    made = factories.opened(factories.guardrails(rounds=2))
    for value in ("9.95", "9.94", "9.93"):
        if staged.fresh(made).state == State.OPEN:
            factories.offer(made, unit_price=value, payment_days="30")  # beyond its limit
    assert staged.fresh(made).state == State.ESCALATED
    people.claim(made.pk, by=staged.KIM)
    people.hand_back(made.pk, by=staged.KIM)
    factories.offer(made, unit_price="9.92", payment_days="45")
    assert staged.fresh(made).state in (State.OPEN, State.AGREED)
    assert no_difference(made)


def test_only_who_holds_the_room_hands_it_back() -> None:
    made = taken_over()
    with pytest.raises(NotPossible, match="kim holds this room"):
        people.hand_back(made.pk, by="sam")


def test_no_byte_for_the_supplier_shows_the_limit_or_that_there_is_one() -> None:
    made = taken_over()
    people.hand_back(made.pk, by=staged.KIM, told=price("10.13"), because="They had a fire")
    events = ledger.events_after(made)
    frames = "".join(JsonRenderer().events(staged.fresh(made), events))
    for secret in ("10.13", "fire", "instruction", "allowed", "policy", "kim"):
        assert secret not in frames
    handed_back = public_event(next(event for event in events if event.kind == "handed_back"))
    assert handed_back is not None
    assert (handed_back.packages, handed_back.text) == ((), None)


@pytest.fixture(scope="module")
def packaging(django_db_setup: None, django_db_blocker: Any) -> Record:
    """Made once, and read only: a packaging negotiation in which nothing was said yet."""
    with django_db_blocker.unblock():
        return records.begin(ledger.Chain(Negotiation()).add(lifecycle_start()))


terms = st.builds(
    lambda cents, days, months: Terms(unit_price=Decimal(cents) / 100, payment_days=days, contract_months=months),
    st.integers(900, 1_150),
    st.integers(0, 90),
    st.integers(1, 24),
)


@given(offered=terms, cents=st.integers(1_001, 1_080))
@settings(max_examples=300, deadline=None)
def test_nothing_but_the_price_is_permitted_more_than_before(packaging: Record, offered: Terms, cents: int) -> None:
    limit = Decimal(cents) / 100
    try:
        allowed = policy_after(packaging, Told(Instruction.PRICE, Terms(unit_price=limit)))
    except NotPossible:
        return
    if offered["unit_price"] <= Decimal(10):
        assert is_permitted(allowed, offered) == is_permitted(packaging.guardrails, offered)
    elif is_permitted(allowed, offered):
        assert offered["unit_price"] <= limit
        assert offered["payment_days"] >= 45
        assert offered["contract_months"] <= 1
        assert utility(allowed, offered) >= allowed.floor - 1e-9


@given(offered=terms, held=terms)
@settings(max_examples=300, deadline=None)
def test_where_terms_are_held_exactly_what_is_no_worse_is_permitted(
    packaging: Record, offered: Terms, held: Terms
) -> None:
    policy = replace(packaging.policy, held=held)
    no_worse = (
        offered["unit_price"] <= held["unit_price"]
        and offered["payment_days"] >= held["payment_days"]
        and offered["contract_months"] <= held["contract_months"]
    )
    assert is_permitted(policy, offered) is no_worse
    assert Policy.from_dict(policy.as_dict()) == policy
