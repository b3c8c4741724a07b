"""Pure bargaining: a policy and a history in, a decision out. Standard library only; no I/O, clock or randomness."""

from negotiation.engine.conversation import Intent, Party, Turn
from negotiation.engine.decide import decide
from negotiation.engine.decision import Action, Decision, PublicMove, Reason
from negotiation.engine.explain import explain
from negotiation.engine.pacing import aspiration
from negotiation.engine.policy import Policy, PolicyError
from negotiation.engine.responses import Response, Trigger
from negotiation.engine.terms import PRICE, VOLUME, Lever, Terms, TermsError, TradeOff
from negotiation.engine.utility import is_permitted, utility

__all__ = [
    "PRICE",
    "VOLUME",
    "Action",
    "Decision",
    "Intent",
    "Lever",
    "Party",
    "Policy",
    "PolicyError",
    "PublicMove",
    "Reason",
    "Response",
    "Terms",
    "TermsError",
    "TradeOff",
    "Trigger",
    "Turn",
    "aspiration",
    "decide",
    "explain",
    "is_permitted",
    "utility",
]
