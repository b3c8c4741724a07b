"""Values that are meant and not named."""

from dataclasses import replace

import pytest

from tests.language.rooms import BOXES, package, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let's split the difference", {"unit_price": "9.6"}),
        ("My price stands", {"unit_price": "9.8"}),
        ("The price stays unchanged", {"unit_price": "10"}),
        ("Same price as last year, please", {"unit_price": "10"}),
        ("We accept your payment terms, the price is 9.70", {"payment_days": "60", "unit_price": "9.7"}),
        ("Treffen wir uns in der Mitte", {"unit_price": "9.6"}),
        ("9.50 if you double the volume", {"unit_price": "9.5", "volume": "20000"}),
    ],
)
def test_a_reference_is_resolved_from_what_both_sides_know(text: str, expected: dict[str, str]) -> None:
    assert package(text) == expected


def test_without_two_offers_there_is_no_middle() -> None:
    assert read("Let's split the difference", replace(BOXES, supplier_offer=None)).package == {}


def test_a_refused_reference_is_not_resolved() -> None:
    assert read("We cannot split the difference").package == {}


@pytest.mark.parametrize(
    "text", ["OK, split it", "Fifty-fifty on the gap?", "How about we each give half?", "Halbe-Halbe"]
)
def test_half_each_is_the_middle_of_the_two_prices(text: str) -> None:
    assert package(text) == {"unit_price": "9.6"}


@pytest.mark.parametrize("text", ["Could you split it into two deliveries?", "We split it over two plants"])
def test_what_else_is_split_is_no_price(text: str) -> None:
    assert package(text) == {}
