"""Whole negotiations under other policies, each worked by hand: the sums stand beside what they lead to.

`price_only` has one lever on which 9.00 is worth 1 and 10.00 is worth 0, so each 0.10 is a tenth; unless a test says
otherwise its floor is 0.1, it has 8 rounds and gives way evenly: α(k) = 1 − 0.9·k/8.
"""

import pytest

from negotiation.engine import (
    Action,
    Intent,
    Lever,
    Party,
    Policy,
    Reason,
    Response,
    Terms,
    TradeOff,
    Trigger,
    Turn,
    decide,
)
from tests.engine.haggling import haggle, price, price_only


def test_offers_follow_the_pacing_step_by_step() -> None:
    # α(1) = 0.8875, α(2) = 0.775, α(3) = 0.6625: the lowest prices on the grid of 0.10 that are worth as much are
    # 9.10 (0.9), 9.20 (0.8) and 9.30 (0.7).
    decisions = haggle(price_only(), [{"unit_price": value} for value in ("9.90", "9.80", "9.70")])
    assert [decision.terms[0]["unit_price"] for decision in decisions] == [
        *(price(value)["unit_price"] for value in ("9.00", "9.10", "9.20", "9.30"))
    ]


def test_an_offer_as_good_as_our_next_one_is_accepted() -> None:
    # After two offers α(2) = 0.775 and the next would be 9.20, worth 0.8. The supplier's 9.20 is worth just that.
    deal = haggle(price_only(), [{"unit_price": "9.50"}, {"unit_price": "9.20"}])[-1]
    assert (deal.action, deal.terms, deal.reasons) == (Action.ACCEPT, (price("9.20"),), (Reason.GOOD_ENOUGH,))


def test_an_offer_between_two_steps_is_measured_against_the_aspiration() -> None:
    # Worth 0.78: below our next offer (9.20, worth 0.8), but at or above α(2) = 0.775.
    deal = haggle(price_only(), [{"unit_price": "9.50"}, {"unit_price": "9.22"}])[-1]
    assert (deal.action, deal.terms) == (Action.ACCEPT, (price("9.22"),))


def test_whatever_reaches_accept_at_is_taken_at_once() -> None:
    # 9.40 is worth 0.6. α(1) = 0.8875 would ask for more, accept_at = 0.6 does not.
    deal = haggle(price_only(accept_at=0.6), [{"unit_price": "9.40"}])[-1]
    assert deal.action is Action.ACCEPT
    dearer = haggle(price_only(accept_at=0.6), [{"unit_price": "9.41"}])[-1]
    assert dearer.action is Action.COUNTER


def test_a_lever_with_options_is_offered_at_its_options_only() -> None:
    # Net 90 is worth 1, 60 is worth 0.5, 45 0.25, 30 0. With 4 rounds α is 0.775, 0.55, 0.325: 60 fits only into the
    # last, which is the final offer; until then the bot stands by 90. The supplier's own 50 is no option and is worth
    # 0.3333; after the last round that is enough.
    policy = Policy(
        [Lever("payment_days", 30, 90, 30, 1, 1, options=(30, 45, 60, 90))], floor=0.1, aim=0.1, max_rounds=4
    )
    decisions = haggle(policy, [{"payment_days": days} for days in (40, 42, 45, 50)])
    assert [(decision.action, decision.terms[0]["payment_days"]) for decision in decisions] == [
        (Action.OPEN, 90),
        (Action.HOLD, 90),
        (Action.HOLD, 90),
        (Action.FINAL_OFFER, 60),
        (Action.ACCEPT, 50),
    ]


def test_two_trade_offs_are_used_at_once_when_the_budget_pays_for_both() -> None:
    # Weights 4, 2, 1, 1 of 8. The supplier has given nothing, so each lever seems to weigh 1/4 to it, and a unit of
    # our utility buys 2 on months and delivery (1/4 for 1/8), 1 on the rebate (1/4 for 1/4), 1/2 on the price.
    # α(1) = 1 − 0.8·√(1/4) = 0.6: the budget of 0.4 pays for months (0.125), delivery (0.125) and two points of rebate
    # (0.0625 each), as far as the delivery's condition lets it go; the 0.025 left are less than a price step (0.05).
    policy = Policy(
        levers=[
            Lever("unit_price", "10.00", "9.00", "10.00", 4, "0.10"),
            Lever("rebate_pct", 0, 4, 0, 2, 1),
            Lever("contract_months", 1, 1, 1, 1, 1, options=(1, 12)),
            Lever("delivery_days", 10, 10, 10, 1, 10),
        ],
        trade_offs=[
            TradeOff(give="contract_months", up_to=12, get="unit_price", at_least="9.70"),
            TradeOff(give="delivery_days", up_to=20, get="rebate_pct", at_least=2),
        ],
        max_rounds=4,
        concession=2,
        aim=0.2,
    )
    counter = haggle(policy, [{"unit_price": "10.00", "rebate_pct": 0}])[-1]
    assert counter.terms == (Terms(unit_price="9.00", rebate_pct=2, contract_months=12, delivery_days=20),)
    assert counter.reasons == (Reason.CONCESSION, Reason.TRADE_OFF)
    assert counter.trace["next"][0]["utility"] == pytest.approx(0.625)
    assert [trade["give"] for trade in counter.trace["next"][0]["trade_offs"]] == ["contract_months", "delivery_days"]


def test_the_last_small_step_is_taken_when_the_supplier_just_came_further() -> None:
    # concession 0.5 gives late: α(2) = 1 − 0.9·(2/8)² = 0.94, so we still stand at 9.00. The supplier's 9.10 is worth
    # 0.9: one step from ours, at a cost of 0.1, and its own last move (9.90 to 9.10) gave us 0.8.
    deal = haggle(price_only(concession=0.5), [{"unit_price": "9.90"}, {"unit_price": "9.10"}])[-1]
    assert (deal.action, deal.terms, deal.reasons) == (Action.ACCEPT, (price("9.10"),), (Reason.LAST_SMALL_STEP,))
    assert deal.trace["last_step_cost"] == pytest.approx(0.1)


def test_positions_a_last_small_step_apart_do_not_time_out_over_it() -> None:
    # From 9.15 to 9.10 the supplier gave 0.05, less than the step would cost us, so we stand by 9.00. When it then
    # stands too, that is a stall, and the talk would end over a single step: we take it.
    policy = price_only(concession=0.5, max_rounds=20, stall_rounds=1)
    decisions = haggle(policy, [{"unit_price": value} for value in ("9.15", "9.10", "9.10")])
    assert [decision.action for decision in decisions] == [Action.OPEN, Action.HOLD, Action.HOLD, Action.ACCEPT]
    assert decisions[-1].reasons == (Reason.LAST_SMALL_STEP,)


def test_a_single_step_that_costs_much_is_not_small() -> None:
    # Two options only: the step from 60 to 30 days is worth 1, far above what a last small step may cost.
    policy = Policy([Lever("payment_days", 30, 60, 30, 1, 1, options=(30, 60))], floor=0, stall_rounds=1)
    decisions = haggle(policy, [{"payment_days": 30}, {"payment_days": 30}])
    assert (decisions[-1].action, decisions[-1].reasons) == (Action.ESCALATE, (Reason.STALL,))


def test_an_offer_on_the_exact_walk_away_is_permitted() -> None:
    # 10.00 is worth 0, and the floor is 0: permitted, but not good enough before all rounds are used.
    final, deal = haggle(price_only(floor=0, max_rounds=2), [{"unit_price": "10.00"}, {"unit_price": "10.00"}])[1:]
    # α(1) = 1 − 1·1/2 = 0.5: 9.50 is the final offer.
    assert (final.action, final.terms) == (Action.FINAL_OFFER, (price("9.50"),))
    assert (deal.action, deal.terms) == (Action.ACCEPT, (price("10.00"),))
    assert deal.reasons == (Reason.LAST_ROUND_PERMITTED,)


def test_the_floor_forbids_what_the_walk_away_would_allow() -> None:
    # 10.00 is within the walk-away but worth 0, below the floor of 0.1; 9.90 is worth exactly 0.1.
    policy = price_only(max_rounds=2)
    assert haggle(policy, [{"unit_price": "10.00"}] * 2)[-1].action is Action.ESCALATE
    assert haggle(policy, [{"unit_price": "10.00"}, {"unit_price": "9.90"}])[-1].action is Action.ACCEPT


def test_a_supplier_better_than_the_target_gets_its_own_terms() -> None:
    # 8.80 is below the 9.00 hoped for: worth 1, not more, and taken at 8.80.
    deal = haggle(price_only(), [{"unit_price": "8.80"}])[-1]
    assert (deal.action, deal.terms) == (Action.ACCEPT, (price("8.80"),))
    assert deal.trace["supplier"]["utility"] == 1


def test_what_the_supplier_offers_beyond_a_target_is_taken_while_the_rest_is_bargained_over() -> None:
    # Payment: Net 75 where 60 was hoped for, kept as it is. Price 10.00 is worth 0 of 1/2. α(1) = 0.8875 pays for two
    # price steps (0.05 each, 0.1125 in all).
    policy = Policy(
        [Lever("unit_price", "10.00", "9.00", "10.00", 1, "0.10"), Lever("payment_days", 30, 60, 30, 1, 5)],
        concession=1,
        floor=0.1,
        aim=0.1,
    )
    counter = haggle(policy, [{"unit_price": "10.00", "payment_days": 75}])[-1]
    assert counter.terms == (Terms(unit_price="9.20", payment_days=75),)


def test_a_deal_above_the_authority_waits_for_approval() -> None:
    # 9.20 for 20,000 units is 184,000 a year: 1,000 above the authority. At 183,000, 9.15 is as much as it may close.
    policy = price_only(quantity=20_000, authority=183_000)
    waiting = haggle(policy, [{"unit_price": "9.50"}, {"unit_price": "9.20"}])[-1]
    assert (waiting.action, waiting.terms) == (Action.ESCALATE, (price("9.20"),))
    assert waiting.reasons == (Reason.ABOVE_AUTHORITY, Reason.GOOD_ENOUGH)
    assert waiting.trace["yearly_value"] == "184000.00"
    deal = haggle(policy, [{"unit_price": "9.50"}, {"unit_price": "9.15"}])[-1]
    assert deal.action is Action.ACCEPT


def test_a_policy_that_holds_firm_above_the_authority_neither_signs_nor_offers_what_it_could_not_sign() -> None:
    # Pacing would come down to 9.20 itself, but 184,000 is above the authority: the bot stands by 9.10 (182,000).
    policy = price_only(quantity=20_000, authority=183_000, triggers={Trigger.ABOVE_AUTHORITY: Response.HOLD})
    held = haggle(policy, [{"unit_price": "9.50"}, {"unit_price": "9.20"}])[-1]
    assert (held.action, held.terms, held.reasons) == (Action.HOLD, (price("9.10"),), (Reason.ABOVE_AUTHORITY,))


def test_volume_counts_in_what_a_year_costs() -> None:
    # 9.00 for 1,000 units is 9,000 a year, for 1,200 units 10,800: above an authority of 10,000.
    levers = [Lever("unit_price", 10, 9, 10, 1, "0.10"), Lever("volume", 1000, 1000, 1200, 1, 100)]
    policy = Policy(levers, authority=10_000, floor=0, accept_at=0)
    assert haggle(policy, [{"unit_price": 9, "volume": 1000}])[-1].action is Action.ACCEPT
    assert haggle(policy, [{"unit_price": 9, "volume": 1200}])[-1].action is Action.ESCALATE


def test_the_supplier_may_accept_by_a_bare_yes() -> None:
    deal = haggle(price_only(), [{"unit_price": "9.90"}, Intent.ACCEPT])[-1]
    assert (deal.action, deal.terms, deal.reasons) == (Action.ACCEPT, (price("9.10"),), (Reason.OFFER_ACCEPTED,))


def test_an_acceptance_of_terms_that_were_never_offered_is_an_offer_of_them() -> None:
    pretended = Turn(Party.SUPPLIER, {Intent.ACCEPT}, price("9.80"))
    answer = haggle(price_only(), [pretended])[-1]
    assert (answer.action, answer.terms) == (Action.COUNTER, (price("9.10"),))


def test_a_yes_before_any_offer_is_asked_about() -> None:
    asked = decide(price_only(), (Turn(Party.SUPPLIER, {Intent.ACCEPT}),))
    assert (asked.action, asked.public.topic) == (Action.CLARIFY, "nothing_to_accept")


def test_equal_packages_are_offered_side_by_side_and_any_of_them_may_be_accepted() -> None:
    # Two levers of equal weight: α(1) = 0.8 pays for 0.2. The supplier kept 1.0 of the price and 0.8 of the payment, so
    # the price comes first: 9.40 (0.2) at Net 60. As good for us: 9.00 at Net 48 (12 of 30 days).
    policy = Policy(
        [Lever("unit_price", "10.00", "9.00", "10.00", 1, "0.10"), Lever("payment_days", 30, 60, 30, 1, 3)],
        concession=1,
        floor=0.2,
        aim=0.2,
        max_rounds=4,
        packages=2,
    )
    offers = {"unit_price": "10.00", "payment_days": 36}
    counter = haggle(policy, [offers])[-1]
    by_price, by_payment = Terms(unit_price="9.40", payment_days=60), Terms(unit_price="9.00", payment_days=48)
    assert counter.terms == (by_price, by_payment)
    deal = haggle(policy, [offers, Turn(Party.SUPPLIER, {Intent.ACCEPT}, by_payment)])[-1]
    assert (deal.action, deal.terms) == (Action.ACCEPT, (by_payment,))
