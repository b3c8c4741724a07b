"""What the supplier seems to care about, from its own moves.

A concession-ratio model in the family that Baarslag, Hendrikx, Hindriks and Jonker compare in "Predicting the
performance of opponent models in automated negotiation" (2013): who gives way easily on a lever cares little about
it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from negotiation.engine.policy import Policy
from negotiation.engine.utility import Position

# A lever given up in full keeps this much of a held one's weight: the estimate is never certain.
LEAST_HELD = 0.05
# Who holds on to a lever twice as hard cares for it far more than twice as much: offers go where they cost least.
SHARPNESS = 3
# A lever that matters by the supplier's own word weighs so many times as much before its first offer that gives
# anything; after n of those, 1 + (this − 1)/(1 + n) times: words speed the estimate up, and moves outweigh them.
STATED_INTEREST = 3.0


def estimated_weights(policy: Policy, asks: Sequence[Position], interests: Collection[str] = ()) -> dict[str, float]:
    """The weight each lever seems to have for the supplier, in the policy's order; they sum to 1.

    Before the first move all are equal (a uniform prior). After it, a lever weighs as the share of the way from
    baseline to target that the supplier withheld, on average over all its offers `asks`, to the power of `SHARPNESS`:
    what it gave up first, and what it held on to longest, both tell. Offers that give nothing yet do not. The levers
    that it said matter to it, `interests`, weigh more, and the less so the more such offers there are.
    """
    told = [held for asked in asks if min(held := _held(policy, asked)) < 1.0]
    average = [sum(each) / len(told) for each in zip(*told, strict=True)] if told else [1.0] * len(policy.levers)
    evidence = [(LEAST_HELD + held) ** SHARPNESS for held in average]
    trust = 1.0 + (STATED_INTEREST - 1.0) / (1 + len(told))
    stated = [
        weight * trust if name in interests else weight for name, weight in zip(policy.scales, evidence, strict=True)
    ]
    total = sum(stated)
    return {name: weight / total for name, weight in zip(policy.scales, stated, strict=True)}


def _held(policy: Policy, asked: Position) -> list[float]:
    """For each lever the share of the way from baseline to target not given; 1 where the target asks for no change."""
    return [
        min(1.0, loss * ratio) if ratio else 1.0 for loss, ratio in zip(asked.losses, policy.today_ratios, strict=True)
    ]
