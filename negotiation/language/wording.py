"""Terms in words: the one place where a value of a lever becomes a phrase. Numbers are Babel's, by locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from negotiation.language.context import CONTRACT, DELIVERY, PAYMENT, PRICE, REBATE, VOLUME, Context, Kind, PublicLever
from negotiation.language.speech import ENGLISH, N_, catalogue, counted, number_locale, said

_MONEY = "#,##0.00###"
_NUMBER = "#,##0.###"
_NO_BREAK = "\u00a0"
"""Between a number and its unit, so that a line never ends between the two."""
_TITLES = frozenset(
    {N_("price"), N_("payment"), N_("rebate"), N_("volume"), N_("contract"), N_("delivery")}
    | {N_("unit price"), N_("contract length"), N_("payment terms")}
)
"""Labels of levers that the catalogues know; what an admin writes otherwise stays as it is."""


def describe(lever: str, value: Decimal, context: Context) -> str:
    """A value as both sides call it: "9.60 EUR per box", "Net 60", "12-month commitment", "3 % rebate"."""
    if lever == PRICE:
        return said(N_("{price} per {unit}"), context).format(price=_money(value, context), unit=unit(context))
    if lever == PAYMENT:
        words = said(N_("Net {days}"), context) if value else said(N_("prepayment"), context)
        return words.format(days=_number(value, context)).replace(" ", _NO_BREAK, 1)
    if lever == REBATE:
        words = said(N_("{share} rebate"), context) if value else said(N_("no rebate"), context)
        return words.format(share=f"{_number(value, context)}{_NO_BREAK}%")
    if lever == VOLUME:
        return said(N_("{number} {units} a year"), context).format(
            number=_number(value, context), units=units(value, context)
        )
    if lever == CONTRACT:
        words = said(N_("monthly"), context) if value == 1 else said(N_("{number}-month commitment"), context)
        return words.format(number=_number(value, context))
    if lever == DELIVERY:
        return said(N_("delivery in {days}"), context).format(days=_days(value, context))
    return f"{context.lever(lever).title} {_with_unit(value, context.lever(lever), context)}"


def describe_commitment(lever: str, value: Decimal, context: Context) -> str:
    """A value as what one commits to: "12 months", "25,000 boxes a year"."""
    return months(value, context) if lever == CONTRACT else describe(lever, value, context)


def describe_terms(terms: Mapping[str, Decimal], context: Context) -> str:
    """Terms in one line, in the order of the contract's levers: "9.60 EUR per box, Net 60, monthly"."""
    return ", ".join(describe(name, terms[name], context) for name in in_order(terms, context))


def describe_quantity(quantity: Decimal, context: Context) -> str:
    """What is bought in a year: "20,000 boxes a year"."""
    return describe(VOLUME, quantity, context)


def describe_deadline(context: Context) -> str:
    """The last day, in full: "24 October 2025"; empty when there is none."""
    return str(format_date(context.deadline, "long", locale=number_locale(context))) if context.deadline else ""


def title(lever: PublicLever, context: Context) -> str:
    """What a lever is called in the middle of a sentence."""
    name = lever.title.lower()
    return said(name, context) if name in _TITLES else lever.title.lower()


def in_order(names: Iterable[str], context: Context) -> list[str]:
    """Lever names as the negotiation lists them, then those that it does not know."""
    known = [lever.name for lever in context.levers]
    wanted = list(names)
    return [name for name in known if name in wanted] + [name for name in wanted if name not in known]


def joined(parts: Iterable[str], context: Context | None = None) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = list(parts) or [""]
    if not most:
        return last
    join = said(N_("{most} and {last}"), context) if context else "{most} and {last}"
    return join.format(most=", ".join(most), last=last)


def plural(noun: str) -> str:
    """The regular English plural: boxes, hours, assemblies."""
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def unit(context: Context) -> str:
    """What one price buys, in the singular."""
    return counted(context.unit, plural(context.unit), 1, context)


def units(number: Decimal, context: Context) -> str:
    """The same, counted; a noun that the catalogue of another language does not know stays as the contract has it."""
    if context.language == ENGLISH:
        return plural(context.unit)
    found = counted(context.unit, plural(context.unit), 2, context)
    return context.unit if found == plural(context.unit) else found


def months(number: Decimal, context: Context) -> str:
    """ "1 month", "12 months"."""
    return _counted(number, "month", "months", context)


def _days(number: Decimal, context: Context) -> str:
    return _counted(number, "day", "days", context)


def _counted(number: Decimal, one: str, several: str, context: Context) -> str:
    noun = counted(one, several, 1 if number == 1 else 2, context)
    return f"{_number(number, context)} {noun}"


def _with_unit(value: Decimal, lever: PublicLever, context: Context) -> str:
    if lever.kind is Kind.PERCENT:
        return f"{_number(value, context)}{_NO_BREAK}%"
    if lever.kind is Kind.MONEY:
        return _money(value, context)
    return f"{_number(value, context)} {lever.unit}".rstrip()


def _money(value: Decimal, context: Context) -> str:
    return f"{_formatted(value, _MONEY, number_locale(context))}{_NO_BREAK}{context.currency}"


def _number(value: Decimal, context: Context) -> str:
    return _formatted(value, _NUMBER, number_locale(context))


@lru_cache(maxsize=10_000)
def _formatted(value: Decimal, pattern: str, locale: Locale) -> str:
    """Babel takes its time over a number, and a talk is about the same few."""
    return str(format_decimal(value, pattern, locale=locale))


def is_translated(language: str) -> bool:
    """Whether the bot has its sentences in a language."""
    return language == ENGLISH or bool(catalogue(language).info())
