"""How good terms are for the buyer, and whether they are permitted at all.

Additive weighted utility after Keeney and Raiffa, Decisions with Multiple Objectives (1976). Arithmetic is plain IEEE
754 (no libm), so the same terms give the same utility on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from negotiation.engine.policy import Policy
from negotiation.engine.terms import Terms

# Utilities are kept to this many places, which drops the binary rounding of their sums; two that are closer than the
# tolerance are equal. Both are far below any step that matters.
PLACES = 12
TOLERANCE = 1e-12


def with_baseline(policy: Policy, terms: Mapping[str, Decimal]) -> Terms:
    """`terms` for every lever of the policy, in its order, at the baseline where `terms` are silent."""
    return policy.baseline.merged_with({name: value for name, value in terms.items() if name in policy.scales})


def scores(policy: Policy, terms: Mapping[str, Decimal]) -> dict[str, float]:
    """Each lever's score: 1 at its target or better, 0 at the furthest limit that any trade-off allows, or beyond."""
    return {
        name: 1.0 - min(1.0, scale.share(terms.get(name, scale.lever.baseline)))
        for name, scale in policy.scales.items()
    }


def utility(policy: Policy, terms: Mapping[str, Decimal]) -> float:
    """u = Σ wᵢ·sᵢ / Σ wᵢ, a share of 1; levers that `terms` leave out stand at the baseline."""
    lost = 0.0
    for name, scale in policy.scales.items():
        lost += policy.shares[name] * min(1.0, scale.share(terms.get(name, scale.lever.baseline)))
    return round(1.0 - lost, PLACES)


def progress(policy: Policy, terms: Mapping[str, Decimal]) -> float:
    """Utility that goes on below 0 beyond the limits, so that coming closer from outside shows. At most 1."""
    return 1.0 - sum(
        policy.shares[name] * scale.share(terms.get(name, scale.lever.baseline))
        for name, scale in policy.scales.items()
    )


def breaches(policy: Policy, terms: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The levers of complete `terms` that lie beyond what is permitted, each with the limit that holds for it there."""
    found: dict[str, Decimal] = {}
    for name, scale in policy.scales.items():
        distance = scale.distance(terms[name])
        if distance > scale.limit:
            limit = max(scale.limit, *_opened(policy, terms, name)) if policy.trade_offs else scale.limit
            if distance > limit:
                found[name] = scale.value_at(limit)
    return found


def _opened(policy: Policy, terms: Mapping[str, Decimal], give: str) -> list[Decimal]:
    """How far trade-offs whose condition holds let `give` go, as distances; its own limit where none does."""
    scales = policy.scales
    return [scales[give].limit] + [
        scales[give].distance(trade.up_to)
        for trade in policy.trade_offs
        if trade.give == give
        and scales[trade.get].distance(terms[trade.get]) <= scales[trade.get].distance(trade.at_least)
    ]


def is_permitted(policy: Policy, terms: Mapping[str, Decimal]) -> bool:
    """Whether the bot may offer or accept `terms`.

    Every lever must lie within its walk-away, or within a trade-off's limit while that trade-off's condition holds, and
    own utility must reach the floor. Terms that name a lever which the policy does not know are never permitted.
    """
    if any(name not in policy.scales for name in terms):
        return False
    complete = with_baseline(policy, terms)
    return not breaches(policy, complete) and utility(policy, complete) >= policy.floor - TOLERANCE
