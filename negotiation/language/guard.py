"""What may be read and what may be said: no number passes that neither the words nor the public facts hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from negotiation.engine import Intent, Terms
from negotiation.language.context import CONTRACT, PAYMENT, PRICE, VOLUME, Context
from negotiation.language.figure import percent_of
from negotiation.language.message import Message, Phraser
from negotiation.language.normalise import normalise
from negotiation.language.number_words import merge_number_words
from negotiation.language.reading import NOTHING, SAID, Alternative, Reading, Source
from negotiation.language.references import FIXED
from negotiation.language.templates import TemplatePhraser
from negotiation.language.tokens import Sort, Token, tokenise

# Weeks, months and years in days and months; thousands and millions; cents; prices per thousand; monthly volumes.
_FACTORS = tuple(
    Decimal(factor)
    for factor in ("1", "7", "12", "30", "360", "1000", "1000000", "12000", "12000000", "0.01", "0.001", "0.00001")
)
_AS_SAID = (Decimal(1),)
_UNITS_OF = {
    PRICE: (*_AS_SAID, Decimal("0.01")),
    PAYMENT: (*_AS_SAID, Decimal(7), Decimal(30)),
    CONTRACT: (*_AS_SAID, Decimal(12)),
    VOLUME: (*_AS_SAID, Decimal(12), Decimal(1000)),
}
"""What a lever may be counted in: euros and cents; days, weeks and months; months and years; ..."""
_STEP = re.compile(r"(?P<base>last_buyer_offer|last_supplier_offer|current)(?P<sign>[+-])(?P<step>\d+(?:\.\d+)?)")
_PRICE_TOLERANCE = Decimal("0.0005")
_SMALLEST_COUNT = 4
"""Spelled numbers below this are everyday words ("one question", "two options"), not terms."""


def check_reading(reading: Reading, text: str, context: Context) -> Reading:
    """The reading if each of its numbers derives from the words and the public facts as its source says.

    Else UNCLEAR with the terms that do derive, so that the bot asks. An acceptance also becomes UNCLEAR when the words
    hold a number that is not the buyer's.
    """
    is_sound = all(_is_sourced(lever, value, reading, text, context) for lever, value in _values(reading))
    if is_sound and (reading.intent is not Intent.ACCEPT or not _other_numbers(text, context)):
        return reading
    return replace(
        reading,
        intents=(Intent.UNCLEAR,),
        terms=_only_sourced(reading.terms, reading, text, context),
        condition=_only_sourced(reading.condition, reading, text, context),
        alternatives=(),
        confidence=0.0,
    )


def check_phrase(text: str, message: Message, context: Context) -> tuple[str, ...]:
    """The numbers in a phrase that are neither in the message nor public, as they stand in it."""
    allowed = set(context.numbers)
    for terms in (*message.packages, message.understood, message.previous or NOTHING):
        allowed.update(terms.values())
    for name in (context.buyer_name, context.supplier_name, context.unit):
        text = text.replace(name, " ") if name else text
    return tuple(
        token.text
        for token in _numbers(text)
        if not allowed.intersection(token.values) and not _is_everyday_word(token)
    )


def phrase_safely(phraser: Phraser, message: Message, context: Context) -> str:
    """The phraser's words, or the template's when those are empty or hold a number that may not be said."""
    if not isinstance(phraser, TemplatePhraser):  # a template need not be checked: it has the last word anyway
        text = phraser.phrase(message, context).strip()
        if text and not check_phrase(text, message, context):
            return text
    return TemplatePhraser().phrase(message, context)


def _values(reading: Reading) -> Iterator[tuple[str, Decimal]]:
    packages = [Alternative(reading.terms, reading.condition), *reading.alternatives]
    for package in packages:
        yield from package.terms.items()
        yield from package.condition.items()


def _only_sourced(terms: Terms, reading: Reading, text: str, context: Context) -> Terms:
    return Terms({name: value for name, value in terms.items() if _is_sourced(name, value, reading, text, context)})


def _is_sourced(lever: str, value: Decimal, reading: Reading, text: str, context: Context) -> bool:
    return any(
        source.lever == lever and source.value == value and _derives(source, text, context)
        for source in reading.sources
    )


def _derives(source: Source, text: str, context: Context) -> bool:
    """Whether a source's value follows from its span of the text in the way that it names."""
    if not 0 <= source.start < source.end <= len(text):
        return False
    said = [value for token in _numbers(text[source.start : source.end]) for value in token.values]
    if source.how == SAID or source.how.startswith("said/") or source.how == "months in days":
        return _is_scaled(source.value, said)
    if source.how.startswith("percent of "):
        base = _named(source.how.removeprefix("percent of "), source.lever, context)
        changes = [change for value in said for change in (value, -value)]
        return base is not None and any(percent_of(base, change) == source.value for change in changes)
    if source.how == "total/volume":
        everything = [value for token in _numbers(text) for value in token.values]
        return any(_is_quotient(source.value, total, everything) for total in said)
    return _is_reference(source, said, context)


def _is_reference(source: Source, said: list[Decimal], context: Context) -> bool:
    if source.how in FIXED:
        return FIXED[source.how] == (source.lever, source.value)
    if source.how == "midpoint":
        ends = [_named(name, source.lever, context) for name in ("last_buyer_offer", "last_supplier_offer")]
        return None not in ends and source.value * 2 == sum(end for end in ends if end is not None)
    if source.how == "2*current":
        current = context.baseline(source.lever)
        return current is not None and source.value == 2 * current
    step = _STEP.fullmatch(source.how)
    if step is None:
        return _named(source.how, source.lever, context) == source.value
    base, size = _named(step["base"], source.lever, context), Decimal(step["step"])
    if base is None or not _is_scaled(size, said):
        return False
    return source.value == max(base + size if step["sign"] == "+" else base - size, Decimal(0))


def _named(name: str, lever: str, context: Context) -> Decimal | None:
    """The public number that a source calls by this name."""
    sources: dict[str, Callable[[], Decimal | None]] = {
        "current": lambda: context.baseline(lever),
        "list_price": lambda: context.list_price,
        "last_buyer_offer": lambda: (context.bot_offer or NOTHING).get(lever, context.baseline(lever)),
        "last_supplier_offer": lambda: (context.supplier_offer or NOTHING).get(lever, context.baseline(lever)),
    }
    return sources[name]() if name in sources else None


def _is_scaled(value: Decimal, said: list[Decimal]) -> bool:
    """Whether a value is one of the numbers said, in units of time, thousands or cents."""
    whole_and_cents = {a + b / 100 for a in said for b in said}
    return value in whole_and_cents or any(number * factor == value for number in said for factor in _FACTORS)


def _is_quotient(price: Decimal, total: Decimal, numbers: list[Decimal]) -> bool:
    volumes = [number * factor for number in numbers for factor in _FACTORS if number > 0]
    return any(abs(total / volume - price) <= _PRICE_TOLERANCE * price for volume in volumes)


def _other_numbers(text: str, context: Context) -> bool:
    """Whether the words hold a number that is not in the buyer's last offer, in any unit usual for its lever."""
    offer = context.bot_offer or NOTHING
    mine = {value / factor for name, value in offer.items() for factor in _UNITS_OF.get(name, _AS_SAID)}
    today = context.baseline(PRICE)
    if today and PRICE in offer:
        mine.add(abs((offer[PRICE] / today - 1) * 100))
    return any(mine.isdisjoint(token.values) for token in _numbers(text))


def _numbers(text: str) -> list[Token]:
    tokens = merge_number_words(tokenise(normalise(text)))
    return [token for token in tokens if token.sort is Sort.NUMBER]


def _is_everyday_word(token: Token) -> bool:
    return token.text.isalpha() and all(value < _SMALLEST_COUNT for value in token.values)
