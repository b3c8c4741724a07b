"""What the supplier seems to care about, from its own moves.

A concession-ratio model in the family that Baarslag, Hendrikx, Hindriks and Jonker compare in "Predicting the
performance of opponent models in automated negotiation" (2013): who gives way easily on a lever cares little about
it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from negotiation.engine.policy import Policy
from negotiation.engine.scale import Scale

# A lever given up in full keeps this much of a held one's weight: the estimate is never certain.
LEAST_HELD = 0.05
# A supplier that says a lever matters is believed as if it held that lever twice as hard.
STATED_INTEREST = 2.0


def estimated_weights(
    policy: Policy, asked: Mapping[str, Decimal] | None, interests: Collection[str] = ()
) -> dict[str, float]:
    """The weight each lever seems to have for the supplier; they sum to 1.

    Before the first offer all are equal (a uniform prior). After it, a lever weighs as the share of the way from
    baseline to target that the supplier's terms `asked` still withhold.
    """
    evidence = {
        name: (LEAST_HELD + (_held(scale, asked[name]) if asked else 1.0))
        * (STATED_INTEREST if name in interests else 1.0)
        for name, scale in policy.scales.items()
    }
    total = sum(evidence.values())
    return {name: weight / total for name, weight in evidence.items()}


def _held(scale: Scale, asked: Decimal) -> float:
    """The share of the way from baseline to target that is not given; 1 where the target asks for no change."""
    way = scale.distance(scale.lever.baseline)
    if way <= 0:
        return 1.0
    return min(1.0, max(0.0, float(scale.distance(asked)) / float(way)))
