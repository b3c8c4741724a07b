"""Random procurement domains: what is bargained over, and what it is worth to either side. Needs no NegMAS."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product
from random import Random

# A package, as NegMAS holds it: for each lever the place of its value among the lever's values, lowest value first.
Places = tuple[int, ...]

LEVERS = (3, 5)
VALUES = (4, 11)
RESERVES = (0.1, 0.5)
# A Dirichlet's: 1 would often leave a lever without weight, and large numbers make all levers alike.
WEIGHT_SHAPE = 1.5
# Agents that list and sort every package would take seconds over more. Larger domains are drawn again.
MOST_PACKAGES = 10_000


@dataclass(frozen=True)
class Issue:
    """One lever of a domain: its values, lowest first, and how much it weighs for either side (shares of 1).

    Both value it linearly and in opposite directions.
    """

    name: str
    values: tuple[Decimal, ...]
    buyer_wants_more: bool
    buyer_weight: float
    seller_weight: float

    def buyer_score(self, place: int) -> float:
        """1 at the buyer's best value, 0 at its worst."""
        share = place / (len(self.values) - 1)
        return share if self.buyer_wants_more else 1.0 - share

    @property
    def best(self) -> Decimal:
        """The buyer's best value."""
        return self.values[-1] if self.buyer_wants_more else self.values[0]

    @property
    def worst(self) -> Decimal:
        """The buyer's worst value, which is the seller's best."""
        return self.values[0] if self.buyer_wants_more else self.values[-1]


@dataclass(frozen=True)
class Domain:
    """What two sides bargain over. Utilities are shares of 1; below its reserve a side prefers no deal."""

    name: str
    issues: tuple[Issue, ...]
    buyer_reserve: float
    seller_reserve: float
    buyer_opens: bool

    def buyer_utility(self, places: Sequence[int]) -> float:
        scored = zip(self.issues, places, strict=True)
        return sum(issue.buyer_weight * issue.buyer_score(place) for issue, place in scored)

    def seller_utility(self, places: Sequence[int]) -> float:
        scored = zip(self.issues, places, strict=True)
        return sum(issue.seller_weight * (1.0 - issue.buyer_score(place)) for issue, place in scored)

    @property
    def size(self) -> int:
        """How many packages there are."""
        return math.prod(len(issue.values) for issue in self.issues)

    @cached_property
    def front(self) -> tuple[tuple[float, float], ...]:
        """The Pareto front as (buyer's, seller's) utilities, the buyer's best first."""
        packages = product(*(range(len(issue.values)) for issue in self.issues))
        worth = sorted(((self.buyer_utility(p), self.seller_utility(p)) for p in packages), reverse=True)
        return tuple(_undominated(worth))

    @property
    def has_zone(self) -> bool:
        """Whether some package is better than no deal for both."""
        return any(mine > self.buyer_reserve and theirs > self.seller_reserve for mine, theirs in self.front)

    def distance_from_front(self, places: Sequence[int]) -> float:
        """The Euclidean distance in utilities from a package to the nearest one of the Pareto front."""
        worth = self.buyer_utility(places), self.seller_utility(places)
        return min(math.dist(worth, best) for best in self.front)


def _undominated(worth: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    best = -1.0
    for mine, theirs in worth:
        if theirs > best:
            best = theirs
            yield mine, theirs


@dataclass(frozen=True)
class Draft:
    """A kind of lever: its lowest value, the step between values, and what the buyer wants of it."""

    name: str
    lowest: Decimal
    step: Decimal
    buyer_wants_more: bool


PRICE = Draft("unit_price", Decimal("9.00"), Decimal("0.10"), False)
OTHERS = (
    Draft("payment_days", Decimal(0), Decimal(15), True),
    Draft("rebate_percent", Decimal(0), Decimal("0.5"), True),
    Draft("contract_months", Decimal(6), Decimal(6), False),
    Draft("delivery_days", Decimal(2), Decimal(1), False),
    Draft("warranty_months", Decimal(12), Decimal(6), True),
    Draft("minimum_order", Decimal(0), Decimal(50), False),
)


def random_domain(seed: int, number: int) -> Domain:
    """The domain with this number of those that `seed` stands for; the same on every machine.

    The buyer opens in every other one: in NegMAS whoever opens leaves the last word to the other side.
    """
    draw = Random(f"domain {seed} {number}")
    while True:
        drafts = (PRICE, *draw.sample(OTHERS, draw.randint(*LEVERS) - 1))
        counts = [draw.randint(*VALUES) for _ in drafts]
        if math.prod(counts) <= MOST_PACKAGES:
            break
    mine, theirs = _weights(draw, len(drafts)), _weights(draw, len(drafts))
    issues = tuple(map(_issue, drafts, counts, mine, theirs))
    return Domain(f"{seed}/{number}", issues, draw.uniform(*RESERVES), draw.uniform(*RESERVES), number % 2 == 0)


def random_domains(seed: int, count: int) -> list[Domain]:
    return [random_domain(seed, number) for number in range(count)]


def _weights(draw: Random, count: int) -> list[float]:
    parts = [draw.gammavariate(WEIGHT_SHAPE, 1.0) for _ in range(count)]
    return [part / sum(parts) for part in parts]


def _issue(draft: Draft, count: int, buyer_weight: float, seller_weight: float) -> Issue:
    values = tuple(draft.lowest + draft.step * place for place in range(count))
    return Issue(draft.name, values, draft.buyer_wants_more, buyer_weight, seller_weight)
