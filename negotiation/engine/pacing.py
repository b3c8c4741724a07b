"""How much the bot holds out for as its rounds go by, and as the supplier moves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from negotiation.engine.policy import Policy

# Decimal powers are the same on every machine; floating ones differ in their last bit from one libm to the next.
_EXACT = Context(prec=28, traps=[])
_PLACES = Decimal("0.000001")
_LEAST_STEP = 1e-12

# How much of a round passes, for pacing, when the supplier came no closer.
IDLE_ROUND = 0.75
# The share of all that pacing would give which is given unasked; beyond it the supplier has to move too.
UNASKED = 0.75
# The own utility that is given for the supplier's movement all the way from today's terms to the targets.
MATCHED = 0.75
# A supplier that gives a little at this share of its answers, or more, creeps, until it has come this far.
BY_STEPS = 0.4
FEWEST_STEPS = 3
EARNEST = 0.5
# The same two for one that creeps, so that many tiny steps do not bring it what it never came near to.
UNASKED_CREEPING = 0.6
MATCHED_CREEPING = 0.15
# How much of a round each probe takes back.
PROBE_COST = 0.5


class Pace(NamedTuple):
    """How far the bot has come, and what it holds out for.

    `rounds`: those that count for pacing. `moved`: how far the supplier's best offer is from today's terms, as a share
    of the way to the targets, and `held_on_to` what is not given to one that has moved no further. `unbraked`: what
    would be held out for against one that does not creep; it never rises from one round to the next.
    """

    aspiration: float
    rounds: float
    moved: float
    held_on_to: float
    unbraked: float


def pace_of(policy: Policy, rounds_used: int, reached: Sequence[float], today: float, probes: int = 0) -> Pace:
    """The pace after `rounds_used`; `reached` is how far each of the supplier's offers came and `today` where today's
    terms are, both as progress. `probes`: how many of its offers only felt for a limit.

    Held out for is what the rounds that count leave, and what the supplier's own movement does not earn.
    """
    rounds = max(0.0, paced_rounds(policy, rounds_used, reached) - PROBE_COST * probes)
    moved = _share_moved(max(reached, default=today), today)
    freely = reciprocal_limit(policy, moved, UNASKED, MATCHED)
    held_on_to = freely
    if creeps(policy, reached, moved):
        held_on_to = max(freely, reciprocal_limit(policy, moved, UNASKED_CREEPING, MATCHED_CREEPING))
    by_clock = aspiration(policy, rounds)
    return Pace(
        aspiration=max(by_clock, held_on_to),
        rounds=rounds,
        moved=moved,
        held_on_to=held_on_to,
        unbraked=max(by_clock, freely),
    )


def aspiration(policy: Policy, rounds: float) -> float:
    """α(t) = 1 − (1 − aim)·t^(1/concession), t = rounds / max_rounds, to six places; never below the aim.

    Time-dependent tactics after Faratin, Sierra and Jennings, "Negotiation decision functions for autonomous agents"
    (1998).
    """
    used = min(rounds, policy.max_rounds)
    return max(policy.paced_to, _aspiration(used, policy.max_rounds, policy.concession, policy.paced_to))


@lru_cache(maxsize=4096)
def _aspiration(used: float, max_rounds: int, concession: float, aim: float) -> float:
    if used == 0:
        return 1.0
    time = _EXACT.divide(Decimal(str(used)), Decimal(max_rounds))
    given = _EXACT.power(time, _EXACT.divide(Decimal(1), Decimal(str(concession))))
    left = _EXACT.subtract(Decimal(1), _EXACT.multiply(Decimal(1) - Decimal(str(aim)), given))
    return float(left.quantize(_PLACES, context=_EXACT))


def paced_rounds(policy: Policy, rounds_used: int, reached: Sequence[float]) -> float:
    """The rounds that count for pacing, at most `rounds_used`.

    `reached` is how far each answer of the supplier came (its `progress`). Three quarters of a round pass by
    themselves, and the last when the supplier comes closer than ever before, by `min_improvement`: whoever stands
    still, or takes back and gives again, does not make time pass as one who moves does. The last offer is made by the
    clock, so that nothing is left lying.
    """
    if rounds_used >= policy.max_rounds - 1:
        return rounds_used
    return min(rounds_used, IDLE_ROUND * rounds_used + (1.0 - IDLE_ROUND) * _closer(policy, reached))


def _closer(policy: Policy, reached: Sequence[float]) -> int:
    """How many of the answers came closer than all before; the first always does."""
    least = max(policy.min_improvement, _LEAST_STEP) - _LEAST_STEP / 2
    closer, best = 0, float("-inf")
    for here in reached:
        if here - best >= least:
            closer += 1
            best = here
    return closer


def _share_moved(best: float, today: float) -> float:
    """How far the supplier's best offer has moved from today's terms, as a share of the way to the targets.

    Where today's terms lie beyond the limits the way begins at the limits.
    """
    way = min(1.0, 1.0 - today)
    return (best - today) / way if way > _LEAST_STEP else 0.0


def creeps(policy: Policy, reached: Sequence[float], moved: float) -> bool:
    """Whether the supplier comes closer at many of its answers, not now and then, and still has not come half-way.

    Three steps are the least to tell.
    """
    return moved < EARNEST and _closer(policy, reached) >= max(FEWEST_STEPS, BY_STEPS * len(reached))


def reciprocal_limit(policy: Policy, moved: float, unasked: float, matched: float) -> float:
    """The own utility that is held on to against a supplier that has moved by the share `moved` of its way.

    The share `unasked` of what pacing may give is given unasked, and beyond it `matched` times what the supplier gave:
    imitative tactics, "averaged tit for tat" of Faratin, Sierra and Jennings (1998), as a brake on the time-dependent
    ones. So one that hardly moves does not get what one gets that does.
    """
    return round(1.0 - unasked * (1.0 - policy.paced_to) - matched * max(0.0, moved), 6)
