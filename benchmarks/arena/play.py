"""One negotiation after another in NegMAS, each from a seed of its own."""

from __future__ import annotations

import logging
import random
import time
import warnings
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from benchmarks.arena.domains import Domain, random_domain
from benchmarks.arena.roster import Strategy
from benchmarks.arena.scores import Result


@dataclass(frozen=True)
class Programme:
    """What is played: every buyer against every seller in every domain at every number of rounds."""

    seed: int
    domains: int
    rounds: tuple[int, ...]
    sellers: tuple[Strategy, ...]
    buyers: tuple[Strategy, ...]

    @property
    def negotiations(self) -> int:
        return self.domains * len(self.rounds) * len(self.sellers) * len(self.buyers)


def played(programme: Programme, processes: int) -> Iterator[list[Result]]:
    """The results, domain after domain in their order, however many processes share the work."""
    numbers = range(programme.domains)
    if processes == 1:
        yield from (play_domain(programme, number) for number in numbers)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(play_domain, [programme] * len(numbers), numbers)


def play_domain(programme: Programme, number: int) -> list[Result]:
    """All negotiations of one domain."""
    from benchmarks.arena.opponents import laid_out

    _hush()
    table = laid_out(random_domain(programme.seed, number))
    return [
        negotiate(table, number, rounds, seller, buyer)
        for rounds in programme.rounds
        for seller in programme.sellers
        for buyer in programme.buyers
    ]


def negotiate(table: Any, number: int, rounds: int, seller: Strategy, buyer: Strategy) -> Result:
    """One negotiation. Many agents draw random numbers: they draw the same ones every time."""
    from negmas.sao import SAOMechanism

    from benchmarks.arena.opponents import made

    domain: Domain = table.domain
    _seed(f"{domain.name} {rounds} {seller.name} {buyer.name}")
    mechanism = SAOMechanism(outcome_space=table.space, n_steps=rounds)
    sides = [
        (made(buyer, table, rounds), table.buyer_utility),
        (made(seller, table, rounds), table.seller_utility),
    ]
    begun = time.perf_counter()
    error = ""
    try:
        for negotiator, utility in sides if domain.buyer_opens else reversed(sides):
            mechanism.add(negotiator, ufun=utility)
        state = mechanism.run()
        agreed, steps = state.agreement, state.step
    except Exception as fault:  # an agent of somebody else's may fail in any way; the report counts them
        agreed, steps, error = None, mechanism.current_step, f"{type(fault).__name__}: {fault}"[:200]
    seconds = time.perf_counter() - begun
    return _result(domain, number, rounds, seller, buyer, agreed, steps, seconds, error)


def _result(
    domain: Domain,
    number: int,
    rounds: int,
    seller: Strategy,
    buyer: Strategy,
    agreed: Sequence[int] | None,
    steps: int,
    seconds: float,
    error: str,
) -> Result:
    facts = (number, rounds, seller.name, seller.kind, seller.pool, buyer.name)
    if agreed is None:
        return Result(*facts, False, 0.0, 0.0, None, steps, seconds, error)
    return Result(
        *facts,
        True,
        domain.buyer_utility(agreed) - domain.buyer_reserve,
        domain.seller_utility(agreed) - domain.seller_reserve,
        domain.distance_from_front(agreed),
        steps,
        seconds,
        error,
    )


def _seed(text: str) -> None:
    import numpy

    number = zlib.crc32(text.encode())
    random.seed(number)
    numpy.random.seed(number)


def _hush() -> None:
    """NegMAS warns of much that is of no interest here."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
