"""Feeling for a limit: many offers around one lever are noticed, slow the bot down, and are told to buyers only."""

from negotiation.engine import Action, Decision, Lever, Policy, Reason, Response, Trigger, explain
from negotiation.engine.decision import COLLEAGUE_NEEDED
from tests.engine.haggling import haggle

FIRM = dict.fromkeys((Trigger.STALL, Trigger.LOOP, Trigger.OUTSIDE_POLICY), Response.HOLD)
POLICY = Policy(
    [Lever("unit_price", 10, 9, 10, 1, "0.05"), Lever("payment_days", 30, 60, 30, 1, 1)],
    max_rounds=10,
    triggers=FIRM,
)


def offered(*prices: str, days: int = 40) -> list[Decision]:
    return haggle(POLICY, [{"unit_price": price, "payment_days": days} for price in prices])


def test_going_back_and_forth_on_one_lever_is_noticed() -> None:
    decisions = offered("9.90", "9.80", "9.90", "9.80", "9.90", "9.80")
    assert Reason.PROBING not in decisions[3].reasons
    assert Reason.PROBING in decisions[-1].reasons


def test_tiny_steps_on_one_lever_are_noticed() -> None:
    assert Reason.PROBING in offered("9.90", "9.89", "9.88", "9.87", "9.86", "9.85")[-1].reasons


def test_bargaining_over_one_lever_in_earnest_is_not_probing() -> None:
    decisions = offered("9.90", "9.80", "9.70", "9.60", "9.50", "9.40")
    assert not any(Reason.PROBING in decision.reasons for decision in decisions)


def test_small_steps_on_several_levers_are_not_probing() -> None:
    answers = [{"unit_price": f"{9.9 - 0.01 * step:.2f}", "payment_days": 40 + step} for step in range(7)]
    assert not any(Reason.PROBING in decision.reasons for decision in haggle(POLICY, answers))


def test_who_probes_is_given_less_than_who_stands_still() -> None:
    still = offered(*["9.90"] * 9)
    probing = offered("9.90", *["9.91", "9.90"] * 4)
    assert probing[-1].trace["aspiration"] > still[-1].trace["aspiration"]


def test_the_buyer_reads_of_it_and_the_supplier_does_not() -> None:
    decision = offered("9.90", "9.89", "9.88", "9.87", "9.86", "9.85")[-1]
    assert "feeling for a limit" in explain(decision)
    assert decision.action in (Action.COUNTER, Action.HOLD)
    assert decision.public.topic in (None, COLLEAGUE_NEEDED)
