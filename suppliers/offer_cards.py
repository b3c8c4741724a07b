"""Offers as cards: each lever with today's value, the offered one and the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from negotiation.engine import Terms
from negotiation.facts import Facts
from negotiation.language import Kind, PublicLever
from negotiation.language.wording import describe
from negotiation.models import Actor
from negotiation.records import Offer
from suppliers.differences import Difference, difference, yearly_words
from suppliers.formats import money
from suppliers.position import Position

LETTERS = "ABC"  # of equal packages; the engine makes three at most


@dataclass(frozen=True)
class Row:
    """One lever of a package, in words. `per` is what a price is for, such as `per box`, else empty."""

    label: str
    per: str
    kind: Kind
    today: str
    value: str
    difference: Difference


@dataclass(frozen=True)
class Package:
    """One package to look at, and to choose where there are several: then `letter` tells them apart."""

    index: int
    letter: str
    rows: tuple[Row, ...]
    summary: str
    yearly: str


@dataclass(frozen=True)
class Card:
    """An offer with its number and the number of the one that it answers, None for the first."""

    seq: int
    number: int
    answers: int | None
    is_ours: bool
    is_final: bool
    packages: tuple[Package, ...]


def card(offer: Offer, position: Position) -> Card:
    """The card of one offer."""
    return Card(
        seq=offer.seq,
        number=offer.number,
        answers=position.number_of(offer.answers),
        is_ours=offer.by != Actor.SUPPLIER,
        is_final=offer.is_final,
        packages=packages(offer.packages, position.facts),
    )


def packages(terms: tuple[Terms, ...], facts: Facts) -> tuple[Package, ...]:
    """The packages in words, with letters when there are several."""
    letters = LETTERS if len(terms) > 1 else ""
    return tuple(
        package(each, facts, index=index, letter=letters[index : index + 1]) for index, each in enumerate(terms)
    )


def package(terms: Mapping[str, Decimal], facts: Facts, *, index: int = 0, letter: str = "") -> Package:
    """One package in words: the levers of this negotiation in their own order, then any other that was named."""
    return Package(
        index=index,
        letter=letter,
        rows=tuple(_row(lever, terms, facts) for lever in levers_of(terms, facts)),
        summary=summary(terms, facts),
        yearly=yearly_words(terms, facts),
    )


def summary(terms: Mapping[str, Decimal], facts: Facts) -> str:
    """A package in one line: `9.60 EUR per box, Net 60, monthly`."""
    return ", ".join(in_words(lever, terms[lever.name], facts) for lever in levers_of(terms, facts))


def levers_of(terms: Mapping[str, Decimal], facts: Facts) -> list[PublicLever]:
    """The levers that a package names. A supplier may name one that this negotiation did not know."""
    known = [lever for lever in facts.levers if lever.name in terms]
    return known + [PublicLever(name) for name in terms if facts.lever(name) is None]


def in_words(lever: PublicLever, value: Decimal | None, facts: Facts) -> str:
    """A lever's value as both sides call it; a dash when there is none."""
    if value is None:
        return "–"
    return describe(lever.name, value, facts.context(bot_offer=None, supplier_offer=None))


def bare(lever: PublicLever, value: Decimal | None, facts: Facts) -> str:
    """The same where `per` stands beside it already: a price without what it is for."""
    if value is not None and lever.kind == Kind.MONEY:
        return money(value, facts.currency, facts.locale)
    return in_words(lever, value, facts)


def per(lever: PublicLever, facts: Facts) -> str:
    """What a price is for, unless its name says so already, as `Price per seat` does."""
    is_needed = lever.kind == Kind.MONEY and facts.unit and facts.unit.casefold() not in lever.title.casefold()
    return f"per {facts.unit}" if is_needed else ""


def label(lever: PublicLever) -> str:
    """The lever's title with a capital, without touching the rest of it."""
    return lever.title[:1].upper() + lever.title[1:]


def _row(lever: PublicLever, terms: Mapping[str, Decimal], facts: Facts) -> Row:
    return Row(
        label=label(lever),
        per=per(lever, facts),
        kind=lever.kind,
        today=bare(lever, lever.baseline, facts),
        value=bare(lever, terms[lever.name], facts),
        difference=difference(lever, terms[lever.name], terms, facts),
    )
