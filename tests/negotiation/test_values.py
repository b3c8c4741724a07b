"""What a supplier writes into a lever's field, and what it is told when that is no value."""

from decimal import Decimal

import pytest

from negotiation.engine import Terms
from negotiation.facts import Facts
from negotiation.language import PublicLever
from negotiation.messages import Refused
from negotiation.values import is_surprising, parse_terms


def facts(locale: str = "en_IE") -> Facts:
    return Facts(
        title="Boxes",
        category="Packaging",
        buyer="Buyer",
        supplier="Supplier",
        currency="EUR",
        unit="box",
        locale=locale,
        annual_quantity=Decimal(20_000),
        levers=(
            PublicLever("unit_price", baseline=Decimal("10.00")),
            PublicLever("payment_days", unit="days", baseline=Decimal(30)),
            PublicLever("rebate_pct", unit="%", baseline=Decimal(0)),
        ),
    )


@pytest.mark.parametrize(
    ("written", "locale", "value"),
    [
        ("9.60", "en_IE", "9.6"),
        ("9,60", "en_IE", "9.6"),
        ("9,60", "de_DE", "9.6"),
        ("9.60", "de_DE", "9.6"),
        (" 9.60 ", "en_IE", "9.6"),
        ("1,250.50", "en_IE", "1250.5"),
        ("1.250,50", "de_DE", "1250.5"),
        ("1 250,50", "fr_FR", "1250.5"),
        ("1\u202f250,50", "fr_FR", "1250.5"),
        ("1'250.50", "de_CH", "1250.5"),
        ("0.0000004", "en_IE", "0"),
        ("100", "en_IE", "100"),
        (Decimal("9.600000"), "en_IE", "9.6"),
        (Decimal("1E+3"), "en_IE", "1000"),
        (Decimal("-0.0"), "en_IE", "0"),
        ("9.60", "no such locale", "9.6"),
        ("9.60", "tlh", "9.6"),
        ("9,60", "", "9.6"),
    ],
)
def test_it_reads_a_number_as_its_locale_writes_it_and_keeps_one_spelling(
    written: str | Decimal, locale: str, value: str
) -> None:
    terms = parse_terms({"unit_price": written}, facts(locale))
    assert str(terms["unit_price"]) == value


WRONG: dict[str, tuple[dict[str, str | Decimal], str]] = {
    "nothing": ({}, "no_terms"),
    "an unknown lever": ({"kickback": "5"}, "unknown_lever"),
    "words": ({"unit_price": "cheap"}, "not_a_number"),
    "an empty text": ({"unit_price": " "}, "not_a_number"),
    "NaN": ({"unit_price": "NaN"}, "not_a_number"),
    "a signalling NaN": ({"unit_price": "sNaN"}, "not_a_number"),
    "infinity": ({"unit_price": "Infinity"}, "not_a_number"),
    "infinity with a comma": ({"unit_price": "1,Infinity"}, "not_a_number"),
    "two numbers": ({"unit_price": "9.60 9.70"}, "not_a_number"),
    "a date": ({"unit_price": "1.2.2026"}, "not_a_number"),
    "a number below zero": ({"unit_price": "-1"}, "out_of_range"),
    "a number beyond all trade": ({"unit_price": "10000000000000"}, "out_of_range"),
    "a number without end": ({"unit_price": Decimal("1e999999")}, "out_of_range"),
    "an exponent that would fill the memory": ({"unit_price": "1e999999999"}, "not_a_number"),
    "half a day": ({"payment_days": "30.5"}, "not_whole"),
}


@pytest.mark.parametrize(("raw", "code"), WRONG.values(), ids=WRONG.keys())
def test_it_refuses_what_is_no_value_with_a_sentence(raw: dict[str, str | Decimal], code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_terms(raw, facts())
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("written", ["1e3", "1,1e999999", "1,0e99999999", "1,1e-99999999", "1,1e99999999999999999999"])
@pytest.mark.parametrize("locale", ["en_IE", "de_DE"])
def test_it_refuses_exponents_before_any_formatter_writes_them_out(written: str, locale: str) -> None:
    with pytest.raises(Refused, match="not a number"):
        parse_terms({"unit_price": written}, facts(locale))


def test_it_names_the_levers_that_there_are_when_one_is_unknown() -> None:
    with pytest.raises(Refused, match="unit_price, payment_days, rebate_pct"):
        parse_terms({"volume": "5"}, facts())


@pytest.mark.parametrize(
    ("price", "surprising"),
    [("9.60", False), ("5", False), ("20", False), ("4.99", True), ("20.01", True), ("0", True)],
)
def test_it_finds_a_price_far_from_todays_surprising(price: str, surprising: bool) -> None:
    assert is_surprising(Terms(unit_price=price), facts()) is surprising


def test_it_finds_other_levers_never_surprising() -> None:
    assert not is_surprising(Terms(payment_days="365", rebate_pct="99"), facts())
