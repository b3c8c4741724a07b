"""How good terms are for the buyer, and whether they are permitted at all.

Additive weighted utility after Keeney and Raiffa, Decisions with Multiple Objectives (1976). Arithmetic is plain IEEE
754 (no libm), so the same terms give the same utility on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from negotiation.engine.policy import Policy
from negotiation.engine.terms import Terms

# Utilities are kept to this many places, which drops the binary rounding of their sums; two that are closer than the
# tolerance are equal. Both are far below any step that matters.
PLACES = 12
TOLERANCE = 1e-12


class Position(NamedTuple):
    """Complete terms with what they are worth to the buyer.

    `losses` says for each lever, in the policy's order, how far it is from its target as a share of the way to its
    furthest limit, above 1 beyond that. `utility` is a share of 1. `progress` is utility that goes on below 0 beyond
    the limits, so that coming closer from outside shows.
    """

    terms: Terms
    losses: tuple[float, ...]
    utility: float
    progress: float


def position(policy: Policy, terms: Terms) -> Position:
    """What `terms` are worth; levers that they leave out stand at the baseline.

    u = Σ wᵢ·sᵢ / Σ wᵢ, with sᵢ = 1 − the lever's loss, but at least 0.
    """
    losses = []
    lost = further = 0.0
    for name, today, loss_of, share in policy.measures:
        loss = loss_of(terms.get(name, today))
        losses.append(loss)
        further += share * loss
        lost += share * (loss if loss < 1.0 else 1.0)
    return Position(terms, tuple(losses), round(1.0 - lost, PLACES), 1.0 - further)


def with_baseline(policy: Policy, terms: Mapping[str, Decimal]) -> Terms:
    """`terms` for every lever of the policy, in its order, at the baseline where `terms` are silent."""
    return policy.baseline.merged_with({name: value for name, value in terms.items() if name in policy.scales})


def utility(policy: Policy, terms: Mapping[str, Decimal]) -> float:
    """The own utility of `terms`, a share of 1; levers that they leave out stand at the baseline."""
    return position(policy, terms if isinstance(terms, Terms) else Terms(terms)).utility


def breaches(policy: Policy, terms: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The levers of complete `terms` that lie beyond what is permitted, each with the limit that holds for it there."""
    if policy.held is not None:
        return _worse_than(policy, policy.held, terms)
    found: dict[str, Decimal] = {}
    for name, scale in policy.scales.items():
        distance = scale.distance(terms[name])
        if distance > scale.limit:
            limit = max(scale.limit, *_opened(policy, terms, name)) if policy.trade_offs else scale.limit
            if distance > limit:
                found[name] = scale.value_at(limit)
    return found


def _worse_than(policy: Policy, held: Terms, terms: Mapping[str, Decimal]) -> dict[str, Decimal]:
    scales = policy.scales.items()
    return {name: held[name] for name, scale in scales if scale.distance(terms[name]) > scale.distance(held[name])}


def _opened(policy: Policy, terms: Mapping[str, Decimal], give: str) -> list[Decimal]:
    """How far trade-offs whose condition holds let `give` go, as distances; its own limit where none does."""
    scales = policy.scales
    return [scales[give].limit] + [
        scales[give].distance(trade.up_to)
        for trade in policy.trade_offs
        if trade.give == give
        and scales[trade.get].distance(terms[trade.get]) <= scales[trade.get].distance(trade.at_least)
    ]


def permits(policy: Policy, complete: Position) -> bool:
    """Whether the bot may offer or accept a complete package of the policy's levers."""
    if policy.held is not None:
        return not breaches(policy, complete.terms)
    return complete.utility >= policy.floor - TOLERANCE and not breaches(policy, complete.terms)


def is_permitted(policy: Policy, terms: Mapping[str, Decimal]) -> bool:
    """Whether the bot may offer or accept `terms`.

    Every lever must lie within its walk-away, or within a trade-off's limit while that trade-off's condition holds, and
    own utility must reach the floor. Where terms are held, no lever may be worse than there, and nothing else counts.
    Terms that name a lever which the policy does not know are never permitted.
    """
    if any(name not in policy.scales for name in terms):
        return False
    return permits(policy, position(policy, with_baseline(policy, terms)))
