"""How far each lever may be given while trade-offs are in use: all that can be known of it before the bargaining."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from negotiation.engine.ladder import Ladder, Span
from negotiation.engine.scale import ZERO, Scale
from negotiation.engine.terms import TradeOff


@dataclass(frozen=True, slots=True)
class Opening:
    """One lever while some trade-offs are in use, in distances from its target.

    `limit` is its walk-away. `given` is how far it may go as a trade-off's give (None: it is not one), and `needed` how
    far as what a trade-off gets (None: it is not one). `least` has to be given for the terms to make use of a trade-off
    at all. `furthest` is how far it may go at most, and `span` all of that. `cost` is the own utility of a unit, `way`
    the distance of the furthest limit as a float, never 0.
    """

    name: str
    ladder: Ladder
    limit: Decimal
    given: Decimal | None
    needed: Decimal | None
    least: Decimal
    furthest: Decimal
    span: Span
    cost: float
    way: float

    def reach(self, wanted: Decimal) -> Decimal:
        """The furthest that the lever may be given to a supplier that has asked for `wanted`."""
        reach = wanted if wanted < self.limit else self.limit
        if self.given is not None:
            # A give is the bot's own idea, so it may go beyond what was asked; but not beyond a request past the
            # walk-away.
            reach = wanted if self.limit < wanted < self.given else self.given
        if self.needed is not None and self.needed < reach:
            reach = self.needed
        return reach if reach > ZERO else ZERO


@dataclass(frozen=True, slots=True)
class Openings:
    """Every way to use the trade-offs: what is open while none is in use, while each, ... while all are.

    `each` holds every opening once; `uses` pairs each subset of the trade-offs, the smallest first, with the places in
    `each` of what its use opens, in the policy's order of levers.
    """

    each: tuple[Opening, ...]
    uses: tuple[tuple[tuple[TradeOff, ...], tuple[int, ...]], ...]

    @classmethod
    def of(
        cls,
        scales: Mapping[str, Scale],
        ladders: Mapping[str, Ladder],
        shares: Mapping[str, float],
        trade_offs: tuple[TradeOff, ...],
    ) -> Openings:
        each: list[Opening] = []
        uses = []
        for used in _subsets(trade_offs):
            opened = [_opening(scale, ladders[name], shares[name], scales, used) for name, scale in scales.items()]
            each += [opening for opening in opened if opening not in each]
            uses.append((used, tuple(map(each.index, opened))))
        return cls(tuple(each), tuple(uses))


def _opening(
    scale: Scale, ladder: Ladder, share: float, scales: Mapping[str, Scale], used: tuple[TradeOff, ...]
) -> Opening:
    name, way = scale.lever.name, scale.way or 1.0
    gives = [scale.distance(trade.up_to) for trade in used if trade.give == name]
    needs = [scales[name].distance(trade.at_least) for trade in used if trade.get == name]
    least = ladder.next_beyond(scale.limit) if gives else ZERO
    given, needed = max(gives, default=None), min(needs, default=None)
    furthest = max(ZERO, min(scale.limit if given is None else given, scale.furthest if needed is None else needed))
    span = ladder.span(furthest, least)
    return Opening(name, ladder, scale.limit, given, needed, least, furthest, span, share / way, way)


def _subsets(trade_offs: tuple[TradeOff, ...]) -> Iterator[tuple[TradeOff, ...]]:
    """Every subset, the smallest first."""
    for size in range(len(trade_offs) + 1):
        yield from combinations(trade_offs, size)
