"""A decision's trace: every number that an explanation needs and no more, as JSON can hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from negotiation.engine.acceptance import acceptable_utility, last_small_step, supplier_movement
from negotiation.engine.decision import Reason
from negotiation.engine.packages import Package
from negotiation.engine.situation import Situation
from negotiation.engine.terms import as_plain
from negotiation.engine.triggers import PATIENCE, stall_gain
from negotiation.engine.utility import Position


def trace_of(situation: Situation, reasons: Sequence[Reason], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The trace, in a fixed order of keys.

    Always: the rounds, and the aspiration with what it comes from. With an offer of the supplier's: what it is worth
    and how far it moved. Then what each of the reasons speaks of, and `facts`. The policy's own numbers stand in the
    policy, and only those that a reason compares with are repeated.
    """
    pace = situation.pace
    trace: dict[str, Any] = {
        "rounds_used": situation.standing.rounds_used,
        "paced_rounds": pace.rounds,
        "max_rounds": situation.policy.max_rounds,
        "aspiration": rounded(pace.aspiration),
        "held_on_to": rounded(pace.held_on_to),
        "supplier_moved": rounded(pace.moved),
    }
    if situation.standing.asks:
        trace["supplier"] = _supplier(situation)
    for reason in reasons:
        if reason in DETAILS:
            trace.update(DETAILS[reason](situation))
    trace.update(facts)
    return trace


def _supplier(situation: Situation) -> dict[str, Any]:
    return {
        **_valued(situation.offer),
        "beyond": situation.asked_breaches,
        "moved": rounded(supplier_movement(situation)),
    }


def _offered(situation: Situation) -> dict[str, Any]:
    return {
        **_compared(situation),
        "weights": {name: rounded(share) for name, share in situation.policy.shares.items()},
        "supplier_weights": {name: rounded(weight) for name, weight in situation.weights.items()},
    }


def _compared(situation: Situation) -> dict[str, Any]:
    return {
        "next": [_packaged(package) for package in situation.next],
        "acceptable": rounded(acceptable_utility(situation)),
    }


def _good_enough(situation: Situation) -> dict[str, Any]:
    return {**_compared(situation), "accept_at": situation.policy.accept_at}


def _stalled(situation: Situation) -> dict[str, Any]:
    policy = situation.policy
    return {
        "stall_rounds": policy.stall_rounds,
        "stall_gain": _rounded_or_none(stall_gain(situation)),
        "min_improvement": policy.min_improvement,
    }


DETAILS: Mapping[Reason, Callable[[Situation], dict[str, Any]]] = {
    Reason.CONCESSION: _offered,
    Reason.LAST_ROUND: _offered,
    Reason.GOOD_ENOUGH: _good_enough,
    Reason.LAST_ROUND_PERMITTED: lambda situation: {"floor": situation.policy.floor},
    Reason.LAST_SMALL_STEP: lambda situation: {"last_step_cost": _rounded_or_none(last_small_step(situation))},
    Reason.STALL: _stalled,
    Reason.PROBING: lambda situation: {"probes": situation.probes},
    Reason.LOOP: lambda situation: {"messages_since_round": situation.standing.waiting, "patience": PATIENCE},
}


def _valued(worth: Position) -> dict[str, Any]:
    return {"terms": worth.terms.as_dict(), "utility": rounded(worth.utility)}


def _packaged(package: Package) -> dict[str, Any]:
    return {
        **_valued(package.position),
        "supplier_gain": rounded(package.gain),
        "trade_offs": [
            {
                "give": trade.give,
                "up_to": as_plain(trade.up_to),
                "get": trade.get,
                "at_least": as_plain(trade.at_least),
            }
            for trade in package.trade_offs
        ],
    }


def _rounded_or_none(value: float | None) -> float | None:
    return None if value is None else rounded(value)


def rounded(value: float) -> float:
    """To six places: more than anybody reads, and the same on every machine. Never negative zero."""
    return round(value, 6) + 0.0
