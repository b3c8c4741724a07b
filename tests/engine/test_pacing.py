"""How the aspiration falls over the rounds."""

import pytest

from negotiation.engine import aspiration
from negotiation.engine.pacing import pace_of, paced_rounds
from tests.engine.haggling import price_only
from tests.engine.test_worked_example import PACKAGING


def test_it_starts_at_one_and_ends_at_the_aim() -> None:
    for concession in (0.2, 1, 3):
        policy = price_only(concession=concession, floor=0.1, aim=0.4, max_rounds=8)
        assert aspiration(policy, 0) == 1
        assert aspiration(policy, 8) == 0.4


def test_without_an_aim_it_ends_at_half_or_at_a_higher_floor() -> None:
    assert aspiration(price_only(floor=0.1, aim=None), 8) == 0.5
    assert aspiration(price_only(floor=0.6, aim=None), 8) == 0.6


def test_an_even_concession_falls_in_a_straight_line() -> None:
    policy = price_only(concession=1, aim=0.2, max_rounds=4)
    assert [aspiration(policy, used) for used in range(5)] == [1, 0.8, 0.6, 0.4, 0.2]


def test_a_late_concession_keeps_above_the_line_and_an_early_one_below() -> None:
    late, even, early = (price_only(concession=concession) for concession in (0.5, 1, 2))
    for used in range(1, 8):
        assert aspiration(late, used) > aspiration(even, used) > aspiration(early, used)


def test_it_follows_the_formula() -> None:
    # 1 − 0.85·(1/8)^(1/2) and 1 − 0.85·(2/8)^(1/2)
    assert aspiration(PACKAGING, 1) == pytest.approx(0.699480, abs=1e-6)
    assert aspiration(PACKAGING, 2) == pytest.approx(0.575, abs=1e-6)


def test_it_never_rises_and_never_falls_below_the_aim() -> None:
    for concession in (0.001, 0.3, 7, 1e14):
        policy = price_only(concession=concession, floor=1 / 3, max_rounds=50)
        fall = [aspiration(policy, used) for used in range(60)]
        assert fall == sorted(fall, reverse=True)
        assert fall[-1] >= policy.floor
        assert fall[-1] == pytest.approx(policy.floor, abs=1e-6)


def test_an_answer_that_came_no_closer_lets_three_quarters_of_a_round_pass() -> None:
    # 0.3, then no more, then back, then 0.35: two answers of four came no closer than any before.
    policy = price_only(max_rounds=10)
    assert paced_rounds(policy, 4, [0.3, 0.3, 0.2, 0.35]) == 3.5
    assert paced_rounds(policy, 4, [0.1, 0.2, 0.3, 0.4]) == 4


def test_less_than_the_least_improvement_is_no_movement() -> None:
    policy = price_only(max_rounds=10, min_improvement=0.02)
    assert paced_rounds(policy, 3, [0.3, 0.32, 0.34]) == 3
    assert paced_rounds(policy, 3, [0.3, 0.31, 0.32]) == 2.75  # 0.32 is 0.02 better than the best that counted


def test_the_last_offer_is_made_by_the_clock() -> None:
    assert paced_rounds(price_only(max_rounds=4), 3, [0.1, 0.1, 0.1]) == 3


def test_three_quarters_of_what_pacing_gives_are_given_unasked_and_the_rest_against_movement() -> None:
    # Pacing may give 0.8 in all: 0.6 unasked, and 0.75 for each 1 that the supplier moved.
    policy = price_only(aim=0.2)
    assert pace_of(policy, 2, [0.0], 0.0).held_on_to == pytest.approx(0.4)
    assert pace_of(policy, 2, [0.2], 0.0).held_on_to == pytest.approx(0.25)
    assert pace_of(policy, 2, [-1.0], 0.0).held_on_to == pace_of(policy, 2, [0.0], 0.0).held_on_to


def test_a_supplier_that_creeps_is_given_less_up_to_the_last_offer() -> None:
    # Four tiny steps to 0.12: of the 0.8 that pacing may give, 0.6·0.8 and 0.15·0.12 are given. One that made the same
    # way in a single step gets more.
    policy = price_only(aim=0.2, max_rounds=5)
    creeping = pace_of(policy, 4, [0.03, 0.06, 0.09, 0.12], 0.0)
    assert creeping.held_on_to == pytest.approx(1 - 0.48 - 0.018)
    assert creeping.aspiration == creeping.held_on_to
    leaping = pace_of(policy, 4, [0.12, 0.12, 0.12, 0.12], 0.0)
    assert leaping.held_on_to == pytest.approx(1 - 0.6 - 0.09)


def test_a_supplier_that_comes_most_of_the_way_is_not_held_back_for_its_steps() -> None:
    policy = price_only(max_rounds=8, aim=0.5)
    moving = pace_of(policy, 6, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 0.0)
    assert moving.aspiration == aspiration(policy, 6)


def test_probes_take_back_half_a_round_each() -> None:
    policy = price_only(max_rounds=10)
    assert pace_of(policy, 4, [0.1, 0.2, 0.3, 0.4], 0.0, probes=2).rounds == 3
