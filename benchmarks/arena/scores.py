"""What a buyer made of its negotiations. Needs no NegMAS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True)
class Result:
    """How one negotiation ended. Advantages are utilities above a side's own reserve; 0 without a deal."""

    domain: int
    rounds: int
    seller: str
    kind: str
    pool: str
    buyer: str
    agreed: bool
    advantage: float
    seller_advantage: float
    distance: float | None
    steps: int
    seconds: float
    error: str = ""

    @property
    def nash(self) -> float:
        """The product of both advantages; 0 when one side would have done better without the deal."""
        return max(0.0, self.advantage) * max(0.0, self.seller_advantage)


@dataclass(frozen=True)
class Score:
    """A buyer's means over its negotiations. `distance` is over the deals alone; `rate` is negotiations a second."""

    buyer: str
    negotiations: int
    advantage: float
    agreements: float
    nash: float
    distance: float
    rounds: float
    rate: float
    errors: int


def score(buyer: str, results: Sequence[Result]) -> Score:
    """The means of `results`, at least one of them."""
    distances = [result.distance for result in results if result.distance is not None]
    return Score(
        buyer,
        len(results),
        fmean(result.advantage for result in results),
        fmean(result.agreed for result in results),
        fmean(result.nash for result in results),
        fmean(distances) if distances else 0.0,
        fmean(result.steps for result in results),
        len(results) / max(sum(result.seconds for result in results), 1e-9),
        sum(bool(result.error) for result in results),
    )


def scores(results: Iterable[Result]) -> list[Score]:
    """Each buyer's score, the greatest advantage first."""
    found = [score(buyer, own) for buyer, own in grouped(results, lambda result: result.buyer).items()]
    return sorted(found, key=lambda one: -one.advantage)


def balanced(pools: Sequence[Sequence[Score]]) -> list[Score]:
    """Each buyer's score when every pool of sellers counts the same, however many are in it."""
    by_buyer = grouped((one for pool in pools for one in pool), lambda one: one.buyer)
    found = [_mean(buyer, parts) for buyer, parts in by_buyer.items()]
    return sorted(found, key=lambda one: -one.advantage)


def _mean(buyer: str, parts: Sequence[Score]) -> Score:
    return Score(
        buyer,
        sum(part.negotiations for part in parts),
        fmean(part.advantage for part in parts),
        fmean(part.agreements for part in parts),
        fmean(part.nash for part in parts),
        fmean(part.distance for part in parts),
        fmean(part.rounds for part in parts),
        len(parts) / sum(1.0 / part.rate for part in parts),
        sum(part.errors for part in parts),
    )


@dataclass(frozen=True)
class Lead:
    """How far a buyer is ahead of the best other: the ratio of their advantages less 1, with its standard error.

    Domains are what was drawn at random, so the error is taken over domains.
    """

    over: str
    share: float
    error: float


def lead(pools: Sequence[Sequence[Result]], ours: str, ranking: Sequence[Score]) -> Lead:
    """`ours` against the best of the others in `ranking`, domain for domain; every pool counts the same."""
    best = next(one for one in ranking if one.buyer != ours)
    own = next(one for one in ranking if one.buyer == ours)
    by_domain = [grouped(pool, lambda result: result.domain) for pool in pools]
    differences = [
        fmean(_mean_advantage(pool[domain], ours) - _mean_advantage(pool[domain], best.buyer) for pool in by_domain)
        for domain in by_domain[0]
    ]
    spread = stdev(differences) / sqrt(len(differences)) if len(differences) > 1 else 0.0
    return Lead(best.buyer, own.advantage / best.advantage - 1.0, spread / best.advantage)


def _mean_advantage(results: Iterable[Result], buyer: str) -> float:
    return fmean(result.advantage for result in results if result.buyer == buyer)


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Items by their key, in the order in which keys first appear."""
    found: dict[K, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found
