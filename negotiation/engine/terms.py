"""What is negotiated: a lever, a package of values for levers, and an exchange between two levers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

from negotiation.engine.frozen import FrozenMapping

PRICE = "unit_price"
VOLUME = "volume"

# Far above any price, day or volume, and small enough that no arithmetic on it can overflow.
LARGEST_VALUE = Decimal(10) ** 15

Number = Decimal | int | float | str


class TermsError(ValueError):
    """A value of a term is not a number that anybody could agree on."""


def to_decimal(name: str, value: Number) -> Decimal:
    """`value` as an exact Decimal (a float by its shortest spelling: 9.6 is 9.6).

    Raises TermsError naming the value when it is no number at all; NaN and infinity pass.
    """
    if isinstance(value, Decimal):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise TermsError(f"{name}: {value!r} is not a number") from None


def as_plain(value: Decimal) -> str:
    """A Decimal as text without an exponent, so that the same value reads the same in every trace."""
    return format(value, "f")


class Terms(FrozenMapping[str, Decimal]):
    """A package: lever name -> Decimal, in the lever's own unit. May be partial; immutable and hashable.

    `Terms({"unit_price": "9.60"})` and `Terms(unit_price="9.60")` are equal. Raises TermsError for a value
    that is not a finite number below 10^15 in size.
    """

    __slots__ = ()

    def __init__(self, values: Mapping[str, Number] | None = None, /, **named: Number) -> None:
        given: dict[str, Number] = {**(values or {}), **named}
        super().__init__({name: _finite(name, value) for name, value in given.items()})

    def merged_with(self, other: Mapping[str, Decimal]) -> Self:
        """These terms, with every lever that `other` names at `other`'s value."""
        return type(self)({**self, **other})

    def as_dict(self) -> dict[str, str]:
        """JSON-serialisable: lever name -> the value as plain text."""
        return {name: as_plain(value) for name, value in self.items()}


def _finite(name: str, value: Number) -> Decimal:
    number = to_decimal(name, value)
    if not number.is_finite() or abs(number) >= LARGEST_VALUE:
        raise TermsError(f"{name}: {value} is not a finite number below {LARGEST_VALUE}")
    return number


@dataclass(frozen=True)
class Lever:
    """One negotiable issue, from the buyer's side.

    `baseline` is today's value, `target` the hoped-for one, `walk_away` the limit; all in `unit`. `weight`
    says how much the lever matters beside the others (any scale). The bot offers only values a whole number
    of `step`s from the target, or the limits themselves, or, where `options` are given, only those. Which way
    is better follows from target and walk-away. Raises TermsError for a value that is not a number; Policy
    checks the rest.
    """

    name: str
    baseline: Decimal
    target: Decimal
    walk_away: Decimal
    weight: float
    step: Decimal
    unit: str = ""
    options: tuple[Decimal, ...] = ()

    def __init__(
        self,
        name: str,
        baseline: Number,
        target: Number,
        walk_away: Number,
        weight: Number,
        step: Number,
        unit: str = "",
        options: Iterable[Number] = (),
    ) -> None:
        values = {"baseline": baseline, "target": target, "walk_away": walk_away, "step": step}
        for field, value in values.items():
            object.__setattr__(self, field, to_decimal(f"{name} {field}", value))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "weight", float(to_decimal(f"{name} weight", weight)))
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "options", tuple(to_decimal(f"{name} option", option) for option in options))


@dataclass(frozen=True)
class TradeOff:
    """A permitted exchange: `give` may go past its walk-away, up to `up_to`, while `get` is at `at_least` or
    better.
    """

    give: str
    up_to: Decimal
    get: str
    at_least: Decimal

    def __init__(self, give: str, up_to: Number, get: str, at_least: Number) -> None:
        object.__setattr__(self, "give", give)
        object.__setattr__(self, "up_to", to_decimal(f"trade-off {give} up_to", up_to))
        object.__setattr__(self, "get", get)
        object.__setattr__(self, "at_least", to_decimal(f"trade-off {get} at_least", at_least))
