"""Signs that bargaining on alone would lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.engine.responses import Trigger
from negotiation.engine.scale import ZERO
from negotiation.engine.situation import Situation
from negotiation.engine.terms import PRICE
from negotiation.engine.utility import TOLERANCE, breaches

# Messages in a row that the bot answers without a new round before it takes them for a loop.
PATIENCE = 6


def is_price_increase(situation: Situation) -> bool:
    """Whether the supplier's offer has a price worse for the buyer than today's."""
    scale = situation.policy.scales.get(PRICE)
    if scale is None:
        return False
    today = max(ZERO, scale.distance(scale.lever.baseline))
    return scale.distance(situation.asked[PRICE]) > today


def dead_ends(situation: Situation) -> Iterator[Trigger]:
    """Every trigger that the supplier's moves so far have set off, however they came about."""
    if answers_outside(situation) > 1:
        yield Trigger.OUTSIDE_POLICY
    if is_stalled(situation):
        yield Trigger.STALL
    if is_looping(situation):
        yield Trigger.LOOP


def answers_outside(situation: Situation) -> int:
    """How many of the supplier's last moves in a row stayed beyond a limit and came no closer than the one before.

    The first of them is met by standing firm, and only the second by what the policy wants done about it.
    """
    policy, moves = situation.policy, situation.standing.moves
    count = 0
    for before, after in zip(moves[-2::-1], moves[:0:-1], strict=True):
        came_closer = after.progress - before.progress > TOLERANCE
        if came_closer or not breaches(policy, before.terms) or not breaches(policy, after.terms):
            break
        count += 1
    return count


def is_stalled(situation: Situation) -> bool:
    """Whether the last `stall_rounds` moves together gained less than `min_improvement`."""
    gained = stall_gain(situation)
    return gained is not None and gained < situation.policy.min_improvement - TOLERANCE


def stall_gain(situation: Situation) -> float | None:
    """What the last `stall_rounds` moves gained in own utility; None while there are too few to tell."""
    policy, moves = situation.policy, situation.standing.moves
    if len(moves) <= policy.stall_rounds:
        return None
    return moves[-1].progress - moves[-1 - policy.stall_rounds].progress


def is_looping(situation: Situation) -> bool:
    """Whether the supplier goes back and forth between two positions (A, B, A, B), or stands on one (A, A, A, A)."""
    moves = situation.standing.moves
    return len(moves) >= 4 and moves[-1] == moves[-3] and moves[-2] == moves[-4]


def is_out_of_patience(situation: Situation) -> bool:
    """Whether the supplier has written so often without a new round that answering again would only go on forever."""
    return situation.standing.waiting > PATIENCE
