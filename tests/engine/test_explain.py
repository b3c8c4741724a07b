"""A decision's reasons in words, from its trace alone; and how little of it the supplier may hear."""

import json

import pytest

from negotiation.engine import Action, Decision, Intent, Policy, Reason, Response, Trigger, explain
from negotiation.engine.decision import TOPICS
from negotiation.engine.explain import SENTENCES
from tests.engine.haggling import Said, haggle, price_only
from tests.engine.test_packages import PAYMENT, PRICE
from tests.engine.test_worked_example import FOUR_PERCENT_OFF_NET_50, PACKAGING, TWO_PERCENT_OFF_NET_45


def last(answers: list[Said], **settings: object) -> Decision:
    return haggle(price_only(**settings), answers)[-1]


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


@pytest.mark.parametrize(
    ("answers", "settings", "parts"),
    [
        ([], {}, ["Opened at the target"]),
        (
            [{"unit_price": "9.90"}],
            {},
            ["unit_price 9.10, worth 90 %", "by pacing at least 88.8 % is held out for", "1 of 8 rounds", "worth 10 %"],
        ),
        ([{"unit_price": "9.00"}], {}, ["Accepted unit_price 9.00: worth 100 %"]),
        ([{"unit_price": "9.10"}], {"concession": 0.2}, ["one step on one lever", "worth 10 %", "gave us 90 %"]),
        ([{"unit_price": "9.90"}], {"max_rounds": 1}, ["all 1 rounds are used", "worth 10 %, floor 10 %"]),
        ([{"unit_price": "9.95"}], {"max_rounds": 1}, ["All 1 rounds are used without a deal"]),
        ([{"unit_price": "9.95"}], {"max_rounds": 2}, ["the last of 2 offers"]),
        ([{"unit_price": "10.30"}], {}, ["higher price than today's: 10.30"]),
        ([Intent.PRICE_INCREASE], {}, ["higher price than today's."]),
        ([{"unit_price": "9.90"}] * 2, {"stall_rounds": 1}, ["last 1 answers gained 0 %; less than 1 % is a stall"]),
        ([{"unit_price": "9.90"}] * 4, {"min_improvement": 0}, ["repeats its positions"]),
        ([Intent.SMALLTALK] * 7, {}, ["7 messages without a new round"]),
        ([{"exclusivity": 1}], {}, ["The policy does not know: exclusivity"]),
        ([{"unit_price": "9.00"}], {"authority": 8}, ["yearly value 9.00 is above the authority 8", "Accepted unit"]),
        ([{"unit_price": "9.95"}], {"concession": 0.2}, ["Stood by the last offer"]),
        ([Intent.REJECT], {}, ["said no without saying what would work"]),
        ([Intent.UNCLEAR], {}, ["not understood"]),
        ([Intent.UNCLEAR] * 2, {}, ["Two messages in a row"]),
        ([Intent.INJECTION], {}, ["nothing in it was used"]),
        ([Intent.HUMAN], {}, ["asked for a person"]),
        ([Intent.WITHDRAW], {}, ["withdrew"]),
    ],
)
def test_the_explanation_gives_the_numbers_that_decided(
    answers: list[Said], settings: dict[str, object], parts: list[str]
) -> None:
    explanation = explain(last(answers, **settings))
    for part in parts:
        assert part in explanation


def test_terms_outside_the_policy_are_named_with_the_limit_that_holds_there() -> None:
    firm = price_only(triggers={Trigger.PRICE_INCREASE: Response.HOLD})
    outside = haggle(firm, [{"unit_price": "9.95"}])[-1]
    assert outside.trace["supplier"]["beyond"] == {}
    stays = haggle(PACKAGING, [{"unit_price": "9.80", "payment_days": 40}] * 2)[-1]
    assert "payment_days 40 beyond 45" in explain(stays)


def test_an_explanation_can_be_made_from_a_stored_trace() -> None:
    for decision in haggle(PACKAGING, [TWO_PERCENT_OFF_NET_45, FOUR_PERCENT_OFF_NET_50]):
        stored = Decision(decision.action, decision.terms, decision.reasons, json.loads(json.dumps(decision.trace)))
        assert explain(stored) == explain(decision)


def test_every_package_of_an_offer_is_named() -> None:
    policy = Policy([PRICE, PAYMENT], concession=1, packages=2)
    decision = haggle(policy, [{"unit_price": 10, "payment_days": 30}])[-1]
    assert len(decision.terms) == 2
    for terms in decision.terms:
        assert f"unit_price {terms['unit_price']}, payment_days {terms['payment_days']}" in explain(decision)


@pytest.mark.parametrize(
    "reason",
    [Reason.OUTSIDE_POLICY, Reason.ABOVE_AUTHORITY, Reason.STALL, Reason.LOOP, Reason.ROUNDS_USED, Reason.GOOD_ENOUGH],
)
def test_a_reason_that_would_reveal_a_limit_is_not_told(reason: Reason) -> None:
    assert reason not in TOPICS
    assert Decision(Action.ESCALATE, (), (reason,)).public.topic == "colleague_needed"
    assert Decision(Action.HOLD, (), (reason,)).public.topic is None


def test_an_escalation_tells_the_supplier_no_terms() -> None:
    waiting = last([{"unit_price": "9.00"}], authority=8)
    assert waiting.terms
    assert waiting.public.packages == ()
