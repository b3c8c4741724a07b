"""Slips of the keyboard."""

import pytest

from tests.language.rooms import package


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2% disocunt and 45 dasy", {"unit_price": "9.8", "payment_days": "45"}),
        ("2 percnt off", {"unit_price": "9.8"}),
        ("a 24 mnoths contarct", {"contract_months": "24"}),
        ("we ofer 9,77 per pice", {"unit_price": "9.77"}),
        ("a 3 % rebbate", {"rebate_pct": "3"}),
    ],
)
def test_a_word_that_matters_is_understood_one_slip_away(text: str, expected: dict[str, str]) -> None:
    assert package(text) == expected
