"""What is measured beside the main table: one table each, with what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.arena import families, probing, speed, tradeoffs
from benchmarks.arena.report import Verdict
from benchmarks.arena.roster import OWN_BUYERS, US

SHARE_OF_JOINT_GAIN = 0.90
NOISE = 2.0  # standard errors
PROBED_ROUNDS = 10
PROBED = (US, *(buyer for buyer in OWN_BUYERS if buyer.name in ("Linear", "Boulware")))

# Tricks are tried on a bot that holds firm, and on one that fetches a person as policies do unless told otherwise.
RESPONSES: tuple[tuple[str, dict[str, object]], ...] = (
    ("holds firm", {}),
    ("fetches a person", {"triggers": {}, "stall_rounds": 3}),
)


@dataclass(frozen=True)
class Section:
    """A table with its title, its place in the documentation, and what was asked."""

    name: str
    title: str
    rows: list[list[str]]
    verdicts: tuple[Verdict, ...] = ()


def sections(seed: int, count: int) -> Iterator[Section]:
    """Every one in turn, on `count` domains. The last two need NegMAS."""
    yield trade_offs(seed, count)
    chosen = families.settings(seed, count)
    yield Section("packages", "Equal packages at once", families.package_rows(chosen))
    yield interests(chosen)
    yield manipulation(chosen)
    yield leaks(seed, count)
    yield rates(seed, count)


def trade_offs(seed: int, count: int) -> Section:
    found = tradeoffs.measure(seed, count)
    judged = tuple(
        Verdict(
            f"at least {SHARE_OF_JOINT_GAIN:.0%} of the joint gain of trade-offs, {one.manner} suppliers",
            f"{one.share:.0%}",
            one.share >= SHARE_OF_JOINT_GAIN,
        )
        for one in found
    )
    return Section("trade-offs", "Trade-offs", tradeoffs.found_rows(found), judged)


def interests(chosen: list[families.Setting]) -> Section:
    compared = families.interest_comparisons(chosen)
    judged = tuple(
        Verdict(f"a supplier that {name} gets no more than a silent one", str(gain), gain.is_at_most(0.0, NOISE))
        for name, gain in compared.gains.items()
        if name in families.LIES
    )
    told, untold = compared.errors[families.TRUTH], compared.errors[families.SILENCE]
    faster = Verdict(
        "the truth speeds the model up: the estimated weights are less far off after the first answer",
        f"{told:.3f} against {untold:.3f} of silence",
        told < untold,
    )
    return Section("interests", "Stated interests", compared.rows, (*judged, faster))


def manipulation(chosen: list[families.Setting]) -> Section:
    compared = families.trick_comparisons(chosen, RESPONSES)
    judged = tuple(
        Verdict(f"a supplier that {name} gets no more than a linear one", str(gain), gain.is_at_most(0.0, NOISE))
        for name, gain in compared.gains.items()
        if not name.startswith("linear")
    )
    return Section("manipulation", "Manipulation", compared.rows, judged)


def leaks(seed: int, count: int) -> Section:
    found = probing.measure(seed, count, PROBED_ROUNDS, PROBED)
    ours, others = found[0], found[1:]
    most = max(others, key=lambda one: one.best)
    claim = "a probing seller's best guess of the limit is further off than with NegMAS's buyers"
    figure = f"{ours.best:.3f} against {most.best:.3f} of {most.buyer}"
    verdict = Verdict(claim, figure, ours.best > most.best)
    return Section("leaks", "What a probing seller can infer", probing.leak_rows(found), (verdict,))


def rates(seed: int, count: int) -> Section:
    found = speed.measure(seed, count)
    rows = [
        ["", "negotiations a second"],
        ["the engine with a simulated supplier", f"{found.ours:,.0f}"],
        ["NegMAS, linear against linear", f"{found.negmas:,.0f}"],
    ]
    claim = f"at least {speed.LEAST:g} simulated negotiations for each of NegMAS's (aim: {speed.AIM:g})"
    return Section("rates", "Speed", rows, (Verdict(claim, f"{found.ratio:.1f}", found.ratio >= speed.LEAST),))
