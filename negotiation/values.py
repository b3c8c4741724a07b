"""Values that a supplier gives for levers: read as the person wrote them, and refused with what would be right."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, parse_decimal

from negotiation.engine import Terms
from negotiation.facts import Facts
from negotiation.language import Kind, PublicLever
from negotiation.messages import Refused

LARGEST = Decimal(10) ** 12
DECIMALS = 6
WHOLE = frozenset({Kind.DAYS, Kind.MONTHS})
SURPRISING = Decimal(2)  # a price more than this many times today's, or less than today's by as much, may be a slip

_WRITTEN = re.compile(r"[+-]?[\d.,]+")
_SPACED_THOUSANDS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")  # "1 250,50" and "1'250.50", in any locale


def parse_terms(raw: Mapping[str, Decimal | str], facts: Facts) -> Terms:
    """The named levers' values. Raises Refused for the first that is unknown or no value for its lever."""
    if not raw:
        raise Refused("no_terms", "An offer names at least one value.")
    terms = {}
    for name, value in raw.items():
        lever = facts.lever(name)
        if lever is None:
            known = ", ".join(lever.name for lever in facts.levers)
            raise Refused("unknown_lever", f"This negotiation is about {known}; {name[:40]!r} is not part of it.")
        terms[name] = _value(value, lever, facts.locale)
    return Terms(terms)


def is_surprising(terms: Mapping[str, Decimal], facts: Facts) -> bool:
    """Whether a price is so far from today's that it may be a slip of the keyboard ("1.25" for "1.250")."""
    for name, value in terms.items():
        lever = facts.lever(name)
        today = lever.baseline if lever is not None and lever.kind == Kind.MONEY else None
        if today and not today / SURPRISING <= value <= today * SURPRISING:
            return True
    return False


def _value(raw: Decimal | str, lever: PublicLever, locale: str) -> Decimal:
    value = _number(raw, locale) if isinstance(raw, str) else raw
    if value is None or not value.is_finite():
        raise Refused("not_a_number", f"{lever.title.capitalize()}: {str(raw)[:40]!r} is not a number.")
    if not 0 <= value <= LARGEST:
        raise Refused("out_of_range", f"{lever.title.capitalize()}: {str(raw)[:40]} is out of range.")
    if lever.kind in WHOLE and value != value.to_integral_value():
        raise Refused("not_whole", f"{lever.title.capitalize()}: please give whole {lever.kind}.")
    # Spelled one way, whatever it was typed as: 9.80, 9.8 and 9,80 are one value in the ledger.
    return round(value, DECIMALS).normalize() + 0


def _number(text: str, locale: str) -> Decimal | None:
    """The number that a person wrote; None when it is none, or has an exponent, which nobody means in a price."""
    text = _SPACED_THOUSANDS.sub("", text.strip())
    if not _WRITTEN.fullmatch(text):
        return None
    try:
        return parse_decimal(text, locale=_known(locale), strict=True)
    except NumberFormatError:
        pass
    try:
        return Decimal(text.replace(",", ".")) if text.count(",") <= 1 else None
    except InvalidOperation:
        return None


@lru_cache
def _known(identifier: str) -> Locale:
    """The locale, English when there is none of this name."""
    try:
        return Locale.parse(identifier)
    except (ValueError, UnknownLocaleError):
        return Locale("en")
