"""A seller that wants no deal but the buyer's limit: what it can infer from the concession curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

# Exponents of time that the seller tries, from very late to very early concessions.
EXPONENTS = (0.2, 0.25, 0.33, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)

# What it saw: the share of time gone and the buyer's own utility, offer by offer.
Curve = Sequence[tuple[float, float]]


def by_fit(curve: Curve) -> float:
    """The limit w of u(t) = 1 − (1 − w)·t^e that fits best, by least squares over w and e; 0 to 1."""
    fits = []
    for exponent in EXPONENTS:
        gone = [float(time**exponent) for time, _ in curve]
        given = [1.0 - own for _, own in curve]
        slope = sum(x * y for x, y in zip(gone, given, strict=True)) / max(sum(x * x for x in gone), 1e-12)
        slope = min(1.0, max(0.0, slope))
        fits.append((sum((y - slope * x) ** 2 for x, y in zip(gone, given, strict=True)), 1.0 - slope))
    return min(fits)[1]


def by_line(curve: Curve) -> float:
    """Where the straight line through all that it saw arrives at the end of time; 0 to 1."""
    times, owns = [time for time, _ in curve], [own for _, own in curve]
    middle, mean = fmean(times), fmean(owns)
    spread = sum((time - middle) ** 2 for time in times)
    slope = sum((time - middle) * (own - mean) for time, own in curve) / spread if spread else 0.0
    return min(1.0, max(0.0, mean + slope * (1.0 - middle)))


def by_last(curve: Curve) -> float:
    """The last offer itself: whoever gives no more has no more to give."""
    _, own = curve[-1]
    return own


ESTIMATORS: dict[str, Callable[[Curve], float]] = {
    "fitted curve": by_fit,
    "straight line": by_line,
    "last offer": by_last,
}


@dataclass(frozen=True)
class Leak:
    """How far each estimate of a buyer's limit was off, on average, as a share of the range of utility."""

    buyer: str
    errors: dict[str, float]

    @property
    def best(self) -> float:
        """The error of the seller's best way to guess."""
        return min(self.errors.values())


def leak(buyer: str, seen: Sequence[tuple[float, Curve]]) -> Leak:
    """`seen`: each domain's true limit, with the curve that the seller saw there."""
    errors = {
        name: fmean(abs(estimate(curve) - limit) for limit, curve in seen if curve)
        for name, estimate in ESTIMATORS.items()
    }
    return Leak(buyer, errors)


def leak_rows(leaks: Sequence[Leak]) -> list[list[str]]:
    rows = [["buyer", *ESTIMATORS, "the best guess"]]
    rows += [[one.buyer, *(f"{one.errors[name]:.3f}" for name in ESTIMATORS), f"{one.best:.3f}"] for one in leaks]
    return rows


def measure(seed: int, count: int, rounds: int, buyers: Sequence[Any]) -> list[Leak]:
    """Let the probing seller meet each buyer in `count` domains. Needs NegMAS.

    The seller is as strong as can be: it knows the buyer's weights and the deadline, and sees all offers but the last.
    """
    from benchmarks.arena.families import settings
    from benchmarks.arena.opponents import curve_shown, laid_out

    tables = [laid_out(setting.domain) for setting in settings(seed, count) if setting.rounds == rounds]
    return [
        leak(
            buyer.name,
            [(table.domain.buyer_reserve, curve_shown(table, buyer, rounds)) for table in tables],
        )
        for buyer in buyers
    ]
