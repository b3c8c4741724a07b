"""Amounts of a playbook: absolute, or relative to what a contract says today.

`{"value": V}` stands as it was written. `{"change_pct": P}` is P per cent above (or, negative, below) what holds today;
`{"share_pct": P}`, for a step, is P per cent of it. Relative amounts are rounded to what people write: to the decimals
of today's value, and to the cent at least for a price.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any, Self

from negotiation.engine import PRICE

CENT = Decimal("0.01")


class AmountError(ValueError):
    """What stands there is no amount."""


@dataclass(frozen=True)
class Amount:
    """A value before rounding. `unit` is the smallest difference that people write, None for an absolute amount."""

    exact: Decimal
    unit: Decimal | None = None

    @classmethod
    def of(cls, spec: Any, lever: str, today: Decimal) -> Self:
        """What a spec gives for a lever that is at `today`. Raises AmountError."""
        try:
            if "change_pct" in spec:
                return cls(today * (1 + as_written(spec["change_pct"]) / 100), _unit(lever, today))
            if "share_pct" in spec:
                return cls(today * as_written(spec["share_pct"]) / 100, _unit(lever, today))
            return cls(as_written(spec["value"]))
        except (TypeError, KeyError, InvalidOperation) as error:
            raise AmountError(f'{spec!r}; {{"value": ...}} or {{"change_pct": ...}} is expected.') from error

    def towards(self, goal: Decimal) -> Decimal:
        """Rounded in the direction of a goal: a limit, rounded towards the safe side, never becomes a looser one."""
        return self._rounded(ROUND_FLOOR if goal < self.exact else ROUND_CEILING)

    def as_step(self) -> Decimal:
        """Rounded to the nearest unit, and to one unit when that would be none."""
        rounded = self._rounded()
        return self.unit if self.unit is not None and self.exact > rounded == 0 else rounded

    def _rounded(self, rounding: str | None = None) -> Decimal:
        if self.unit is None or not self.exact.is_finite():
            return self.exact
        return self.exact.quantize(self.unit, rounding)


def as_written(value: Any) -> Decimal:
    """The number as it was written: JSON's 9.4 is 9.4, not the nearest binary fraction. Raises InvalidOperation."""
    return Decimal(str(value))


def _unit(lever: str, today: Decimal) -> Decimal:
    decimals = max(-int(today.normalize().as_tuple().exponent), 0) if today.is_finite() else 0
    unit = Decimal(1).scaleb(-decimals)
    return min(unit, CENT) if lever == PRICE else unit
