"""Spending a budget of own utility on concessions so that the supplier gains the most: a bounded knapsack.

Both utilities are linear in a lever's distance from its target, so each lever has one rate of exchange, and
giving first where the rate is best is the optimum but for the size of the steps. Branch and bound (Horowitz
and Sahni, "Computing partitions with applications to the knapsack problem", 1974) closes that gap exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from negotiation.engine.ladder import Ladder
from negotiation.engine.scale import ZERO

# Tighter than the tolerance of utility.py, so that what fits here is permitted there.
TOLERANCE = 1e-12
# Looking further than this has never been seen to matter; it bounds the time on very fine ladders.
MOST_VISITS = 2_000


class Room(NamedTuple):
    """How far a lever may be given: rungs from `least` to `reach`, at `cost` own and `gain` supplier utility per unit.

    A `least` above 0 is what has to be given for the terms to make use of a trade-off at all.
    """

    name: str
    ladder: Ladder
    reach: Decimal
    cost: float
    gain: float
    least: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Spending:
    """Distances given by lever name, what they cost and what they gain."""

    given: dict[str, Decimal]
    cost: float
    gain: float


def rate(room: Room) -> float:
    """The supplier's gain for each unit of own utility."""
    return room.gain / room.cost if room.cost > 0 else float("inf")


def spend(rooms: Iterable[Room], *, most: float, least: float = 0.0, beat: float = -1.0) -> Spending | None:
    """The spending of at least `least` and at most `most` own utility that gains the supplier the most.

    Of equal ones, the first found: the best rate first, then the policy's order of levers. None when nothing
    on the ladders costs between the two, or gains more than `beat`.
    """
    ordered = sorted((room for room in rooms if room.reach > 0), key=rate, reverse=True)
    search = _Search(ordered, most + TOLERANCE, least - TOLERANCE, beat)
    if search.is_promising(0, 0.0, 0.0):
        search.visit(0, 0.0, 0.0)
    return search.best


class _Search:
    """A depth-first walk, deepest affordable rung first, cut wherever the rest cannot beat the best so far.

    `beat` is the gain to beat, at first from elsewhere and then the best found. `whole` holds what each room costs and
    gains in full, and its rate; `costs_left` and `reserved` say, from each room on, what all of the rest would cost,
    and what has to be kept for giving each its least.
    """

    __slots__ = ("beat", "best", "costs_left", "least", "most", "path", "reserved", "rooms", "visits", "whole")

    def __init__(self, rooms: list[Room], most: float, least: float, beat: float) -> None:
        self.rooms, self.most, self.least, self.beat = rooms, most, least, beat
        self.best: Spending | None = None
        self.visits = 0
        self.path: list[Decimal] = []
        reaches = [float(room.reach) for room in rooms]
        self.whole = [
            (room.cost * far, room.gain * far, rate(room)) for room, far in zip(rooms, reaches, strict=True)
        ]
        self.costs_left = _from_each_on([cost for cost, _, _ in self.whole])
        self.reserved = _from_each_on([room.cost * float(room.least) if room.least else 0.0 for room in rooms])

    def visit(self, index: int, cost: float, gain: float) -> None:
        """Try every way to spend the rest on the rooms from `index` on."""
        self.visits += 1
        if index == len(self.rooms):
            if cost < self.least:
                return
            names = (room.name for room in self.rooms)
            self.best = Spending(dict(zip(names, self.path, strict=True)), cost, gain)
            self.beat = gain
            return
        room = self.rooms[index]
        for rung in room.ladder.between(self._affordable(index, cost), room.least):
            far = float(rung)
            spent, gained = cost + room.cost * far, gain + room.gain * far
            if not self.is_promising(index + 1, spent, gained):
                # Shallower rungs cost and gain less still; from here on none can be better.
                return
            self.path.append(rung)
            self.visit(index + 1, spent, gained)
            self.path.pop()

    def _affordable(self, index: int, cost: float) -> Decimal:
        room, left = self.rooms[index], self.most - cost - self.reserved[index + 1]
        if self.whole[index][0] <= left or not room.cost:
            return room.reach
        return Decimal(max(0.0, left) / room.cost)

    def is_promising(self, index: int, cost: float, gain: float) -> bool:
        """Whether the rooms from `index` on can still reach the least, and beat the best if they could be split."""
        if cost + self.costs_left[index] < self.least or self.visits >= MOST_VISITS:
            return False
        wanted, left = self.beat + TOLERANCE - gain, self.most - cost
        for costs, gains, per_unit in self.whole[index:]:
            if wanted < 0.0:
                return True
            if costs > left:
                return wanted < left * per_unit
            wanted, left = wanted - gains, left - costs
        return wanted < 0.0


def _from_each_on(amounts: list[float]) -> list[float]:
    """For each place, the sum of the amounts from there on; 0 after the last."""
    return list(accumulate(reversed(amounts), initial=0.0))[::-1]
