"""The engine against simulated suppliers: what comes out is permitted, reproducible, and what both would take."""

from decimal import Decimal

import pytest

from negotiation.engine import Lever, Policy, is_permitted
from negotiation.simulation import End, SimulatedSupplier, play, supplier_for
from tests.engine.test_worked_example import PACKAGING

NUMBERS = range(150)


def outcomes_of(policy: Policy, seed: int = 1) -> list:
    return [play(policy, supplier_for(policy, seed=seed, number=number)) for number in NUMBERS]


def a_supplier(**changes: object) -> SimulatedSupplier:
    """An easy supplier of the packaging policy, that a test can change."""
    supplier = supplier_for(PACKAGING, seed=1, number=0)
    fields = {name: getattr(supplier, name) for name in supplier.__dataclass_fields__}
    easy = {"reserve": 0.2, "pace": 2.0, "patience": 10, "is_mirroring": False, "asks_person_at": None}
    return SimulatedSupplier(**{**fields, **easy, **changes})


def test_the_same_seed_and_number_are_the_same_supplier_and_come_to_the_same_end() -> None:
    assert outcomes_of(PACKAGING) == outcomes_of(PACKAGING)


def test_another_seed_is_another_population() -> None:
    assert outcomes_of(PACKAGING, seed=1) != outcomes_of(PACKAGING, seed=2)


def test_every_deal_is_permitted_and_worth_the_suppliers_while() -> None:
    suppliers = [supplier_for(PACKAGING, seed=3, number=number) for number in NUMBERS]
    deals = [(supplier, outcome) for supplier in suppliers if (outcome := play(PACKAGING, supplier)).is_deal]
    assert len(deals) > 20
    for supplier, outcome in deals:
        assert is_permitted(PACKAGING, outcome.terms)
        assert supplier.utility(outcome.terms) >= supplier.reserve - 0.02  # its own offers are rounded to steps


def test_the_savings_are_what_the_price_comes_down_by() -> None:
    deal = next(outcome for outcome in outcomes_of(PACKAGING) if outcome.is_deal and outcome.saved)
    assert deal.saved == (Decimal("10.00") - deal.terms["unit_price"]) * PACKAGING.quantity
    assert deal.saved_share == pytest.approx(float(deal.saved / (10 * PACKAGING.quantity)))


def test_easy_suppliers_close_more_often_than_hard_ones() -> None:
    outcomes = outcomes_of(PACKAGING)
    shares = {
        kind: sum(outcome.is_deal for outcome in outcomes if outcome.kind == kind)
        / sum(outcome.kind == kind for outcome in outcomes)
        for kind in ("easy", "hard")
    }
    assert shares["easy"] > shares["hard"]


def test_a_supplier_that_asks_for_a_person_gets_one() -> None:
    outcome = play(PACKAGING, a_supplier(asks_person_at=0, reserve=0.9))
    assert (outcome.end, outcome.reasons) == (End.ESCALATED, ("human_requested",))


def test_a_supplier_that_takes_nothing_less_than_everything_leaves_or_is_handed_on() -> None:
    outcome = play(PACKAGING, a_supplier(reserve=1.0, pace=0.2))
    assert not outcome.is_deal
    assert outcome.terms is None


def test_a_deal_above_the_authority_waits_for_an_approver() -> None:
    policy = Policy.from_dict({**PACKAGING.as_dict(), "authority": "1"})
    outcome = play(policy, a_supplier())
    assert outcome.end is End.APPROVAL
    assert outcome.is_deal


def test_it_plays_policies_without_a_price() -> None:
    policy = Policy(levers=[Lever("payment_days", baseline=30, target=60, walk_away=30, weight=1, step=5)])
    outcomes = outcomes_of(policy)
    deals = [outcome for outcome in outcomes if outcome.is_deal]
    assert deals
    assert {outcome.saved for outcome in deals} == {None}
