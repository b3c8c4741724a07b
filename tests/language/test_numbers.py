"""A written number keeps every value that its form allows; the contract decides."""

from decimal import Decimal

import pytest

from negotiation.language.numbers import closest, values_of_figures


@pytest.mark.parametrize(
    ("figures", "values"),
    [
        ("9.80", ["9.80"]),
        ("9,80", ["9.80"]),
        ("1.195", ["1195", "1.195"]),
        ("1,195.50", ["1195.50"]),
        ("1.195,50", ["1195.50"]),
        ("12 000", ["12000"]),
        ("12'500", ["12500"]),
        ("1.250.000", ["1250000"]),
        ("30.11.2026", []),
        ("0.500", ["0.500"]),
        ("9" * 40, []),
    ],
)
def test_a_number_has_the_values_that_its_form_allows(figures: str, values: list[str]) -> None:
    assert values_of_figures(figures) == tuple(map(Decimal, values))


def test_the_current_price_decides_between_values() -> None:
    readings = values_of_figures("1.195")
    assert closest(readings, Decimal(1250)) == 1195
    assert closest(readings, Decimal("1.20")) == Decimal("1.195")


def test_without_a_current_price_the_likeliest_value_stands() -> None:
    assert closest(values_of_figures("1.195"), None) == 1195
