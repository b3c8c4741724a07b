"""From a model's answer to a reading: values as decimals, quotes as places in the message."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from negotiation.engine import Intent, Terms
from negotiation.language.context import CONTRACT, DELIVERY, PAYMENT, PRICE, REBATE, VOLUME, Context
from negotiation.language.intents import unusual_requests
from negotiation.language.llm.redaction import Redacted
from negotiation.language.reading import NOTHING, SAID, Alternative, Reading, Source
from negotiation.language.statement import understand

if TYPE_CHECKING:  # the schema needs Pydantic, which is imported only once a model is asked
    from negotiation.language.llm.schema import ReadingAnswer, TermAnswer

CONFIDENCE = 0.8
MOST_TERMS = 12
_LARGEST = Decimal(10) ** 12
_STANDARD = frozenset({PRICE, PAYMENT, REBATE, VOLUME, CONTRACT, DELIVERY})
_OFFERING = frozenset({"offer", "unusual"})
_AS_NAMED = {
    "said": SAID,
    "percent_of_today": "percent of current",
    "percent_of_list_price": "percent of list_price",
    "percent_of_buyer_offer": "percent of last_buyer_offer",
    "percent_of_supplier_offer": "percent of last_supplier_offer",
    "as_today": "current",
    "as_buyer_offer": "last_buyer_offer",
    "as_supplier_offer": "last_supplier_offer",
    "midpoint": "midpoint",
    "total_divided_by_volume": "total/volume",
    "twice_today": "2*current",
    "prepayment": "prepayment",
    "month_to_month": "month to month",
    "one_year": "annual",
}
"""The schema's ways of deriving a value, by the names that the guard knows them under."""
_STEPS = {
    "step_from_today": "current",
    "step_from_buyer_offer": "last_buyer_offer",
    "step_from_supplier_offer": "last_supplier_offer",
}


class BadAnswer(ValueError):
    """An answer in the schema that makes no sense all the same: no number, or a lever that does not exist."""


def as_reading(answer: ReadingAnswer, text: str, redacted: Redacted, context: Context) -> Reading:
    """The model's answer about `text` as a reading, not checked yet. Raises BadAnswer."""
    if len(answer.terms) > MOST_TERMS:
        raise BadAnswer(f"{len(answer.terms)} terms in one message")
    if answer.intent not in _OFFERING:
        return Reading((Intent(answer.intent),), confidence=CONFIDENCE)
    groups = [_alternative(group) for group in _grouped(answer.terms, context)]
    first = groups[0] if groups else Alternative()
    unknown = unusual_requests(understand(text))
    return Reading(
        intents=_intents(answer.intent, first, unknown, context),
        terms=first.terms,
        condition=first.condition,
        confidence=CONFIDENCE,
        sources=tuple(_source(term, text, redacted, context) for term in answer.terms),
        unknown=unknown,
        alternatives=tuple(groups) if len(groups) > 1 else (),
    )


def _intents(said: str, first: Alternative, unknown: tuple[str, ...], context: Context) -> tuple[Intent, ...]:
    today, price = context.baseline(PRICE), first.package.get(PRICE)
    if not first.package:
        return (Intent.UNUSUAL,) if said == "unusual" else (Intent.UNCLEAR,)
    is_increase = today is not None and price is not None and price > today
    main = (Intent.PRICE_INCREASE, Intent.OFFER) if is_increase else (Intent.OFFER,)
    return (*main, Intent.UNUSUAL) if unknown or said == "unusual" else main


def _grouped(terms: Iterable[TermAnswer], context: Context) -> list[list[tuple[TermAnswer, Decimal]]]:
    groups: dict[int, list[tuple[TermAnswer, Decimal]]] = {}
    for term in terms:
        if term.lever not in _STANDARD and all(term.lever != lever.name for lever in context.levers):
            raise BadAnswer(f"a lever {term.lever[:40]!r}")
        groups.setdefault(term.package, []).append((term, _value(term)))
    return [group for _, group in sorted(groups.items())]


def _alternative(group: Iterable[tuple[TermAnswer, Decimal]]) -> Alternative:
    return Alternative(
        Terms({term.lever: value for term, value in group if not term.is_condition}),
        Terms({term.lever: value for term, value in group if term.is_condition}),
    )


def _value(term: TermAnswer) -> Decimal:
    try:
        value = Decimal(term.value)
    except InvalidOperation as fault:
        raise BadAnswer(f"{term.value[:40]!r} is no number") from fault
    if not value.is_finite() or not 0 <= value < _LARGEST:
        raise BadAnswer(f"{term.value[:40]} is no value of a lever")
    return value


def _source(term: TermAnswer, text: str, redacted: Redacted, context: Context) -> Source:
    value = _value(term)
    start, end = _place(redacted.restored(term.quote), text)
    return Source(term.lever, value, start, end, _how(term, value, context))


def _place(quote: str, text: str) -> tuple[int, int]:
    """Where a quote stands; an empty place, which the guard refuses, when it does not."""
    start = text.find(quote)
    if start < 0 and len(text.casefold()) == len(text):  # folding some letters lengthens them, and moves the rest
        start = text.casefold().find(quote.casefold())
    return (start, start + len(quote)) if start >= 0 else (0, 0)


def _how(term: TermAnswer, value: Decimal, context: Context) -> str:
    if term.how not in _STEPS:
        return _AS_NAMED[term.how]
    name = _STEPS[term.how]
    offers = {"last_buyer_offer": context.bot_offer, "last_supplier_offer": context.supplier_offer}
    base = (offers.get(name) or NOTHING).get(term.lever, context.baseline(term.lever) or Decimal(0))
    return f"{name}{'+' if value >= base else '-'}{abs(value - base):f}"
