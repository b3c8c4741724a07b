"""The renewal that the product is explained with. Nothing in the engine knows of it."""

import pytest

from negotiation.engine import (
    Action,
    Decision,
    Intent,
    Lever,
    Party,
    Policy,
    Reason,
    Terms,
    TradeOff,
    Turn,
    decide,
    explain,
)
from tests.engine.haggling import haggle

# Packaging at 10.00 EUR, Net 30, monthly. Price target 6 % below current, walk-away at current; payment target Net 60,
# walk-away Net 45; a 12-month term is permitted for a price reduction of at least 3 %.
PACKAGING = Policy(
    levers=[
        Lever("unit_price", baseline="10.00", target="9.40", walk_away="10.00", weight=50, step="0.10", unit="EUR"),
        Lever("payment_days", baseline=30, target=60, walk_away=45, weight=40, step=5, unit="days"),
        Lever("contract_months", baseline=1, target=1, walk_away=1, weight=10, step=1, unit="months", options=(1, 12)),
    ],
    trade_offs=[TradeOff(give="contract_months", up_to=12, get="unit_price", at_least="9.70")],
    max_rounds=8,
    concession=2,
    floor=0.15,
    aim=0.15,
    accept_at=0.45,
)
TWO_PERCENT_OFF_NET_45 = {"unit_price": "9.80", "payment_days": 45}
FOUR_PERCENT_OFF_NET_50 = {"unit_price": "9.60", "payment_days": 50}


def package(unit_price: str, payment_days: int, contract_months: int) -> Terms:
    return Terms(unit_price=unit_price, payment_days=payment_days, contract_months=contract_months)


def negotiation(*answers: dict[str, str | int]) -> list[Decision]:
    return haggle(PACKAGING, answers)


def test_the_bot_opens_at_every_target() -> None:
    opening = negotiation()[0]
    assert opening.action is Action.OPEN
    assert opening.terms == (package("9.40", 60, 1),)


def test_the_bot_offers_twelve_months_for_four_percent_off_at_net_60() -> None:
    # α(1/8) = 1 − 0.85·√(1/8) = 0.6995, so 0.3005 may be spent. The supplier kept 2/3 of the way on price, 1/2 on
    # payment, all on months; per unit of our own utility it gains 1.05/0.1, 0.717/0.5, 0.55/0.4. Months first (0.1),
    # then two price steps (0.1667); neither a third (0.0833) nor a payment step (0.1333) fits into what is left.
    counter = negotiation(TWO_PERCENT_OFF_NET_45)[1]
    assert counter.action is Action.COUNTER
    assert counter.terms == (package("9.60", 60, 12),)
    assert Reason.TRADE_OFF in counter.reasons


def test_the_bot_accepts_four_percent_off_at_net_50_with_the_twelve_months_it_had_given() -> None:
    # The supplier does not mention the term, and its 9.60 meets the condition of 9.70, so the 12 months stand.
    # u = 0.5·4/6 + 0.4·5/15 + 0 = 0.4667, at or above accept_at.
    deal = negotiation(TWO_PERCENT_OFF_NET_45, FOUR_PERCENT_OFF_NET_50)[2]
    assert deal.action is Action.ACCEPT
    assert deal.terms == (package("9.60", 50, 12),)
    assert deal.trace["supplier"]["utility"] == pytest.approx(0.466667)


def test_a_supplier_that_wants_three_percent_more_meets_a_person() -> None:
    escalation = negotiation(TWO_PERCENT_OFF_NET_45, {"unit_price": "10.30"})[2]
    assert escalation.action is Action.ESCALATE
    assert escalation.reasons == (Reason.PRICE_INCREASE,)
    assert escalation.public.topic == "price_increase"
    assert escalation.terms == ()


def test_saying_that_prices_go_up_escalates_without_a_figure_too() -> None:
    opening = Turn(Party.BUYER, (Intent.OFFER,), package("9.40", 60, 1))
    increase = Turn(Party.SUPPLIER, (Intent.PRICE_INCREASE,))
    assert decide(PACKAGING, (opening, increase)).reasons == (Reason.PRICE_INCREASE,)


def test_the_same_comes_out_when_every_field_of_a_form_is_filled_in() -> None:
    counter, deal = negotiation(
        {**TWO_PERCENT_OFF_NET_45, "contract_months": 1}, {**FOUR_PERCENT_OFF_NET_50, "contract_months": 12}
    )[1:]
    assert counter.terms == (package("9.60", 60, 12),)
    assert deal.action is Action.ACCEPT
    assert deal.terms == (package("9.60", 50, 12),)


def test_the_twelve_months_fall_away_when_their_condition_does() -> None:
    # 9.75 is short of the 9.70 that the term was given for: the supplier's offer is monthly again.
    answer = negotiation(TWO_PERCENT_OFF_NET_45, {"unit_price": "9.75", "payment_days": 50})[2]
    assert answer.trace["supplier"]["terms"]["contract_months"] == "1"


def test_the_explanation_shows_the_sum() -> None:
    counter = negotiation(TWO_PERCENT_OFF_NET_45)[1]
    assert "contract_months up to 12 while unit_price is at 9.70 or better" in explain(counter)
    assert "73.3 %" in explain(counter)
