"""Shares and distributions, worked by hand."""

import json
from decimal import Decimal

from negotiation.engine import Terms
from negotiation.simulation import End, Outcome, Spread, summarise


def deal(saved: int, kind: str = "easy", end: End = End.AGREED, rounds: int = 3) -> Outcome:
    terms = Terms(unit_price=Decimal(100 - saved))
    return Outcome(end, kind, rounds, ("good_enough",), terms, 0.5, 0.5, Decimal(saved), saved / 100)


OUTCOMES = [
    deal(0),
    deal(4, rounds=5),
    deal(8, kind="hard", end=End.APPROVAL),
    Outcome(End.ESCALATED, "hard", 2, ("stall", "loop")),
    Outcome(End.ESCALATED, "hard", 2, ("stall",)),
    Outcome(End.GAVE_UP, "easy", 4),
]


def test_it_counts_the_ends_and_the_reasons_for_escalation() -> None:
    summary = summarise(OUTCOMES)
    assert summary.negotiations == 6
    assert summary.deals == 3
    assert summary.ends == {"agreed": 2, "approval": 1, "escalated": 2, "no_deal": 0, "gave_up": 1}
    assert summary.escalations == {"stall": 2, "loop": 1}
    assert summary.deals_by_kind == {"easy": (2, 3), "hard": (1, 3)}


def test_savings_are_a_distribution_over_the_deals() -> None:
    saved = summarise(OUTCOMES).saved
    assert (saved.count, saved.mean, saved.low, saved.p50, saved.high) == (3, 4.0, 0.0, 4.0, 8.0)
    assert sum(saved.bins) == 3
    assert (saved.bins[0], saved.bins[10], saved.bins[-1]) == (1, 1, 1)


def test_no_deals_are_no_distribution() -> None:
    assert summarise([]).saved == Spread(count=0)


def test_equal_values_fall_into_one_bin() -> None:
    assert Spread.of([2.0, 2.0]).bins[0] == 2


def test_it_is_json() -> None:
    assert json.loads(json.dumps(summarise(OUTCOMES).as_dict()))["deals"] == 3
