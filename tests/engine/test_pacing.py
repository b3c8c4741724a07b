"""How the aspiration falls over the rounds."""

import pytest

from negotiation.engine import aspiration
from tests.engine.haggling import price_only
from tests.engine.test_worked_example import PACKAGING


def test_it_starts_at_one_and_ends_at_the_floor() -> None:
    for concession in (0.2, 1, 3):
        policy = price_only(concession=concession, floor=0.1, max_rounds=8)
        assert aspiration(policy, 0) == 1
        assert aspiration(policy, 8) == 0.1


def test_an_even_concession_falls_in_a_straight_line() -> None:
    policy = price_only(concession=1, floor=0.2, max_rounds=4)
    assert [aspiration(policy, used) for used in range(5)] == [1, 0.8, 0.6, 0.4, 0.2]


def test_a_late_concession_keeps_above_the_line_and_an_early_one_below() -> None:
    late, even, early = (price_only(concession=concession) for concession in (0.5, 1, 2))
    for used in range(1, 8):
        assert aspiration(late, used) > aspiration(even, used) > aspiration(early, used)


def test_it_follows_the_formula() -> None:
    # 1 − 0.85·(1/8)^(1/2) and 1 − 0.85·(2/8)^(1/2)
    assert aspiration(PACKAGING, 1) == pytest.approx(0.699480, abs=1e-6)
    assert aspiration(PACKAGING, 2) == pytest.approx(0.575, abs=1e-6)


def test_it_never_rises_and_never_falls_below_the_floor() -> None:
    for concession in (0.001, 0.3, 7, 1e14):
        policy = price_only(concession=concession, floor=1 / 3, max_rounds=50)
        fall = [aspiration(policy, used) for used in range(60)]
        assert fall == sorted(fall, reverse=True)
        assert fall[-1] >= policy.floor
        assert fall[-1] == pytest.approx(policy.floor, abs=1e-6)
