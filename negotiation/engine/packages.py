"""The best terms to offer at a given aspiration: as good for the supplier as the buyer's share allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from negotiation.engine.knapsack import Room, spend
from negotiation.engine.policy import Policy
from negotiation.engine.scale import ZERO, Scale
from negotiation.engine.terms import Terms, TradeOff
from negotiation.engine.utility import TOLERANCE, scores, utility

# Packages this close in own utility are equal for the buyer: well under a step of any lever that matters.
EQUAL = 0.02


@dataclass(frozen=True, slots=True)
class Package:
    """Terms with their own utility, the supplier's estimated gain, and the trade-offs that they make use of."""

    terms: Terms
    utility: float
    gain: float
    trade_offs: tuple[TradeOff, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an offer must keep to.

    `at_least` and `at_most` bound own utility. `asked` is the supplier's latest complete offer: no lever is given
    beyond it, except as a trade-off's give. None: the supplier has asked for nothing yet, so nothing is given.
    """

    at_least: float
    at_most: float = 1.0
    asked: Terms | None = None


def best_packages(policy: Policy, weights: Mapping[str, float], bounds: Bounds) -> tuple[Package, ...]:
    """Up to `policy.packages` packages within `bounds`, the supplier's best first; empty when there is none.

    `weights` are the supplier's estimated ones. Further packages are equal to the first for the buyer and differ
    most from those before them for the supplier (multiple equivalent simultaneous offers: Leonardelli, Gu, McRuer,
    Medvec and Galinsky 2019).
    """
    best = _best(policy, weights, bounds)
    if best is None or policy.packages == 1:
        return (best,) if best else ()
    chosen = [best]
    others = list(_equals(policy, weights, bounds, best))
    while others and len(chosen) < policy.packages:
        furthest = max(others, key=lambda other: min(_difference(policy, weights, other, one) for one in chosen))
        if min(_difference(policy, weights, furthest, one) for one in chosen) < EQUAL:
            break
        chosen.append(furthest)
        others.remove(furthest)
    return tuple(chosen)


def _best(policy: Policy, weights: Mapping[str, float], bounds: Bounds) -> Package | None:
    """The package with the greatest gain over all subsets of trade-offs; of equal ones, that with the fewest."""
    best: Package | None = None
    for trade_offs in _subsets(policy.trade_offs):
        package = _solve(policy, weights, bounds, trade_offs)
        if package and (best is None or package.gain > best.gain + TOLERANCE):
            best = package
    return best


def _subsets(trade_offs: tuple[TradeOff, ...]) -> Iterator[tuple[TradeOff, ...]]:
    for size in range(len(trade_offs) + 1):
        yield from combinations(trade_offs, size)


def _solve(
    policy: Policy,
    weights: Mapping[str, float],
    bounds: Bounds,
    trade_offs: tuple[TradeOff, ...],
    lead: str | None = None,
) -> Package | None:
    """The best package that makes use of just `trade_offs`; with `lead`, giving on that lever before all others."""
    rooms = [
        _room(policy, name, trade_offs, bounds.asked, weights[name] * (_LEAD if name == lead else 1.0))
        for name in policy.scales
    ]
    if any(room.least > room.reach for room in rooms):
        return None  # these trade-offs cannot all be in use at once
    spending = spend(rooms, most=1.0 - bounds.at_least, least=1.0 - bounds.at_most)
    if spending is None:
        return None
    terms = Terms(
        {
            name: scale.value_at(spending.given.get(name, _start(scale, bounds.asked)))
            for name, scale in policy.scales.items()
        }
    )
    return Package(terms, utility(policy, terms), supplier_gain(policy, weights, terms), trade_offs)


def _start(scale: Scale, asked: Terms | None) -> Decimal:
    """The distance at which a lever begins: the target, or what the supplier offers where that is better still."""
    if asked is None or scale.better == 0:
        return ZERO
    return min(ZERO, scale.distance(asked[scale.lever.name]))


def _reach(policy: Policy, name: str, asked: Terms | None, trade_offs: tuple[TradeOff, ...]) -> Decimal:
    """The furthest distance that a lever may be given to while all of `trade_offs` are in use."""
    scale = policy.scales[name]
    wanted = scale.distance(asked[name]) if asked else ZERO
    reach = min(scale.limit, wanted)
    given = [scale.distance(trade.up_to) for trade in trade_offs if trade.give == name]
    if given:
        # A give is the bot's own idea, so it may go beyond what was asked; but not beyond a request past the
        # walk-away.
        reach = min(max(given), wanted) if wanted > scale.limit else max(given)
    needed = [scale.distance(trade.at_least) for trade in trade_offs if trade.get == name]
    return max(ZERO, min([reach, *needed]))


def _room(policy: Policy, name: str, trade_offs: tuple[TradeOff, ...], asked: Terms | None, weight: float) -> Room:
    """How far a lever may, and for `trade_offs` to be in use must, be given; `weight` is the supplier's for it."""
    scale, ladder = policy.scales[name], policy.ladders[name]
    is_given = any(trade.give == name for trade in trade_offs)
    least = ladder.next_beyond(scale.limit) if is_given else ZERO
    way = float(scale.furthest) or 1.0
    return Room(name, ladder, _reach(policy, name, asked, trade_offs), policy.shares[name] / way, weight / way, least)


# Multiplies a lever's estimated gain so that it comes first whatever the estimates are.
_LEAD = 1e6


def supplier_gain(policy: Policy, weights: Mapping[str, float], terms: Terms) -> float:
    """The supplier's estimated utility: 0 at the buyer's targets, 1 at every furthest limit."""
    return sum(weights[name] * (1.0 - score) for name, score in scores(policy, terms).items())


def _equals(policy: Policy, weights: Mapping[str, float], bounds: Bounds, best: Package) -> Iterator[Package]:
    """Packages as good for the buyer as `best`, each leading with another lever or using other trade-offs."""
    seen = {best.terms}
    near = Bounds(max(bounds.at_least, best.utility - EQUAL), min(bounds.at_most, best.utility + EQUAL), bounds.asked)
    for trade_offs in _subsets(policy.trade_offs):
        for lead in policy.scales:
            package = _solve(policy, weights, near, trade_offs, lead)
            if package and package.terms not in seen:
                seen.add(package.terms)
                yield package


def _difference(policy: Policy, weights: Mapping[str, float], one: Package, other: Package) -> float:
    """How different two packages are to the supplier: its weights times the differences of the levers' scores."""
    mine, theirs = scores(policy, one.terms), scores(policy, other.terms)
    return sum(weights[name] * abs(mine[name] - theirs[name]) for name in mine)
