"""How far a value is from today's, in words that are right for both sides: less, more, longer, shorter."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from negotiation.engine import PRICE, VOLUME
from negotiation.facts import Facts
from negotiation.language import Kind, PublicLever
from negotiation.language.context import REBATE
from suppliers.formats import money, number, yearly_money


class Change(StrEnum):
    LESS = "less"
    SAME = "same"
    MORE = "more"


@dataclass(frozen=True)
class Difference:
    """`words` is `0.40 EUR less than today`, `yearly` is `8,000 EUR a year`, empty where no money follows from it."""

    change: Change
    words: str
    yearly: str = ""


_UNITS = {Kind.DAYS: ("day", "days"), Kind.MONTHS: ("month", "months")}


def difference(lever: PublicLever, value: Decimal, package: Mapping[str, Decimal], facts: Facts) -> Difference:
    """The difference of one value of `package` from what the contract says today."""
    if lever.baseline is None:
        return Difference(Change.SAME, "Not part of today's terms")
    delta = value - lever.baseline
    if not delta:
        return Difference(Change.SAME, "Same as today")
    change = Change.LESS if delta < 0 else Change.MORE
    return Difference(change, f"{_size(lever, delta, facts)} than today", _yearly(lever, delta, package, facts))


def yearly_words(package: Mapping[str, Decimal], facts: Facts) -> str:
    """What the package comes to in a year, beside today; empty when it names no price."""
    value, today = facts.yearly_value(package), facts.yearly_value(facts.baseline)
    if value is None:
        return ""
    words = f"{yearly_money(value, facts.currency, facts.locale)} a year"
    if today is None:
        return words
    if value == today:
        return f"{words}, as today"
    size = yearly_money(abs(value - today), facts.currency, facts.locale)
    return f"{words}, {size} {'less' if value < today else 'more'} than today"


def _size(lever: PublicLever, delta: Decimal, facts: Facts) -> str:
    size, comparative = abs(delta), "less" if delta < 0 else "more"
    if lever.kind in _UNITS:
        unit = _UNITS[lever.kind][size != 1]
        return f"{number(size, facts.locale)} {unit} {'shorter' if delta < 0 else 'longer'}"
    if lever.kind == Kind.MONEY:
        return f"{money(size, facts.currency, facts.locale)} {comparative}"
    if lever.kind == Kind.PERCENT:
        return f"{number(size, facts.locale)} percentage point{'s' if size != 1 else ''} {comparative}"
    return f"{number(size, facts.locale)} {comparative}"


def _yearly(lever: PublicLever, delta: Decimal, package: Mapping[str, Decimal], facts: Facts) -> str:
    """What a step in price or rebate comes to over the units of a year; other levers cost no money by themselves."""
    quantity = package.get(VOLUME, facts.annual_quantity)
    if lever.name == PRICE:
        amount = abs(delta) * quantity
    elif lever.name == REBATE and PRICE in facts.baseline:
        amount = abs(delta) / 100 * package.get(PRICE, facts.baseline[PRICE]) * quantity
    else:
        return ""
    return f"{yearly_money(amount, facts.currency, facts.locale)} a year"
