"""Units that numbers share with their neighbours, before each is looked at alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from negotiation.language.context import PRICE, Context
from negotiation.language.measures import Measure, Unit
from negotiation.language.numbers import closest
from negotiation.language.prices import is_plausible
from negotiation.language.statement import Statement

_LARGEST_SHARED = {Unit.PERCENT: 25, Unit.DAY: 180, Unit.MONTH: 60}


def with_shared_units(measures: Sequence[Measure], statement: Statement, context: Context) -> list[Measure]:
    """A bare number shares its neighbour's unit: "from 30 to 40 days", "you asked for 6 %, I have 2"."""
    shared = list(measures)
    for place in reversed(range(len(shared) - 1)):
        measure, following = shared[place], shared[place + 1]
        if (
            measure.unit is Unit.BARE
            and _are_joined(measure, following, statement)
            and _is_countable(measure, following)
        ):
            shared[place] = replace(measure, unit=following.unit, per=following.per, is_rate=following.is_rate)
    for place, (previous, measure) in enumerate(pairwise(shared), start=1):
        if measure.unit is Unit.BARE and _could_be(previous.unit, measure, statement, context):
            shared[place] = replace(measure, unit=shared[place - 1].unit)
    for place in range(2, len(shared)):
        if _repeats(shared[place - 2 : place + 1], statement, context):
            shared[place] = replace(shared[place], unit=shared[place - 2].unit)
    return shared


def _repeats(three: Sequence[Measure], statement: Statement, context: Context) -> bool:
    """ "9.70 at 30 days, 9.78 at 45": the last number is what the one before the price was."""
    model, price, measure = three
    if measure.unit is not Unit.BARE or not has_cents(price) or not could_be_price(price, context):
        return False
    if statement.ending(measure.first - 1, "with") is None:
        return False
    return price.last + 2 == measure.first and _could_be(model.unit, measure, statement, context)


def _are_joined(measure: Measure, following: Measure, statement: Statement) -> bool:
    """Whether two numbers count alike: "30 to 40", "30 or 45", "between 30 and 45", "45 instead of 60"."""
    leaving = statement.starting(measure.last + 1, "from")
    if leaving is not None and leaving.last + 1 == following.first:
        return True
    if are_alternatives(measure.span, following.span, statement):
        return True
    between = statement.tokens[measure.last + 1 : following.first]
    return len(between) == 1 and statement.ending(measure.first - 1, "between") is not None


def are_alternatives(first: tuple[int, int], second: tuple[int, int], statement: Statement) -> bool:
    """Whether only a word of choice stands between two spans: "9.70 or 9.75", "9.70 or maybe 9.75", "40-45"."""
    joint = statement.starting(first[1] + 1, "range", "or")
    if joint is None:
        return False
    perhaps = statement.starting(joint.last + 1, "perhaps")
    return (perhaps or joint).last + 1 == second[0]


def partner_of(measure: Measure, all_measures: Sequence[Measure], statement: Statement) -> Measure | None:
    """The bare number that this one is put side by side with: "12 or 24"."""
    for first, second in pairwise(all_measures):
        if measure in (first, second) and are_alternatives(first.span, second.span, statement):
            is_bare = first.unit is Unit.BARE and second.unit is Unit.BARE and not (first.is_scaled or second.is_scaled)
            is_named = any(statement.ending(each.first - 1, "net") for each in (first, second))
            return (second if measure is first else first) if is_bare and not is_named else None
    return None


def could_be_price(measure: Measure, context: Context) -> bool:
    """Whether one of its values is near today's price."""
    reference = context.baseline(PRICE)
    price = closest(measure.values, reference)
    return price is not None and is_plausible(price, reference)


def has_cents(measure: Measure) -> bool:
    """Whether it is no whole number: days, months and pieces have no cents."""
    return any(value != int(value) for value in measure.values)


def _is_countable(measure: Measure, following: Measure) -> bool:
    """Days and pieces are whole: in "9,70 à 30 jours" the first number is no days."""
    is_fraction = all(value != int(value) for value in measure.values)
    return not is_fraction or following.unit in (Unit.PERCENT, Unit.MONEY, Unit.CENT)


def _could_be(unit: Unit, measure: Measure, statement: Statement, context: Context) -> bool:
    """Whether a bare number can share the unit of the one before it: small enough, and no price of its own."""
    if len(measure.values) > 1:
        return False  # "2 % if you take 1.195": what can be thousands is neither a per cent nor a day
    value = measure.values[-1]
    if is_plausible(value, context.baseline(PRICE)) or statement.ending(measure.first - 1, "net"):
        return False
    return value <= _LARGEST_SHARED.get(unit, 0)


def without_cash_discounts(measures: Sequence[Measure], statement: Statement) -> list[Measure]:
    """Of "2 % 10, net 45" and "2 % Skonto at 14 days, else 45" only the 45: the rest rewards paying at once."""
    dropped: set[int] = set()
    for discount, days in pairwise(measures):
        is_adjacent = days.first == discount.last + 1 and statement.has("net")
        is_named = statement.has("early payment", within=(discount.first - 2, days.last)) and days.unit is Unit.DAY
        is_named_so = statement.has("named discount", within=(discount.first, days.last)) and days.unit is Unit.DAY
        has_other_days = any(other.unit is Unit.DAY and other.first > days.last for other in measures)
        if discount.unit is Unit.PERCENT and (is_adjacent or is_named_so or (is_named and has_other_days)):
            dropped |= {discount.at, days.at}
    return [measure for measure in measures if measure.at not in dropped]
