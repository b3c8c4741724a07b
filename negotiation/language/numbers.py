"""What a written number may be worth.

A comma is a decimal point in one country and groups thousands in the next, and suppliers do not write by the locale
of their buyer. So a number keeps every reading that its form allows, and the contract decides which one was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

_MAX_DIGITS = 15
_GROUPED = re.compile(r"\d{1,3}(?P<separator>[.,])\d{3}(?:(?P=separator)\d{3})*")


@lru_cache(maxsize=4096)
def values_of_figures(figures: str) -> tuple[Decimal, ...]:
    """Every value that digits with separators may stand for, the likeliest first; () for what is no number.

    "1.195" is 1195 or 1.195; "9,93" can only be 9.93; "1.230,00" is 1230; "30.11.2026" is nothing.
    """
    figures = figures.replace(" ", "").replace("\u00a0", "").replace("'", "")
    if sum(map(str.isdigit, figures)) > _MAX_DIGITS:
        return ()
    separators = [character for character in figures if character in ".,"]
    if len(set(separators)) == 2:
        return _mixed(figures, separators[-1])
    values = []
    if separators and _GROUPED.fullmatch(figures) and not figures.startswith("0"):
        values.append(Decimal(figures.replace(separators[0], "")))
    if len(separators) <= 1:
        values.append(Decimal(figures.replace(",", ".")))
    return tuple(values)


def closest(values: Iterable[Decimal], reference: Decimal | None) -> Decimal | None:
    """The value whose ratio to the reference is nearest to 1; the first where there is nothing to compare with."""
    positive = [value for value in values if value > 0]
    if not positive:
        return next(iter(values), None)
    if reference is None or reference <= 0:
        return positive[0]
    return min(positive, key=lambda value: distance(value, reference))


def distance(value: Decimal, reference: Decimal) -> Decimal:
    """How many times the larger of two positive numbers is the smaller: 1 when they are equal."""
    return max(value / reference, reference / value)


def _mixed(figures: str, decimal_point: str) -> tuple[Decimal, ...]:
    """Both separators stand in it: the last is the decimal point, if the rest are groups of three."""
    whole, _, fraction = figures.rpartition(decimal_point)
    if not _GROUPED.fullmatch(whole):
        return ()
    return (Decimal(f"{whole.replace('.', '').replace(',', '')}.{fraction}"),)
