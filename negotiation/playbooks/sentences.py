"""Guardrails in words: amounts with their units, levers by their labels, trade-offs as sentences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from negotiation.engine import PRICE
from negotiation.playbooks.amounts import as_written
from negotiation.playbooks.words import BUILT_IN

# The engine names its settings as the code does; on screen they are called what the form calls them.
_SETTINGS = {
    "max_rounds": "number of rounds",
    "accept_at": "acceptance threshold",
    "concession": "pacing",
    "min_improvement": "smallest improvement",
    "stall_rounds": "number of answers before a stall",
    "packages": "number of packages",
    "quantity": "yearly quantity",
}

_PLURALS = frozenset({"days", "weeks", "months", "years", "hours", "units"})


def number(value: Decimal) -> str:
    """A number with its own decimals and grouped thousands: `1,250.5`."""
    return format(value.normalize() + 0, ",f")


def share(value: float | Decimal) -> str:
    """A share of 1 in per cent: `45 %`."""
    return f"{number(round(as_written(value) * 100, 1))} %"


@dataclass(frozen=True)
class Words:
    """What the levers of some guardrails are called, and what their values count. `currency` is an ISO 4217 code."""

    labels: Mapping[str, str]
    units: Mapping[str, str]
    currency: str

    @classmethod
    def of(cls, guardrails: Mapping[str, Any], currency: str) -> Self:
        """The words for these guardrails; whatever is malformed in them is left out."""
        listed = guardrails.get("levers")
        levers = [spec for spec in listed if isinstance(spec, Mapping)] if isinstance(listed, list) else []
        named = {str(spec.get("name", "")): spec for spec in levers}
        labels = {name: str(spec.get("label") or "") or _built_in(name)[0] for name, spec in named.items()}
        units = {name: str(spec.get("unit") or "") or _built_in(name)[1] for name, spec in named.items()}
        return cls(labels, units, currency)

    def lever(self, name: str) -> str:
        """What people call the lever."""
        return self.labels.get(name) or _built_in(name)[0]

    def unit(self, name: str) -> str:
        """What the lever's values count: the currency for a price, `days`, `%`, or nothing."""
        return self.currency if name == PRICE else self.units.get(name, _built_in(name)[1])

    def value(self, name: str, value: Decimal) -> str:
        """An absolute value with its unit: `9.40 EUR`, `60 days`."""
        if name == PRICE:
            plain = value.normalize()
            return f"{max(plain, round(plain, 2), key=_decimals):,f} {self.currency}"
        unit = self.unit(name)
        return f"{number(value)} {unit.removesuffix('s') if abs(value) == 1 and unit in _PLURALS else unit}".strip()

    def amount(self, name: str, spec: Any) -> str:
        """An amount as people say it: `6 % below current`, `60 days`; `nothing` where there is none."""
        try:
            if "change_pct" in spec:
                return _change(as_written(spec["change_pct"]))
            if "share_pct" in spec:
                return f"{number(as_written(spec['share_pct']))} % of current"
            return self.value(name, as_written(spec["value"]))
        except (TypeError, KeyError, InvalidOperation):
            return "nothing" if not spec else repr(spec)

    def trade_off(self, spec: Mapping[str, Any]) -> str:
        """`Contract length up to 12 months if Unit price is at least 3 % below current`."""
        give, get = str(spec.get("give", "")), str(spec.get("get", ""))
        return (
            f"{self.lever(give)} up to {self.amount(give, spec.get('up_to'))} if {self.lever(get)} is at least "
            f"{self.amount(get, spec.get('at_least'))}"
        )

    def plain(self, sentence: str) -> str:
        """An engine's sentence with names of levers and settings as people know them."""
        for name in sorted(self.labels, key=len, reverse=True):
            if name:
                # A label may hold a backslash, which a replacement would read as an escape.
                sentence = self.lever(name).join(re.split(rf"\b{re.escape(name)}\b", sentence))
        for name, called in _SETTINGS.items():
            sentence = re.sub(rf"\b{name}\b", called, sentence)
        return sentence


def _built_in(name: str) -> tuple[str, str]:
    return BUILT_IN.get(name) or (name.replace("_", " ").capitalize(), "")


def _decimals(value: Decimal) -> int:
    return -int(value.as_tuple().exponent) if value.is_finite() else 0


def _change(per_cent: Decimal) -> str:
    if not per_cent:
        return "the current value"
    return f"{number(abs(per_cent))} % {'below' if per_cent < 0 else 'above'} current"
