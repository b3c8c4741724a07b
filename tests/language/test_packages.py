"""Terms, what they depend on, and packages side by side."""

import pytest

from tests.language.rooms import package, read, terms


def test_what_the_buyer_must_do_is_the_condition() -> None:
    reading = read("If you commit to 24 months we can do 9.60")
    assert reading.terms == terms(unit_price="9.60")
    assert reading.condition == terms(contract_months="24")
    assert reading.package == terms(contract_months="24", unit_price="9.60")


def test_a_price_is_never_a_condition() -> None:
    reading = read("45 days is fine if the price is 9.83")
    assert reading.terms["unit_price"] == terms(unit_price="9.83")["unit_price"]
    assert "unit_price" not in reading.condition


def test_of_several_packages_the_first_is_offered_and_all_are_kept() -> None:
    reading = read("Either 9.70 at 30 days or 9.80 at 60 days")
    assert reading.package == terms(unit_price="9.70", payment_days="30")
    assert [option.package for option in reading.alternatives] == [
        terms(unit_price="9.70", payment_days="30"),
        terms(unit_price="9.80", payment_days="60"),
    ]


def test_otherwise_names_a_second_package() -> None:
    reading = read("For a 36 month contract I could offer 9.50, otherwise 9.75")
    assert reading.package == terms(contract_months="36", unit_price="9.50")


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("9.40 or 60 days, not both", [{"unit_price": "9.40"}, {"payment_days": "60"}]),
        (
            "9.70 or maybe 9.75, net 30",
            [{"unit_price": "9.70", "payment_days": "30"}, {"unit_price": "9.75", "payment_days": "30"}],
        ),
        (
            "9.70 for 12 or 24 months",
            [{"unit_price": "9.70", "contract_months": "12"}, {"unit_price": "9.70", "contract_months": "24"}],
        ),
        (
            "net 45 or 9.60 with net 60",
            [{"payment_days": "45"}, {"unit_price": "9.60", "payment_days": "60"}],
        ),
    ],
)
def test_a_word_of_choice_sets_packages_side_by_side(text: str, packages: list[dict[str, str]]) -> None:
    assert [option.package for option in read(text).alternatives] == [terms(**each) for each in packages]


def test_a_range_downwards_is_no_choice() -> None:
    assert package("9.70 or less with 45 days") == {"unit_price": "9.7", "payment_days": "45"}


def test_a_price_beside_a_graded_one_is_the_one_offered() -> None:
    reading = read("9.75, 9.65 with a 24 month contract")
    assert [option.package for option in reading.alternatives] == [
        terms(unit_price="9.75"),
        terms(unit_price="9.65", contract_months="24"),
    ]


@pytest.mark.parametrize("text", ["9,70 a 30 días, 9,78 a 45", "9.70 at 30 days, 9.78 at 45"])
def test_the_second_of_two_prices_shares_the_days_of_the_first(text: str) -> None:
    assert [option.package for option in read(text).alternatives] == [
        terms(unit_price="9.70", payment_days="30"),
        terms(unit_price="9.78", payment_days="45"),
    ]


def test_a_price_for_prepayment_stands_beside_one_for_days() -> None:
    assert package("9.60 for prepayment, 9.75 for 30 days") == {"unit_price": "9.6", "payment_days": "0"}
