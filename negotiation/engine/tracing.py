"""A decision's trace: every number that an explanation needs, as JSON can hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negotiation.engine.acceptance import acceptable_utility, last_small_step, supplier_movement
from negotiation.engine.packages import Package
from negotiation.engine.situation import Situation
from negotiation.engine.terms import as_plain
from negotiation.engine.triggers import PATIENCE, stall_gain
from negotiation.engine.utility import Position


def trace_of(situation: Situation, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The trace, in a fixed order of keys.

    Always: the rounds, the aspiration, the policy's own bars and `facts`. With an offer of the supplier's to
    answer: what it is worth, what it would be answered with, and how far the supplier has moved.
    """
    policy, standing = situation.policy, situation.standing
    gained = stall_gain(situation)
    trace: dict[str, Any] = {
        "rounds_used": standing.rounds_used,
        "paced_rounds": situation.paced_rounds,
        "max_rounds": policy.max_rounds,
        "aspiration": rounded(situation.aspiration),
        "budget": rounded(1.0 - situation.aspiration),
        "held_on_to": None if situation.held_on_to is None else rounded(situation.held_on_to),
        "supplier_moved": None if situation.moved is None else rounded(situation.moved),
        "floor": policy.floor,
        "aim": policy.paced_to,
        "accept_at": policy.accept_at,
        "messages_since_round": standing.waiting,
        "patience": PATIENCE,
        "stall_rounds": policy.stall_rounds,
        "stall_gain": None if gained is None else rounded(gained),
        "min_improvement": policy.min_improvement,
    }
    if standing.current:
        trace["current"] = [_valued(situation, ours) for ours in situation.current]
    if standing.asked is not None:
        trace["supplier"] = _supplier(situation)
    if standing.has_pending_offer:
        trace.update(_bargaining(situation))
    return {**trace, **facts}


def _supplier(situation: Situation) -> dict[str, Any]:
    return {
        **_valued(situation, situation.offer),
        "permitted": situation.is_asked_permitted,
        "beyond": situation.asked_breaches,
        "moved": rounded(supplier_movement(situation)),
    }


def _bargaining(situation: Situation) -> dict[str, Any]:
    step = last_small_step(situation)
    return {
        "next": [_packaged(situation, package) for package in situation.next],
        "acceptable": rounded(acceptable_utility(situation)),
        "weights": {name: rounded(share) for name, share in situation.policy.shares.items()},
        "supplier_weights": {name: rounded(weight) for name, weight in situation.weights.items()},
        "last_step_cost": None if step is None else rounded(step),
    }


def _valued(situation: Situation, worth: Position) -> dict[str, Any]:
    return {
        "terms": worth.terms.as_dict(),
        "utility": rounded(worth.utility),
        "scores": {name: rounded(score) for name, score in worth.scores(situation.policy).items()},
    }


def _packaged(situation: Situation, package: Package) -> dict[str, Any]:
    return {
        **_valued(situation, package.position),
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


def rounded(value: float) -> float:
    """To six places: more than anybody reads, and the same on every machine. Never negative zero."""
    return round(value, 6) + 0.0
