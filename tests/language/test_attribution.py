"""Whose number it is."""

import pytest

from tests.language.rooms import package, read


@pytest.mark.parametrize(
    "text",
    ["9.40 won't work for us", "9.40?? no chance", "6% off? You must be joking", "You asked for 60 days, impossible."],
)
def test_a_refused_number_is_the_buyers(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.package) == ("reject", {})


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("You said 9.40; I can live with 9.70", "9.7"),
        ("From 9.80 I can move to 9.74", "9.74"),
        ("9.62 instead of 9.40", "9.62"),
        ("We cannot go below 9.75", "9.75"),
        ("9.80, sorry I mean 9.70", "9.7"),
        ("Between 9.60 and 9.70", "9.7"),
        ("Fine, you get your 9.40 from January", "9.4"),
        ("We quoted 9.95 to another client, to you I give 9.79", "9.79"),
        ("Half of the 6% you want: 3%", "9.7"),
        ("Ten percent? No. Two percent? Yes.", "9.8"),
    ],
)
def test_of_two_numbers_the_suppliers_own_counts(text: str, price: str) -> None:
    assert package(text) == {"unit_price": price}


def test_the_buyers_number_with_a_condition_is_taken() -> None:
    assert package("Your 9.40 if net 30") == {"unit_price": "9.4", "payment_days": "30"}


@pytest.mark.parametrize(
    "text", ["Other customers pay 10.20 for it", "Our best customer pays 9.90", "60 customers already pay 9.90"]
)
def test_other_peoples_prices_are_no_offer(text: str) -> None:
    assert package(text) == {}


def test_a_number_that_is_only_asked_about_is_no_offer() -> None:
    assert read("Why do you need 60 days?").intent == "question"


def test_is_it_the_longest_asks_and_is_it_ok_offers() -> None:
    assert read("Is 45 days the longest you offer?").intent == "question"
    assert package("Is 45 days ok for you?") == {"payment_days": "45"}


def test_a_not_at_refuses_the_number_behind_it() -> None:
    reading = read("Deal? Not at 9.60.")
    assert (reading.intent, reading.package) == ("reject", {})


def test_the_payment_that_is_left_does_not_count() -> None:
    assert package("Correction: net 45 not net 54") == {"payment_days": "45"}
    assert package("45 instead of 60 days and 9.80") == {"payment_days": "45", "unit_price": "9.8"}
