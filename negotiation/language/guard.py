"""What may be read and what may be said: no number passes that neither the words nor the public facts hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from negotiation.engine import Intent, Terms
from negotiation.language.context import CONTRACT, PAYMENT, PRICE, VOLUME, Context
from negotiation.language.figure import percent_of
from negotiation.language.message import Message, Phraser
from negotiation.language.normalise import normalise
from negotiation.language.number_words import merge_number_words
from negotiation.language.prices import PERCENT_OF_SAID
from negotiation.language.reading import NOTHING, SAID, Alternative, Reading, Source
from negotiation.language.references import FIXED
from negotiation.language.selection import CHOICE, chosen
from negotiation.language.templates import TemplatePhraser, answer_text
from negotiation.language.tokens import Sort, Token, tokenise
from negotiation.language.wording import describe, describe_commitment

# Weeks, months and years in days and months; hundreds to millions; cents; prices per thousand; monthly volumes.
_FACTORS = tuple(
    Decimal(factor)
    for factor in (
        "1",
        "4",
        "7",
        "12",
        "30",
        "100",
        "360",
        "1000",
        "1000000",
        "4000",
        "12000",
        "12000000",
        "0.01",
        "0.001",
        "0.00001",
    )
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
_HAS_FIGURE = re.compile(r"\d")
_FIGURES = re.compile(r"\d{1,3}(?:[ \u202f']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_PLACES_SHOWN = (3, 5)
"""Decimal places of numbers and of money in words; see `wording`."""
_PRICE_TOLERANCE = Decimal("0.0005")
_SMALLEST_COUNT = 4
"""Spelled numbers below this are everyday words ("one question", "two options"), not terms."""


def check_reading(reading: Reading, text: str, context: Context) -> Reading:
    """The reading if each of its numbers derives from the words and the public facts as its source says.

    Else UNCLEAR with the terms that do derive, so that the bot asks. An acceptance also becomes UNCLEAR when the words
    hold a number that is not the buyer's.
    """
    is_sound = all(_is_sourced(lever, value, reading, text, context) for lever, value in _values(reading))
    is_agreement = reading.intent is Intent.ACCEPT
    if is_sound and not (is_agreement and _other_numbers(_without_choice(reading, text), context)):
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
    allowed = _authorised(message, context)
    return tuple(
        token.text
        for token in _numbers(_without_names(text, context))
        if not allowed.intersection(token.values) and not _is_everyday_word(token)
    )


def check_wording(text: str, message: Message, context: Context) -> tuple[str, ...]:
    """The figures in a phrase that stand in no authorised term, as they stand in it.

    A term is a number with its unit and what it is of: where 9.60 EUR per box is authorised, "9.60 %" or "Net 9" is
    not. Every answer passes here, so the time counts.
    """
    rest = _without_names(text, context)
    if _HAS_FIGURE.search(rest):
        for wording in _authorised_wordings(message, context):
            rest = _without(wording, rest)
    return tuple(_FIGURES.findall(rest))


def _authorised_wordings(message: Message, context: Context) -> list[str]:
    """Every term that may be stated, in words, the longest first; and the buyer's own answers to what was asked."""
    today = {lever.name: lever.baseline for lever in context.levers if lever.baseline is not None}
    known = [*message.packages, *message.choices, message.understood, message.previous or NOTHING, today]
    known += [offer for offer in (context.bot_offer, context.supplier_offer) if offer]
    pairs = {(name, value) for terms in known for name, value in terms.items()}
    wordings = {describe(name, value, context) for name, value in pairs}
    wordings |= {describe_commitment(name, value, context) for name, value in pairs if name in _COMMITTED}
    wordings |= {answer_text(code, context) for code in message.answers}
    plain = (_plain(wording) for wording in wordings)
    return sorted(filter(_HAS_FIGURE.search, plain), key=len, reverse=True)


_COMMITTED = (CONTRACT, VOLUME)


def _without(wording: str, text: str) -> str:
    """The text without a wording, where it is no part of a longer number: not the "9.60 EUR" of "19.60 EUR"."""
    parts = text.split(wording)
    kept = parts[0]
    for before, after in pairwise(parts):
        is_whole = not _ENDS_IN_NUMBER.search(before) and not _BEGINS_IN_NUMBER.match(after)
        kept += (" " if is_whole else wording) + after
    return kept


_ENDS_IN_NUMBER = re.compile(r"[\d][.,' ]?$|[-+]$")
_BEGINS_IN_NUMBER = re.compile(r"[.,']?\d")


def _plain(text: str) -> str:
    """Plain blanks, which are read much faster."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _authorised(message: Message, context: Context) -> set[Decimal]:
    """Every number that may stand in what is said, also as it is rounded for people."""
    allowed = set(context.numbers)
    for terms in (*message.packages, *message.choices, message.understood, message.previous or NOTHING):
        allowed.update(terms.values())
    long = [value for value in allowed if -int(value.as_tuple().exponent) > _PLACES_SHOWN[0]]
    return allowed.union(round(value, places) for value in long for places in _PLACES_SHOWN)


def _without_names(text: str, context: Context) -> str:
    """The text in plain blanks, which are read much faster, and without names that happen to hold a figure ("3M")."""
    text = _plain(text)
    labels = (label for lever in context.levers for label in (lever.label, lever.unit))
    for name in (context.buyer_name, context.supplier_name, context.unit, *labels):
        if _HAS_FIGURE.search(name) and not name.isdecimal():
            text = text.replace(name, " ")
    return text


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
    if source.how.startswith(CHOICE):
        return (chosen(source.how, context) or NOTHING).get(source.lever) == source.value
    if source.how == PERCENT_OF_SAID:
        changes = [change for share in said for change in (share, -share)]
        return any(percent_of(price, change) == source.value for price in said for change in changes)
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
    if value in said:
        return True  # nearly always
    whole_and_cents = {a + b / 100 for a in said for b in said}
    return value in whole_and_cents or any(number * factor == value for number in said for factor in _FACTORS)


def _is_quotient(price: Decimal, total: Decimal, numbers: list[Decimal]) -> bool:
    volumes = [number * factor for number in numbers for factor in _FACTORS if number > 0]
    return any(abs(total / volume - price) <= _PRICE_TOLERANCE * price for volume in volumes)


def _without_choice(reading: Reading, text: str) -> str:
    """The words without the place that names a package: the 2 of "option 2" is no term."""
    for source in reading.sources:
        if source.how.startswith(CHOICE):
            return f"{text[: source.start]} {text[source.end :]}"
    return text


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
