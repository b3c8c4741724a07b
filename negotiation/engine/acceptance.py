"""When the supplier's offer is good enough to take.

AC_next, AC_const and their combination: Baarslag, Hindriks and Jonker, "Effective acceptance conditions in
real-time automated negotiation", Decision Support Systems 60 (2014).
"""

from __future__ import annotations

from negotiation.engine.decision import Reason
from negotiation.engine.situation import Situation
from negotiation.engine.terms import Terms
from negotiation.engine.utility import TOLERANCE

# A single step may cost this much of own utility and still be called small.
LARGEST_SMALL_STEP = 0.2


def reason_to_accept(situation: Situation) -> Reason | None:
    """Why the supplier's offer should be accepted, or None. What is not permitted never is."""
    if not situation.is_asked_permitted:
        return None
    if situation.is_last_round_over:
        return Reason.LAST_ROUND_PERMITTED
    if is_good_enough(situation):
        return Reason.GOOD_ENOUGH
    cost = last_small_step(situation)
    if cost is not None and cost <= supplier_movement(situation) + TOLERANCE:
        return Reason.LAST_SMALL_STEP
    return None


def is_good_enough(situation: Situation) -> bool:
    """Whether the supplier's offer is worth `acceptable_utility`; the next offer is worked out only where needed."""
    worth = situation.asked_utility + TOLERANCE
    return worth >= min(situation.aspiration, situation.policy.accept_at) or worth >= situation.next[0].utility


def acceptable_utility(situation: Situation) -> float:
    """The own utility at which a permitted offer is taken: that of the next offer, the aspiration, or `accept_at`."""
    return min(situation.next[0].utility, situation.aspiration, situation.policy.accept_at)


def last_small_step(situation: Situation) -> float | None:
    """The own utility that the supplier's permitted offer costs against ours, when one small step is all between them.

    One step: they differ on exactly one lever, by no more than one step of its ladder. The caller takes it
    when the supplier's own last move gained us at least as much, or when a stall would otherwise end the talk
    over it. Either way it cannot be milked: it is paid once, for the deal itself, and never exceeds one step
    of one lever.
    """
    if not situation.is_asked_permitted:
        return None
    costs = [
        ours.utility - situation.asked_utility
        for ours in situation.current
        if _is_one_step_apart(situation, ours.terms)
    ]
    return min((cost for cost in costs if cost <= LARGEST_SMALL_STEP + TOLERANCE), default=None)


def _is_one_step_apart(situation: Situation, ours: Terms) -> bool:
    apart = [name for name in situation.policy.scales if ours.get(name) != situation.asked[name]]
    if len(apart) != 1 or apart[0] not in ours:
        return False
    scale, ladder = situation.policy.scales[apart[0]], situation.policy.ladders[apart[0]]
    return ladder.is_one_rung(scale.distance(ours[apart[0]]), scale.distance(situation.asked[apart[0]]))


def supplier_movement(situation: Situation) -> float:
    """The own utility that the supplier's latest answer gained us over the one before; the first, over the baseline."""
    moves = situation.standing.moves
    policy = situation.policy
    before = moves[-2].progress if len(moves) > 1 else policy.today_progress
    return situation.offer.progress - before
