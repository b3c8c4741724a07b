"""Numbers, money and times as the supplier writes them: by locale and time zone, through Babel."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_decimal, get_currency_precision, get_decimal_symbol

MOST_DECIMALS = 6  # a unit price may be a fraction of a cent; no value in the ledger is finer
WHOLE_FROM = Decimal(1000)  # from here on, the cents of an amount a year are noise


def known_locale(identifier: str) -> str:
    """The locale if Babel knows it, else English."""
    try:
        return str(Locale.parse(identifier))
    except (ValueError, UnknownLocaleError):
        return "en"


def number(value: Decimal, locale: str) -> str:
    """The number with its own decimals, none when it is whole."""
    return str(format_decimal(value, format="#,##0." + "#" * MOST_DECIMALS, locale=known_locale(locale)))


def typed(value: Decimal, locale: str, *, decimals: int) -> str:
    """The number as it goes into a field: with at least so many decimals, and no thousands marked off."""
    pattern = "0." + "0" * decimals + "#" * (MOST_DECIMALS - decimals)
    return str(format_decimal(value, format=pattern, locale=known_locale(locale)))


def decimal_sign(locale: str) -> str:
    """What stands before the decimals."""
    return str(get_decimal_symbol(known_locale(locale)))


def money(value: Decimal, currency: str, locale: str) -> str:
    """The amount with at least its currency's decimals, and its ISO 4217 code."""
    decimals = get_currency_precision(currency)
    pattern = "#,##0." + "0" * decimals + "#" * (MOST_DECIMALS - decimals)
    return f"{format_decimal(value, format=pattern, locale=known_locale(locale))} {currency}"


def yearly_money(value: Decimal, currency: str, locale: str) -> str:
    """An amount a year: to the unit when it is large, else as `money` writes it."""
    if abs(value) >= WHOLE_FROM:
        return f"{format_decimal(value, format='#,##0', locale=known_locale(locale))} {currency}"
    return money(value.quantize(Decimal("0.01")), currency, locale)


def zone(name: str) -> ZoneInfo:
    """The time zone, UTC when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def moment(at: datetime, locale: str, time_zone: str) -> str:
    """Day and time in the reader's zone, such as `Friday 24 October 2025 at 17:00 (Berlin time)`."""
    # "EEEE d MMMM y" in the page's language; only the numbers of a page follow the reader's locale.
    day = format_datetime(at, "EEEE d MMMM y", tzinfo=zone(time_zone), locale="en_GB")
    return f"{day} at {clock(at, locale, time_zone)} ({zone_name(time_zone)})"


# By language: the day, and how it stands together with the time and the zone's city.
_MOMENTS = {
    "de": ("EEEE, d. MMMM y", "{day} um {clock} Uhr ({zone})", "Zeit in {city}"),
    "fr": ("EEEE d MMMM y", "{day} à {clock} ({zone})", "heure de {city}"),
    "es": ("EEEE d 'de' MMMM 'de' y", "{day} a las {clock} ({zone})", "hora de {city}"),
}


def moment_in(language: str, at: datetime, locale: str, time_zone: str) -> str:
    """The same in a language, such as `Freitag, 24. Oktober 2025 um 17:00 Uhr (Zeit in Berlin)`; else in English."""
    if language not in _MOMENTS:
        return moment(at, locale, time_zone)
    pattern, together, in_city = _MOMENTS[language]
    day = format_datetime(at, pattern, tzinfo=zone(time_zone), locale=language)
    key = zone(time_zone).key
    city = key.rpartition("/")[2].replace("_", " ")
    return together.format(
        day=day, clock=clock(at, language, time_zone), zone=in_city.format(city=city) if "/" in key else key
    )


def clock(at: datetime, locale: str, time_zone: str) -> str:
    """The time of day in the reader's zone."""
    local = at.astimezone(zone(time_zone))
    return format_datetime(local, _clock_pattern(locale), tzinfo=zone(time_zone), locale=known_locale(locale))


def day_and_clock(at: datetime, locale: str, time_zone: str) -> str:
    """Short day and time, such as `24 Oct, 17:00`."""
    day = format_datetime(at, "d MMM", tzinfo=zone(time_zone), locale="en_GB")
    return f"{day}, {clock(at, locale, time_zone)}"


def zone_name(name: str) -> str:
    """What people call the zone: `Berlin time`, `UTC`."""
    key = zone(name).key
    return f"{key.rpartition('/')[2].replace('_', ' ')} time" if "/" in key else key


def _clock_pattern(locale: str) -> str:
    """Twelve hours where that is how people read a clock, else twenty-four."""
    return "h:mm a" if "h" in str(Locale.parse(known_locale(locale)).time_formats["short"]) else "HH:mm"
