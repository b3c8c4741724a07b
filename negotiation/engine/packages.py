"""The best terms to offer at a given aspiration: as good for the supplier as the buyer's share allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from negotiation.engine.exchanges import Exchange, Span
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
    for exchange in policy.exchanges:
        package = _solve(policy, weights, bounds, exchange)
        if package and (best is None or package.gain > best.gain + TOLERANCE):
            best = package
    return best


def _solve(
    policy: Policy, weights: Mapping[str, float], bounds: Bounds, exchange: Exchange, lead: str | None = None
) -> Package | None:
    """The best package that makes use of just these trade-offs; with `lead`, giving on that lever before all others."""
    asked, scales = bounds.asked, policy.scales
    wanted = {name: scale.distance(asked[name]) if asked else ZERO for name, scale in scales.items()}
    rooms = [
        _room(policy, name, exchange.spans[name], distance, weights[name] * (_LEAD if name == lead else 1.0))
        for name, distance in wanted.items()
    ]
    if any(room.least > room.reach for room in rooms):
        return None  # these trade-offs cannot all be in use at once
    spending = spend(rooms, most=1.0 - bounds.at_least, least=1.0 - bounds.at_most)
    if spending is None:
        return None
    terms = Terms(
        {name: scale.value_at(spending.given.get(name, _start(scale, wanted[name]))) for name, scale in scales.items()}
    )
    return Package(terms, utility(policy, terms), supplier_gain(policy, weights, terms), exchange.trade_offs)


def _start(scale: Scale, wanted: Decimal) -> Decimal:
    """The distance at which a lever begins: the target, or what the supplier offers where that is better still."""
    return min(ZERO, wanted) if scale.better else ZERO


def _room(policy: Policy, name: str, span: Span, wanted: Decimal, weight: float) -> Room:
    """How far a lever may, and for trade-offs to be in use must, be given; `weight` is the supplier's for it."""
    way = float(policy.scales[name].furthest) or 1.0
    reach = span.reach(wanted)
    return Room(name, policy.ladders[name], reach, policy.shares[name] / way, weight / way, span.least)


# Multiplies a lever's estimated gain so that it comes first whatever the estimates are.
_LEAD = 1e6


def supplier_gain(policy: Policy, weights: Mapping[str, float], terms: Terms) -> float:
    """The supplier's estimated utility: 0 at the buyer's targets, 1 at every furthest limit."""
    return sum(weights[name] * (1.0 - score) for name, score in scores(policy, terms).items())


def _equals(policy: Policy, weights: Mapping[str, float], bounds: Bounds, best: Package) -> Iterator[Package]:
    """Packages as good for the buyer as `best`, each leading with another lever or using other trade-offs."""
    seen = {best.terms}
    near = Bounds(max(bounds.at_least, best.utility - EQUAL), min(bounds.at_most, best.utility + EQUAL), bounds.asked)
    for exchange in policy.exchanges:
        for lead in policy.scales:
            package = _solve(policy, weights, near, exchange, lead)
            if package and package.terms not in seen:
                seen.add(package.terms)
                yield package


def _difference(policy: Policy, weights: Mapping[str, float], one: Package, other: Package) -> float:
    """How different two packages are to the supplier: its weights times the differences of the levers' scores."""
    mine, theirs = scores(policy, one.terms), scores(policy, other.terms)
    return sum(weights[name] * abs(mine[name] - theirs[name]) for name in mine)
