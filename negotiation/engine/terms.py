"""What is negotiated: a lever, a package of values for levers, and an exchange between two levers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Self

from negotiation.engine.frozen import FrozenMapping

PRICE = "unit_price"
VOLUME = "volume"

# Far above any price, day or volume, and finer than anybody would haggle over.
LARGEST_VALUE = Decimal(10) ** 15
MOST_PLACES = 100
# Sums, differences and whole quotients of values within those bounds come out exact, whatever context the caller's
# thread has set.
EXACT = Context(prec=2 * MOST_PLACES, traps=[])

Number = Decimal | int | float | str


class TermsError(ValueError):
    """A value of a term is not a number that anybody could agree on."""


def to_decimal(name: str, value: Number) -> Decimal:
    """`value` as an exact Decimal (a float by its shortest spelling: 9.6 is 9.6).

    Raises TermsError naming the value when it is no number at all; NaN and infinity pass.
    """
    number = _number_or_same(value)
    if not isinstance(number, Decimal):
        raise TermsError(f"{name}: {shown(value)} is not a number")
    return number


def is_usable(value: object) -> bool:
    """Whether `value` is a Decimal that can be reckoned with: finite, below 10^15, at most 100 decimal places."""
    if not isinstance(value, Decimal) or not value.is_finite() or value.copy_abs() >= LARGEST_VALUE:
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_PLACES


def as_plain(value: Decimal) -> str:
    """A Decimal as text without an exponent, so that the same value reads the same in every trace."""
    return format(value, "f")


def shown(value: object) -> str:
    """A value of any kind as a fault names it: a number plainly, anything else as Python spells it, cut short."""
    if is_usable(value):
        return as_plain(value)  # type: ignore[arg-type]
    try:
        text = str(value) if isinstance(value, Decimal) else repr(value)
    except ValueError:  # an int of thousands of digits refuses to be spelled out
        text = f"a {type(value).__name__} beyond all bounds"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


LONGEST_SHOWN = 60


class Terms(FrozenMapping[str, Decimal]):
    """A package: lever name -> Decimal, in the lever's own unit. May be partial; immutable and hashable.

    `Terms({"unit_price": "9.60"})` and `Terms(unit_price="9.60")` are equal. Raises TermsError for a value
    that is not a finite number below 10^15 in size with at most 100 decimal places.
    """

    __slots__ = ()

    def __init__(self, values: Mapping[str, Number] | None = None, /, **named: Number) -> None:
        if isinstance(values, Terms) and not named:
            self._items = values._items  # checked before, and never changed
            return
        given: dict[str, Number] = {**(values or {}), **named}
        super().__init__({name: _finite(name, value) for name, value in given.items()})

    @classmethod
    def of_checked(cls, values: dict[str, Decimal]) -> Self:
        """Terms of values that were checked before, as all that come from other terms or from a policy were."""
        terms = cls.__new__(cls)
        terms._items = values
        return terms

    def merged_with(self, other: Mapping[str, Decimal]) -> Self:
        """These terms, with every lever that `other` names at `other`'s value."""
        checked = other if isinstance(other, Terms) else Terms(other)
        return self.of_checked({**self._items, **checked._items})

    def as_dict(self) -> dict[str, str]:
        """JSON-serialisable: lever name -> the value as plain text."""
        return {name: as_plain(value) for name, value in self.items()}


def _finite(name: str, value: Number) -> Decimal:
    number = value if isinstance(value, Decimal) else to_decimal(name, value)
    if not is_usable(number):
        raise TermsError(f"{name}: {shown(number)} is not {A_USABLE_NUMBER}")
    return number


A_USABLE_NUMBER = f"a finite number below 10^15 with at most {MOST_PLACES} decimal places"


@dataclass(frozen=True)
class Lever:
    """One negotiable issue, from the buyer's side.

    `baseline` is today's value, `target` the hoped-for one, `walk_away` the limit; all in `unit`. `weight`
    says how much the lever matters beside the others (any scale). The bot offers only values a whole number
    of `step`s from the target, or the limits themselves, or, where `options` are given, only those. Which way
    is better follows from target and walk-away. Numbers may be given as int, float or text; what is none is kept as
    it is, for Policy to list among its faults.
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
            object.__setattr__(self, field, _number_or_same(value))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "weight", _float_or_same(weight))
        object.__setattr__(self, "unit", unit)
        is_listed = isinstance(options, Iterable) and not isinstance(options, str | Mapping)
        listed = tuple(_number_or_same(option) for option in options) if is_listed else options
        object.__setattr__(self, "options", listed)


@dataclass(frozen=True)
class TradeOff:
    """A permitted exchange: `give` may go past its walk-away, up to `up_to`, while `get` is at `at_least` or
    better. What is no number is kept as it is, for Policy to list among its faults.
    """

    give: str
    up_to: Decimal
    get: str
    at_least: Decimal

    def __init__(self, give: str, up_to: Number, get: str, at_least: Number) -> None:
        object.__setattr__(self, "give", give)
        object.__setattr__(self, "up_to", _number_or_same(up_to))
        object.__setattr__(self, "get", get)
        object.__setattr__(self, "at_least", _number_or_same(at_least))


def _number_or_same(value: Any) -> Any:
    """`value` as a Decimal; where it is no number, `value` itself."""
    if isinstance(value, Decimal):
        return value
    try:
        return Decimal(str(value))
    except (InvalidOperation, ValueError):
        return value


def _float_or_same(value: Any) -> Any:
    number = _number_or_same(value)
    if not isinstance(number, Decimal) or number.is_snan():
        return value
    return float(number)
