"""From round trips to figures: percentiles, ratios, medians, and whether what was promised is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MIN_RATE_RATIO = 0.5  # of the echo's round trips a second, at 500 rooms without pause
MAX_LATENCY_RATIO = 3.0  # times the echo's p50 and p99, at 2,000 rooms that pause
PROMISED_ROOMS, PROMISED_PACED_ROOMS = 500, 2_000


@dataclass(frozen=True)
class Case:
    """One way of loading a server: so many rooms, each pausing `every` seconds between messages, None for not.

    With `buyers`, so many of the rooms are held by people, each of whom looks at one; then only what is said to them
    counts, from the supplier's frame to the buyer's screen.
    """

    rooms: int
    every: float | None = None
    buyers: int = 0

    def __str__(self) -> str:
        pace = "without pause" if self.every is None else f"one in {self.every:g} s"
        return f"{self.rooms:,} rooms, {pace}" + (f", to the screens of {self.buyers} buyers" if self.buyers else "")


@dataclass(frozen=True)
class Sample:
    """One measurement of one server: round trips a second, latencies in milliseconds, errors."""

    rate: float
    p50: float
    p99: float
    errors: int


@dataclass(frozen=True)
class Pair:
    """Parley and the echo under the same load, one right after the other."""

    parley: Sample
    echo: Sample


@dataclass(frozen=True)
class Verdict:
    """A promise, and whether it is kept."""

    promise: str
    found: str
    is_kept: bool


def sample(latencies: Sequence[float], seconds: float, errors: int) -> Sample:
    """From the seconds of each round trip that ended within `seconds`. Without any, the latencies are infinite."""
    ordered = sorted(latencies)
    return Sample(
        rate=len(ordered) / seconds,
        p50=percentile(ordered, 50) * 1000,
        p99=percentile(ordered, 99) * 1000,
        errors=errors,
    )


def percentile(ordered: Sequence[float], per_cent: int) -> float:
    """The smallest value that at least `per_cent` of the ordered values do not exceed (nearest rank)."""
    if not ordered:
        return float("inf")
    return ordered[max(0, -(-len(ordered) * per_cent // 100) - 1)]


def typical(samples: Sequence[Sample]) -> Sample:
    """The median of each figure, and all the errors."""
    return Sample(
        rate=median(sample.rate for sample in samples),
        p50=median(sample.p50 for sample in samples),
        p99=median(sample.p99 for sample in samples),
        errors=sum(sample.errors for sample in samples),
    )


@dataclass(frozen=True)
class Ratios:
    """Parley's figures as multiples of the echo's: the medians over the rounds' own ratios.

    A round measures the two back to back, so its ratio stands even where a machine's speed drifts between rounds.
    """

    rate: float
    p50: float
    p99: float


def ratios(pairs: Sequence[Pair]) -> Ratios:
    return Ratios(
        rate=median(_ratio(pair.parley.rate, pair.echo.rate) for pair in pairs),
        p50=median(_ratio(pair.parley.p50, pair.echo.p50) for pair in pairs),
        p99=median(_ratio(pair.parley.p99, pair.echo.p99) for pair in pairs),
    )


def verdicts(case: Case, pairs: Sequence[Pair]) -> list[Verdict]:
    """What was promised for this load; that nothing fails is promised for every one."""
    errors = sum(pair.parley.errors + pair.echo.errors for pair in pairs)
    found = [Verdict(f"{case}: no error", f"{errors} errors", errors == 0)]
    ratio = ratios(pairs)
    if case == Case(PROMISED_ROOMS):
        promise = f"{case}: at least {MIN_RATE_RATIO:g} of the echo's round trips a second"
        found.append(Verdict(promise, f"{ratio.rate:.2f}", ratio.rate >= MIN_RATE_RATIO))
    if case.rooms == PROMISED_PACED_ROOMS and case.every is not None:
        for name, value in (("p50", ratio.p50), ("p99", ratio.p99)):
            promise = f"{case}: {name} at most {MAX_LATENCY_RATIO:g} times the echo's"
            found.append(Verdict(promise, f"{value:.2f}", value <= MAX_LATENCY_RATIO))
    if case.buyers:
        promise = f"{case}: p99 at most {MAX_LATENCY_RATIO:g} times the echo's"
        found.append(Verdict(promise, f"{ratio.p99:.2f}", ratio.p99 <= MAX_LATENCY_RATIO))
    return found


def _ratio(ours: float, theirs: float) -> float:
    return ours / theirs if theirs else float("inf")
