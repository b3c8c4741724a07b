"""How much the bot holds out for as its rounds go by."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache

from negotiation.engine.policy import Policy

# Decimal powers are the same on every machine; floating ones differ in their last bit from one libm to the next.
_EXACT = Context(prec=28, traps=[])
_PLACES = Decimal("0.000001")


def aspiration(policy: Policy, rounds_used: int) -> float:
    """α(t) = 1 − (1 − floor)·t^(1/concession), t = rounds used / max_rounds, to six places; never below the floor.

    Time-dependent tactics after Faratin, Sierra and Jennings, "Negotiation decision functions for autonomous agents"
    (1998).
    """
    used = min(rounds_used, policy.max_rounds)
    return max(policy.floor, _aspiration(used, policy.max_rounds, policy.concession, policy.floor))


@lru_cache(maxsize=4096)
def _aspiration(used: int, max_rounds: int, concession: float, floor: float) -> float:
    if used == 0:
        return 1.0
    time = _EXACT.divide(Decimal(used), Decimal(max_rounds))
    given = _EXACT.power(time, _EXACT.divide(Decimal(1), Decimal(str(concession))))
    left = _EXACT.subtract(Decimal(1), _EXACT.multiply(Decimal(1) - Decimal(str(floor)), given))
    return float(left.quantize(_PLACES, context=_EXACT))
