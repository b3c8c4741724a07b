"""The best terms to offer at a given aspiration: as good for the supplier as the buyer's share allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter

from negotiation.engine.frozen import FrozenMapping
from negotiation.engine.knapsack import Room, Spending, by_rate, most_gain, spend
from negotiation.engine.openings import Opening
from negotiation.engine.policy import Policy
from negotiation.engine.scale import ZERO, Scale
from negotiation.engine.terms import Terms, TradeOff
from negotiation.engine.utility import TOLERANCE, Position, position

# Packages this close in own utility are equal for the buyer: well under a step of any lever that matters.
EQUAL = 0.02
# A lever may matter this many times as much to the supplier as its moves so far suggest.
MISSED = 3.0


@dataclass(frozen=True, slots=True)
class Package:
    """Terms and what they are worth, the supplier's estimated gain, and the trade-offs that they make use of."""

    position: Position
    gain: float
    trade_offs: tuple[TradeOff, ...]

    @property
    def terms(self) -> Terms:
        return self.position.terms

    @property
    def utility(self) -> float:
        return self.position.utility


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an offer must keep to.

    `at_least` and `at_most` bound own utility. `asked` is the supplier's latest complete offer (None: it has made
    none). `most` is how far from the target it has ever asked each lever to go: none is given beyond that, except as
    a trade-off's give, and nothing where nothing was asked.
    """

    at_least: float
    at_most: float = 1.0
    asked: Terms | None = None
    most: Mapping[str, Decimal] = FrozenMapping[str, Decimal]({})


def best_packages(policy: Policy, weights: Mapping[str, float], bounds: Bounds) -> tuple[Package, ...]:
    """Up to `policy.packages` packages within `bounds`, the supplier's best first; empty when there is none.

    `weights` are the supplier's estimated ones. Further packages are equal to the first for the buyer, and each would
    be the best one had the estimate missed how much some lever matters to the supplier (multiple equivalent
    simultaneous offers: Leonardelli, Gu, McRuer, Medvec and Galinsky 2019). They are chosen one by one for what the
    supplier's pick among all of them gains, on average over such misses.
    """
    best = _best(policy, weights, bounds)
    if best is None or policy.packages == 1:
        return (best,) if best else ()
    chosen = [best]
    misses = [_missed(weights, name) for name in policy.scales]
    others = list(_equals(policy, misses, weights, bounds, best))
    while others and len(chosen) < policy.packages:
        richest = max(others, key=lambda other: _added(policy, misses, chosen, other))
        if _added(policy, misses, chosen, richest) < TOLERANCE:
            break
        chosen.append(richest)
        others.remove(richest)
    return tuple(chosen)


def _missed(weights: Mapping[str, float], name: str) -> dict[str, float]:
    """The weights had the estimate of one lever been far too low; they sum to 1."""
    raised = {**weights, name: weights[name] * MISSED}
    total = sum(raised.values())
    return {lever: weight / total for lever, weight in raised.items()}


def _added(policy: Policy, misses: Sequence[Mapping[str, float]], chosen: Sequence[Package], other: Package) -> float:
    """What `other` adds to the supplier's best pick, on average over `misses`."""
    added = 0.0
    for weights in misses:
        best = max(supplier_gain(policy, weights, one.position) for one in chosen)
        added += max(0.0, supplier_gain(policy, weights, other.position) - best)
    return added / len(misses)


def _best(policy: Policy, weights: Mapping[str, float], bounds: Bounds) -> Package | None:
    """The package with the greatest gain over all subsets of trade-offs."""
    best: Spending | None = None
    trade_offs: tuple[TradeOff, ...] = ()
    most, least = 1.0 - bounds.at_least, 1.0 - bounds.at_most
    for possible, used, rooms in _ways(policy, weights, bounds, most):
        if best and possible <= best.gain:
            break
        spending = spend(rooms, most=most, least=least, beat=best.gain if best else -1.0)
        if spending:
            best, trade_offs = spending, used
    return None if best is None else _package(policy, weights, bounds, best, trade_offs)


def _ways(
    policy: Policy, weights: Mapping[str, float], bounds: Bounds, most: float
) -> list[tuple[float, tuple[TradeOff, ...], list[Room]]]:
    """Each subset of trade-offs that can be in use, with what it could gain at best and its rooms; the best first.

    Of equally good ones, that with the fewest trade-offs is first.
    """
    each = [_room(opening, weights[opening.name], bounds.most) for opening in policy.openings.each]
    order = by_rate(each[: len(weights)])
    if not policy.trade_offs:
        return [(most, (), [room for place in order if (room := each[place]).reach])]  # the only way need not be ranked
    ways = []
    for used, places in policy.openings.uses:
        rooms = [room for place in order if (room := each[places[place]]).reach]
        if not used or all(each[place].least <= each[place].reach for place in places):
            ways.append((most_gain(rooms, most), used, rooms))
    ways.sort(key=itemgetter(0), reverse=True)
    return ways


def _room(opening: Opening, weight: float, most: Mapping[str, Decimal]) -> Room:
    """How far a lever so far opened may be given to a supplier that has asked for no more than `most`."""
    reach = opening.reach(most.get(opening.name, ZERO))
    span = opening.span if reach == opening.furthest else None
    return Room.of(opening.name, opening.ladder, reach, opening.cost, weight / opening.way, opening.least, span)


def _package(
    policy: Policy, weights: Mapping[str, float], bounds: Bounds, best: Spending, used: tuple[TradeOff, ...]
) -> Package:
    values = {
        name: scale.value_at(best.given.get(name, _start(scale, bounds.asked))) for name, scale in policy.scales.items()
    }
    worth = position(policy, Terms.of_checked(values))
    return Package(worth, supplier_gain(policy, weights, worth), used)


def _start(scale: Scale, asked: Terms | None) -> Decimal:
    """The distance at which a lever begins: the target, or what the supplier offers where that is better still."""
    if asked is None or scale.better == 0:
        return ZERO
    return min(ZERO, scale.distance(asked[scale.lever.name]))


def supplier_gain(policy: Policy, weights: Mapping[str, float], package: Position) -> float:
    """The supplier's estimated utility: 0 at the buyer's targets, 1 at every furthest limit."""
    return sum(weights[name] * min(1.0, loss) for name, loss in zip(policy.scales, package.losses, strict=True))


def _equals(
    policy: Policy, misses: Sequence[Mapping[str, float]], weights: Mapping[str, float], bounds: Bounds, best: Package
) -> Iterator[Package]:
    """Packages as good for the buyer as `best`, each the supplier's best one under one of `misses`."""
    seen = {best.terms}
    near = replace(
        bounds,
        at_least=max(bounds.at_least, best.utility - EQUAL),
        at_most=min(bounds.at_most, best.utility + EQUAL),
    )
    for missed in misses:
        package = _best(policy, missed, near)
        if package and package.terms not in seen:
            seen.add(package.terms)
            yield replace(package, gain=supplier_gain(policy, weights, package.position))
