"""What the supplier seems to care about, from its own moves.

A concession-ratio model in the family that Baarslag, Hendrikx, Hindriks and Jonker compare in "Predicting the
performance of opponent models in automated negotiation" (2013): who gives way easily on a lever cares little about
it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from negotiation.engine.policy import Policy
from negotiation.engine.scale import Scale

# A lever given up in full keeps this much of a held one's weight: the estimate is never certain.
LEAST_HELD = 0.05
# A supplier that says a lever matters is believed as if it held that lever twice as hard.
STATED_INTEREST = 2.0


def estimated_weights(
    policy: Policy, asks: Sequence[Mapping[str, Decimal]], interests: Collection[str] = ()
) -> dict[str, float]:
    """The weight each lever seems to have for the supplier; they sum to 1.

    Before the first offer all are equal (a uniform prior). After it, a lever weighs as the square of the share of the
    way from baseline to target that the supplier withheld, on average over all its offers `asks`: what it gave up
    first, and what it held on to longest, both tell.
    """
    evidence = {
        name: (LEAST_HELD + _held_on_average(scale, [asked[name] for asked in asks])) ** 2
        * (STATED_INTEREST if name in interests else 1.0)
        for name, scale in policy.scales.items()
    }
    total = sum(evidence.values())
    return {name: weight / total for name, weight in evidence.items()}


def _held_on_average(scale: Scale, values: Sequence[Decimal]) -> float:
    return sum(_held(scale, value) for value in values) / len(values) if values else 1.0


def _held(scale: Scale, asked: Decimal) -> float:
    """The share of the way from baseline to target that is not given; 1 where the target asks for no change."""
    way = scale.distance(scale.lever.baseline)
    if way <= 0:
        return 1.0
    return min(1.0, max(0.0, float(scale.distance(asked)) / float(way)))
