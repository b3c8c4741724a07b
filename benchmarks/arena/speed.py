"""Simulated negotiations a second: the engine with simulated suppliers, against NegMAS between its linear ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from benchmarks.arena.domains import Domain, random_domains
from benchmarks.arena.seat import policy_for
from negotiation.simulation import play, supplier_for

ROUNDS = 10
LEAST = 10.0  # simulated negotiations for each of NegMAS's
AIM = 50.0


@dataclass(frozen=True)
class Rates:
    """Negotiations a second of either, in turns; `ratio` is the median of the turns' ratios."""

    ours: float
    negmas: float
    ratio: float


def measure(seed: int, count: int, turns: int = 5) -> Rates:
    """Each in turns, so that both meet the same machine. Needs NegMAS."""
    domains = random_domains(seed, count)
    theirs = _linear_against_linear(domains)
    pairs = [(_rate(_simulated(domains), 10 * count), _rate(theirs, count)) for _ in range(turns)]
    return Rates(
        median(ours for ours, _ in pairs),
        median(negmas for _, negmas in pairs),
        median(ours / negmas for ours, negmas in pairs),
    )


def _rate(work: Callable[[], None], negotiations: int) -> float:
    begun = time.perf_counter()
    work()
    return negotiations / (time.perf_counter() - begun)


def _simulated(domains: list[Domain]) -> Callable[[], None]:
    def run() -> None:
        for domain in domains:
            policy = policy_for(domain, ROUNDS)
            for number in range(10):
                play(policy, supplier_for(policy, seed=1, number=number))

    return run


def _linear_against_linear(domains: list[Domain]) -> Callable[[], None]:
    from benchmarks.arena.opponents import laid_out
    from benchmarks.arena.play import negotiate
    from benchmarks.arena.roster import OWN_SELLERS

    linear = next(seller for seller in OWN_SELLERS if seller.name == "Linear")
    tables = [laid_out(domain) for domain in domains]
    for table in tables:
        negotiate(table, 0, ROUNDS, linear, linear)

    def run() -> None:
        for table in tables:
            negotiate(table, 0, ROUNDS, linear, linear)

    return run
