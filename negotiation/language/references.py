"""Values that a message refers to without naming them: "split the difference", "same price", "prepayment"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from negotiation.language.attribution import asks_openly, refusals
from negotiation.language.context import CONTRACT, PAYMENT, PRICE, VOLUME, Context
from negotiation.language.figure import Figure
from negotiation.language.lexicon import Cue
from negotiation.language.reading import NOTHING
from negotiation.language.statement import Statement
from negotiation.language.tokens import Sort

FIXED = {
    "prepayment": (PAYMENT, Decimal(0)),
    "month to month": (CONTRACT, Decimal(1)),
    "annual": (CONTRACT, Decimal(12)),
    "biennial": (CONTRACT, Decimal(24)),
    "triennial": (CONTRACT, Decimal(36)),
    "fortnight": (PAYMENT, Decimal(14)),
}
_FURTHEST_FROM_PRICE = 3
"""Tokens from a price to the reference that goes with it: "9.60 for full prepayment"."""
_MEANINGS = (
    "midpoint",
    "same price",
    "price flat",
    "your price",
    "your payment",
    "payment as before",
    "double volume",
    *FIXED,
)


def references(said: Sequence[Figure], statement: Statement, context: Context) -> list[Figure]:
    """A figure for each reference that resolves, unless the message also names a number for that lever."""
    named = {figure.lever for figure in said}
    found = []
    others = list(statement.find("monthly other"))
    for cue in (*statement.find(*_MEANINGS), *_final_midpoints(statement)):
        if cue.meaning == "month to month" and any(map(cue.overlaps, others)):
            continue  # "monthly invoices" are no contract of a month
        if cue.meaning == "same price" and any(cue.overlaps(flat) for flat in statement.find("price flat frozen")):
            continue  # "we hold our price flat" speaks of today's
        clause = statement.clause_at(cue.first)
        is_asked = clause.is_question and asks_openly(statement, statement.sentence(clause.sentence))
        if not refusals(clause, statement) and not is_asked:
            for figure in _resolved(cue, context):
                if figure.lever not in named or _has_its_own_price(figure, said):
                    named.add(figure.lever)
                    found.append(figure)
    return found


def _final_midpoints(statement: Statement) -> Iterator[Cue]:
    """ "OK, split it": such words are about the gap only where nothing follows; else about deliveries, or an order."""
    for cue in statement.find("midpoint at the end"):
        clause = statement.clause_at(cue.last)
        if all(token.sort is Sort.BREAK for token in statement.tokens[cue.last + 1 : clause.last + 1]):
            yield cue._replace(meaning="midpoint")


def _has_its_own_price(figure: Figure, said: Sequence[Figure]) -> bool:
    """ "9.60 for prepayment, 9.75 for 30 days": it stands right behind a price, with no other number in between."""
    nearest = max((other for other in said if other.last < figure.first), key=lambda other: other.last, default=None)
    is_close = nearest is not None and figure.first - nearest.last <= _FURTHEST_FROM_PRICE
    return figure.how in FIXED and nearest is not None and is_close and nearest.lever == PRICE


def _resolved(cue: Cue, context: Context) -> Iterator[Figure]:
    """Yields at most one figure; none when the context lacks what is referred to."""
    bot, supplier = context.bot_offer or NOTHING, context.supplier_offer or NOTHING
    span = (cue.first, cue.last)
    if cue.meaning in FIXED:
        lever, value = FIXED[cue.meaning]
        yield Figure(lever, value, *span, how=cue.meaning)
    elif cue.meaning == "midpoint":
        if PRICE in bot and PRICE in supplier:
            yield Figure(PRICE, (bot[PRICE] + supplier[PRICE]) / 2, *span, how="midpoint")
    elif cue.meaning == "same price" and PRICE in supplier:
        yield Figure(PRICE, supplier[PRICE], *span, how="last_supplier_offer")
    elif cue.meaning == "your price":
        if PRICE in bot:
            yield Figure(PRICE, bot[PRICE], *span, how="last_buyer_offer")
    elif cue.meaning == "your payment":
        if PAYMENT in bot:
            yield Figure(PAYMENT, bot[PAYMENT], *span, how="last_buyer_offer")
    else:
        yield from _from_today(cue, context)


def _from_today(cue: Cue, context: Context) -> Iterator[Figure]:
    levers = {"price flat": PRICE, "same price": PRICE, "payment as before": PAYMENT, "double volume": VOLUME}
    lever = levers[cue.meaning]
    current = context.baseline(lever)
    if current is not None:
        factor = 2 if lever == VOLUME else 1
        how = "2*current" if lever == VOLUME else "current"
        yield Figure(lever, current * factor, cue.first, cue.last, how=how)
