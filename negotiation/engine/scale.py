"""How far a lever's value is from its target, as a distance and as a share: the ground that utility stands
on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from negotiation.engine.terms import EXACT, PRICE, Lever, TradeOff

ZERO = Decimal(0)
subtract, add = EXACT.subtract, EXACT.add


def direction(start: Decimal, end: Decimal) -> int:
    """1 where `end` is above `start`, -1 where it is below, 0 where they are equal."""
    return (end > start) - (end < start)


def better_way(lever: Lever, trade_offs: Iterable[TradeOff]) -> int:
    """1 where a higher value is better for the buyer, -1 where a lower one is, 0 where only the target will do.

    Target against walk-away says it; where they are equal, the trade-off that gives on the lever; else the baseline.
    The price needs no clue: a buyer that seems to hope for a higher one has made a slip.
    """
    if lever.name == PRICE:
        return -1
    given_away = (direction(trade.up_to, lever.walk_away) for trade in trade_offs if trade.give == lever.name)
    clues = (direction(lever.walk_away, lever.target), *given_away, direction(lever.baseline, lever.target))
    return next((clue for clue in clues if clue), 0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A lever with its direction: values become distances, 0 at the target and growing as they get worse.

    Distances are Decimals in the lever's unit, negative for values better than the target. `limit` is the
    walk-away's distance, `furthest` the distance that any trade-off allows, `way` the same as a float.
    """

    lever: Lever
    target: Decimal
    better: int
    limit: Decimal
    furthest: Decimal
    way: float

    @classmethod
    def of(cls, lever: Lever, trade_offs: Iterable[TradeOff]) -> Scale:
        trade_offs = tuple(trade_offs)
        start = cls(lever, lever.target, better_way(lever, trade_offs), ZERO, ZERO, 0.0)
        limit = start.distance(lever.walk_away)
        reaches = [start.distance(trade.up_to) for trade in trade_offs if trade.give == lever.name]
        furthest = max([limit, *reaches])
        return cls(lever, lever.target, start.better, limit, furthest, float(furthest))

    def distance(self, value: Decimal) -> Decimal:
        """How much worse than the target `value` is; without a direction, any difference is worse."""
        if self.better > 0:
            return subtract(self.target, value)
        worse = subtract(value, self.target)
        return worse if self.better else EXACT.abs(worse)

    def value_at(self, distance: Decimal) -> Decimal:
        """The value at a distance from the target."""
        return subtract(self.target, distance) if self.better > 0 else add(self.target, distance)

    def share(self, value: Decimal) -> float:
        """The distance as a share of the way to the furthest limit: 0 at the target or better, above 1 beyond it.

        Where the target is itself the furthest limit there is no way to measure along: anything worse counts 1.
        """
        distance = float(self.distance(value))
        if distance <= 0.0:
            return 0.0
        return distance / self.way if self.way else 1.0
