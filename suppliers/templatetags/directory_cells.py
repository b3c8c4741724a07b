"""Numbers on the directory's pages, with unit and currency."""

from decimal import Decimal

from django import template

from suppliers import formats

LOCALE = "en"

register = template.Library()


@register.filter
def money(value: Decimal, currency: str) -> str:
    return formats.money(value, currency, LOCALE)


@register.filter
def yearly(value: Decimal, currency: str) -> str:
    return formats.yearly_money(value, currency, LOCALE)


@register.filter
def quantity(value: Decimal) -> str:
    return formats.number(value, LOCALE)
