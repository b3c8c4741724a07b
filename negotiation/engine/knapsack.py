"""Spending a budget of own utility on concessions so that the supplier gains the most: a bounded knapsack.

Both utilities are linear in a lever's distance from its target, so each lever has one rate of exchange, and
giving first where the rate is best is the optimum but for the size of the steps. Branch and bound (Horowitz
and Sahni, "Computing partitions with applications to the knapsack problem", 1974) closes that gap exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from negotiation.engine.ladder import Ladder
from negotiation.engine.scale import ZERO

# Tighter than the tolerance of utility.py, so that what fits here is permitted there.
TOLERANCE = 1e-12
# Looking further than this has never been seen to matter; it bounds the time on very fine ladders.
MOST_VISITS = 2_000


@dataclass(frozen=True, slots=True)
class Room:
    """How far a lever may be given: rungs from `least` to `reach`, at `cost` own and `gain` supplier utility per unit.

    A `least` above 0 is what has to be given for the terms to make use of a trade-off at all.
    """

    name: str
    ladder: Ladder
    reach: Decimal
    cost: float
    gain: float
    least: Decimal = ZERO

    @property
    def rate(self) -> float:
        """The supplier's gain for each unit of own utility."""
        return self.gain / self.cost if self.cost > 0 else float("inf")


@dataclass(frozen=True, slots=True)
class Spending:
    """Distances given by lever name, what they cost and what they gain."""

    given: dict[str, Decimal]
    cost: float
    gain: float


def spend(rooms: Iterable[Room], *, most: float, least: float = 0.0) -> Spending | None:
    """The spending of at least `least` and at most `most` own utility that gains the supplier the most.

    Of equal ones, the first found: the best rate first, then the policy's order of levers. None when nothing
    on the ladders costs between the two.
    """
    ordered = sorted((room for room in rooms if room.reach > 0), key=lambda room: -room.rate)
    search = _Search(ordered, most + TOLERANCE, least - TOLERANCE)
    search.visit(0, 0.0, 0.0)
    return search.best


@dataclass(slots=True)
class _Search:
    """A depth-first walk, deepest affordable rung first, cut wherever the rest cannot beat the best so far.

    `costs_left`, `gains_left` and `reserved` say, from each room on, what all of the rest would cost and gain, and
    what has to be kept for giving each its least.
    """

    rooms: list[Room]
    most: float
    least: float
    best: Spending | None = None
    visits: int = 0
    path: list[Decimal] = field(default_factory=list)
    costs_left: list[float] = field(init=False)
    gains_left: list[float] = field(init=False)
    reserved: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.costs_left = self._from_each_on(room.cost * float(room.reach) for room in self.rooms)
        self.gains_left = self._from_each_on(room.gain * float(room.reach) for room in self.rooms)
        self.reserved = self._from_each_on(room.cost * float(room.least) for room in self.rooms)

    @staticmethod
    def _from_each_on(amounts: Iterable[float]) -> list[float]:
        return list(accumulate(reversed(list(amounts)), initial=0.0))[::-1]

    def visit(self, index: int, cost: float, gain: float) -> None:
        """Try every way to spend the rest on the rooms from `index` on."""
        self.visits += 1
        if index == len(self.rooms):
            if cost < self.least:
                return
            names = (room.name for room in self.rooms)
            self.best = Spending(dict(zip(names, self.path, strict=True)), cost, gain)
            return
        room = self.rooms[index]
        for rung in room.ladder.between(self._affordable(index, cost), room.least):
            spent, gained = cost + room.cost * float(rung), gain + room.gain * float(rung)
            if not self._is_promising(index + 1, spent, gained):
                # Shallower rungs cost and gain less still; from here on none can be better.
                return
            self.path.append(rung)
            self.visit(index + 1, spent, gained)
            self.path.pop()

    def _affordable(self, index: int, cost: float) -> Decimal:
        room, left = self.rooms[index], self.most - cost - self.reserved[index + 1]
        if room.cost == 0 or room.cost * float(room.reach) <= left:
            return room.reach
        return Decimal(max(0.0, left) / room.cost)

    def _is_promising(self, index: int, cost: float, gain: float) -> bool:
        """Whether the rooms from `index` on can still reach the least, and beat the best if they could be split."""
        if cost + self.costs_left[index] < self.least:
            return False
        if self.best is None:
            return self.visits < MOST_VISITS
        if self.visits >= MOST_VISITS:
            return False
        bound = self.gains_left[index]
        if index < len(self.rooms) and self.rooms[index].cost > 0:
            bound = min(bound, (self.most - cost) * self.rooms[index].rate)
        return gain + bound > self.best.gain + TOLERANCE
