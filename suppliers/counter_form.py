"""The form for a counter-offer: one field for each lever, with its unit, step and usual choices."""

from dataclasses import dataclass
from decimal import Decimal

from negotiation.facts import Facts
from negotiation.language import Kind, PublicLever
from negotiation.models import Actor
from suppliers.formats import typed
from suppliers.offer_cards import bare, label
from suppliers.position import Position

CENT, WHOLE, TENTH = "0.01", "1", "0.1"
_STEPS = {Kind.MONEY: CENT, Kind.DAYS: WHOLE, Kind.MONTHS: WHOLE, Kind.COUNT: WHOLE, Kind.PERCENT: TENTH}


@dataclass(frozen=True)
class Choice:
    """A value to take over with one press."""

    value: str
    words: str
    is_today: bool = False
    is_theirs: bool = False


@dataclass(frozen=True)
class Field:
    """One lever to fill in. `step` is only how far the arrow keys and buttons go: any value may be proposed.

    `value` is what the field starts with, written as its reader writes numbers; so are the choices.
    """

    name: str
    label: str
    unit: str
    step: str
    value: str
    choices: tuple[Choice, ...]


def fields(position: Position) -> tuple[Field, ...]:
    """The fields at this position."""
    return tuple(_field(lever, position) for lever in position.facts.levers)


def _field(lever: PublicLever, position: Position) -> Field:
    start = _start(lever, position)
    return Field(
        name=lever.name,
        label=label(lever),
        unit=unit_of(lever, position.facts),
        step=_STEPS.get(lever.kind, WHOLE),
        value="" if start is None else written(start, lever, position.locale),
        choices=_choices(lever, position),
    )


def _start(lever: PublicLever, position: Position) -> Decimal | None:
    """What the supplier said last; else what the buyer has conceded beyond today's terms; else today's value."""
    if lever.name in position.named:
        return position.named[lever.name]
    ours = [
        offer.packages[0][lever.name]
        for offer in position.offers
        if offer.by != Actor.SUPPLIER and lever.name in offer.packages[0]
    ]
    if ours and lever.baseline is not None and abs(ours[-1] - lever.baseline) > abs(ours[0] - lever.baseline):
        return ours[-1]
    return lever.baseline


def _choices(lever: PublicLever, position: Position) -> tuple[Choice, ...]:
    """Today's value, the buyer's, and what is usual on the market, each once."""
    offer = position.our_offer
    theirs = {package[lever.name] for package in offer.packages if lever.name in package} if offer else set()
    today = {lever.baseline} if lever.baseline is not None else set()
    values = sorted({*lever.options, *theirs, *today})
    return tuple(
        Choice(
            value=written(value, lever, position.locale),
            words=bare(lever, value, position.facts),
            is_today=value in today,
            is_theirs=value in theirs,
        )
        for value in values
    )


def unit_of(lever: PublicLever, facts: Facts) -> str:
    """What the field's number counts."""
    if lever.kind == Kind.MONEY:
        return f"{facts.currency} per {facts.unit}"
    return {Kind.DAYS: "days", Kind.MONTHS: "months", Kind.PERCENT: "%"}.get(lever.kind, lever.unit)


def written(value: Decimal, lever: PublicLever, locale: str) -> str:
    """The number as its reader types it: their decimal sign, no groups, cents on money."""
    return typed(value, locale, decimals=2 if lever.kind == Kind.MONEY else 0)
