"""How good terms are for the buyer, and what is permitted, with the sums beside them."""

import pytest

from negotiation.engine import Lever, Policy, Terms, TradeOff, is_permitted, utility
from tests.engine.haggling import price, price_only
from tests.engine.test_worked_example import PACKAGING, package


def test_targets_are_worth_one_and_furthest_limits_nothing() -> None:
    assert utility(PACKAGING, package("9.40", 60, 1)) == 1
    assert utility(PACKAGING, package("10.00", 45, 12)) == 0


def test_utility_is_the_weighted_mean_of_the_levers() -> None:
    # Price 4 of 6 steps short of the worst: 0.5·4/6. Payment 5 of 15 days: 0.4·5/15. Months at the limit: 0.
    assert utility(PACKAGING, package("9.60", 50, 12)) == pytest.approx(0.5 * 4 / 6 + 0.4 * 5 / 15)


def test_sums_that_binary_rounding_blurs_come_out_exact() -> None:
    # 1 − 3·(1/3)·0.9 is 0.10000000000000009 or so in floats.
    policy = Policy([Lever(name, 10, 0, 10, 1, 1) for name in ("a", "b", "c")], floor=0.1)
    assert utility(policy, Terms(a=9, b=9, c=9)) == 0.1


def test_better_than_the_target_counts_as_the_target() -> None:
    assert utility(price_only(), price("8.00")) == 1


def test_beyond_the_limit_counts_as_the_limit_and_is_not_permitted() -> None:
    assert utility(price_only(floor=0), price("10.01")) == 0
    assert not is_permitted(price_only(floor=0), price("10.01"))


def test_the_exact_walk_away_is_permitted_and_the_least_beyond_it_is_not() -> None:
    policy = price_only(floor=0)
    assert is_permitted(policy, price("10.00"))
    assert not is_permitted(policy, price("10." + "0" * 39 + "1"))


def test_the_floor_is_a_limit_too() -> None:
    assert is_permitted(price_only(floor=0.1), price("9.90"))
    assert not is_permitted(price_only(floor=0.1), price("9.91"))


def test_a_lever_where_more_is_better_is_measured_the_other_way() -> None:
    policy = Policy([Lever("payment_days", 30, 60, 40, 1, 5)], floor=0)
    assert utility(policy, Terms(payment_days=50)) == 0.5
    assert not is_permitted(policy, Terms(payment_days=39))
    assert is_permitted(policy, Terms(payment_days=90))


def test_a_lever_that_must_stay_at_its_target_takes_nothing_worse() -> None:
    policy = Policy([Lever("unit_price", 10, 9, 10, 1, "0.1"), Lever("delivery_days", 10, 10, 10, 1, 1)], floor=0)
    assert utility(policy, Terms(unit_price=9, delivery_days=11)) == 0.5
    assert not is_permitted(policy, Terms(unit_price=9, delivery_days=11))
    assert is_permitted(policy, Terms(unit_price=9, delivery_days=10))


def test_a_fixed_price_may_still_fall() -> None:
    policy = Policy([Lever("unit_price", 10, 10, 10, 1, "0.1")], floor=0)
    assert is_permitted(policy, price("9.50"))
    assert not is_permitted(policy, price("10.10"))


def test_levers_left_out_stand_at_the_baseline() -> None:
    # Net 30, today's, is short of the walk-away Net 45.
    assert utility(PACKAGING, Terms(unit_price="9.40")) == utility(PACKAGING, package("9.40", 30, 1))
    assert not is_permitted(PACKAGING, Terms(unit_price="9.40"))


def test_a_lever_that_the_policy_does_not_know_is_never_permitted() -> None:
    assert not is_permitted(price_only(), Terms(unit_price=9, exclusivity=1))


def test_a_trade_off_opens_a_lever_while_its_condition_holds() -> None:
    assert is_permitted(PACKAGING, package("9.70", 60, 12))
    assert not is_permitted(PACKAGING, package("9.71", 60, 12))
    assert not is_permitted(PACKAGING, package("9.70", 60, 13))


def test_of_two_trade_offs_on_one_lever_the_one_whose_condition_holds_says_how_far() -> None:
    policy = Policy(
        [Lever("unit_price", 10, 9, 10, 3, "0.1"), Lever("contract_months", 1, 1, 1, 1, 1)],
        [TradeOff("contract_months", 12, "unit_price", "9.70"), TradeOff("contract_months", 36, "unit_price", "9.20")],
        floor=0,
    )
    assert is_permitted(policy, Terms(unit_price="9.70", contract_months=12))
    assert not is_permitted(policy, Terms(unit_price="9.70", contract_months=13))
    assert is_permitted(policy, Terms(unit_price="9.20", contract_months=36))
