"""The tables of a run, as text for a terminal and as Markdown for the documentation. Needs no NegMAS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arena.roster import ANAC, ENGINE, OWN
from benchmarks.arena.scores import Lead, Result, Score, balanced, grouped, lead, score, scores

# What is asked of the engine: so far ahead on advantage, and so few deals behind.
LEAD = 0.10
AIM = 0.25
FEWER_DEALS = 0.05

POOLS = {OWN: "NegMAS's own sellers", ANAC: "ANAC sellers"}
MIXED = "both, counting the same"


@dataclass(frozen=True)
class Ranking:
    """The buyers against one pool of sellers, best first, and how far ours is ahead."""

    title: str
    scores: tuple[Score, ...]
    lead: Lead | None

    @property
    def ours(self) -> Score | None:
        return next((one for one in self.scores if one.buyer == ENGINE), None)


@dataclass(frozen=True)
class Verdict:
    """One thing that was asked, and whether it came out so."""

    claim: str
    figure: str
    is_kept: bool


def rankings(results: Sequence[Result]) -> list[Ranking]:
    """One for each pool that was played, and one for all pools together when there are several."""
    pools = {pool: played for pool, played in grouped(results, lambda result: result.pool).items() if pool in POOLS}
    found = [_ranking(POOLS[pool], scores(played), [played]) for pool, played in pools.items()]
    if len(found) > 1:
        found.append(_ranking(MIXED, balanced([one.scores for one in found]), list(pools.values())))
    return found


def _ranking(title: str, ranked: Sequence[Score], pools: Sequence[Sequence[Result]]) -> Ranking:
    buyers = {one.buyer for one in ranked}
    can_lead = ENGINE in buyers and len(buyers) > 1
    return Ranking(title, tuple(ranked), lead(pools, ENGINE, ranked) if can_lead else None)


def verdicts(ranked: Sequence[Ranking]) -> list[Verdict]:
    """What is asked of our engine, for every table that it is in with others."""
    return [verdict for one in ranked if one.lead and one.ours for verdict in _verdicts(one, one.ours, one.lead)]


def _verdicts(ranking: Ranking, ours: Score, ahead: Lead) -> list[Verdict]:
    others = [one for one in ranking.scores if one.buyer != ENGINE]
    nash = max(others, key=lambda one: one.nash)
    rivals = [one for one in others if one.advantage >= ours.advantage / 2] or others
    deals = max(rivals, key=lambda one: one.agreements)
    return [
        Verdict(
            f"{ranking.title}: at least {LEAD:.0%} ahead of the best other buyer",
            f"{ahead.share:+.1%} ± {ahead.error:.1%} over {ahead.over}",
            ahead.share >= LEAD,
        ),
        Verdict(
            f"{ranking.title}: the greatest Nash product",
            f"{ours.nash:.4f} against {nash.nash:.4f} of {nash.buyer}",
            ours.nash > nash.nash,
        ),
        Verdict(
            f"{ranking.title}: at most {FEWER_DEALS} fewer deals than any with half its advantage",
            f"{ours.agreements:.2f} against {deals.agreements:.2f} of {deals.buyer}",
            ours.agreements >= deals.agreements - FEWER_DEALS,
        ),
    ]


COLUMNS: dict[str, Callable[[Score], str]] = {
    "buyer": lambda one: one.buyer,
    "advantage": lambda one: f"{one.advantage:.3f}",
    "deals": lambda one: f"{one.agreements:.2f}",
    "Nash product": lambda one: f"{one.nash:.4f}",
    "off the front": lambda one: f"{one.distance:.3f}",
    "rounds": lambda one: f"{one.rounds:.1f}",
    "a second": lambda one: f"{one.rate:.0f}",
}


def score_rows(ranked: Sequence[Score]) -> list[list[str]]:
    """Header and rows of a table of scores."""
    return [list(COLUMNS), *([show(one) for show in COLUMNS.values()] for one in ranked)]


def kind_rows(results: Sequence[Result], buyers: Sequence[str]) -> list[list[str]]:
    """Header and rows: each kind of seller, our advantage there, and that of the best other buyer."""
    rows = [["sellers", "negotiations", ENGINE, "deals", "best other", "its advantage", "its deals", "lead"]]
    for kind, played in grouped(results, lambda result: result.kind).items():
        by_buyer = {name: score(name, own) for name, own in grouped(played, lambda result: result.buyer).items()}
        ours, others = by_buyer.pop(ENGINE, None), [by_buyer[name] for name in buyers if name in by_buyer]
        if ours is None or not others:
            continue
        best = max(others, key=lambda one: one.advantage)
        ahead = f"{ours.advantage / best.advantage - 1:+.0%}" if best.advantage > 0 else "–"
        mine = [f"{ours.advantage:.3f}", f"{ours.agreements:.2f}"]
        theirs = [best.buyer, f"{best.advantage:.3f}", f"{best.agreements:.2f}"]
        rows.append([kind, str(ours.negotiations), *mine, *theirs, ahead])
    return rows


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns, the first to the left and figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(_padded(row, widths)) for row in rows)


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *figures = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in figures)]


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, figures to the right."""
    header, *body = rows
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rule, *body])


def written_into(page: Path, blocks: dict[str, str]) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->` on a page, for each block.

    Raises ValueError for a block that the page has no place for.
    """
    text = page.read_text()
    for name, block in blocks.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"{page} has no place for {name}: {begin.strip()} and {end} are expected")
        before, after = text.split(begin, 1)
        text = f"{before}{begin}{block}\n{end}{after.split(end, 1)[1]}"
    page.write_text(text)
