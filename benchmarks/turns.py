"""How fast Parley answers, as a ratio to the least that the same parts could do. Run: `python -m benchmarks.turns`.

Starts Parley and a bare echo, each with its own SQLite file, and loads both in turn from a third process. A round trip
of Parley's goes from a supplier's message until the bot's answer has arrived; one of the echo's writes three rows and
says the message back. docs/performance.md tells what the figures mean. Ends with 1 when a promise is not kept.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.figures import Case, Pair, Sample, Verdict, ratios, sample, typical, verdicts
from benchmarks.load import WARM_UP

PAUSE = 8.0  # seconds between a room's messages in the paced case
DESK_PAUSE = 4.0  # the same where people answer, who write a little more often
FASTEST = 2_000  # round trips a second that there are negotiations for; more would be ours to celebrate, and an error
LASTS = 5  # turns that a negotiation lasts at least, on average over the demo's eight


@dataclass(frozen=True)
class Options:
    cases: tuple[Case, ...]
    rounds: int
    seconds: float
    json_file: Path | None


@dataclass(frozen=True)
class Stock:
    """The negotiations that were prepared: addresses, each with the number of the script of what is said there."""

    rooms: Sequence[tuple[str, int]]
    scripts: Sequence[Any]
    held: Sequence[tuple[str, str, str]] = ()  # address, the buyer's socket in it, and the cookie that opens that


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="parley-benchmark-") as folder:
        found = _measure(options, Path(folder))
    judged = [verdict for case, pairs in found.items() for verdict in verdicts(case, pairs)]
    print(_table(found), *map(_line, judged), sep="\n")
    if options.json_file is not None:
        options.json_file.write_text(json.dumps(_as_json(found, judged), indent=1))
    return 0 if all(verdict.is_kept for verdict in judged) else 1


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__.split("\n")[0])
    parser.add_argument("--rooms", type=int, nargs="+", default=[1, 100, 500, 2000], help="talking without pause")
    parser.add_argument("--paced", type=int, default=2000, help=f"rooms with a message every {PAUSE:g} s; 0 for none")
    parser.add_argument(
        "--desk", type=int, nargs=2, default=[500, 50], metavar=("ROOMS", "BUYERS"), help="0 0 for none"
    )
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each case, of which the median counts")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each takes; the paced case three times")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes every figure there too")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything works")
    given = parser.parse_args(arguments)
    cases = [Case(rooms) for rooms in given.rooms] + ([Case(given.paced, PAUSE)] if given.paced else [])
    if given.desk[0]:
        cases.append(Case(given.desk[0], DESK_PAUSE, buyers=given.desk[1]))
    rounds, seconds = (1, 3.0) if given.quick else (given.rounds, given.seconds)
    return Options(tuple(cases), rounds, seconds, given.json)


def _measure(options: Options, folder: Path) -> dict[Case, list[Pair]]:
    """Echo, Parley, echo, Parley, and so on; each round begins with fresh servers on fresh copies of the data."""
    prepared = folder / "prepared"
    needed = sum(_negotiations(case, options, rate=FASTEST) for case in options.cases)
    print(f"Preparing {needed:,} negotiations.", file=sys.stderr)
    stock = _prepare(prepared, needed, held=max(case.buyers for case in options.cases))
    found: dict[Case, list[Pair]] = {case: [] for case in options.cases}
    for number in range(1, options.rounds + 1):
        here = folder / f"round-{number}"
        shutil.copytree(prepared, here)
        with ExitStack() as running:
            echo, parley = running.enter_context(servers.echo(here)), running.enter_context(servers.parley(here))
            fresh = iter(stock.rooms)
            for case in options.cases:
                bare = _load(echo, case, options, ["/echo/"] * case.rooms)
                needed = _negotiations(case, options, rate=min(FASTEST, 1.25 * bare.rate)) - case.buyers
                held = stock.held[: case.buyers]
                paths, scripts = _take(stock, fresh, needed)
                paths, scripts = [path for path, _, _ in held] + paths, [stock.scripts[0]] * len(held) + scripts
                screens = [(screen, cookie) for _, screen, cookie in held]
                pair = Pair(echo=bare, parley=_load(parley, case, options, paths, scripts, screens))
                found[case].append(pair)
                print(f"Round {number}, {case}: {_brief(pair)}", file=sys.stderr)
        shutil.rmtree(here)
    return found


def _negotiations(case: Case, options: Options, *, rate: float) -> int:
    """How many a case uses up at `rate` round trips a second: one a room, and those it goes on in after an end."""
    if case.every is not None:
        return case.rooms + case.rooms // 10  # hardly any ends while it is measured
    return case.rooms + math.ceil((_seconds(case, options) + WARM_UP) * rate / LASTS) + 10


def _seconds(case: Case, options: Options) -> float:
    return options.seconds if case.every is None else max(case.every, 3 * options.seconds)


def _prepare(var: Path, count: int, held: int) -> Stock:
    var.mkdir()
    command = [sys.executable, "-m", "benchmarks.negotiations", str(count), str(held)]
    environment = servers.parley_environment(var)
    done = subprocess.run(command, env=environment, cwd=servers.ROOT, check=True, stdout=subprocess.PIPE)
    made = json.loads(done.stdout)
    return Stock(
        [(path, script) for path, script in made["rooms"]], made["scripts"], [tuple(one) for one in made["held"]]
    )


def _take(stock: Stock, fresh: Iterator[tuple[str, int]], count: int) -> tuple[list[str], list[Any]]:
    taken = [next(fresh) for _ in range(count)]
    return [path for path, _ in taken], [stock.scripts[script] for _, script in taken]


def _load(
    url: str,
    case: Case,
    options: Options,
    paths: list[str],
    scripts: Sequence[Any] = (),
    screens: Sequence[tuple[str, str]] = (),
) -> Sample:
    plan = {
        "base_url": url,
        "paths": paths,
        "rooms": case.rooms,
        "seconds": _seconds(case, options),
        "every": case.every,
        "scripts": scripts,
        "screens": screens,
        "counted": case.buyers or None,
    }
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(
        command, input=json.dumps(plan), cwd=servers.ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    result = json.loads(done.stdout)
    for error, times in result["errors"].items():
        print(f"{times} × {error}", file=sys.stderr)
    return sample(result["latencies"], result["seconds"], sum(result["errors"].values()))


def _brief(pair: Pair) -> str:
    return ", ".join(
        f"{name} {taken.rate:,.0f}/s, p50 {taken.p50:.1f} ms, p99 {taken.p99:.1f} ms"
        for name, taken in (("echo", pair.echo), ("Parley", pair.parley))
    )


def _table(found: Mapping[Case, Sequence[Pair]]) -> str:
    """A Markdown table of the medians, each figure of Parley's with its ratio to the echo's."""
    lines = [
        f"\nPython {sys.version.split()[0]}, {os.cpu_count()} cores. Each figure: Parley / echo = ratio.\n",
        "| load | round trips a second | p50, ms | p99, ms | errors |",
        "| --- | --- | --- | --- | --- |",
    ]
    for case, pairs in found.items():
        ours, theirs = typical([pair.parley for pair in pairs]), typical([pair.echo for pair in pairs])
        ratio = ratios(pairs)
        cells = [
            str(case),
            f"{ours.rate:,.0f} / {theirs.rate:,.0f} = {ratio.rate:.2f}",
            f"{ours.p50:,.1f} / {theirs.p50:,.1f} = {ratio.p50:.2f}",
            f"{ours.p99:,.1f} / {theirs.p99:,.1f} = {ratio.p99:.2f}",
            str(ours.errors + theirs.errors),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _line(verdict: Verdict) -> str:
    return f"{'PASS' if verdict.is_kept else 'FAIL'}  {verdict.promise} (found: {verdict.found})"


def _as_json(found: Mapping[Case, Sequence[Pair]], judged: Sequence[Verdict]) -> dict[str, Any]:
    cases = [
        {**asdict(case), "pairs": [asdict(pair) for pair in pairs], "ratios": asdict(ratios(pairs))}
        for case, pairs in found.items()
    ]
    return {"cases": cases, "verdicts": [asdict(verdict) for verdict in judged]}


if __name__ == "__main__":
    sys.exit(main())
