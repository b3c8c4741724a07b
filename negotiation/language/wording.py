"""Terms in words: the one place where a value of a lever becomes a phrase. Numbers are Babel's, by locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from negotiation.language.context import CONTRACT, DELIVERY, PAYMENT, PRICE, REBATE, VOLUME, Context, Kind, PublicLever

_MONEY = "#,##0.00###"
_NUMBER = "#,##0.###"
_FALLBACK = Locale("en")
_NO_BREAK = "\u00a0"
"""Between a number and its unit, so that a line never ends between the two."""


def describe(lever: str, value: Decimal, context: Context) -> str:
    """A value as both sides call it: "9.60 EUR per box", "Net 60", "12-month commitment", "3 % rebate"."""
    if lever == PRICE:
        return f"{_money(value, context)} per {context.unit}"
    if lever == PAYMENT:
        return f"Net{_NO_BREAK}{_number(value, context)}" if value else "prepayment"
    if lever == REBATE:
        return f"{_number(value, context)}{_NO_BREAK}% rebate" if value else "no rebate"
    if lever == VOLUME:
        return f"{_number(value, context)} {plural(context.unit)} a year"
    if lever == CONTRACT:
        return "monthly" if value == 1 else f"{_number(value, context)}-month commitment"
    if lever == DELIVERY:
        return f"delivery in {_counted(value, 'day', context)}"
    return f"{context.lever(lever).title} {_with_unit(value, context.lever(lever), context)}"


def describe_commitment(lever: str, value: Decimal, context: Context) -> str:
    """A value as what one commits to: "12 months", "25,000 boxes a year"."""
    return _counted(value, "month", context) if lever == CONTRACT else describe(lever, value, context)


def describe_terms(terms: Mapping[str, Decimal], context: Context) -> str:
    """Terms in one line, in the order of the contract's levers: "9.60 EUR per box, Net 60, monthly"."""
    return ", ".join(describe(name, terms[name], context) for name in in_order(terms, context))


def in_order(names: Iterable[str], context: Context) -> list[str]:
    """Lever names as the negotiation lists them, then those that it does not know."""
    known = [lever.name for lever in context.levers]
    wanted = list(names)
    return [name for name in known if name in wanted] + [name for name in wanted if name not in known]


def joined(parts: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def plural(noun: str) -> str:
    """The regular English plural: boxes, hours, assemblies."""
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def _with_unit(value: Decimal, lever: PublicLever, context: Context) -> str:
    if lever.kind is Kind.PERCENT:
        return f"{_number(value, context)}{_NO_BREAK}%"
    if lever.kind is Kind.MONEY:
        return _money(value, context)
    return f"{_number(value, context)} {lever.unit}".rstrip()


def _counted(value: Decimal, noun: str, context: Context) -> str:
    return f"{_number(value, context)} {noun if value == 1 else plural(noun)}"


def _money(value: Decimal, context: Context) -> str:
    return f"{_formatted(value, _MONEY, context.locale)}{_NO_BREAK}{context.currency}"


def _number(value: Decimal, context: Context) -> str:
    return _formatted(value, _NUMBER, context.locale)


@lru_cache(maxsize=10_000)
def _formatted(value: Decimal, pattern: str, locale: str) -> str:
    """Babel takes its time over a number, and a talk is about the same few."""
    return str(format_decimal(value, pattern, locale=_locale(locale)))


@lru_cache(maxsize=64)
def _locale(identifier: str) -> Locale:
    """The locale, or English for one that Babel does not know: a wrong setting must not silence the bot."""
    try:
        return Locale.parse(identifier.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return _FALLBACK
