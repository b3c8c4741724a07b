"""What both sides can see."""

from decimal import Decimal

from negotiation.language import Kind, PublicLever
from tests.language.rooms import BOXES


def test_a_lever_that_an_admin_added_counts_what_its_unit_says() -> None:
    assert PublicLever("warranty", unit="months").kind is Kind.MONTHS
    assert PublicLever("scrap", unit="%").kind is Kind.PERCENT
    assert PublicLever("pallets").kind is Kind.NUMBER


def test_an_unknown_lever_has_no_baseline() -> None:
    assert BOXES.baseline("delivery_days") is None


def test_public_numbers_are_baselines_options_list_price_and_offers() -> None:
    assert {Decimal(10), Decimal("12.50"), Decimal("9.40"), Decimal("9.80"), Decimal(60)} <= BOXES.numbers
