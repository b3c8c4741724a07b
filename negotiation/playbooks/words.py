"""What a playbook's entries are called, and what they are when nobody said: for forms, files and sentences alike."""

from collections.abc import Mapping
from typing import Any

from negotiation.engine import Response, Trigger

# The levers that every part of the house knows by name: label, and the unit of its values ("" for money).
BUILT_IN: Mapping[str, tuple[str, str]] = {
    "unit_price": ("Unit price", ""),
    "payment_days": ("Payment", "days"),
    "rebate_pct": ("Rebate", "%"),
    "volume": ("Volume", "units"),
    "contract_months": ("Contract length", "months"),
    "delivery_days": ("Delivery", "days"),
}

# What holds for an entry that guardrails leave out; the engine's own defaults where it reads the entry.
DEFAULTS: Mapping[str, Any] = {
    "rounds": 8,
    "deadline_hours": 48,
    "concession": 0.8,
    "floor": 0.2,
    "aim": None,
    "accept_at": 1,
    "packages": 1,
    "min_improvement": 0.01,
    "stall_rounds": 3,
    "authority": None,
    "shows_rounds": False,
    "tone": "warm",
    "language": "",
    "response_minutes": 60,
    "opening_message": "",
    "reasons": [],
    "asks_interests": False,
    "off_policy_approval": False,
    "routing": {},
}

TONES: Mapping[str, str] = {"warm": "Warm", "plain": "Plain, without courtesies"}
LANGUAGES: Mapping[str, str] = {
    "": "Supplier's own",
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
}

# What the bot may say for an offer, where that is true.
REASONS: Mapping[str, str] = {
    "longer_commitment": "it is a longer commitment than today's",
    "more_volume": "it is more volume than today",
    "sooner_payment": "the supplier is paid sooner than today",
}

TRIGGERS: Mapping[Trigger, str] = {
    Trigger.PRICE_INCREASE: "The supplier asks for more than today's price",
    Trigger.OUTSIDE_POLICY: "The supplier stays outside the limits after the bot held firm",
    Trigger.UNKNOWN_LEVER: "The supplier brings up a term that the playbook does not know",
    Trigger.HUMAN_REQUESTED: "The supplier asks for a person",
    Trigger.ABOVE_AUTHORITY: "The deal would be worth more than the bot's authority",
    Trigger.STALL: "The supplier hardly moves any more",
    Trigger.LOOP: "The talk goes back and forth between the same offers",
    Trigger.ROUNDS_USED: "The last round is used up without a deal",
    Trigger.NOT_UNDERSTOOD: "Two messages in a row could not be understood",
}
RESPONSES: Mapping[Response, str] = {
    Response.ESCALATE: "ask a person to take over",
    Response.HOLD: "hold firm and go on",
    Response.CLOSE: "end the talk without a deal",
}


def setting(guardrails: Mapping[str, Any], name: str) -> Any:
    """An entry of the guardrails, or what holds when they leave it out."""
    return guardrails.get(name, DEFAULTS[name])


def response_to(guardrails: Mapping[str, Any], trigger: Trigger) -> str:
    """What is done about a trigger: to escalate, when the guardrails do not say."""
    triggers = guardrails.get("triggers")
    return str(triggers.get(trigger, Response.ESCALATE)) if isinstance(triggers, Mapping) else str(Response.ESCALATE)


def starting_draft() -> dict[str, Any]:
    """What a new playbook begins with: hold today's price, hope for three per cent off, nothing else."""
    price, _ = BUILT_IN["unit_price"]
    lever = {
        "name": "unit_price",
        "label": price,
        "target": {"change_pct": "-3"},
        "walk_away": {"change_pct": "0"},
        "weight": 100,
        "step": {"share_pct": "0.5"},
    }
    return {"levers": [lever], "trade_offs": [], **DEFAULTS, "accept_at": 0.8, "authority": "50000", "triggers": {}}


def routes(guardrails: Mapping[str, Any]) -> dict[str, str]:
    """Whom an escalated room is for, by the trigger that led to it; only where somebody is named."""
    named = setting(guardrails, "routing")
    return {str(key): str(name) for key, name in named.items() if name} if isinstance(named, Mapping) else {}
