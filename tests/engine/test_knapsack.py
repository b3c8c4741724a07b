"""Spending own utility for the supplier's greatest gain: against trying everything."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine.knapsack import Room, by_rate, spend
from negotiation.engine.ladder import Ladder
from tests.engine.test_invariants import always


def ladder(step: int | None, *marks: int) -> Ladder:
    return Ladder(None if step is None else Decimal(step), tuple(Decimal(mark) for mark in marks))


@st.composite
def rooms(draw: st.DrawFn, name: str) -> Room:
    rungs = draw(st.sampled_from([ladder(1), ladder(2), ladder(3, 4), ladder(None, 0, 1, 4)]))
    reach = draw(st.integers(1, 6))
    least = draw(st.sampled_from([rung for rung in rungs.between(Decimal(reach)) if rung <= 2]))
    cost, gain = draw(st.sampled_from([0.0, 0.03, 0.1])), draw(st.sampled_from([0.0, 0.05, 0.11, 0.4]))
    return Room.of(name, rungs, Decimal(reach), cost, gain, least)


def best_gain(chosen: list[Room], most: float, least: float) -> float | None:
    """By trying every combination of rungs."""
    gains = []
    for given_away in product(*(room.ladder.between(room.reach, room.least) for room in chosen)):
        cost = sum(room.cost * float(rung) for room, rung in zip(chosen, given_away, strict=True))
        if least - 1e-12 <= cost <= most + 1e-12:
            gains.append(sum(room.gain * float(rung) for room, rung in zip(chosen, given_away, strict=True)))
    return max(gains, default=None)


@always
@given(
    st.integers(0, 4).flatmap(lambda count: st.tuples(*(rooms(str(index)) for index in range(count)))),
    st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]),
    st.sampled_from([0.0, 0.0, 0.08, 0.2]),
)
def test_nothing_gains_the_supplier_more_within_the_budget(chosen: tuple[Room, ...], most: float, least: float) -> None:
    spending = spend([chosen[place] for place in by_rate(chosen)], most=most, least=least)
    expected = best_gain(list(chosen), most, least)
    if expected is None or spending is None:
        assert spending is None
        assert expected is None
    else:
        assert spending.gain == pytest.approx(expected)
        assert least - 1e-9 <= spending.cost <= most + 1e-9


def test_a_ladder_too_fine_to_try_in_full_still_spends_nearly_all() -> None:
    fine = [Room.of(name, Ladder(Decimal("0.0001"), ()), Decimal(1), cost, 0.3, Decimal(0)) for name, cost in
            [("a", 0.31), ("b", 0.29), ("c", 0.17), ("d", 0.23)]]  # fmt: skip
    spending = spend([fine[place] for place in by_rate(fine)], most=0.5)
    assert spending is not None
    assert 0.499 < spending.cost <= 0.5 + 1e-9
