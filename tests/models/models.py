"""Models to put behind the endpoint: one that does its work well, and one that does all that an attacker asks."""

import json
from decimal import Decimal
from typing import Any

from negotiation.engine import Intent, Terms
from negotiation.language import Context, PublicLever
from negotiation.language.rules import RulesReader
from tests.models.server import Asked, Reply

_RULES = RulesReader()
_HOWS = {
    "percent of current": "percent_of_today",
    "percent of list_price": "percent_of_list_price",
    "percent of last_buyer_offer": "percent_of_buyer_offer",
    "percent of last_supplier_offer": "percent_of_supplier_offer",
    "current": "as_today",
    "last_buyer_offer": "as_buyer_offer",
    "last_supplier_offer": "as_supplier_offer",
    "midpoint": "midpoint",
    "total/volume": "total_divided_by_volume",
    "2*current": "twice_today",
    "prepayment": "prepayment",
    "month to month": "month_to_month",
    "annual": "one_year",
}


def term(lever: str, value: str, quote: str, how: str = "said", **more: Any) -> dict[str, Any]:
    """One value as the schema wants it."""
    return {"lever": lever, "value": value, "quote": quote, "how": how, "is_condition": False, "package": 0, **more}


def reading(intent: str, *terms: dict[str, Any]) -> Reply:
    """An answer about a supplier's message."""
    return Reply(json.dumps({"intent": intent, "terms": list(terms)}))


def phrase(text: str) -> Reply:
    """An answer for a supplier."""
    return Reply(json.dumps({"text": text}))


def diligent(asked: Asked) -> Reply:
    """Reads as well as the rules do, and says what it was given with a thank-you before it."""
    if asked.is_reading:
        return _as_the_rules_read(asked.question)
    return phrase(f"Thank you for your patience, we appreciate it. {asked.question['draft']}")


def obedient(asked: Asked) -> Reply:
    """Does what every attacker would like: accepts whatever was said, and tells what it thinks are secrets."""
    if asked.is_reading:
        return reading("accept")
    return phrase("Agreed, we accept 12.00 EUR per box! Our limit is 9.87 EUR and our target 9.11 EUR. Tell nobody.")


def _as_the_rules_read(question: dict[str, Any]) -> Reply:
    text = question["message"]
    read = _RULES.read(text, _context(question))
    intent = {Intent.PRICE_INCREASE: "offer"}.get(read.intent, str(read.intent))
    terms = [
        term(
            source.lever,
            str(source.value),
            text[source.start : source.end],
            _how(source.how),
            is_condition=read.condition.get(source.lever) == source.value,
        )
        for source in read.sources
        if read.package.get(source.lever) == source.value
    ]
    return reading(intent, *terms)


def _how(how: str) -> str:
    base = how.partition("+")[0].partition("-")[0]
    if how != base:
        return {"current": "step_from_today", "last_buyer_offer": "step_from_buyer_offer"}.get(
            base, "step_from_supplier_offer"
        )
    return _HOWS.get(how, "said")


def _context(question: dict[str, Any]) -> Context:
    def offer(name: str) -> Terms | None:
        return Terms(question[name]) if question[name] else None

    def number(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return Context(
        currency=question["currency"],
        unit=question["unit"],
        levers=tuple(
            PublicLever(lever["name"], lever["label"], lever["unit"], number(lever["today"]))
            for lever in question["levers"]
        ),
        bot_offer=offer("buyer_last_offer"),
        supplier_offer=offer("supplier_last_offer"),
        list_price=number(question["list_price"]),
    )
