"""One value of a lever, found at a place in a message."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from negotiation.language.reading import SAID

SURE, GUESSED, DOUBTFUL = 0.95, 0.7, 0.3
"""Confidence as a share of 1."""
HUNDRED = Decimal(100)


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


def percent_of(price: Decimal, change: Decimal) -> Decimal:
    """A price changed by a signed per cent, on as many places as a price of its size is quoted with."""
    places = max(2, 4 - price.adjusted())
    changed = (price * (1 + change / HUNDRED)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    cents = changed.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return cents if cents == changed else changed
