"""Domains where a lever may be given up only in exchange, and how much of what that makes possible is found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from statistics import fmean

from benchmarks.arena.domains import Domain, random_domain
from benchmarks.arena.seat import policy_for, terms_of
from benchmarks.arena.suppliers import Manner, Supplier, boulware, conceder, linear
from benchmarks.arena.talks import Talk, talk
from negotiation.engine import Lever, Policy, TradeOff, is_permitted, utility

MANNERS: dict[str, Manner] = {"Boulware": boulware, "linear": linear, "conceder": conceder}
SMALL = 1_500  # packages; every one is looked at to know what there is to gain
LEAST_GAIN = 0.02  # of the supplier's utility; a domain where a trade-off brings less shows nothing


@dataclass(frozen=True)
class Exchange:
    """A domain with a policy that has trade-offs, and what the supplier can get at best, with and without them.

    Each frontier holds (own utility, the best that the supplier can have at that own utility or more), falling in the
    second.
    """

    domain: Domain
    policy: Policy
    with_trade_offs: tuple[tuple[float, float], ...]
    without: tuple[tuple[float, float], ...]

    def gain_at(self, own: float) -> float:
        """What trade-offs can add to the supplier's utility while the buyer has `own`."""
        return max(0.0, best_at(self.with_trade_offs, own) - best_at(self.without, own))

    @property
    def fair_point(self) -> float:
        """Own utility where the product of both advantages is greatest."""
        mine, theirs = self.domain.buyer_reserve, self.domain.seller_reserve
        return max(self.with_trade_offs, key=lambda point: (point[0] - mine) * max(0.0, point[1] - theirs))[0]


def best_at(frontier: Sequence[tuple[float, float]], own: float) -> float:
    """The supplier's best at `own` or more; at the buyer's best where nothing is that good."""
    place = bisect_left(frontier, (own - 1e-9, 0.0))
    return frontier[min(place, len(frontier) - 1)][1]


def random_exchange(seed: int, number: int) -> Exchange:
    """A random domain in which one lever may be given beyond its limit while another is near its target.

    The limit is at the target or a little way from it. Drawn again until trade-offs bring the supplier something
    at the buyer's fair point.
    """
    draw = Random(f"exchange {seed} {number}")
    while True:
        domain = random_domain(draw.randrange(10**9), number)
        if domain.size > SMALL:
            continue
        exchange = _exchange(domain, draw)
        if exchange is not None and exchange.gain_at(exchange.fair_point) >= LEAST_GAIN:
            return exchange


def _exchange(domain: Domain, draw: Random) -> Exchange | None:
    # Never the price: a price above today's is a matter for the policy's trigger, not for a trade-off.
    give = draw.randrange(1, len(domain.issues))
    get = draw.choice([place for place in range(len(domain.issues)) if place != give])
    policy = _policy(domain, give, get, draw)
    limit = next(lever.walk_away for lever in policy.levers if lever.name == domain.issues[give].name)
    allowed = domain.issues[give].values.index(limit)
    worth = []
    for places in product(*(range(len(issue.values)) for issue in domain.issues)):
        terms = terms_of(domain, places)
        if is_permitted(policy, terms):
            inside = _is_within(domain, give, places[give], allowed)
            worth.append((utility(policy, terms), domain.seller_utility(places), inside))
    if not any(inside for *_, inside in worth):
        return None
    return Exchange(
        domain,
        policy,
        _frontier([(mine, theirs) for mine, theirs, _ in worth]),
        _frontier([(mine, theirs) for mine, theirs, inside in worth if inside]),
    )


def _is_within(domain: Domain, give: int, place: int, allowed: int) -> bool:
    return place >= allowed if domain.issues[give].buyer_wants_more else place <= allowed


def _frontier(worth: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Sorted by own utility; each with the most that the supplier can have there or further up."""
    found: list[tuple[float, float]] = []
    best = -1.0
    for mine, theirs in sorted(worth, reverse=True):
        best = max(best, theirs)
        found.append((mine, best))
    return tuple(reversed(found))


def _policy(domain: Domain, give: int, get: int, draw: Random) -> Policy:
    plain = policy_for(domain, domain_rounds(domain))
    given, gotten = domain.issues[give], domain.issues[get]
    best_first = given.values[::-1] if given.buyer_wants_more else given.values
    limit = best_first[draw.randint(0, (len(best_first) - 1) // 3)]
    wanted = gotten.values[::-1] if gotten.buyer_wants_more else gotten.values
    condition = wanted[draw.randint(1, max(1, (len(wanted) - 1) // 2))]
    levers = [_limited(lever, limit) if lever.name == given.name else lever for lever in plain.levers]
    trade_off = TradeOff(given.name, given.worst, gotten.name, condition)
    return replace(plain, levers=tuple(levers), trade_offs=(trade_off,))


def _limited(lever: Lever, limit: object) -> Lever:
    """The lever with its walk-away, and the contract of today, at `limit`."""
    return replace_lever(lever, baseline=limit, walk_away=limit)


def replace_lever(lever: Lever, **changed: object) -> Lever:
    fields = {name: getattr(lever, name) for name in lever.__dataclass_fields__}
    return Lever(**{**fields, **changed})


def domain_rounds(domain: Domain) -> int:
    """8, 10 or 20, by turns."""
    return (8, 10, 20)[int(domain.name.split("/")[1]) % 3]


@dataclass(frozen=True)
class Found:
    """What came of trade-offs against one manner of supplier. `share`: of the joint gain that was there."""

    manner: str
    talks: int
    deals: float
    share: float
    joint: float
    own: float


def measure(seed: int, count: int) -> list[Found]:
    """For each manner of supplier: how much of what trade-offs make possible the engine finds."""
    exchanges = [random_exchange(seed, number) for number in range(count)]
    return [_found(name, exchanges, manner) for name, manner in MANNERS.items()]


def _found(name: str, exchanges: Sequence[Exchange], manner: Manner) -> Found:
    talks = [talk(one.policy, Supplier(one.domain, one.policy.max_rounds, manner)) for one in exchanges]
    there, found = 0.0, 0.0
    for exchange, one in zip(exchanges, talks, strict=True):
        there += exchange.gain_at(one.utility if one.deal else exchange.fair_point)
        found += _gained(exchange, one)
    return Found(
        name,
        len(talks),
        fmean(one.deal is not None for one in talks),
        found / there if there else 1.0,
        fmean(_joint_share(exchange, one) for exchange, one in zip(exchanges, talks, strict=True)),
        fmean(one.utility - one.domain.buyer_reserve for one in talks),
    )


def _gained(exchange: Exchange, one: Talk) -> float:
    """What the supplier has beyond its best without trade-offs, at the same own utility; no deal gains nothing."""
    if one.deal is None:
        return 0.0
    gained = one.supplier_utility - best_at(exchange.without, one.utility)
    return min(gained, exchange.gain_at(one.utility))


def _joint_share(exchange: Exchange, one: Talk) -> float:
    """Both utilities together, as a share of the most that they can be together."""
    most = max(mine + theirs for mine, theirs in exchange.with_trade_offs)
    return (one.utility + one.supplier_utility) / most if one.deal else 0.0


def found_rows(found: Sequence[Found]) -> list[list[str]]:
    rows = [["supplier", "talks", "deals", "joint gain found", "joint utility", "advantage"]]
    for one in found:
        figures = [f"{one.deals:.2f}", f"{one.share:.0%}", f"{one.joint:.0%}", f"{one.own:.3f}"]
        rows.append([one.manner, str(one.talks), *figures])
    return rows
