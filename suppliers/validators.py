"""What the directory's codes may be, each refused with the value and with what would be right."""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator

NOT_NEGATIVE = MinValueValidator(0)
_NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}  # codes of two letters that name unions, zones and tests
TERRITORIES = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2) - _NO_COUNTRIES


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # once: it looks through the file system


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def currency(value: str) -> None:
    if value not in _currencies():
        raise ValidationError(f"“{value}” is no currency; an ISO 4217 code such as EUR is expected.")


def country(value: str) -> None:
    if value not in TERRITORIES:
        raise ValidationError(f"“{value}” is no country; an ISO 3166 code of two capitals such as DE is expected.")


def locale(value: str) -> None:
    try:
        Locale.parse(value)
    except (ValueError, UnknownLocaleError) as error:
        raise ValidationError(f"“{value}” is no locale; a name such as de_DE is expected.") from error


def time_zone(value: str) -> None:
    if value not in _time_zones():
        raise ValidationError(f"“{value}” is no time zone; an IANA name such as Europe/Berlin is expected.")


def weekdays(value: str) -> None:
    """ISO weekdays as figures from 1 for Monday, each once and in order: 12345."""
    if value != "".join(sorted(set(value) & set("1234567"))):
        raise ValidationError(f"“{value}” are no weekdays; figures from 1, Monday, to 7, Sunday, are expected.")


def contract_terms(value: Any) -> None:
    """Lever name to a number in text, as JSON would otherwise lose decimals."""
    if not isinstance(value, dict):
        raise ValidationError('An object is expected, such as {"unit_price": "10.00"}.')
    for lever, amount in value.items():
        if not isinstance(lever, str) or not lever.isidentifier() or lever != lever.lower():
            raise ValidationError(f"“{lever}” is no name of a lever; lower-case letters, digits and _ are expected.")
        _check_amount(lever, amount)


def _check_amount(lever: str, amount: Any) -> None:
    try:
        number = Decimal(amount) if isinstance(amount, str) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValidationError(f"{lever} is {amount!r}; a number in text is expected, such as “10.00”.")
    if number < 0:
        raise ValidationError(f"{lever} is {amount}; it cannot be less than 0.")


def territory(code: str) -> str:
    """A country's name in English; the code when there is none."""
    return str(Locale("en").territories.get(code, code))
