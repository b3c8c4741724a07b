"""What is on the table: for each lever today's value and the last word of each side, and how near they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from negotiation.engine import Terms
from negotiation.language import PublicLever
from negotiation.lifecycle import TALKING
from suppliers.offer_cards import bare, label, per, summary
from suppliers.position import Position

EDGE = 6  # per cent of a track kept free at both ends, so that no mark is cut off


@dataclass(frozen=True)
class Marks:
    """Where today, the supplier and the buyer stand on a lever's track, in per cent of its width."""

    today: str | None
    yours: str | None
    ours: str | None


@dataclass(frozen=True)
class LeverLine:
    """One lever in words, a dash for what nobody has named yet. `marks` is None while there is nothing to compare."""

    label: str
    per: str
    today: str
    yours: str
    ours: str
    is_settled: bool
    marks: Marks | None


@dataclass(frozen=True)
class TableBar:
    """`yours` and `ours` are a line each, empty before an offer; `rounds_left` is None unless the playbook shows it."""

    lines: tuple[LeverLine, ...]
    yours: str
    ours: str
    rounds_left: int | None


def table_bar(position: Position) -> TableBar:
    """The table at this position."""
    facts, offer = position.facts, position.our_offer
    ours = offer.packages if offer else ()
    return TableBar(
        lines=tuple(_line(lever, position.named, ours, position) for lever in facts.levers),
        yours=summary(position.named, facts),
        ours=f"{len(ours)} packages to choose from"
        if len(ours) > 1
        else "".join(summary(each, facts) for each in ours),
        rounds_left=_rounds_left(position),
    )


def _rounds_left(position: Position) -> int | None:
    """Counted only while the bot talks: a person makes as many offers as they like."""
    if position.facts.rounds is None or position.state not in TALKING or not position.is_bot_speaking:
        return None
    return max(position.facts.rounds - position.rounds_used, 0)


def _line(lever: PublicLever, named: Terms, packages: Sequence[Terms], position: Position) -> LeverLine:
    facts = position.facts
    ours = list(dict.fromkeys(package[lever.name] for package in packages if lever.name in package))
    yours = named.get(lever.name)
    return LeverLine(
        label=label(lever),
        per=per(lever, facts),
        today=bare(lever, lever.baseline, facts),
        yours=bare(lever, yours, facts),
        ours=" or ".join(bare(lever, value, facts) for value in ours) or "–",
        is_settled=yours is not None and ours == [yours],
        marks=_marks(lever.baseline, yours, ours[0] if ours else None),
    )


def _marks(today: Decimal | None, yours: Decimal | None, ours: Decimal | None) -> Marks | None:
    """Only what was said aloud spans the track, so that its ends tell nothing about anybody's limits."""
    known = [value for value in (today, yours, ours) if value is not None]
    if len(set(known)) < 2:
        return None
    low, span = min(known), max(known) - min(known)

    def place(value: Decimal | None) -> str | None:
        return None if value is None else f"{EDGE + (100 - 2 * EDGE) * (value - low) / span:.1f}%"

    return Marks(place(today), place(yours), place(ours))
