"""How well the engine bargains, against opponents that nobody here wrote. Run: `make bench-bargaining`.

Plays our engine, NegMAS's own negotiators and ANAC agents in the same buyer's seat against the same sellers in random
procurement domains. docs/bargaining.md tells what the figures mean. Ends with 1 when something asked of the engine did
not come out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.arena import roster
from benchmarks.arena.chart import Bar, bars_as_svg
from benchmarks.arena.domains import random_domains
from benchmarks.arena.play import Programme, played
from benchmarks.arena.report import (
    Ranking,
    Verdict,
    as_markdown,
    as_text,
    kind_rows,
    rankings,
    score_rows,
    verdicts,
    written_into,
)
from benchmarks.arena.roster import ENGINE, Strategy
from benchmarks.arena.scores import Result
from benchmarks.arena.sections import sections

DOCS = Path(__file__).resolve().parents[1] / "docs"
IN_CHART = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays, prints, and returns the exit code."""
    _fix_hash_seed()
    options = _options(arguments)
    programme = _programme(options)
    judged = [] if options.only == "families" else _play_table(options, programme)
    if options.only != "table":
        judged += _play_families(options, programme)
    return 0 if all(verdict.is_kept for verdict in judged) else 1


def _play_table(options: argparse.Namespace, programme: Programme) -> list[Verdict]:
    """The main table: every buyer against every seller."""
    domains = random_domains(programme.seed, programme.domains)
    with_zone = sum(domain.has_zone for domain in domains)
    print(f"{programme.negotiations:,} negotiations; {with_zone} of {len(domains)} domains have an agreement zone.")
    begun = time.perf_counter()
    results = _all_results(programme, options.processes)
    ranked, kinds = rankings(results), kind_rows(results, [buyer.name for buyer in programme.buyers])
    judged = verdicts(ranked)
    _print(ranked, kinds, judged, results)
    print(f"Took {time.perf_counter() - begun:,.0f} s.")
    if options.json is not None:
        options.json.write_text(json.dumps(_as_json(ranked, judged, results), indent=1))
    if options.write_docs:
        _write_docs(programme, with_zone, ranked, kinds, judged)
    return judged


def _play_families(options: argparse.Namespace, programme: Programme) -> list[Verdict]:
    """The tables beside it, one by one."""
    judged: list[Verdict] = []
    for section in sections(programme.seed, programme.domains):
        print(f"\n{section.title}", as_text(section.rows), *map(_line, section.verdicts), sep="\n")
        judged += section.verdicts
        if options.write_docs:
            asked = "".join(f"\n{_bullet(verdict)}" for verdict in section.verdicts)
            written_into(DOCS / "bargaining.md", {section.name: f"{as_markdown(section.rows)}\n{asked}"})
    return judged


def _line(verdict: Verdict) -> str:
    return f"{'PASS' if verdict.is_kept else 'FAIL'}  {verdict.claim}: {verdict.figure}"


def _bullet(verdict: Verdict) -> str:
    return f"- {'yes' if verdict.is_kept else '**no**'}: {verdict.claim} ({verdict.figure})"


def _fix_hash_seed() -> None:
    """Some agents walk through sets; only with a fixed hash seed do they walk the same way every time."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(
            sys.executable,
            [sys.executable, "-m", "benchmarks.bargaining", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bargaining", description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="which random domains")
    parser.add_argument("--domains", type=int, default=30)
    parser.add_argument("--rounds", type=int, nargs="+", default=[8, 10, 20], help="offers of each side")
    parser.add_argument("--sellers", nargs="+", metavar="NAME", help="only these; NegMAS or ANAC stands for a pool")
    parser.add_argument("--buyers", nargs="+", metavar="NAME", help="only these, likewise; ours is always there")
    parser.add_argument("--only", choices=("table", "families"), help="the main table, or what is measured beside it")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="three domains and 10 rounds, to see that it all works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes every figure there too")
    parser.add_argument("--write-docs", action="store_true", help="puts tables and chart into docs/")
    return parser.parse_args(arguments)


def _programme(options: argparse.Namespace) -> Programme:
    buyers = (roster.US, *_chosen(roster.BUYERS, options.buyers))
    sellers = _chosen(roster.SELLERS, options.sellers)
    if options.quick:
        return Programme(options.seed, min(3, options.domains), (10,), sellers, buyers)
    return Programme(options.seed, options.domains, tuple(options.rounds), sellers, buyers)


def _chosen(strategies: Sequence[Strategy], names: Sequence[str] | None) -> tuple[Strategy, ...]:
    """Those named, by name or pool; all when none are. Exits with the names there are when one is unknown."""
    if names is None:
        return tuple(strategies)
    unknown = set(names) - {one.name for one in strategies} - {one.pool for one in strategies} - {ENGINE}
    if unknown:
        known = ", ".join(one.name for one in strategies)
        raise SystemExit(f"Unknown: {', '.join(sorted(unknown))}. There are: NegMAS, ANAC, {known}.")
    return tuple(one for one in strategies if one.name in names or one.pool in names)


def _all_results(programme: Programme, processes: int) -> list[Result]:
    results: list[Result] = []
    for number, found in enumerate(played(programme, processes), 1):
        results += found
        print(f"\r{number} of {programme.domains} domains played", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return results


def _print(
    ranked: Sequence[Ranking], kinds: Sequence[Sequence[str]], judged: Sequence[Verdict], results: Sequence[Result]
) -> None:
    for ranking in ranked:
        print(f"\nAgainst {ranking.title}", as_text(score_rows(ranking.scores)), sep="\n")
    if len(kinds) > 1:
        print("\nBy kind of seller", as_text(kinds), sep="\n")
    print()
    print(*map(_line, judged), sep="\n")
    errors = {(result.buyer, result.seller, result.error) for result in results if result.error}
    for buyer, seller, error in sorted(errors):
        print(f"{buyer} against {seller} failed: {error}")


def _as_json(ranked: Sequence[Ranking], judged: Sequence[Verdict], results: Sequence[Result]) -> dict[str, object]:
    return {
        "rankings": [asdict(ranking) for ranking in ranked],
        "verdicts": [asdict(verdict) for verdict in judged],
        "results": [asdict(result) for result in results],
    }


def _write_docs(
    programme: Programme,
    with_zone: int,
    ranked: Sequence[Ranking],
    kinds: Sequence[Sequence[str]],
    judged: Sequence[Verdict],
) -> None:
    tables = "\n\n".join(f"Against {ranking.title}:\n\n{as_markdown(score_rows(ranking.scores))}" for ranking in ranked)
    rounds = ", ".join(map(str, programme.rounds))
    setting = (
        f"{programme.domains} domains (seed {programme.seed}), {rounds} rounds, {len(programme.sellers)} sellers,"
        f" {len(programme.buyers)} buyers: {programme.negotiations:,} negotiations. {with_zone} of the domains have an"
        " agreement zone."
    )
    blocks = {
        "setting": setting,
        "tables": tables,
        "kinds": as_markdown(kinds),
        "verdicts": "\n".join(map(_bullet, judged)),
    }
    written_into(DOCS / "bargaining.md", blocks)
    best = ranked[-1]
    bars = [Bar(one.buyer, one.advantage, one.buyer == ENGINE) for one in best.scores[:IN_CHART]]
    (DOCS / "images").mkdir(exist_ok=True)
    chart = bars_as_svg(f"Mean advantage against {best.title}", bars)
    (DOCS / "images" / "bargaining.svg").write_text(chart)


if __name__ == "__main__":
    raise SystemExit(main())
