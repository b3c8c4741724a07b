"""A decision in words."""

from negotiation.engine.decision import Decision


def explain(decision: Decision) -> str:
    """A sentence for each reason."""
    return " ".join(str(reason) for reason in decision.reasons)
