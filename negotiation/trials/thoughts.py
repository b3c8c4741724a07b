"""What the bot thought at each move: what it understood, what it chose and why, with the numbers. For the buyer's side.

It names limits and weights, so nothing of it may reach a supplier's page or socket.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from negotiation.decisions import recorded_decision
from negotiation.engine import Action, Intent, explain
from negotiation.facts import Facts
from negotiation.language import Reading
from negotiation.language.wording import describe_terms
from negotiation.models import Event, Kind
from negotiation.records import as_terms

LOCALE = "en"  # of the buyer's side

ACTIONS: Mapping[Action, str] = {
    Action.OPEN: "Open",
    Action.COUNTER: "Counter",
    Action.ACCEPT: "Accept",
    Action.HOLD: "Hold firm",
    Action.CLARIFY: "Ask what was meant",
    Action.FINAL_OFFER: "Make a final offer",
    Action.ESCALATE: "Ask a person to take over",
    Action.CLOSE: "End the talk",
}
INTENTS: Mapping[Intent, str] = {
    Intent.OFFER: "an offer",
    Intent.ACCEPT: "a yes",
    Intent.REJECT: "a no",
    Intent.QUESTION: "a question",
    Intent.HUMAN: "asks for a person",
    Intent.PRICE_INCREASE: "asks for a higher price",
    Intent.UNUSUAL: "asks for something that the playbook says nothing about",
    Intent.WITHDRAW: "withdraws",
    Intent.INJECTION: "tries to instruct the bot",
    Intent.SMALLTALK: "small talk",
    Intent.DELAY: "asks for time",
    Intent.UNCLEAR: "not understood",
}
# Figures of a trace that people look at, in this order; the rest is in the sentences and in the ledger.
_FIGURES = (
    ("aspiration", "Holds out for"),
    ("acceptable", "Would accept from"),
    ("accept_at", "Accepts at once from"),
    ("floor", "Never below"),
)


@dataclass(frozen=True)
class Heard:
    """How one message was understood; `certainty` is a share of 1, `terms` are in words."""

    seq: int
    meaning: str
    terms: str
    certainty: float
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Weight:
    """How much a lever matters: to us by the playbook, to the supplier by the bot's estimate; shares of 1."""

    lever: str
    ours: float
    theirs: float


@dataclass(frozen=True)
class Thought:
    """One decision. `offers` are the packages in words, `figures` labels and utilities, which are shares of 1."""

    seq: int
    action: Action
    does: str
    offers: tuple[str, ...]
    why: str
    heard: tuple[Heard, ...]
    figures: tuple[tuple[str, float], ...]
    weights: tuple[Weight, ...]
    rounds: str
    is_advice: bool


def thoughts(events: Iterable[Event], facts: Facts) -> list[Thought]:
    """A thought for each decision and each piece of advice, in order."""
    return [thought(event, facts) for event in events if event.kind in (Kind.DECIDED, Kind.ADVISED)]


def thought(event: Event, facts: Facts) -> Thought:
    """What one `decided` or `advised` event records."""
    payload = json.loads(event.payload)
    decision, trace = recorded_decision(payload), payload["trace"]
    readings = {int(seq): Reading.from_dict(stored) for seq, stored in payload["readings"].items()}
    return Thought(
        seq=event.seq,
        action=decision.action,
        does=ACTIONS[decision.action],
        offers=tuple(in_words(package, facts) for package in payload["packages"]),
        why=called(explain(decision), facts),
        heard=tuple(_heard(seq, reading, facts) for seq, reading in sorted(readings.items())),
        figures=tuple(_figures(trace)),
        weights=_weights(trace, facts),
        rounds=f"{trace['rounds_used']} of {trace['max_rounds']} rounds used",
        is_advice=event.kind == Kind.ADVISED,
    )


def in_words(package: Mapping[str, str], facts: Facts) -> str:
    """Recorded terms in one line, as the buyer's side writes numbers."""
    context = replace(facts, locale=LOCALE).context(bot_offer=None, supplier_offer=None)
    return describe_terms(as_terms(package), context)


def called(sentences: str, facts: Facts) -> str:
    """The engine's sentences as people say them: it speaks of levers by their short names; people have others."""
    for lever in facts.levers:
        sentences = re.sub(rf"\b{re.escape(lever.name)}\b", lever.title.lower(), sentences)
    return sentences


def _heard(seq: int, reading: Reading, facts: Facts) -> Heard:
    terms = {lever: str(value) for lever, value in reading.package.items()}
    return Heard(
        seq=seq,
        meaning=", ".join(INTENTS[intent] for intent in reading.intents),
        terms=in_words(terms, facts) if terms else "",
        certainty=reading.confidence,
        unknown=tuple(code.replace("_", " ") for code in reading.unknown),
    )


def _figures(trace: Mapping[str, Any]) -> list[tuple[str, float]]:
    """What the offers on either side are worth to us, beside what the bot holds out for."""
    found = []
    if "supplier" in trace:
        found.append(("The supplier's offer is worth", trace["supplier"]["utility"]))
    if next_ := trace.get("next"):
        found.append(("Our next offer is worth", next_[0]["utility"]))
    return [*found, *((label, trace[key]) for key, label in _FIGURES if trace.get(key) is not None)]


def _weights(trace: Mapping[str, Any], facts: Facts) -> tuple[Weight, ...]:
    return weights_in_order(trace.get("weights", {}), trace.get("supplier_weights", {}), facts)


def weights_in_order(ours: Mapping[str, float], theirs: Mapping[str, float], facts: Facts) -> tuple[Weight, ...]:
    """The weights of both sides, in the order of the contract's levers."""
    return tuple(Weight(_title(name, facts), ours[name], theirs.get(name, 0.0)) for name in _ordered(ours, facts))


def _ordered(names: Mapping[str, float], facts: Facts) -> Sequence[str]:
    known = [lever.name for lever in facts.levers if lever.name in names]
    return [*known, *(name for name in names if name not in known)]


def _title(name: str, facts: Facts) -> str:
    lever = facts.lever(name)
    title = lever.title if lever is not None else name.replace("_", " ")
    return title[:1].upper() + title[1:]
