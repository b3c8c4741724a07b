"""How the directory's lists and pages write numbers, days and links."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suppliers import formats

LOCALE = "en"
NOTHING = "–"


def money(value: Decimal, currency: str) -> str:
    return formats.money(value, currency, LOCALE)


def yearly(value: Decimal, currency: str) -> str:
    """An amount a year, with its currency."""
    return formats.yearly_money(value, currency, LOCALE)


def quantity(value: Decimal) -> str:
    return formats.number(value, LOCALE)


def day(on: date | None) -> str:
    return f"{on.day} {on:%b %Y}" if on else NOTHING


def listing(model: str, **filters: Any) -> str:
    """The address of a list of the directory, filtered."""
    address = reverse(f"admin:suppliers_{model}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def link(address: str, text: Any) -> SafeString:
    return format_html('<a class="directory-link" href="{}">{}</a>', address, text)


def rendered(row: Any, template: str, context: Callable[[], dict[str, Any]]) -> str:
    """A read-only part of a row's page; made once, though the admin's templates ask for it several times."""
    kept: dict[str, str] = row.__dict__.setdefault("_rendered", {})
    if template not in kept:
        kept[template] = render_to_string(template, context())
    return kept[template]
