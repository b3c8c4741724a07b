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
# What a supplier's movement of 1, measured in own utility, is met with.
MATCHED = 0.75


class Pace(NamedTuple):
    """How far the bot has come, and what it holds out for.

    `rounds`: those that count for pacing. `moved`: how much own utility the supplier's best offer gains over today's
    terms, and `held_on_to` what is not given to one that has moved no further.
    """

    aspiration: float
    rounds: float
    moved: float
    held_on_to: float


def pace_of(policy: Policy, rounds_used: int, reached: Sequence[float], today: float) -> Pace:
    """The pace after `rounds_used`; `reached` is how far each of the supplier's offers came and `today` where today's
    terms are, both as progress.

    Held out for is what the rounds that count leave, and what the supplier's own movement does not earn.
    """
    rounds = paced_rounds(policy, rounds_used, reached)
    moved = max(reached, default=today) - today
    held_on_to = reciprocal_limit(policy, moved)
    return Pace(max(aspiration(policy, rounds), held_on_to), rounds, moved, held_on_to)


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


def reciprocal_limit(policy: Policy, moved: float) -> float:
    """The own utility that is held on to against a supplier that has moved by `moved` of it since today's terms.

    Three quarters of what pacing may give are given unasked, and beyond it as much of what the supplier gave:
    imitative tactics, "averaged tit for tat" of Faratin, Sierra and Jennings (1998), as a brake on the time-dependent
    ones. So one that hardly moves does not get what one gets that does.
    """
    return round(1.0 - UNASKED * (1.0 - policy.paced_to) - MATCHED * max(0.0, moved), 6)
