"""The best terms to offer: as good for the supplier as the budget allows, and never more than it asked for."""

import pytest

from negotiation.engine import Lever, Policy, Terms, TradeOff, utility
from negotiation.engine.packages import Bounds, Package, best_packages

EVEN = {"unit_price": 0.5, "payment_days": 0.5}
PRICE = Lever("unit_price", 10, 9, 10, 1, "0.10")
PAYMENT = Lever("payment_days", 30, 60, 30, 1, 3)
POLICY = Policy([PRICE, PAYMENT], floor=0)
ASKED = Terms(unit_price=10, payment_days=30)


def bounds(policy: Policy, at_least: float, asked: Terms | None, at_most: float = 1.0) -> Bounds:
    """Bounds under which the supplier has asked for `asked`, and for nothing else."""
    most = {name: scale.distance(asked[name]) for name, scale in policy.scales.items()} if asked else {}
    return Bounds(at_least, at_most, asked, most)


def best(policy: Policy, weights: dict[str, float], at_least: float, asked: Terms | None = ASKED) -> Package:
    return best_packages(policy, weights, bounds(policy, at_least, asked))[0]


def test_nothing_is_given_when_nothing_may_be_spent() -> None:
    assert best(POLICY, EVEN, 1.0).terms == Terms(unit_price=9, payment_days=60)


def test_nothing_is_given_before_the_supplier_has_asked() -> None:
    assert best(POLICY, EVEN, 0.0, asked=None).terms == Terms(unit_price=9, payment_days=60)


def test_the_budget_goes_where_the_supplier_gains_most() -> None:
    # 0.3 of own utility is six tenths of either lever.
    assert best(POLICY, {"unit_price": 0.6, "payment_days": 0.4}, 0.7).terms == Terms(
        unit_price="9.60", payment_days=60
    )
    assert best(POLICY, {"unit_price": 0.4, "payment_days": 0.6}, 0.7).terms == Terms(unit_price=9, payment_days=42)


def test_what_is_left_after_the_best_lever_goes_to_the_next() -> None:
    # 0.6: all of the price (0.5), then two steps of payment (0.05 each).
    assert best(POLICY, {"unit_price": 0.6, "payment_days": 0.4}, 0.4).terms == Terms(unit_price=10, payment_days=54)


def test_no_lever_is_given_beyond_what_the_supplier_asked_for() -> None:
    package = best(POLICY, {"unit_price": 0.9, "payment_days": 0.1}, 0.0, Terms(unit_price="9.45", payment_days=51))
    assert package.terms == Terms(unit_price="9.40", payment_days=51)


def test_a_request_better_than_the_target_is_taken_as_it_is() -> None:
    package = best(POLICY, EVEN, 0.8, Terms(unit_price="8.85", payment_days=30))
    assert package.terms == Terms(unit_price="8.85", payment_days=48)


def test_two_small_steps_beat_one_large_one_when_they_use_the_budget_better() -> None:
    # Budget 0.55 of 2 levers. The rebate's single option costs all of 0.5 and gains 0.5; eleven price steps would gain
    # more a unit but only ten are there: 0.5 for 0.5·1.2 = 0.6.
    policy = Policy([PRICE, Lever("rebate_pct", 0, 5, 0, 1, 5)], floor=0)
    package = best(policy, {"unit_price": 0.6, "rebate_pct": 0.5}, 0.45, Terms(unit_price=10, rebate_pct=0))
    assert package.terms == Terms(unit_price=10, rebate_pct=5)


EXCHANGE = Policy(
    [Lever("unit_price", 10, 9, 10, 3, "0.10"), Lever("contract_months", 1, 1, 1, 1, 1)],
    [TradeOff("contract_months", 13, "unit_price", "9.50")],
    floor=0,
)
MONTHLY = Terms(unit_price=10, contract_months=1)


def test_a_trade_off_is_used_when_it_buys_more_for_the_supplier() -> None:
    # A month costs 0.25/12 and gains w/12. With a quarter of the budget all 12 fit; the price stays within 9.50.
    package = best(EXCHANGE, {"unit_price": 0.5, "contract_months": 0.5}, 0.7, MONTHLY)
    assert package.terms == Terms(unit_price=9, contract_months=13)
    assert package.trade_offs == EXCHANGE.trade_offs


def test_a_trade_off_is_left_alone_when_it_buys_less() -> None:
    package = best(EXCHANGE, {"unit_price": 0.95, "contract_months": 0.05}, 0.7, MONTHLY)
    assert package.terms == Terms(unit_price="9.40", contract_months=1)
    assert package.trade_offs == ()


def test_the_condition_of_a_trade_off_in_use_is_kept() -> None:
    # Budget 0.7: with the term the price may go to 9.50 only (0.375), without it all the way (0.7 → 9.90).
    package = best(EXCHANGE, {"unit_price": 0.5, "contract_months": 0.5}, 0.3, MONTHLY)
    assert package.terms == Terms(unit_price="9.50", contract_months=13)


def test_a_trade_off_never_excuses_giving_unasked_within_the_walk_away() -> None:
    # Payment may go from Net 60 to 30 as it is, and to prepayment for a price of 9.10. The supplier is content with
    # Net 45; offering it 40 would be a present, offering prepayment an exchange.
    policy = Policy([PRICE, PAYMENT], [TradeOff("payment_days", 0, "unit_price", "9.10")], floor=0)
    for at_least in (0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
        terms = best(
            policy, {"unit_price": 0.1, "payment_days": 0.9}, at_least, Terms(unit_price=10, payment_days=45)
        ).terms
        assert terms["payment_days"] >= 45 or terms["payment_days"] < 30
        assert terms["payment_days"] >= 45 or terms["unit_price"] <= PRICE.target + PRICE.step


def test_two_trade_offs_that_exclude_each_other_are_never_used_together() -> None:
    # Each gives on the lever that the other needs at its target.
    levers = [Lever("a", 0, 0, 0, 1, 1), Lever("b", 0, 0, 0, 1, 1), Lever("c", 0, 10, 0, 2, 1)]
    policy = Policy(levers, [TradeOff("a", 5, "b", 0), TradeOff("b", 5, "a", 0)], floor=0)
    package = best(policy, {"a": 0.4, "b": 0.4, "c": 0.2}, 0.1, Terms(a=0, b=0, c=0))
    assert sorted((package.terms["a"], package.terms["b"])) == [0, 5]


def test_equal_packages_are_equal_for_us_and_differ_for_the_supplier() -> None:
    policy = Policy([PRICE, PAYMENT, Lever("rebate_pct", 0, 10, 0, 1, "0.5")], floor=0, packages=3)
    asked = Terms(unit_price=10, payment_days=30, rebate_pct=0)
    weights = {"unit_price": 0.4, "payment_days": 0.35, "rebate_pct": 0.25}
    packages = best_packages(policy, weights, bounds(policy, 0.8, asked))
    assert len(packages) == 3
    own = [utility(policy, package.terms) for package in packages]
    assert own == pytest.approx([own[0]] * 3, abs=0.02)
    assert packages[0].gain == max(package.gain for package in packages)
    leads = [
        max(policy.scales, key=lambda name: policy.scales[name].share(package.terms[name])) for package in packages
    ]
    assert set(leads) == {"unit_price", "payment_days", "rebate_pct"}


def test_there_is_one_package_where_nothing_else_is_as_good() -> None:
    policy = Policy([PRICE], floor=0, packages=3)
    assert len(best_packages(policy, {"unit_price": 1.0}, bounds(policy, 0.8, Terms(unit_price=10)))) == 1


def test_bounds_that_no_package_meets_give_none() -> None:
    coarse = Policy([Lever("rebate_pct", 0, 10, 0, 1, 10)], floor=0)
    assert best_packages(coarse, {"rebate_pct": 1.0}, bounds(coarse, 0.2, Terms(rebate_pct=0), at_most=0.8)) == ()
