"""Days, weeks, months and years: whether they are a payment term, a delivery time, a contract or only told of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from negotiation.language.context import CONTRACT, DELIVERY, PAYMENT, Context
from negotiation.language.figure import Figure
from negotiation.language.measures import Measure, Unit
from negotiation.language.reading import NOTHING
from negotiation.language.statement import Statement

LONGEST_PAYMENT = 180
"""Days that a payment term is read up to where nothing names it."""
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_DAYS_A_MONTH = 30
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


def duration(measure: Measure, span: tuple[int, int], statement: Statement, context: Context) -> Iterator[Figure]:
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
    elif topic in ("payment", "net") and number * _MONTHS[measure.unit] <= LONGEST_PAYMENT / _DAYS_A_MONTH:
        yield Figure(PAYMENT, number * _MONTHS[measure.unit] * _DAYS_A_MONTH, *measure.span, how="months in days")
    elif topic != "delivery" and not _is_past(measure, span, topic, statement):
        yield Figure(CONTRACT, number * _MONTHS[measure.unit], *measure.span)


def _is_past(measure: Measure, span: tuple[int, int], topic: str, statement: Statement) -> bool:
    """ "The last 2 years", "energy rose in 3 years": a time that is told of, not one to sign for."""
    if statement.ending(measure.first - 1, "past"):
        return True
    return not topic and statement.has("cost", "rise of costs", within=span) and not statement.has("if", within=span)


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
