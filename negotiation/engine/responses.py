"""What can make the bot stop bargaining by itself, and what it may do about it."""

from __future__ import annotations

from enum import StrEnum


class Trigger(StrEnum):
    """What can make the bot stop bargaining by itself."""

    PRICE_INCREASE = "price_increase"
    OUTSIDE_POLICY = "outside_policy"
    UNKNOWN_LEVER = "unknown_lever"
    HUMAN_REQUESTED = "human_requested"
    ABOVE_AUTHORITY = "above_authority"
    STALL = "stall"
    LOOP = "loop"
    ROUNDS_USED = "rounds_used"
    NOT_UNDERSTOOD = "not_understood"


class Response(StrEnum):
    """What the bot does about a trigger.

    HOLD is to hold firm: neither fetch a person nor end the talk, and concede nothing over it. A price
    increase that the walk-away permits is then bargained over like any price; terms above the authority are
    neither accepted nor, beyond the opening, offered.
    """

    ESCALATE = "escalate"
    HOLD = "hold"
    CLOSE = "close"
