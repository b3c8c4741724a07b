"""Guardrails to read from top to bottom: every lever, trade-off and rule, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from negotiation.engine import Response, Trigger
from negotiation.playbooks.amounts import as_written
from negotiation.playbooks.diff import spoken_settings
from negotiation.playbooks.sentences import Words, number
from negotiation.playbooks.words import RESPONSES, TRIGGERS, response_to, routes, setting


@dataclass(frozen=True)
class LeverWords:
    """One lever, each value as people say it."""

    label: str
    target: str
    walk_away: str
    weight: str
    step: str


@dataclass(frozen=True)
class Overview:
    """All of some guardrails in words."""

    levers: tuple[LeverWords, ...]
    trade_offs: tuple[str, ...]
    rules: tuple[str, ...]
    triggers: tuple[tuple[str, str], ...]
    opening_message: str


def overview(guardrails: Mapping[str, Any], *, currency: str) -> Overview:
    """What guardrails of the right shape say."""
    words = Words.of(guardrails, currency)
    return Overview(
        levers=tuple(_lever(spec, words) for spec in guardrails.get("levers", ())),
        trade_offs=tuple(f"{words.trade_off(spec)}." for spec in guardrails.get("trade_offs", ())),
        rules=tuple(spoken_settings(guardrails, currency=currency)),
        triggers=tuple((TRIGGERS[trigger], _answer(guardrails, trigger)) for trigger in Trigger),
        opening_message=str(setting(guardrails, "opening_message")),
    )


def _answer(guardrails: Mapping[str, Any], trigger: Trigger) -> str:
    response = response_to(guardrails, trigger)
    words = next((text for key, text in RESPONSES.items() if str(key) == response), "")
    name = routes(guardrails).get(trigger)
    return f"{words}: {name}" if name and response == Response.ESCALATE else words


def _lever(spec: Mapping[str, Any], words: Words) -> LeverWords:
    name = str(spec["name"])
    options = [words.amount(name, option) for option in spec.get("options", ())]
    return LeverWords(
        label=words.lever(name),
        target=words.amount(name, spec.get("target")),
        walk_away=words.amount(name, spec.get("walk_away")),
        weight=number(as_written(spec.get("weight", 0))),
        step="only " + ", ".join(options) if options else words.amount(name, spec.get("step")),
    )
