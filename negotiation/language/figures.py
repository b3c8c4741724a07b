"""From a measured number to a value of a lever: what it is about, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from negotiation.language import lexicon
from negotiation.language.context import CONTRACT, DELIVERY, PAYMENT, PRICE, REBATE, VOLUME, Context, Kind
from negotiation.language.durations import LONGEST_PAYMENT, duration
from negotiation.language.figure import DOUBTFUL, GUESSED, SURE, Figure
from negotiation.language.measures import Measure, Unit
from negotiation.language.normalise import fold
from negotiation.language.numbers import closest, distance
from negotiation.language.prices import (
    PERCENT_OF_SAID,
    changed_price,
    delta,
    is_plausible,
    money,
    percent,
    price_of_total,
    volume_of,
)
from negotiation.language.shared_units import (
    could_be_price,
    has_cents,
    partner_of,
    with_shared_units,
    without_cash_discounts,
)
from negotiation.language.statement import Statement
from negotiation.language.tokens import Sort

_PLAUSIBLE_VOLUME = Decimal(20)
_CLOSE = Decimal("1.3")
_SHORTEST_BARE_PAYMENT = 7
_SHORT_SENTENCE = 10
_MOST_BARE_PRICES = 3
"""People who bargain name a price or two; a longer row of bare numbers is a list of something else."""
_OFFER_WORDS = ("price", "offering", "agreeing", "floor", "between", "need", "money", "net", "proposal", "if", "range")
_LARGEST = Decimal(10) ** 12
_HALF_YEAR, _LONGEST_CONTRACT = 6, 60


def figures(measures: Sequence[Measure], statement: Statement, context: Context) -> list[Figure]:
    """A figure for every measure that is about a lever, in order."""
    measures = without_cash_discounts(with_shared_units(measures, statement, context), statement)
    found = [figure for m in measures for figure in _figure(m, measures, statement, context) if figure.value < _LARGEST]
    return _without_totals(found)


def _figure(
    measure: Measure, all_measures: Sequence[Measure], statement: Statement, context: Context
) -> Iterator[Figure]:
    clause = statement.clause_at(measure.at)
    span = (clause.first, clause.last)
    if own := _custom_lever(measure, statement, context):
        yield Figure(own, measure.values[-1], *measure.span)
    elif measure.unit is Unit.PERCENT:
        yield from percent(measure, all_measures, span, statement, context)
    elif measure.unit in (Unit.MONEY, Unit.CENT):
        yield from money(measure, all_measures, span, statement, context)
    elif measure.unit is Unit.COUNT:
        if more := _added_volume(measure, statement, context):
            yield more
        elif _is_volume(measure, context) or statement.has("volume", within=span):
            yield Figure(VOLUME, volume_of(measure, context), *measure.span)
    elif measure.unit is Unit.BARE:
        yield from _bare(measure, all_measures, span, statement, context)
    else:
        yield from duration(measure, span, statement, context)


def _added_volume(measure: Measure, statement: Statement, context: Context) -> Figure | None:
    """ "500 units more", "another 2,000 pieces": a step up from today's volume, if it is a part of it."""
    current, step = context.baseline(VOLUME), volume_of(measure, context)
    if current is None or step > current or statement.starting(measure.last + 1, "or more"):
        return None
    after = statement.starting(measure.last + 1, "delta up")
    if after is None and statement.ending(measure.first - 1, "addition") is None:
        return None
    return Figure(VOLUME, current + step, *measure.span, how=f"current+{step:f}")


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
    is_price = could_be_price(measure, context)
    partner = partner_of(measure, all_measures, statement)
    if partner is not None and could_be_price(partner, context) is not is_price:
        if not is_price and has_cents(partner):
            return  # "9.70 or 97": whatever the second is, it is no days
        is_price = is_price and has_cents(measure)  # "12 or 24": one of them cannot be a price, so neither is
    topic = statement.nearest(measure.span, "net", "payment terms", "volume", "price", within=span)
    meaning = topic.meaning if topic else ""
    number = measure.values[0]
    if _is_contract_length(measure, statement):
        yield Figure(CONTRACT, number, *measure.span)
    elif _is_days(number) and (statement.ending(measure.first - 1, "net") or meaning == "payment terms"):
        yield Figure(PAYMENT, number, *measure.span)
    elif price is not None and not is_price and (change := delta(measure, statement)):
        yield from changed_price(price, change, measure, statement, context)
    elif (meaning == "volume" and price != number and _is_volume(measure, context)) or _is_volume_asked_for(
        measure, all_measures, statement, context
    ):
        yield Figure(VOLUME, volume_of(measure, context), *measure.span)  # "12,000" could be a price of 12 only here
    elif price is not None and is_price:
        yield Figure(
            PRICE, price, *measure.span, confidence=_confidence_in_bare_price(measure, all_measures, statement, context)
        )
    elif (meaning == "volume" or measure.is_scaled) and _is_volume(measure, context):
        yield Figure(VOLUME, volume_of(measure, context), *measure.span)
    elif _counts_others(measure, statement):
        return
    elif _is_days(number) and _known_days(context).intersection({number, *_other_bare(measure, all_measures)}):
        yield Figure(PAYMENT, number, *measure.span, confidence=GUESSED)
    elif unit_price := price_of_total(measure.values, reference, all_measures, context):
        yield Figure(PRICE, unit_price, *measure.span, how="total/volume", confidence=GUESSED)
    elif meaning == "price" and price:
        yield Figure(PRICE, price, *measure.span, confidence=DOUBTFUL)


def _other_bare(measure: Measure, all_measures: Sequence[Measure]) -> Iterator[Decimal]:
    """ "45 is too long, 35 would be fine": where one bare number is known to be days, so is the next."""
    if measure.values[0] < _SHORTEST_BARE_PAYMENT:
        return iter(())
    return (other.values[0] for other in all_measures if other.unit is Unit.BARE and other is not measure)


def _is_days(number: Decimal) -> bool:
    """Days are written without a decimal point."""
    return number <= LONGEST_PAYMENT and number.as_tuple().exponent == 0


def _is_mostly_known(statement: Statement, first: int, last: int) -> bool:
    """Whether most words of a sentence stand in the vocabulary: else it is about something else, or nothing."""
    words = [token.text for token in statement.tokens[first : last + 1] if token.sort is Sort.WORD]
    return 2 * sum(word in lexicon.words() for word in words) >= len(words)


def _looks_like_the_price(measure: Measure, context: Context) -> bool:
    """Whether a number with cents stands close to today's price: that is no count of anything else."""
    today, value = context.baseline(PRICE), measure.values[-1]
    has_cents = value != int(value) and value.as_tuple().exponent in (-1, -2, -3, -4)
    return today is not None and today > 0 and has_cents and distance(value, today) <= _CLOSE


def _confidence_in_bare_price(
    measure: Measure, all_measures: Sequence[Measure], statement: Statement, context: Context
) -> float:
    """A number in a long sentence that speaks of no offer, or in a row of numbers, is only by chance near the price."""
    bare = [
        other
        for other in all_measures
        if other.unit is Unit.BARE and not other.is_scaled and not statement.ending(other.first - 1, "net")
    ]
    if len(bare) > _MOST_BARE_PRICES or _counts_unknown(measure, statement) or _counts_others(measure, statement):
        return DOUBTFUL
    first, last = statement.sentence(statement.clause_at(measure.at).sentence)
    is_short = last - first < _SHORT_SENTENCE
    if _looks_like_the_price(measure, context) and _is_mostly_known(statement, first, last):
        return SURE
    return SURE if is_short or statement.has(*_OFFER_WORDS, within=(first, last)) else DOUBTFUL


def _counts_unknown(measure: Measure, statement: Statement) -> bool:
    """Whether a whole number counts something that is in no vocabulary: "repeat it 10 times"."""
    following = statement.tokens[measure.last + 1 : measure.last + 2]
    is_whole = all(value == int(value) for value in measure.values)
    return is_whole and any(token.sort is Sort.WORD and token.text not in lexicon.words() for token in following)


def _is_contract_length(measure: Measure, statement: Statement) -> bool:
    """ "Price 9.75, payment 30, contract 24": whole half years right behind the word are months."""
    before = measure.first - 1
    colon = before if before >= 0 and statement.tokens[before].text == ":" else None
    number = measure.values[0]
    is_usual = len(measure.values) == 1 and number % _HALF_YEAR == 0 and 0 < number <= _LONGEST_CONTRACT
    return is_usual and statement.ending(before if colon is None else before - 1, "contract") is not None


def _counts_others(measure: Measure, statement: Statement) -> bool:
    """Whether a number counts what nobody bargains over here: "we are 45 people", "60 Fahrer"."""
    return statement.starting(measure.last + 1, "counted others") is not None


def _is_volume_asked_for(
    measure: Measure, all_measures: Sequence[Measure], statement: Statement, context: Context
) -> bool:
    """ "2 % off if you commit to 12.000": thousands that the buyer is to take, where the price is named elsewhere."""
    reference, clause = context.baseline(VOLUME), statement.clause_at(measure.at)
    if reference is None or len(measure.values) == 1 or clause.opener != "if":
        return False
    volume = volume_of(measure, context)
    is_near = distance(volume, reference) <= _PLAUSIBLE_VOLUME and not is_plausible(volume, context.baseline(PRICE))
    others = [other for other in all_measures if not clause.first <= other.at <= clause.last]
    return is_near and volume == int(volume) and any(_names_a_price(other, context) for other in others)


def _names_a_price(measure: Measure, context: Context) -> bool:
    is_price = measure.unit is Unit.BARE and is_plausible(measure.values[-1], context.baseline(PRICE))
    return is_price or measure.unit in (Unit.PERCENT, Unit.MONEY)


def _is_volume(measure: Measure, context: Context) -> bool:
    reference = context.baseline(VOLUME)
    volume = volume_of(measure, context)
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


def _is_part(figure: Figure, whole: Figure) -> bool:
    return whole.first <= figure.first and figure.last <= whole.last


def _without_totals(found: list[Figure]) -> list[Figure]:
    """An implausible amount beside a plausible price is an invoice total ("10k x 9.70 = 97,000").

    And what a per cent was taken off is no price of its own ("11.50 less 15 %").
    """
    changed = [figure for figure in found if figure.how == PERCENT_OF_SAID]
    found = [figure for figure in found if figure in changed or not any(_is_part(figure, whole) for whole in changed)]
    sure = {figure.lever for figure in found if figure.confidence >= GUESSED and figure.how != "total/volume"}
    return [
        figure
        for figure in found
        if not (
            figure.lever == PRICE and PRICE in sure and (figure.confidence < GUESSED or figure.how == "total/volume")
        )
    ]
