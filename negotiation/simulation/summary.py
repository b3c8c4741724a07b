"""What many outcomes amount to: shares with their denominators, and distributions rather than means alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from negotiation.simulation.play import End, Outcome

BINS = 20


@dataclass(frozen=True)
class Spread:
    """A distribution: how many values, their mean and quantiles, and how many fell into each of equal bins.

    `bins` runs from `low` to `high`. All figures are None or empty when there were no values.
    """

    count: int
    mean: float | None = None
    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    low: float | None = None
    high: float | None = None
    bins: tuple[int, ...] = ()

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The distribution of the values; a quantile is the value below which that share of them lies."""
        if not values:
            return cls(count=0)
        ordered = sorted(values)
        low, high = ordered[0], ordered[-1]
        return cls(
            count=len(ordered),
            mean=round(sum(ordered) / len(ordered), 6),
            p10=_quantile(ordered, 0.1),
            p50=_quantile(ordered, 0.5),
            p90=_quantile(ordered, 0.9),
            low=low,
            high=high,
            bins=_bins(ordered, low, high),
        )


@dataclass(frozen=True)
class Summary:
    """Of `negotiations`: how many ended in which way. Rounds and utilities are over deals, as are the savings.

    `saved` is in currency a year, `saved_share` a share of what is paid today, `escalations` by reason.
    """

    negotiations: int
    ends: dict[str, int]
    escalations: dict[str, int]
    deals_by_kind: dict[str, tuple[int, int]]
    rounds: Spread
    buyer_utility: Spread
    saved: Spread
    saved_share: Spread

    @property
    def deals(self) -> int:
        return self.ends[End.AGREED] + self.ends[End.APPROVAL]

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable."""
        return {"deals": self.deals, **asdict(self)}


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """What the outcomes amount to."""
    deals = [outcome for outcome in outcomes if outcome.is_deal]
    ends = Counter(outcome.end for outcome in outcomes)
    reasons = Counter(reason for outcome in outcomes if outcome.end is End.ESCALATED for reason in outcome.reasons)
    kinds = sorted({outcome.kind for outcome in outcomes})
    return Summary(
        negotiations=len(outcomes),
        ends={str(end): ends[end] for end in End},
        escalations=dict(reasons.most_common()),
        deals_by_kind={kind: _share_of(outcomes, kind) for kind in kinds},
        rounds=Spread.of([outcome.rounds for outcome in deals]),
        buyer_utility=Spread.of([outcome.buyer_utility for outcome in deals if outcome.buyer_utility is not None]),
        saved=Spread.of([float(outcome.saved) for outcome in deals if outcome.saved is not None]),
        saved_share=Spread.of([outcome.saved_share for outcome in deals if outcome.saved_share is not None]),
    )


def _share_of(outcomes: Sequence[Outcome], kind: str) -> tuple[int, int]:
    """Deals, and negotiations, with suppliers of a kind."""
    of_kind = [outcome for outcome in outcomes if outcome.kind == kind]
    return sum(outcome.is_deal for outcome in of_kind), len(of_kind)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _bins(ordered: Sequence[float], low: float, high: float) -> tuple[int, ...]:
    counts = [0] * BINS
    width = (high - low) / BINS
    for value in ordered:
        counts[min(BINS - 1, int((value - low) / width)) if width else 0] += 1
    return tuple(counts)
