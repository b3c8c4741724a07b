"""What the supplier seems to care about, from what it gives and what it keeps."""

import pytest

from negotiation.engine import Lever, Policy, Terms, Turn, decide
from negotiation.engine.supplier_model import estimated_weights
from negotiation.engine.utility import position

POLICY = Policy(
    [
        Lever("unit_price", 10, 9, 10, 1, "0.10"),
        Lever("payment_days", 30, 60, 30, 1, 5),
        Lever("contract_months", 1, 1, 1, 1, 1),
    ]
)


def estimate(*interests: str, price: float = 10, payment: int = 30) -> dict[str, float]:
    asked = Terms(unit_price=price, payment_days=payment, contract_months=1)
    return estimated_weights(POLICY, [position(POLICY, asked)], interests)


def test_before_the_first_offer_all_levers_weigh_the_same() -> None:
    assert list(estimated_weights(POLICY, ()).values()) == pytest.approx([1 / 3] * 3)


def test_weights_sum_to_one() -> None:
    assert sum(estimate("payment_days", price=9.5, payment=45).values()) == pytest.approx(1)


def test_a_lever_that_is_held_weighs_more_than_one_that_is_given() -> None:
    # Price: all of 1.00 is kept. Payment: 10 of 30 days are. The kept shares are 1 and 1/3, each plus 0.05, cubed.
    weights = estimate(price=10, payment=50)
    assert weights["unit_price"] / weights["payment_days"] == pytest.approx((1.05 / (1 / 3 + 0.05)) ** 3)


def test_giving_beyond_the_target_or_asking_beyond_the_baseline_counts_as_all_or_nothing() -> None:
    assert estimate(price=8.5) == estimate(price=9)
    assert estimate(price=11) == estimate(price=10)


def ratio(weights: dict[str, float]) -> float:
    return weights["payment_days"] / weights["unit_price"]


def test_a_stated_interest_weighs_three_times_as_much_before_anything_was_given() -> None:
    assert ratio(estimate("payment_days")) == pytest.approx(3 * ratio(estimate()))


def test_a_stated_interest_fades_as_the_supplier_moves() -> None:
    # After one offer that gives something it weighs twice as much, after four 1.4 times.
    asked = position(POLICY, Terms(unit_price="9.5", payment_days=40, contract_months=1))
    for offers, trust in ((1, 2.0), (4, 1.4)):
        told = estimated_weights(POLICY, [asked] * offers, {"payment_days"})
        assert ratio(told) == pytest.approx(trust * ratio(estimated_weights(POLICY, [asked] * offers)))


def test_the_bot_gives_first_on_what_the_supplier_holds() -> None:
    # Both levers cost us the same; whichever the supplier kept is the one that is given on.
    policy = Policy(POLICY.levers[:2], concession=1, floor=0.2, aim=0.2)
    opening = decide(policy, ()).as_turn()
    holds_price = decide(policy, (opening, Turn("supplier", ("offer",), {"unit_price": 10, "payment_days": 45})))
    holds_payment = decide(policy, (opening, Turn("supplier", ("offer",), {"unit_price": "9.50", "payment_days": 30})))
    assert holds_price.terms == (Terms(unit_price="9.20", payment_days=60),)
    assert holds_payment.terms == (Terms(unit_price=9, payment_days=55),)
