"""What asking somebody slow may take and took: time, tokens, money; and who spoke in the end, and why."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from negotiation.language.reading import Reading

RULES, TEMPLATES, MODEL, NEITHER, FORM = "rules", "templates", "model", "neither", "form"
"""Who speaks. NEITHER: rules and model disagreed, so the supplier is asked. FORM: a press or a form needs no reader."""


@dataclass(frozen=True)
class Usage:
    """What models took: requests, tokens, and money in the currency of the configured prices (0 without prices).

    `is_estimated`: a provider did not say how many tokens it counted, so the length of what was sent stands in.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal = Decimal(0)
    is_estimated: bool = False

    @property
    def tokens(self) -> int:
        """Both directions together."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cost + other.cost,
            self.is_estimated or other.is_estimated,
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable, the cost as text."""
        return {
            "calls": self.calls,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost": f"{self.cost:f}",
            "is_estimated": self.is_estimated,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Usage:
        """The usage that `as_dict` was made from. Raises KeyError or ArithmeticError on anything else."""
        return cls(**{**data, "cost": Decimal(data["cost"])})


UNUSED = Usage()


@dataclass(frozen=True)
class Allowance:
    """Until when an answer may take (`deadline`, on the monotonic clock), and what its negotiation has used so far."""

    deadline: float
    used: Usage = UNUSED

    @classmethod
    def of(cls, seconds: float, used: Usage = UNUSED) -> Allowance:
        """One that ends so many seconds from now."""
        return cls(time.monotonic() + seconds, used)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())

    def after(self, usage: Usage) -> Allowance:
        """What is left of it once something was used."""
        return replace(self, used=self.used + usage)


@dataclass(frozen=True)
class Heard:
    """A reading, who read (`by`), and when that was not who was meant to, a code that says why."""

    reading: Reading
    by: str = RULES
    fallback: str = ""
    usage: Usage = UNUSED


@dataclass(frozen=True)
class Spoken:
    """A phrase, who phrased it (`by`), and when that was not who was meant to, a code that says why."""

    text: str
    by: str = TEMPLATES
    fallback: str = ""
    usage: Usage = UNUSED
