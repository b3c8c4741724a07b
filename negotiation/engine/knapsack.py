"""Spending a budget of own utility on concessions so that the supplier gains the most: a bounded knapsack.

Both utilities are linear in a lever's distance from its target, so each lever has one rate of exchange, and
giving first where the rate is best is the optimum but for the size of the steps. Branch and bound (Horowitz
and Sahni, "Computing partitions with applications to the knapsack problem", 1974) closes that gap exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from negotiation.engine.ladder import Ladder, Span
from negotiation.engine.scale import ZERO

# No wider than the tolerance of utility.py, so that what fits here is permitted there.
TOLERANCE = 1e-12
# Looking further than this has never been seen to matter; it bounds the time on very fine ladders.
MOST_VISITS = 2_000
INFINITE = float("inf")


class Room(NamedTuple):
    """How far a lever may be given: the rungs of `span`, no further than `reach`, at `cost` own utility per unit.

    `rate` is what the supplier gains for each own utility given. A `least` above 0 is what has to be given for the
    terms to make use of a trade-off at all. `whole_cost` and `whole_gain` are those of giving all of it.
    """

    name: str
    ladder: Ladder
    reach: Decimal
    least: Decimal
    span: Span
    cost: float
    gain: float
    rate: float
    whole_cost: float
    whole_gain: float

    @classmethod
    def of(
        cls,
        name: str,
        ladder: Ladder,
        reach: Decimal,
        cost: float,
        gain: float,
        least: Decimal = ZERO,
        span: Span | None = None,
    ) -> Room:
        """The room for giving a lever up to `reach`, where a unit costs and gains so much."""
        far = float(reach)
        rate = gain / cost if cost > 0.0 else INFINITE
        span = ladder.span(reach, least) if span is None else span
        return cls(name, ladder, reach, least, span, cost, gain, rate, cost * far, gain * far)


@dataclass(frozen=True, slots=True)
class Spending:
    """Distances given by lever name, what they cost and what they gain."""

    given: dict[str, Decimal]
    cost: float
    gain: float


def by_rate(rooms: Sequence[Room]) -> list[int]:
    """The places of `rooms`, the best rate first; of equal ones, the first first."""
    return sorted(range(len(rooms)), key=lambda place: -rooms[place].rate)


def most_gain(rooms: Iterable[Room], most: float) -> float:
    """What `most` own utility could gain the supplier if `rooms`, in order, could be given in parts of a rung."""
    gained, left = 0.0, most + TOLERANCE
    for room in rooms:
        if room.whole_cost > left:
            return gained + left * room.rate
        gained, left = gained + room.whole_gain, left - room.whole_cost
    return gained


def spend(rooms: Sequence[Room], *, most: float, least: float = 0.0, beat: float = -1.0) -> Spending | None:
    """The spending of at least `least` and at most `most` own utility on `rooms` that gains the most.

    `rooms` stand in the order of their rates, and each can be given. Of equal ones, the first found. None when nothing
    on the ladders costs between the two, or gains more than `beat`.
    """
    search = _Search(rooms, most + TOLERANCE, least - TOLERANCE, beat)
    if search.is_promising(0, 0.0, 0.0):
        search.visit(0, 0.0, 0.0)
    if search.best is None:
        return None
    given = {room.name: room.ladder.rung_at(far, room.reach) for room, far in zip(rooms, search.best, strict=True)}
    return Spending(given, search.cost, search.beat)


class _Search:
    """A depth-first walk, deepest affordable rung first, cut wherever the rest cannot beat the best so far.

    Distances are floats here; `path` holds those chosen so far, and `best` those of the best that was found, at `cost`.
    `beat` is the gain to beat, at first from elsewhere and then the best's. `costs_left` and `reserved` say, from each
    room on, what all of the rest would cost, and what has to be kept for giving each its least.
    """

    __slots__ = ("beat", "best", "cost", "costs_left", "least", "most", "path", "reserved", "rooms", "visits")

    def __init__(self, rooms: Sequence[Room], most: float, least: float, beat: float) -> None:
        self.rooms, self.most, self.least, self.beat = rooms, most, least, beat
        self.best: list[float] | None = None
        self.cost = 0.0
        self.visits = 0
        self.path: list[float] = []
        self.costs_left = _from_each_on([room.whole_cost for room in rooms])
        self.reserved = _from_each_on([room.cost * float(room.least) if room.least else 0.0 for room in rooms])

    def visit(self, index: int, cost: float, gain: float) -> None:
        """Try every way to spend the rest on the rooms from `index` on."""
        self.visits += 1
        if index == len(self.rooms):
            if cost >= self.least:
                self.best, self.cost, self.beat = self.path.copy(), cost, gain
            return
        room = self.rooms[index]
        for far in room.span.up_to(self._affordable(index, cost)):
            spent, gained = cost + room.cost * far, gain + room.gain * far
            if not self.is_promising(index + 1, spent, gained):
                # Shallower rungs cost and gain less still; from here on none can be better.
                return
            self.path.append(far)
            self.visit(index + 1, spent, gained)
            self.path.pop()

    def _affordable(self, index: int, cost: float) -> float:
        """How far the room at `index` can be given at most."""
        left = self.most - cost - self.reserved[index + 1]
        room = self.rooms[index]
        if room.whole_cost <= left or not room.cost:
            return INFINITE
        return max(0.0, left) / room.cost

    def is_promising(self, index: int, cost: float, gain: float) -> bool:
        """Whether the rooms from `index` on can still reach the least, and beat the best if they could be split."""
        if cost + self.costs_left[index] < self.least or self.visits >= MOST_VISITS:
            return False
        wanted, left = self.beat + TOLERANCE - gain, self.most - cost
        for place in range(index, len(self.rooms)):
            if wanted < 0.0:
                return True
            room = self.rooms[place]
            if room.whole_cost > left:
                return wanted < left * room.rate
            wanted, left = wanted - room.whole_gain, left - room.whole_cost
        return wanted < 0.0


def _from_each_on(amounts: list[float]) -> list[float]:
    """For each place, the sum of the amounts from there on; 0 after the last."""
    return list(accumulate(reversed(amounts), initial=0.0))[::-1]
