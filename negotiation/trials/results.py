"""What a dry run found: one short row for each negotiation, what they amount to, and how two runs differ."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, pstdev
from typing import Any

from negotiation.models import DryRun
from negotiation.simulation import End, Outcome, Summary, summarise
from suppliers.models import Contract

LEFT_OUT = "left_out"  # the contract cannot be negotiated under these guardrails
CERTAIN = 2.0  # standard errors beyond which a difference is hardly chance (about 1 in 20)

# How it ended, kind of supplier, rounds, reasons, saved a year, the same as a share of today's, our utility.
Play = tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """How a figure differs between two runs over the same negotiations. `is_certain`: hardly by chance."""

    before: float
    after: float
    is_certain: bool

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """Two runs, negotiation by negotiation: `both` were played in each. `saved` is in currency a year and negotiation.

    `only_before` and `only_after` count deals that were closed in one run alone. `saved` is None without a currency.
    """

    both: int
    deals: Change
    escalated: Change
    saved: Change | None
    only_before: int
    only_after: int


def played(outcome: Outcome) -> Play:
    """The row of one negotiation, JSON-serialisable."""
    saved = None if outcome.saved is None else str(outcome.saved)
    shares = (outcome.saved_share, outcome.buyer_utility)
    return (str(outcome.end), outcome.kind, outcome.rounds, list(outcome.reasons), saved, *shares)


def left_out() -> Play:
    """The row of one that could not be held."""
    return (LEFT_OUT, "", 0, [], None, None, None)


def results_of(plays: Sequence[Play], *, contracts: Sequence[Contract]) -> dict[str, Any]:
    """What is kept of a finished run beside its rows. `currency` is empty when the contracts have several."""
    held = [_outcome(row) for row in plays if row[0] != LEFT_OUT]
    currencies = {contract.currency for contract in contracts}
    return {
        "held": len(held),
        "deals": sum(outcome.is_deal for outcome in held),
        "currency": currencies.pop() if len(currencies) == 1 else "",
    }


def outcomes(run: DryRun) -> list[Outcome]:
    """The negotiations that were held; their terms are not kept."""
    return [_outcome(row) for row in (run.results or {})["plays"] if row[0] != LEFT_OUT]


def summary_of(run: DryRun) -> Summary:
    """What a finished run amounts to."""
    return summarise(outcomes(run))


def rounds_of(run: DryRun) -> list[tuple[int, int]]:
    """Rounds to a deal, and how many deals took so many."""
    return sorted(Counter(outcome.rounds for outcome in outcomes(run) if outcome.is_deal).items())


def comparable(before: DryRun, after: DryRun) -> bool:
    """Whether two runs held the same negotiations with the same suppliers."""
    same = ("playbook_id", "negotiations", "seed")
    ours, theirs = before.results or {}, after.results or {}
    return all(getattr(before, name) == getattr(after, name) for name in same) and (
        ours.get("contracts") == theirs.get("contracts")
    )


def compare(before: DryRun, after: DryRun) -> Comparison:
    """The difference between two finished, comparable runs, over the negotiations that both could hold."""
    rows = zip((before.results or {})["plays"], (after.results or {})["plays"], strict=True)
    pairs = [(_outcome(one), _outcome(other)) for one, other in rows if LEFT_OUT not in (one[0], other[0])]
    has_currency = bool((before.results or {}).get("currency"))
    return Comparison(
        both=len(pairs),
        deals=_change([(float(one.is_deal), float(other.is_deal)) for one, other in pairs]),
        escalated=_change(
            [(float(one.end is End.ESCALATED), float(other.end is End.ESCALATED)) for one, other in pairs]
        ),
        saved=_change([(_saved(one), _saved(other)) for one, other in pairs]) if has_currency else None,
        only_before=sum(one.is_deal and not other.is_deal for one, other in pairs),
        only_after=sum(other.is_deal and not one.is_deal for one, other in pairs),
    )


def _outcome(row: Sequence[Any]) -> Outcome:
    end, kind, rounds, reasons, saved, share, utility = row
    return Outcome(
        end=End(end),
        kind=kind,
        rounds=rounds,
        reasons=tuple(reasons),
        saved=None if saved is None else Decimal(saved),
        saved_share=share,
        buyer_utility=utility,
    )


def _saved(outcome: Outcome) -> float:
    """What a negotiation saves; nothing without a deal."""
    return float(outcome.saved or 0)


def _change(pairs: Sequence[tuple[float, float]]) -> Change:
    """The means, and whether the mean of the paired differences is beyond chance."""
    if not pairs:
        return Change(0.0, 0.0, is_certain=False)
    differences = [after - before for before, after in pairs]
    error = pstdev(differences) / len(pairs) ** 0.5
    is_certain = bool(error) and abs(fmean(differences)) > CERTAIN * error
    return Change(fmean(before for before, _ in pairs), fmean(after for _, after in pairs), is_certain=is_certain)
