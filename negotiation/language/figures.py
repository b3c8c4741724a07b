"""From a measured number to a value of a lever: what it is about, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from negotiation.language.context import CONTRACT, DELIVERY, PAYMENT, PRICE, REBATE, VOLUME, Context, Kind
from negotiation.language.measures import Measure, Unit
from negotiation.language.normalise import fold
from negotiation.language.numbers import closest, distance
from negotiation.language.reading import NOTHING, SAID
from negotiation.language.statement import Statement

_PLAUSIBLE_PRICE = Decimal("1.8")
"""A bare number is taken for a price up to this ratio to the current one."""
_THINKABLE_PRICE = Decimal(8)
"""A number marked as money is still taken for a price up to here; beyond, the bot asks."""
_PLAUSIBLE_VOLUME = Decimal(20)
_LARGEST_SHARED = {Unit.PERCENT: 25, Unit.DAY: 180, Unit.MONTH: 60}
_LONGEST_PAYMENT = 180
_SHORT_SENTENCE = 10
_OFFER_WORDS = ("price", "offering", "agreeing", "floor", "between", "need", "money", "net", "proposal", "if", "range")
_LARGEST = Decimal(10) ** 12
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_DAYS_A_MONTH = 30
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_HUNDRED = Decimal(100)

SURE, GUESSED, DOUBTFUL = 0.95, 0.7, 0.3


@dataclass(frozen=True)
class Figure:
    """A value of a lever at tokens `first` to `last`; `how` it came about as in a reading's source."""

    lever: str
    value: Decimal
    first: int
    last: int
    how: str = SAID
    confidence: float = SURE
    is_condition: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """First and last token."""
        return self.first, self.last


def figures(measures: Sequence[Measure], statement: Statement, context: Context) -> list[Figure]:
    """A figure for every measure that is about a lever, in order."""
    measures = _without_cash_discounts(_with_shared_units(measures, statement, context), statement)
    found = [figure for m in measures for figure in _figure(m, measures, statement, context) if figure.value < _LARGEST]
    return _without_totals(found)


def percent_of(price: Decimal, change: Decimal) -> Decimal:
    """A price changed by a signed per cent, on as many places as a price of its size is quoted with."""
    places = max(2, 3 - price.adjusted())
    return (price * (1 + change / _HUNDRED)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def _figure(
    measure: Measure, all_measures: Sequence[Measure], statement: Statement, context: Context
) -> Iterator[Figure]:
    clause = statement.clause_at(measure.at)
    span = (clause.first, clause.last)
    if own := _custom_lever(measure, statement, context):
        yield Figure(own, measure.values[-1], *measure.span)
    elif measure.unit is Unit.PERCENT:
        yield from _percent(measure, span, statement, context)
    elif measure.unit in (Unit.MONEY, Unit.CENT):
        yield from _money(measure, all_measures, span, statement, context)
    elif measure.unit is Unit.COUNT:
        yield Figure(VOLUME, _volume(measure, context), *measure.span)
    elif measure.unit is Unit.BARE:
        yield from _bare(measure, all_measures, span, statement, context)
    else:
        yield from _duration(measure, span, statement, context)


def _percent(measure: Measure, span: tuple[int, int], statement: Statement, context: Context) -> Iterator[Figure]:
    share = measure.values[-1]
    subject = statement.nearest(measure.span, "rebate", "down", "up", "prepayment", within=span)
    meaning = subject.meaning if subject else ""
    if meaning == "rebate" or (meaning == "up" and statement.has("rebate", within=span)):
        yield Figure(REBATE, share, *measure.span)
        return
    if _is_no_change(measure, meaning, span, statement):
        return
    rises = meaning == "up" or (not meaning and statement.has("need", within=span))
    change = share if rises else -share
    base, name = _base_of_percent(span, statement, context)
    if base is not None:
        yield Figure(PRICE, percent_of(base, change), *measure.span, how=f"percent of {name}")


def _is_no_change(measure: Measure, subject: str, span: tuple[int, int], statement: Statement) -> bool:
    """Per cents that are not about the price: a prepaid share, a cash discount, a delivery record, a rise of costs."""
    if subject == "prepayment" or statement.has("early payment", "track record", within=span):
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


def _money(
    measure: Measure,
    all_measures: Sequence[Measure],
    span: tuple[int, int],
    statement: Statement,
    context: Context,
) -> Iterator[Figure]:
    scale = _HUNDRED if measure.unit is Unit.CENT else Decimal(1)
    reference = context.baseline(PRICE)
    amounts = [value / scale / measure.per for value in measure.values]
    value = closest(amounts, reference)
    how = SAID if scale * measure.per == 1 else f"said/{scale * measure.per}"
    if value is None or value <= 0:
        return
    if not measure.is_rate and (change := _delta(measure, statement)):
        yield from _changed_price(value, change, measure, context)
    elif reference is None or distance(value, reference) <= _PLAUSIBLE_PRICE:
        yield Figure(PRICE, value, *measure.span, how=how)
    elif unit_price := _price_of_total(amounts, reference, all_measures, context):
        yield Figure(PRICE, unit_price, *measure.span, how="total/volume")
    elif value < reference and (change := _named_change(measure, span, statement)):
        yield from _changed_price(value, change, measure, context)
    elif measure.is_rate or not _is_part_of_volume(measure, all_measures):
        near = distance(value, reference) <= _THINKABLE_PRICE
        yield Figure(PRICE, value, *measure.span, how=how, confidence=GUESSED if near else DOUBTFUL)


def _delta(measure: Measure, statement: Statement) -> int:
    """+1 or -1 when a word after the number makes it a step from an offer ("20 cents off", "5 more"), else 0."""
    after = statement.starting(measure.last + 1, "delta down", "delta up")
    if after:
        return -1 if after.meaning == "delta down" else 1
    return 0


def _named_change(measure: Measure, span: tuple[int, int], statement: Statement) -> int:
    """+1 or -1 when the clause speaks of going up or down ("we reduce by 25 cents"), else 0."""
    verb = statement.nearest(measure.span, "down", "up", within=span)
    return 0 if verb is None else -1 if verb.meaning == "down" else 1


def _changed_price(step: Decimal, sign: int, measure: Measure, context: Context) -> Iterator[Figure]:
    """A concession starts from the supplier's own last price, a demand for more from the buyer's."""
    name, offer = (
        ("last_supplier_offer", context.supplier_offer) if sign < 0 else ("last_buyer_offer", context.bot_offer)
    )
    base = (offer or NOTHING).get(PRICE)
    if base is None:
        name, base = "current", context.baseline(PRICE)
    if base is not None and base + sign * step > 0:
        yield Figure(PRICE, base + sign * step, *measure.span, how=f"{name}{'-' if sign < 0 else '+'}{step:f}")


def _price_of_total(
    amounts: Sequence[Decimal], reference: Decimal | None, all_measures: Sequence[Measure], context: Context
) -> Decimal | None:
    if reference is None:
        return None
    for counted in all_measures:
        volume = _volume(counted, context) if counted.unit is Unit.COUNT else Decimal(0)
        for amount in amounts:
            if volume > 0 and distance(amount / volume, reference) <= _PLAUSIBLE_PRICE:
                price = amount / volume
                return price.quantize(Decimal(1).scaleb(-max(2, 3 - price.adjusted())), ROUND_HALF_EVEN)
    return None


def _is_part_of_volume(measure: Measure, all_measures: Sequence[Measure]) -> bool:
    """Whether a volume in the message makes a large amount an invoice total rather than a price."""
    return any(other.unit is Unit.COUNT for other in all_measures if other is not measure)


def _volume(measure: Measure, context: Context) -> Decimal:
    return closest(measure.values, context.baseline(VOLUME)) or measure.values[0]


def _duration(measure: Measure, span: tuple[int, int], statement: Statement, context: Context) -> Iterator[Figure]:
    """Days and weeks are payment unless something nearer says otherwise; months and years a contract."""
    if statement.has("validity", "track record", "delay", within=span):
        return
    days = measure.unit in _DAYS
    subject = statement.nearest(measure.span, "payment", "net", "delivery", "contract", within=span)
    topic = subject.meaning if subject else ""
    number = measure.values[-1]
    if days and topic == "delivery":
        if any(lever.name == DELIVERY for lever in context.levers):
            yield Figure(DELIVERY, number * _DAYS[measure.unit], *measure.span)
    elif days:
        yield _payment(number * _DAYS[measure.unit], measure, statement, context)
    elif topic in ("payment", "net"):
        yield Figure(PAYMENT, number * _MONTHS[measure.unit] * _DAYS_A_MONTH, *measure.span, how="months in days")
    elif topic != "delivery":
        yield Figure(CONTRACT, number * _MONTHS[measure.unit], *measure.span)


def _payment(days: Decimal, measure: Measure, statement: Statement, context: Context) -> Figure:
    """Days as said, or as a step: more days start from the supplier's last offer, fewer from the buyer's."""
    change = statement.starting(measure.last + 1, "delta up", "delta down")
    if change is None:
        return Figure(PAYMENT, days, *measure.span)
    sign = 1 if change.meaning == "delta up" else -1
    name, offer = (
        ("last_supplier_offer", context.supplier_offer) if sign > 0 else ("last_buyer_offer", context.bot_offer)
    )
    base = (offer or NOTHING).get(PAYMENT, context.baseline(PAYMENT) or Decimal(0))
    return Figure(
        PAYMENT,
        max(base + sign * days, Decimal(0)),
        *measure.span,
        how=f"{name}{'+' if sign > 0 else '-'}{days}",
    )


def _bare(
    measure: Measure,
    all_measures: Sequence[Measure],
    span: tuple[int, int],
    statement: Statement,
    context: Context,
) -> Iterator[Figure]:
    """A number without a unit is what its clause is about, if it could be that; else a price, if it could be one."""
    reference = context.baseline(PRICE)
    price = closest(measure.values, reference)
    is_price = price is not None and _is_plausible(price, reference)
    topic = statement.nearest(measure.span, "net", "payment terms", "volume", "price", within=span)
    meaning = topic.meaning if topic else ""
    number = measure.values[0]
    if _is_days(number) and (statement.ending(measure.first - 1, "net") or meaning == "payment terms"):
        yield Figure(PAYMENT, number, *measure.span)
    elif price is not None and not is_price and (change := _delta(measure, statement)):
        yield from _changed_price(price, change, measure, context)
    elif price is not None and is_price:
        yield Figure(PRICE, price, *measure.span, confidence=_confidence_in_bare_price(measure, statement))
    elif (meaning == "volume" or measure.is_scaled) and _is_volume(measure, context):
        yield Figure(VOLUME, _volume(measure, context), *measure.span)
    elif _is_days(number) and number in _known_days(context):
        yield Figure(PAYMENT, number, *measure.span, confidence=GUESSED)
    elif unit_price := _price_of_total(measure.values, reference, all_measures, context):
        yield Figure(PRICE, unit_price, *measure.span, how="total/volume", confidence=GUESSED)
    elif meaning == "price" and price:
        yield Figure(PRICE, price, *measure.span, confidence=DOUBTFUL)


def _is_plausible(price: Decimal, reference: Decimal | None) -> bool:
    return price > 0 and reference is not None and distance(price, reference) <= _PLAUSIBLE_PRICE


def _is_days(number: Decimal) -> bool:
    """Days are written without a decimal point."""
    return number <= _LONGEST_PAYMENT and number.as_tuple().exponent == 0


def _confidence_in_bare_price(measure: Measure, statement: Statement) -> float:
    """A number in a long sentence that speaks of no offer is only by chance near the price."""
    first, last = statement.sentence(statement.clause_at(measure.at).sentence)
    is_short = last - first < _SHORT_SENTENCE
    return SURE if is_short or statement.has(*_OFFER_WORDS, within=(first, last)) else DOUBTFUL


def _is_volume(measure: Measure, context: Context) -> bool:
    reference = context.baseline(VOLUME)
    volume = _volume(measure, context)
    is_whole = volume == int(volume)
    return is_whole and volume > 0 and (reference is None or distance(volume, reference) <= _PLAUSIBLE_VOLUME)


def _known_days(context: Context) -> set[Decimal]:
    """Payment terms that both parties have already named."""
    offers = [offer[PAYMENT] for offer in (context.bot_offer, context.supplier_offer) if offer and PAYMENT in offer]
    current = context.baseline(PAYMENT)
    return {*offers, *([current] if current is not None else [])}


def _custom_lever(measure: Measure, statement: Statement, context: Context) -> str | None:
    """A lever that an admin added: its label's words stand in the same clause."""
    clause = statement.clause_at(measure.at)
    words = {token.text for token in statement.tokens[clause.first : clause.last + 1]}
    for lever in context.levers:
        if lever.name not in (PRICE, PAYMENT, REBATE, VOLUME, CONTRACT, DELIVERY):
            label = fold(lever.title).split()
            if label and words.issuperset(label) and _fits(measure.unit, lever.kind):
                return lever.name
    return None


def _fits(unit: Unit, kind: Kind) -> bool:
    allowed = {
        Kind.MONEY: (Unit.MONEY, Unit.CENT),
        Kind.DAYS: (Unit.DAY,),
        Kind.PERCENT: (Unit.PERCENT,),
        Kind.MONTHS: (Unit.MONTH,),
    }
    return unit is Unit.BARE or unit in allowed.get(kind, (Unit.COUNT,))


def _with_shared_units(measures: Sequence[Measure], statement: Statement, context: Context) -> list[Measure]:
    """A bare number shares its neighbour's unit: "from 30 to 40 days", "you asked for 6 %, I have 2"."""
    shared = list(measures)
    for place in reversed(range(len(shared) - 1)):
        measure, following = shared[place], shared[place + 1]
        if measure.unit is Unit.BARE and _are_joined(measure, following, statement):
            shared[place] = replace(measure, unit=following.unit, per=following.per, is_rate=following.is_rate)
    for place, (previous, measure) in enumerate(pairwise(shared), start=1):
        if measure.unit is Unit.BARE and _could_be(previous.unit, measure, statement, context):
            shared[place] = replace(measure, unit=shared[place - 1].unit)
    return shared


def _are_joined(measure: Measure, following: Measure, statement: Statement) -> bool:
    """Whether two numbers are the ends of a range or a choice: "30 to 40", "30 or 45", "between 30 and 45"."""
    between = statement.tokens[measure.last + 1 : following.first]
    if len(between) != 1:
        return False
    is_joint = statement.starting(measure.last + 1, "range", "or") is not None
    return is_joint or statement.ending(measure.first - 1, "between") is not None


def _could_be(unit: Unit, measure: Measure, statement: Statement, context: Context) -> bool:
    """Whether a bare number can share the unit of the one before it: small enough, and no price of its own."""
    value = measure.values[-1]
    if _is_plausible(value, context.baseline(PRICE)) or statement.ending(measure.first - 1, "net"):
        return False
    return value <= _LARGEST_SHARED.get(unit, 0)


def _without_cash_discounts(measures: Sequence[Measure], statement: Statement) -> list[Measure]:
    """Of "2 % 10, net 45" only the 45: the rest is a discount for paying at once."""
    dropped: set[int] = set()
    for discount, days in pairwise(measures):
        is_adjacent = days.first == discount.last + 1 and statement.has("net")
        if discount.unit is Unit.PERCENT and is_adjacent:
            dropped |= {discount.at, days.at}
    return [measure for measure in measures if measure.at not in dropped]


def _without_totals(found: list[Figure]) -> list[Figure]:
    """An implausible amount beside a plausible price is an invoice total ("10k x 9.70 = 97,000")."""
    sure = {figure.lever for figure in found if figure.confidence >= GUESSED and figure.how != "total/volume"}
    return [
        figure
        for figure in found
        if not (
            figure.lever == PRICE and PRICE in sure and (figure.confidence < GUESSED or figure.how == "total/volume")
        )
    ]
