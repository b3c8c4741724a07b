"""Words, numbers and signs; and numbers that are none to bargain over."""

import pytest

from tests.language.rooms import package


@pytest.mark.parametrize(
    "text",
    [
        "Call me at +49 170 1234567",
        "Valid until 30.11.2026",
        "We spoke at 9:45",
        "See drawing 10-B",
        "https://example.com/9.80/offer",
        "PO 9",
        "Offer number 9",
        "since 2009",
    ],
)
def test_codes_dates_and_addresses_are_no_terms(text: str) -> None:
    assert package(text) == {}


def test_a_minus_is_a_discount_and_a_hyphen_a_range() -> None:
    assert package("-3 %") == {"unit_price": "9.7"}
    assert package("9.60 - 9.80") == {"unit_price": "9.8"}


def test_swiss_price_tags_are_prices() -> None:
    assert package("9.-") == {"unit_price": "9"}
