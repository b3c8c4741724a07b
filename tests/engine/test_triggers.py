"""When bargaining on would lead nowhere: stalls, loops, terms outside the policy, and what is done about each.

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
    Trigger,
    Turn,
    decide,
)
from tests.engine.haggling import haggle, price, price_only


def payment_only(**settings: object) -> Policy:
    """Net 60 is worth 1 and Net 45, the walk-away, 0; today it is Net 30."""
    return Policy([Lever("payment_days", 30, 60, 45, 1, 5)], **{"concession": 1, "floor": 0, "aim": 0, **settings})  # type: ignore[arg-type]


def test_a_supplier_that_hardly_moves_is_a_stall() -> None:
    # Over the last three answers 9.900 became 9.894: worth 0.006, less than the 0.01 that counts as movement. Each of
    # them lets half a round pass, so the bot gives its tenths half as often: α(1) = 0.8875, α(1.5), α(2) = 0.775.
    answers = [{"unit_price": value} for value in ("9.900", "9.898", "9.896", "9.894")]
    *before, stalled = haggle(price_only(stall_rounds=3, min_improvement=0.01), answers)
    assert [decision.terms for decision in before] == [(price(value),) for value in ("9.00", "9.10", "9.10", "9.20")]
    assert (stalled.action, stalled.reasons) == (Action.ESCALATE, (Reason.STALL,))
    assert stalled.trace["stall_gain"] == pytest.approx(0.006)


def test_a_supplier_that_moves_just_enough_is_no_stall() -> None:
    # 9.900 to 9.890 is worth 0.01, which is not less than 0.01.
    answers = [{"unit_price": value} for value in ("9.900", "9.897", "9.894", "9.890")]
    assert haggle(price_only(stall_rounds=3, min_improvement=0.01), answers)[-1].action is Action.COUNTER


def test_a_supplier_that_goes_back_and_forth_is_in_a_loop() -> None:
    # Over three answers 9.90 became 9.80, so it is no stall; but A, B, A, B leads nowhere.
    answers = [{"unit_price": value} for value in ("9.90", "9.80", "9.90", "9.80")]
    looping = haggle(price_only(triggers={Trigger.LOOP: Response.CLOSE}), answers)[-1]
    assert (looping.action, looping.reasons, looping.terms) == (Action.CLOSE, (Reason.LOOP,), ())


def test_a_person_comes_before_an_end_when_two_triggers_fire_at_once() -> None:
    # Four times 9.90 is a stall and a loop. One would end the talk, the other wants a person: the person comes.
    answers = [{"unit_price": "9.90"}] * 4
    both = haggle(price_only(triggers={Trigger.LOOP: Response.CLOSE}), answers)[-1]
    assert (both.action, both.reasons) == (Action.ESCALATE, (Reason.STALL, Reason.LOOP))


def test_a_supplier_that_only_says_no_earns_nothing_and_is_a_stall() -> None:
    # Each "no" leaves the supplier at today's 10.00; the fourth makes three answers that gained nothing.
    *held, stalled = haggle(price_only(), [Intent.REJECT] * 4)
    assert [decision.action for decision in held] == [Action.OPEN, *[Action.HOLD] * 3]
    assert all(decision.terms == (price("9.00"),) for decision in held)
    assert stalled.action is Action.ESCALATE
    assert Reason.STALL in stalled.reasons


def test_more_than_a_small_step_apart_a_stall_still_brings_a_person() -> None:
    # 9.11 is 0.11 from our 9.00, more than one step of 0.10.
    policy = price_only(concession=0.5, max_rounds=20, stall_rounds=1)
    decisions = haggle(policy, [{"unit_price": value} for value in ("9.15", "9.11", "9.11")])
    assert (decisions[-1].action, decisions[-1].reasons) == (Action.ESCALATE, (Reason.STALL,))


def test_one_step_beyond_the_walk_away_is_never_accepted() -> None:
    # Net 40 is a step short of the walk-away Net 45. At the first answer the bot counters: α(1) = 1 − √(1/8) = 0.646
    # pays for a step of a third. When the supplier comes no closer, the bot holds firm, though α(2) = 0.5 is due; when
    # it still comes no closer, a person is called, with rounds left.
    decisions = haggle(payment_only(concession=2), [{"payment_days": 40}] * 3)
    assert [decision.action for decision in decisions] == [Action.OPEN, Action.COUNTER, Action.HOLD, Action.ESCALATE]
    assert decisions[2].reasons == (Reason.OUTSIDE_POLICY,)
    assert decisions[2].terms == decisions[1].terms
    assert decisions[-1].reasons == (Reason.OUTSIDE_POLICY,)
    assert decisions[-1].trace["supplier"]["beyond"] == {"payment_days": "45"}
    assert decisions[-1].public.topic == "colleague_needed"


def test_a_supplier_that_comes_closer_from_outside_is_given_time() -> None:
    # Net 35, then 40, then the walk-away itself: never "no closer", so the bot goes on bargaining. α(3) = 0.625 pays
    # for the first step of five days.
    decisions = haggle(payment_only(), [{"payment_days": days} for days in (35, 40, 45)])
    assert [decision.action for decision in decisions[1:]] == [Action.HOLD, Action.HOLD, Action.COUNTER]
    assert decisions[-1].terms == (Terms(payment_days=55),)


def test_even_on_the_last_round_one_step_beyond_is_refused() -> None:
    policy = payment_only(max_rounds=1)
    assert haggle(policy, [{"payment_days": 40}])[-1].reasons == (Reason.ROUNDS_USED,)
    assert haggle(policy, [{"payment_days": 45}])[-1].action is Action.ACCEPT


def test_the_last_of_the_rounds_is_called_final_and_then_a_person_comes() -> None:
    # α(1) = 0.7 of 3 rounds: 9.30. α(2) = 0.4: 9.60 is the final offer. The supplier has moved by 0.03 only, against
    # which no more than 0.9·3/4 + 0.03·3/4 is given, but that would be 0.7. 9.95 is worth 0.05, below the floor.
    answers = [{"unit_price": value} for value in ("9.99", "9.97", "9.95")]
    decisions = haggle(price_only(max_rounds=3), answers)
    assert [(decision.action, decision.terms) for decision in decisions] == [
        (Action.OPEN, (price("9.00"),)),
        (Action.COUNTER, (price("9.30"),)),
        (Action.FINAL_OFFER, (price("9.60"),)),
        (Action.ESCALATE, ()),
    ]
    assert decisions[-1].reasons == (Reason.ROUNDS_USED,)


def test_a_policy_may_end_the_talk_when_the_rounds_are_used() -> None:
    policy = price_only(max_rounds=1, triggers={Trigger.ROUNDS_USED: Response.CLOSE})
    assert haggle(policy, [{"unit_price": "9.95"}])[-1].action is Action.CLOSE


def test_a_price_rise_that_the_walk_away_allows_is_bargained_over_when_the_policy_holds_firm() -> None:
    # Up to 3 % more is allowed, and the policy does not want a person for it. 10.20 is worth 1/6, too little for now;
    # α(1) = 0.9 pays for one step of 0.05 (1/12), not for two.
    levers = [Lever("unit_price", "10.00", "9.70", "10.30", 1, "0.05")]
    firm = Policy(levers, concession=1, aim=0.2, triggers={Trigger.PRICE_INCREASE: Response.HOLD})
    assert haggle(firm, [{"unit_price": "10.20"}])[-1].terms == (price("9.75"),)
    assert haggle(Policy(levers), [{"unit_price": "10.20"}])[-1].reasons == (Reason.PRICE_INCREASE,)


def test_a_price_rise_beyond_the_walk_away_is_met_by_standing_firm() -> None:
    policy = price_only(triggers={Trigger.PRICE_INCREASE: Response.HOLD})
    held = haggle(policy, [{"unit_price": "10.30"}])[-1]
    assert (held.action, held.terms) == (Action.HOLD, (price("9.00"),))


def test_two_messages_in_a_row_that_nobody_understands_bring_a_person() -> None:
    once, twice = haggle(price_only(), [Intent.UNCLEAR, Intent.UNCLEAR])[1:]
    assert once.action is Action.CLARIFY
    assert (twice.action, twice.reasons) == (Action.ESCALATE, (Reason.NOT_UNDERSTOOD,))
    assert haggle(price_only(), [Intent.UNCLEAR, Intent.QUESTION, Intent.UNCLEAR])[-1].action is Action.CLARIFY


def test_words_without_terms_repeat_the_offer_and_use_no_round() -> None:
    decisions = haggle(price_only(), [Intent.QUESTION, Intent.SMALLTALK, Intent.DELAY, {"unit_price": "9.90"}])
    assert [decision.action for decision in decisions[1:4]] == [Action.HOLD] * 3
    assert decisions[4].terms == (price("9.10"),)  # α(1), as if nothing had been said in between


def test_talk_without_end_is_a_loop() -> None:
    decisions = haggle(price_only(), [Intent.SMALLTALK] * 7)
    assert [decision.action for decision in decisions[1:7]] == [Action.HOLD] * 6
    assert (decisions[7].action, decisions[7].reasons) == (Action.ESCALATE, (Reason.LOOP,))


def test_the_supplier_leaves_asks_for_a_person_or_for_what_the_policy_does_not_know() -> None:
    ends = {
        Intent.WITHDRAW: (Action.CLOSE, "supplier_withdrew"),
        Intent.HUMAN: (Action.ESCALATE, "person_asked"),
        Intent.UNUSUAL: (Action.ESCALATE, "unusual_request"),
    }
    for intent, expected in ends.items():
        decision = haggle(price_only(), [intent])[-1]
        assert (decision.action, decision.public.topic) == expected
    unknown = haggle(price_only(), [{"unit_price": "9.05", "exclusivity": 1}])[-1]
    assert (unknown.action, unknown.reasons) == (Action.ESCALATE, (Reason.UNKNOWN_LEVER,))
    assert unknown.trace["unknown_levers"] == ["exclusivity"]


def test_what_a_person_offered_outside_the_policy_is_neither_repeated_nor_signed_by_the_bot() -> None:
    person = Turn(Party.BUYER, {Intent.HUMAN, Intent.OFFER}, price("10.50"))
    history = (person, Turn(Party.SUPPLIER, {Intent.QUESTION}))
    assert (decide(price_only(), history).action, decide(price_only(), history).terms) == (Action.HOLD, ())
    accepted = decide(price_only(), (person, Turn(Party.SUPPLIER, {Intent.ACCEPT})))
    assert (accepted.action, accepted.terms) == (Action.ESCALATE, ())


def test_whoever_comes_closer_from_outside_after_the_bot_held_firm_is_bargained_with_again() -> None:
    # The second Net 40 is met by holding firm, Net 41 by bargaining, a second Net 41 by holding firm anew.
    decisions = haggle(payment_only(concession=2), [{"payment_days": days} for days in (40, 40, 41, 41)])
    is_firm = [decision.reasons == (Reason.OUTSIDE_POLICY,) for decision in decisions[1:]]
    assert is_firm == [False, True, False, True]
    assert all(decision.action is not Action.ESCALATE for decision in decisions)


def test_a_policy_that_holds_firm_over_a_stall_bargains_on_by_pacing() -> None:
    # The supplier stands at 9.80. The final offer is made by the clock: α(7) = 1 − 0.9·7/8 = 0.2125, so 9.70.
    firm = {Trigger.STALL: Response.HOLD, Trigger.LOOP: Response.HOLD}
    decisions = haggle(price_only(triggers=firm), [{"unit_price": "9.80"}] * 7)
    assert decisions[-1].action is Action.FINAL_OFFER
    assert decisions[-1].terms == (price("9.70"),)
    prices = [decision.terms[0]["unit_price"] for decision in decisions]
    assert prices == sorted(prices)
