"""Which trade-offs may be in use together, and how far each lever may be given while they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from negotiation.engine.ladder import Ladder
from negotiation.engine.scale import ZERO, Scale
from negotiation.engine.terms import TradeOff


@dataclass(frozen=True, slots=True)
class Span:
    """How far a lever may be given, in distances from its target.

    `limit` is its walk-away. `opened`: how far the trade-offs in use let it go, None where none gives it; `needed`: how
    far those that ask for it let it go, None where none does. `least`: what must be given for them to be in use.
    """

    limit: Decimal
    opened: Decimal | None
    needed: Decimal | None
    least: Decimal

    def reach(self, wanted: Decimal) -> Decimal:
        """The furthest distance that the lever may be given to when the supplier asks for `wanted`."""
        reach = min(self.limit, wanted)
        if self.opened is not None:
            # A give is the bot's own idea, so it may go beyond what was asked; but not beyond a request past the
            # walk-away.
            reach = min(self.opened, wanted) if wanted > self.limit else self.opened
        if self.needed is not None:
            reach = min(reach, self.needed)
        return max(ZERO, reach)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Trade-offs in use together, and each lever's span while they are."""

    trade_offs: tuple[TradeOff, ...]
    spans: Mapping[str, Span]


def exchanges(
    scales: Mapping[str, Scale], ladders: Mapping[str, Ladder], trade_offs: tuple[TradeOff, ...]
) -> Iterator[Exchange]:
    """One for each subset of the trade-offs, the smaller first."""
    for size in range(len(trade_offs) + 1):
        for used in combinations(trade_offs, size):
            yield Exchange(used, {name: _span(scale, ladders[name], used) for name, scale in scales.items()})


def _span(scale: Scale, ladder: Ladder, used: tuple[TradeOff, ...]) -> Span:
    name = scale.lever.name
    opened = [scale.distance(trade.up_to) for trade in used if trade.give == name]
    needed = [scale.distance(trade.at_least) for trade in used if trade.get == name]
    least = ladder.next_beyond(scale.limit) if opened else ZERO
    return Span(scale.limit, max(opened, default=None), min(needed, default=None), least)
