"""What the engine chose, why, and how much of it may be told to the supplier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from negotiation.engine.conversation import Intent, Party, Turn
from negotiation.engine.terms import Terms


class Action(StrEnum):
    """What the bot does next. OPEN, COUNTER and FINAL_OFFER put new terms on the table; HOLD repeats them."""

    OPEN = "open"
    COUNTER = "counter"
    ACCEPT = "accept"
    HOLD = "hold"
    CLARIFY = "clarify"
    FINAL_OFFER = "final_offer"
    ESCALATE = "escalate"
    CLOSE = "close"


OFFERS = frozenset({Action.OPEN, Action.COUNTER, Action.FINAL_OFFER})


class Reason(StrEnum):
    """Why. For buyers, auditors and tests: some of these reveal a limit and never reach a supplier."""

    OPENING = "opening"
    CONCESSION = "concession"
    TRADE_OFF = "trade_off"
    LAST_ROUND = "last_round"
    NOTHING_NEW_TO_OFFER = "nothing_new_to_offer"
    HELD_BY_PERSON = "held_by_person"
    SUPPLIER_TURN = "supplier_turn"
    NO_TERMS = "no_terms"
    BARE_REJECTION = "bare_rejection"
    OFFER_ACCEPTED = "offer_accepted"
    GOOD_ENOUGH = "good_enough"
    LAST_SMALL_STEP = "last_small_step"
    LAST_ROUND_PERMITTED = "last_round_permitted"
    INJECTION_IGNORED = "injection_ignored"
    NOTHING_TO_ACCEPT = "nothing_to_accept"
    UNCLEAR = "unclear"
    SUPPLIER_WITHDREW = "supplier_withdrew"
    UNUSUAL_REQUEST = "unusual_request"
    PRICE_INCREASE = "price_increase"
    OUTSIDE_POLICY = "outside_policy"
    UNKNOWN_LEVER = "unknown_lever"
    HUMAN_REQUESTED = "human_requested"
    ABOVE_AUTHORITY = "above_authority"
    STALL = "stall"
    LOOP = "loop"
    PROBING = "probing"
    ROUNDS_USED = "rounds_used"
    NOT_UNDERSTOOD = "not_understood"


# Reasons that speak only of the supplier's own words. Every other reason is silent towards the supplier.
TOPICS: Mapping[Reason, str] = {
    Reason.SUPPLIER_WITHDREW: "supplier_withdrew",
    Reason.HUMAN_REQUESTED: "person_asked",
    Reason.PRICE_INCREASE: "price_increase",
    Reason.UNKNOWN_LEVER: "unusual_request",
    Reason.UNUSUAL_REQUEST: "unusual_request",
    Reason.UNCLEAR: "not_understood",
    Reason.NOT_UNDERSTOOD: "not_understood",
    Reason.NOTHING_TO_ACCEPT: "nothing_to_accept",
    Reason.BARE_REJECTION: "what_would_work",
}
COLLEAGUE_NEEDED = "colleague_needed"


@dataclass(frozen=True)
class PublicMove:
    """All that the language layer, and so the supplier, may learn of a decision; `topic` is a code."""

    action: Action
    packages: tuple[Terms, ...]
    topic: str | None


@dataclass(frozen=True)
class Decision:
    """The engine's answer. `terms`: the packages offered, repeated, accepted or (above authority) awaiting
    approval.

    `trace` is JSON-serialisable and holds every number an explanation needs; treat it as read-only.
    """

    action: Action
    terms: tuple[Terms, ...] = ()
    reasons: tuple[Reason, ...] = ()
    trace: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def public(self) -> PublicMove:
        """What may be told to the supplier: never a reason that would reveal a limit."""
        topic = next((TOPICS[reason] for reason in self.reasons if reason in TOPICS), None)
        if self.action is Action.ESCALATE:
            return PublicMove(self.action, (), topic or COLLEAGUE_NEEDED)
        return PublicMove(self.action, self.terms, topic)

    def as_turn(self, seq: int = 0) -> Turn:
        """The decision as the buyer's next turn in the history that `decide` is given.

        Only new offers and acceptances carry terms: a hold leaves standing what was said before.
        """
        if self.action is Action.ACCEPT:
            return Turn(Party.BUYER, (Intent.ACCEPT,), self.terms[0], seq)
        if self.action in OFFERS:
            return Turn(Party.BUYER, (Intent.OFFER,), self.terms[0], seq, self.terms[1:])
        return Turn(Party.BUYER, (), None, seq)
