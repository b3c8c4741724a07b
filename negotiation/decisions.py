"""A decision of the engine as it stands in the ledger."""

from collections.abc import Mapping
from typing import Any

from negotiation.engine import Action, Decision, Reason
from negotiation.language import Reading, questions
from negotiation.records import as_strings, as_terms


def outcome(decision: Decision) -> dict[str, Any]:
    """A decision as it stands in the ledger, and as a replay compares it."""
    return {
        "action": str(decision.action),
        "packages": [as_strings(package) for package in decision.terms],
        "reasons": [str(reason) for reason in decision.reasons],
        "trace": decision.trace,
    }


def recorded_decision(payload: Mapping[str, Any]) -> Decision:
    """The decision that a `decided` event records."""
    return Decision(
        action=Action(payload["action"]),
        terms=tuple(as_terms(package) for package in payload["packages"]),
        reasons=tuple(Reason(reason) for reason in payload["reasons"]),
        trace=payload["trace"],
    )


def decided_payload(decision: Decision, readings: Mapping[int, Reading]) -> dict[str, Any]:
    """The same with what was understood, by sequence number, before it was taken."""
    return {
        "readings": {str(seq): reading.as_dict() for seq, reading in readings.items()},
        **({"open_questions": unknown} if (unknown := _not_known(readings)) else {}),
        **outcome(decision),
    }


def _not_known(readings: Mapping[int, Reading]) -> list[int]:
    """The messages with a question that only a person can answer; buyers find them here."""
    return [seq for seq, reading in sorted(readings.items()) if questions.UNKNOWN in reading.asked]
