"""decide(policy, history): the one place where the bot's next move is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from negotiation.engine.conversation import Turn
from negotiation.engine.decision import Action, Decision, Reason
from negotiation.engine.policy import Policy
from negotiation.engine.terms import Terms


def decide(policy: Policy, history: Sequence[Turn]) -> Decision:
    """The bot's next move."""
    targets = Terms({lever.name: lever.target for lever in policy.levers})
    if not history:
        return Decision(Action.OPEN, (targets,), (Reason.OPENING,))
    return Decision(Action.HOLD, (targets,), (Reason.NO_TERMS,))
