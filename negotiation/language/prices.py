"""Prices from money and per cents: absolute, as a step from an offer, or as an invoice total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from negotiation.language.context import PRICE, REBATE, VOLUME, Context
from negotiation.language.figure import DOUBTFUL, GUESSED, HUNDRED, Figure, percent_of
from negotiation.language.lexicon import Cue
from negotiation.language.measures import Measure, Unit
from negotiation.language.numbers import closest, distance
from negotiation.language.reading import NOTHING, SAID
from negotiation.language.statement import Statement

PLAUSIBLE_PRICE = Decimal("1.8")
"""A bare number is taken for a price up to this ratio to the current one."""
PERCENT_OF_SAID = "percent of said"
"""How a price came about that was said with a per cent on or off it."""
_APART = 2
"""So many words between two numbers at least, and they are not the ends of one range."""
_THINKABLE_PRICE = Decimal(8)
"""A number marked as money is still taken for a price up to here; beyond, the bot asks."""


def percent(
    measure: Measure,
    all_measures: Sequence[Measure],
    span: tuple[int, int],
    statement: Statement,
    context: Context,
) -> Iterator[Figure]:
    share = measure.values[-1]
    subject = statement.nearest(measure.span, "rebate", "down", "up", "prepayment", within=span)
    if subject and subject.meaning == "rebate" and _belongs_to_another(subject, measure, all_measures):
        subject = None
    meaning = subject.meaning if subject else ""
    if subject and meaning == "up" and statement.starting(subject.last + 1, "down"):
        meaning = "down"  # "1 % more discount"
    if meaning == "rebate" or (meaning == "up" and statement.has("rebate", within=span)):
        yield Figure(REBATE, share, *measure.span)
        return
    if _is_no_change(measure, meaning, span, statement):
        return
    if meaning == "up" and _is_about_volume(measure, span, statement):
        yield from _changed_volume(share, measure, context)
        return
    if price := _changed_by(share, measure, all_measures, statement, context):
        yield price
        return
    rises = meaning == "up" or (not meaning and _is_demanded(span, statement))
    change = share if rises else -share
    base, name = _base_of_percent(span, statement, context)
    if base is not None:
        yield Figure(PRICE, percent_of(base, change), *measure.span, how=f"percent of {name}")


def _changed_by(
    share: Decimal, measure: Measure, all_measures: Sequence[Measure], statement: Statement, context: Context
) -> Figure | None:
    """ "11.50 less 15 %", "1.240 minus 2 %": a price and what comes off it, in one span."""
    for price in all_measures:
        sign = statement.starting(price.last + 1, "minus", "plus") if price.last + 2 == measure.first else None
        value = closest(price.values, context.baseline(PRICE))
        if sign and value and price.per == 1 and is_plausible(value, context.baseline(PRICE)):
            change = share if sign.meaning == "plus" else -share
            return Figure(PRICE, percent_of(value, change), price.first, measure.last, how=PERCENT_OF_SAID)
    return None


def _is_demanded(span: tuple[int, int], statement: Statement) -> bool:
    """ "We need 3 %", but not "the 6 % you want"."""
    wanted_by_buyer = list(statement.find("you said", within=span))
    return any(not any(map(cue.overlaps, wanted_by_buyer)) for cue in statement.find("need", within=span))


def _belongs_to_another(rebate: Cue, measure: Measure, all_measures: Sequence[Measure]) -> bool:
    """ "1 % now and a 2 % bonus": the bonus is the second per cent alone, if the two are no range."""
    return any(
        measure.last + _APART < other.first <= rebate.first
        for other in all_measures
        if other.unit is Unit.PERCENT and other is not measure
    )


def _is_about_volume(measure: Measure, span: tuple[int, int], statement: Statement) -> bool:
    """ "5 % more volume", "raise the volume by 5 %": the word stands beside the number, two others between at most."""
    first, last = measure.span
    beside = (max(span[0], first - 3), min(span[1], last + 3))
    return statement.has("volume", within=beside) and not statement.has("price", within=beside)


def _changed_volume(share: Decimal, measure: Measure, context: Context) -> Iterator[Figure]:
    current = context.baseline(VOLUME)
    if current is not None:
        yield Figure(VOLUME, percent_of(current, share), *measure.span, how="percent of current")


def _is_no_change(measure: Measure, subject: str, span: tuple[int, int], statement: Statement) -> bool:
    """Per cents that are not about the price: a prepaid share, a cash discount, a delivery record, a rise of costs."""
    if subject == "prepayment" or statement.starting(measure.last + 1, "part payment"):
        return True
    if statement.has("early payment", "track record", within=span):
        return True
    if any(cue.first > measure.last for cue in statement.find("rise of costs", within=span)):
        return True
    cost = statement.nearest(measure.span, "cost", within=(span[0], measure.first))
    return cost is not None and not statement.has("need", "offering", "price", within=(cost.last, measure.first))


def _base_of_percent(span: tuple[int, int], statement: Statement, context: Context) -> tuple[Decimal | None, str]:
    if context.list_price is not None and statement.has("list", within=span):
        return context.list_price, "list_price"
    if statement.has("your offer", within=span) and context.bot_offer and PRICE in context.bot_offer:
        return context.bot_offer[PRICE], "last_buyer_offer"
    if statement.has("own offer", within=span) and context.supplier_offer and PRICE in context.supplier_offer:
        return context.supplier_offer[PRICE], "last_supplier_offer"
    return context.baseline(PRICE), "current"


def money(
    measure: Measure,
    all_measures: Sequence[Measure],
    span: tuple[int, int],
    statement: Statement,
    context: Context,
) -> Iterator[Figure]:
    scale = HUNDRED if measure.unit is Unit.CENT else Decimal(1)
    reference = context.baseline(PRICE)
    amounts = [value / scale / measure.per for value in measure.values]
    value = closest(amounts, reference)
    if statement.ending(measure.first - 1, "addition") and not _named_change(measure, span, statement):
        return  # "another 50 EUR for the delivery" is no price
    how = SAID if scale * measure.per == 1 else f"said/{scale * measure.per}"
    if value is None or value <= 0:
        return
    if not measure.is_rate and (change := delta(measure, statement)):
        yield from changed_price(value, change, measure, statement, context)
    elif reference is None or distance(value, reference) <= PLAUSIBLE_PRICE:
        yield Figure(PRICE, value, *measure.span, how=how)
    elif unit_price := price_of_total(amounts, reference, all_measures, context):
        yield Figure(PRICE, unit_price, *measure.span, how="total/volume")
    elif _is_of_costs(measure, span, statement):
        return
    elif value < reference and (change := _named_change(measure, span, statement)):
        asking = statement.ending(measure.first - 1, "buyer adds")
        is_asked = asking is not None and asking.first == span[0]
        yield from changed_price(value, change, measure, statement, context, is_rise=change > 0 and not is_asked)
    elif measure.is_rate or not _is_part_of_volume(measure, all_measures):
        near = distance(value, reference) <= _THINKABLE_PRICE
        yield Figure(PRICE, value, *measure.span, how=how, confidence=GUESSED if near else DOUBTFUL)


def _is_of_costs(measure: Measure, span: tuple[int, int], statement: Statement) -> bool:
    """ "Freight went up by 200 dollars" is about no price of ours."""
    cost = statement.nearest(measure.span, "cost", within=(span[0], measure.first))
    if cost is None or not statement.has("up", "rise of costs", within=span):
        return False
    return not statement.has("need", "offering", "price", within=(cost.last, measure.first))


def delta(measure: Measure, statement: Statement) -> int:
    """+1 or -1 when a word after the number makes it a step from an offer ("20 cents off", "5 more"), else 0."""
    after = statement.starting(measure.last + 1, "delta down", "delta up")
    if after:
        return -1 if after.meaning == "delta down" else 1
    return 0


def _named_change(measure: Measure, span: tuple[int, int], statement: Statement) -> int:
    """+1 or -1 when the clause speaks of going up or down ("we reduce by 25 cents"), else 0."""
    verb = statement.nearest(measure.span, "down", "up", within=span)
    return 0 if verb is None else -1 if verb.meaning == "down" else 1


def changed_price(
    step: Decimal, sign: int, measure: Measure, statement: Statement, context: Context, *, is_rise: bool = False
) -> Iterator[Figure]:
    """A price by a step up (`sign` 1) or down (-1), in currency; `is_rise`: "prices go up by 0.50", from today's."""
    base, name = _base_of_step(sign, measure, statement, context)
    if is_rise and name == "last_buyer_offer" and not statement.has("your offer"):
        base, name = context.baseline(PRICE), "current"
    if base is not None and base + sign * step > 0:
        yield Figure(PRICE, base + sign * step, *measure.span, how=f"{name}{'-' if sign < 0 else '+'}{_as_money(step)}")


def _as_money(step: Decimal) -> str:
    """An amount with the two decimals of a price, or the more that it has."""
    cents = step.quantize(Decimal("0.01"))
    return f"{cents if cents == step else step:f}"


def _base_of_step(sign: int, measure: Measure, statement: Statement, context: Context) -> tuple[Decimal | None, str]:
    """What the words name ("above your offer"); else a concession starts from the supplier's own last price, and a
    demand for more from the buyer's.
    """
    clause = statement.clause_at(measure.at)
    base, name = _base_of_percent((measure.last + 1, clause.last), statement, context)
    if name != "current" or statement.has("today", within=(measure.last + 1, clause.last)):
        return base, name
    side, offer = (
        ("last_supplier_offer", context.supplier_offer) if sign < 0 else ("last_buyer_offer", context.bot_offer)
    )
    last = (offer or NOTHING).get(PRICE)
    return (base, name) if last is None else (last, side)


def price_of_total(
    amounts: Sequence[Decimal], reference: Decimal | None, all_measures: Sequence[Measure], context: Context
) -> Decimal | None:
    if reference is None:
        return None
    for counted in all_measures:
        volume = volume_of(counted, context) if counted.unit is Unit.COUNT else Decimal(0)
        for amount in amounts:
            if volume > 0 and distance(amount / volume, reference) <= PLAUSIBLE_PRICE:
                price = amount / volume
                return price.quantize(Decimal(1).scaleb(-max(2, 3 - price.adjusted())), ROUND_HALF_EVEN)
    return None


def _is_part_of_volume(measure: Measure, all_measures: Sequence[Measure]) -> bool:
    """Whether a volume in the message makes a large amount an invoice total rather than a price."""
    return any(other.unit is Unit.COUNT for other in all_measures if other is not measure)


def volume_of(measure: Measure, context: Context) -> Decimal:
    return closest(measure.values, context.baseline(VOLUME)) or measure.values[0]


def is_plausible(price: Decimal, reference: Decimal | None) -> bool:
    return price > 0 and reference is not None and distance(price, reference) <= PLAUSIBLE_PRICE
