"""The values that the bot may name on a lever: a ladder of rungs down from the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge
from typing import NamedTuple

from negotiation.engine.scale import ZERO, Scale
from negotiation.engine.terms import EXACT, TradeOff


class Span(NamedTuple):
    """Part of a ladder, in floats: `bottom` to `top` whole steps of `step`, and `marks`, the furthest first.

    Without steps `top` is below `bottom`.
    """

    step: float
    bottom: int
    top: int
    marks: tuple[float, ...]

    def up_to(self, reach: float) -> Iterator[float]:
        """The distances of at most `reach`, the furthest first."""
        marks = [mark for mark in self.marks if mark <= reach]
        if self.top < self.bottom:
            return iter(marks)
        top = min(self.top, int(reach / self.step)) if reach < self.step * self.top else self.top
        steps = (self.step * count for count in range(top, self.bottom - 1, -1))
        return merge(steps, marks, reverse=True) if marks else steps


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs as distances from the target: whole steps, and the marks that lie between steps.

    Marks are the limits themselves (walk-away, and how far trade-offs go), or the options where a lever has them;
    then `step` is None and only the options are rungs.
    """

    step: Decimal | None
    marks: tuple[Decimal, ...]

    @classmethod
    def of(cls, scale: Scale, trade_offs: Iterable[TradeOff]) -> Ladder:
        if scale.lever.options:
            distances = {scale.distance(option) for option in scale.lever.options}
            return cls(None, tuple(sorted(mark for mark in distances if mark >= 0)))
        step = scale.lever.step
        given = (scale.distance(trade.up_to) for trade in trade_offs if trade.give == scale.lever.name)
        limits = (scale.limit, *given)
        return cls(step, tuple(sorted({limit for limit in limits if limit > 0 and EXACT.remainder(limit, step)})))

    def between(self, reach: Decimal, least: Decimal = ZERO) -> Iterator[Decimal]:
        """Every rung from `reach` down to `least` (distances of 0 or more), the furthest first."""
        marks = [mark for mark in reversed(self.marks) if least <= mark <= reach]
        if self.step is None:
            return iter(marks)
        step = self.step
        counts = range(_whole(reach, step), _whole(least, step) - 1, -1)
        steps = (rung for count in counts if (rung := EXACT.multiply(step, count)) >= least)
        return merge(steps, marks, reverse=True) if marks else steps

    def span(self, reach: Decimal, least: Decimal = ZERO) -> Span:
        """The rungs from `least` to `reach` for a search that reckons in floats."""
        marks = tuple(float(mark) for mark in reversed(self.marks) if least <= mark <= reach)
        if self.step is None:
            return Span(0.0, 0, -1, marks)
        bottom = _whole(least, self.step)
        if EXACT.multiply(self.step, bottom) < least:
            bottom += 1
        return Span(float(self.step), bottom, _whole(reach, self.step), marks)

    def rung_at(self, far: float, reach: Decimal) -> Decimal:
        """The rung that the float `far` of a span stands for, no further than `reach`."""
        for mark in self.marks:
            if float(mark) == far:
                return mark
        if self.step is None:
            raise ValueError(f"{far} is no option")
        rung = EXACT.multiply(self.step, round(far / float(self.step)))
        return rung if rung <= reach else next(self.between(reach))

    def next_beyond(self, distance: Decimal) -> Decimal:
        """The first rung further than `distance`. Raises ValueError where the options end before."""
        marks = [mark for mark in self.marks if mark > distance]
        if self.step is not None:
            marks.append(EXACT.multiply(self.step, _whole(distance, self.step) + 1))
        return min(marks)

    def has(self, distance: Decimal) -> bool:
        """Whether `distance` is a rung."""
        if distance in self.marks:
            return True
        return self.step is not None and distance >= 0 and EXACT.remainder(distance, self.step) == 0

    def is_one_rung(self, upper: Decimal, lower: Decimal) -> bool:
        """Whether going from distance `upper` to the further `lower` is at most one step, or passes no option."""
        if self.step is not None:
            return ZERO < EXACT.subtract(lower, upper) <= self.step
        return lower > upper and not any(upper < mark < lower for mark in self.marks)


def _whole(distance: Decimal, step: Decimal) -> int:
    """How many whole steps fit into a distance."""
    return int(EXACT.divide_int(distance, step))
