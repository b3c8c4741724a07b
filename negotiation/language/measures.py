"""Numbers with their units: what each number of a message counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from negotiation.language.context import VOLUME, Context
from negotiation.language.normalise import fold
from negotiation.language.number_words import COINS
from negotiation.language.numbers import distance
from negotiation.language.statement import Statement
from negotiation.language.tokens import Sort


class Unit(StrEnum):
    """What stands next to a number; BARE is nothing."""

    BARE = "bare"
    MONEY = "money"
    CENT = "cent"
    PERCENT = "percent"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    COUNT = "count"


@dataclass(frozen=True)
class Measure:
    """A number and its unit, at tokens `first` to `last`. A rate is money for one unit or for `per` units.

    `is_scaled`: it was said in thousands or millions ("20k").
    """

    at: int
    first: int
    last: int
    unit: Unit
    values: tuple[Decimal, ...]
    is_rate: bool = False
    per: int = 1
    is_scaled: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """First and last token."""
        return self.first, self.last


_UNITS = (Unit.PERCENT, Unit.CENT, Unit.WEEK, Unit.DAY, Unit.MONTH, Unit.YEAR, Unit.MONEY, Unit.COUNT)
_MILLION_OR_MONTH = "million or month"
_FACTORS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, _MILLION_OR_MONTH: 1_000_000}
_MOST_MONTHS = 120
_NEAR_VOLUME = Decimal(20)
_FILLERS = frozenset({"net", "full", "calendar", "business", "working", "consecutive", "straight", "of", "x", "minus"})
_TIMES_A_YEAR = {"month": 12, "quarter": 4}
_RATES = {"per thousand": 1_000, "per hundred": 100}
_YEARS = range(1990, 2101)
_LARGEST_DAY = 31


def measures(statement: Statement, context: Context) -> list[Measure]:
    """Every number that could be bargained over, in order; dates, codes and references are left out."""
    found = [
        measure
        for position, token in enumerate(statement.tokens)
        if token.sort is Sort.NUMBER and token.values
        for measure in (_measure(statement, position, context),)
        if not _is_label(statement, measure)
    ]
    return list(_with_cents(found, statement))


def _measure(statement: Statement, at: int, context: Context) -> Measure:
    values, after = statement.tokens[at].values, at + 1
    if (months := statement.starting(after, _MILLION_OR_MONTH)) and _are_months(values, context):
        return Measure(at, at, months.last, Unit.MONTH, values)
    scale = statement.starting(after, *_FACTORS)
    if scale and not statement.starting(after, *_RATES):
        values, after = tuple(value * _FACTORS[scale.meaning] for value in values), scale.last + 1
    unit, after = _unit_after(statement, after, context)
    first, unit = _unit_before(statement, at, unit)
    if unit is Unit.BARE and statement.tokens[at].text in COINS:
        first, unit = at - 1, Unit.MONEY  # with the article that makes it an amount
    measure = Measure(at, first, after - 1, unit, values, is_scaled=scale is not None)
    return _with_rate(statement, measure, context)


def _are_months(values: tuple[Decimal, ...], context: Context) -> bool:
    """Whether "24m" is a duration: not where millions of pieces would be near today's volume."""
    volume, number = context.baseline(VOLUME), values[-1]
    if number <= 0:
        return False
    is_near = volume is not None and volume > 0 and distance(number * _FACTORS["million"], volume) <= _NEAR_VOLUME
    return number == int(number) and number <= _MOST_MONTHS and not is_near


def _unit_after(statement: Statement, after: int, context: Context) -> tuple[Unit, int]:
    """The unit that follows and the token after it; one filler word may stand between ("30 net days")."""
    starts = [after]
    if after < len(statement.tokens) and statement.tokens[after].text in _FILLERS:
        starts.append(after + 1)
    rate = statement.starting(after, "per unit")
    for start in starts:
        for unit in _UNITS:
            cue = statement.starting(start, unit)
            if cue and (rate is None or rate.last <= cue.last):
                return unit, cue.last + 1
        if _is_unit_word(statement, start, context):
            return Unit.COUNT, start + 1
    return Unit.BARE, after


def _unit_before(statement: Statement, at: int, unit: Unit) -> tuple[int, Unit]:
    money = statement.ending(at - 1, Unit.MONEY)
    if money and unit in (Unit.BARE, Unit.COUNT):
        return money.first, Unit.MONEY
    return at, unit


def _with_rate(statement: Statement, measure: Measure, context: Context) -> Measure:
    """The measure with what it is counted per: a price for one unit or a thousand, a volume for a year or a month."""
    after = measure.last + 1
    if measure.unit in (Unit.BARE, Unit.COUNT):
        for often, times in _TIMES_A_YEAR.items():
            if cue := statement.ending(measure.first - 1, f"{often} volume"):
                return _yearly(replace(measure, first=cue.first), times)
    if cue := statement.starting(after, *_RATES):
        return replace(measure, unit=_money(measure), is_rate=True, per=_RATES[cue.meaning], last=cue.last)
    if measure.unit in (Unit.BARE, Unit.MONEY, Unit.CENT):
        if cue := statement.starting(after, "per unit"):
            return replace(measure, unit=_money(measure), is_rate=True, last=cue.last)
        if statement.starting(after, "per") and _is_unit_word(statement, after + 1, context):
            return replace(measure, unit=_money(measure), is_rate=True, last=after + 1)
    if measure.unit in (Unit.BARE, Unit.COUNT):
        if cue := statement.starting(after, "per year"):
            return replace(measure, unit=Unit.COUNT, last=cue.last)
        for often, times in _TIMES_A_YEAR.items():
            cue = statement.starting(after, f"per {often}")
            if cue and (measure.unit is Unit.COUNT or measure.is_scaled or often == "quarter"):
                return _yearly(replace(measure, last=cue.last), times)
    return measure


def _yearly(measure: Measure, times: int) -> Measure:
    return replace(measure, unit=Unit.COUNT, values=tuple(value * times for value in measure.values))


def _money(measure: Measure) -> Unit:
    return Unit.CENT if measure.unit is Unit.CENT else Unit.MONEY


def _is_unit_word(statement: Statement, position: int, context: Context) -> bool:
    """Whether a word is what the contract counts, in the singular or a plural."""
    if position >= len(statement.tokens):
        return False
    word, unit = statement.tokens[position].text, fold(context.unit)
    return word in (unit, f"{unit}s", f"{unit}es")


def _is_label(statement: Statement, measure: Measure) -> bool:
    """Whether a bare number only names something: a drawing, an option, a date, a year."""
    before, after = measure.at - 1, measure.at + 1
    if measure.unit is Unit.BARE and _is_day_and_month(statement, measure):
        return True
    if measure.unit is Unit.CENT and measure.values[0] == 1 and statement.ending(before, "negation"):
        return True  # "not one cent less" is a word of emphasis
    if measure.unit is not Unit.BARE or any(value != int(value) for value in measure.values):
        return False
    if statement.ending(before, "reference number"):
        return True
    value = measure.values[0]
    if value <= _LARGEST_DAY and (statement.starting(after, "month name") or statement.ending(before, "month name")):
        return True
    return value in _YEARS and bool(statement.ending(before, "month name", "date lead"))


def _is_day_and_month(statement: Statement, measure: Measure) -> bool:
    """ "Ab dem 1.4." is a date."""
    after = statement.tokens[measure.at + 1 : measure.at + 2]
    is_stopped = bool(after) and after[0].text == "."
    return is_stopped and statement.ending(measure.at - 1, "day lead") is not None


def _are_cents_of(amount: Measure, following: Measure, gap: list[str]) -> bool:
    """ "Nine dollars and ninety cents", "neun Euro siebzig", "9 € 70": the second number is the cents of the first."""
    if amount.unit is not Unit.MONEY or amount.is_rate or gap not in ([], ["and"], ["con"]):
        return False
    if following.unit is Unit.CENT:
        return True
    cents, euros = following.values[0], amount.values[0]
    is_beside = following.first <= amount.last + 1  # its unit is the word between the two
    is_whole = euros == int(euros) and cents == int(cents)
    return is_beside and is_whole and following.unit in (Unit.BARE, Unit.MONEY) and 10 <= cents < 100


def _with_cents(found: list[Measure], statement: Statement) -> Iterator[Measure]:
    """ "Nine dollars and ninety cents" is one amount."""
    previous: Measure | None = None
    for measure in found:
        if previous is not None:
            gap = [token.text for token in statement.tokens[previous.last + 1 : measure.first]]
            if _are_cents_of(previous, measure, gap):
                total = previous.values[0] + measure.values[0] / 100
                previous = replace(previous, values=(total,), last=measure.last)
                continue
            yield previous
        previous = measure
    if previous is not None:
        yield previous
