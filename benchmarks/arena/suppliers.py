"""Simulated suppliers for what NegMAS's protocol has no room for: several packages at once, stated interests, tricks.

All have the same limit, and take on their last answer whatever a linear supplier would take there; they differ in what
they ask for on the way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from benchmarks.arena.domains import Domain, Places

# Share of the way from everything to its reserve that a supplier has given up, at a share of its time.
Manner = Callable[[int, int], float]

# A supplier picks among packages that are this much better for it than it needs.
SLACK = 0.08


def elapsed(answer: int, answers: int) -> float:
    """The share of its time that is gone at its answer number `answer`, from 0; as NegMAS counts."""
    return (answer + 1) / (answers + 1)


def linear(answer: int, answers: int) -> float:
    return elapsed(answer, answers)


def boulware(answer: int, answers: int) -> float:
    return float(elapsed(answer, answers) ** 4)


def conceder(answer: int, answers: int) -> float:
    return float(elapsed(answer, answers) ** 0.5)


def probing(answer: int, answers: int) -> float:
    """Asks for everything again at every other answer, to see what gives."""
    return 0.0 if answer % 2 == 0 else linear(answer, answers)


def stalling(answer: int, answers: int) -> float:
    """Stands still for two answers out of three, as if there were no more to get."""
    return linear(answer - answer % 3, answers)


def taking_back(answer: int, answers: int) -> float:
    """Takes a good part of what it gave back at every third answer."""
    return max(0.0, linear(answer, answers) - (0.25 if answer % 3 == 2 else 0.0))


def flooding(answer: int, answers: int) -> float:
    """Gives a tiny step at every answer."""
    return 0.02 * answer


@dataclass(frozen=True)
class Supplier:
    """One supplier in one domain, with `answers` to give. Its aspiration falls from 1 towards its reserve."""

    domain: Domain
    answers: int
    manner: Manner = linear

    def aspiration(self, answer: int) -> float:
        reserve = self.domain.seller_reserve
        return 1.0 - (1.0 - reserve) * self.manner(answer, self.answers)

    def takes(self, answer: int, offered: Sequence[Places]) -> Places | None:
        """The best of the packages offered, if it is good enough; on the last answer a linear supplier's limit is."""
        best = max(offered, key=self.domain.seller_utility)
        is_last = answer >= self.answers - 1
        limit = 1.0 - (1.0 - self.domain.seller_reserve) * linear(answer, self.answers)
        wanted = min(limit, self.aspiration(answer)) if is_last else self.aspiration(answer)
        return best if self.domain.seller_utility(best) >= wanted - 1e-9 else None

    def proposes(self, answer: int, offered: Sequence[Places]) -> Places:
        """Of the packages just good enough for it, the one most like the best that it was offered."""
        liked = max(offered, key=self.domain.seller_utility)
        wanted = self.aspiration(answer)
        worth, packages = _ranked(self.domain)
        first = min(bisect_right(worth, wanted - 1e-9), len(worth) - 1)
        last = max(first + 1, bisect_right(worth, wanted + SLACK))
        return min(packages[first:last], key=lambda package: self._unlikeness(package, liked))

    def _unlikeness(self, one: Places, other: Places) -> float:
        sizes = (len(issue.values) - 1 for issue in self.domain.issues)
        return sum(abs(mine - theirs) / size for mine, theirs, size in zip(one, other, sizes, strict=True))


@lru_cache(maxsize=64)
def _ranked(domain: Domain) -> tuple[list[float], list[Places]]:
    """Every package and what it is worth to the supplier, its worst first."""
    every = product(*(range(len(issue.values)) for issue in domain.issues))
    ranked = sorted((domain.seller_utility(places), places) for places in every)
    return [worth for worth, _ in ranked], [places for _, places in ranked]
