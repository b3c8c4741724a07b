"""A value of a lever as both sides call it, in the numbers of each locale."""

from dataclasses import replace
from decimal import Decimal

import pytest

from negotiation.language import PublicLever
from negotiation.language.wording import describe, describe_commitment, describe_terms, joined, plural
from tests.language.rooms import BOXES, terms


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("lever", "value", "words"),
    [
        ("unit_price", "9.6", "9.60 EUR per box"),
        ("unit_price", "0.0125", "0.0125 EUR per box"),
        ("payment_days", "60", "Net 60"),
        ("payment_days", "0", "prepayment"),
        ("contract_months", "12", "12-month commitment"),
        ("contract_months", "1", "monthly"),
        ("rebate_pct", "3", "3 % rebate"),
        ("rebate_pct", "0", "no rebate"),
        ("volume", "20000", "20,000 boxes a year"),
        ("delivery_days", "1", "delivery in 1 day"),
        ("delivery_days", "14", "delivery in 14 days"),
    ],
)
def test_a_value_is_called_by_its_trade_name(lever: str, value: str, words: str) -> None:
    assert plain(describe(lever, Decimal(value), BOXES)) == words


@pytest.mark.parametrize(
    ("locale", "price"),
    [
        ("en_GB", "1,195.50 EUR per box"),
        ("de_DE", "1.195,50 EUR per box"),
        ("fr_FR", "1 195,50 EUR per box"),
        ("de_CH", "1’195.50 EUR per box"),
        ("de-DE", "1.195,50 EUR per box"),
        ("xx_nowhere", "1,195.50 EUR per box"),
    ],
)
def test_numbers_are_written_as_the_supplier_writes_them(locale: str, price: str) -> None:
    assert plain(describe("unit_price", Decimal("1195.50"), replace(BOXES, locale=locale))) == price


def test_terms_come_in_the_order_of_the_contract() -> None:
    line = describe_terms(terms(payment_days="60", unit_price="9.60"), BOXES)
    assert plain(line) == "9.60 EUR per box, Net 60"


def test_a_lever_that_an_admin_added_goes_by_its_label() -> None:
    context = replace(BOXES, levers=(PublicLever("scrap", label="Scrap rate", unit="%"),))
    assert plain(describe("scrap", Decimal("1.5"), context)) == "Scrap rate 1.5 %"


def test_a_commitment_reads_as_what_one_commits_to() -> None:
    assert plain(describe_commitment("contract_months", Decimal(12), BOXES)) == "12 months"
    assert plain(describe_commitment("volume", Decimal(25000), BOXES)) == "25,000 boxes a year"


def test_lists_and_plurals_are_english() -> None:
    assert [joined([]), joined("a"), joined("ab"), joined("abc")] == ["", "a", "a and b", "a, b and c"]
    assert [plural(word) for word in ("box", "hour", "assembly", "day")] == ["boxes", "hours", "assemblies", "days"]
