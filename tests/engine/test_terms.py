"""Levers, terms and trade-offs: what a value may be, and what stays equal."""

from decimal import Decimal, localcontext

import pytest

from negotiation.engine import Lever, Terms, TermsError, TradeOff, Turn, decide
from negotiation.engine.terms import as_plain
from tests.engine.test_worked_example import PACKAGING, TWO_PERCENT_OFF_NET_45


def test_terms_are_equal_however_they_are_spelled() -> None:
    assert Terms({"unit_price": "9.60"}) == Terms(unit_price=9.6) == {"unit_price": Decimal("9.6")}
    assert hash(Terms(a=1, b="2.0")) == hash(Terms(b=2, a="1.00"))


def test_a_float_is_taken_as_it_reads_and_not_as_it_is_stored() -> None:
    assert Terms(unit_price=9.1)["unit_price"] == Decimal("9.1")


def test_terms_cannot_be_changed() -> None:
    terms = Terms(unit_price=9)
    with pytest.raises(TypeError):
        terms["unit_price"] = Decimal(1)  # type: ignore[index]


def test_merging_makes_new_terms_and_leaves_both_as_they_were() -> None:
    offer, answer = Terms(unit_price=9, payment_days=60), Terms(payment_days=45)
    assert offer.merged_with(answer) == Terms(unit_price=9, payment_days=45)
    assert offer == Terms(unit_price=9, payment_days=60)


RUBBISH = ["", "ten", None, [9], {}, True, "NaN", "sNaN", "-Infinity", float("inf"), "1e15", 10**5000]


@pytest.mark.parametrize("value", RUBBISH, ids=lambda value: type(value).__name__)
def test_what_nobody_could_agree_on_is_refused_by_name(value: object) -> None:
    with pytest.raises(TermsError, match="unit_price"):
        Terms({"unit_price": value})  # type: ignore[dict-item]


def test_a_number_with_endless_decimals_is_refused() -> None:
    assert Terms(unit_price=Decimal(1) / 3)["unit_price"] < 1
    with pytest.raises(TermsError):
        Terms(unit_price="1e-999999")


def test_values_are_written_without_an_exponent() -> None:
    assert Terms(volume="1E+4", unit_price="9.60").as_dict() == {"volume": "10000", "unit_price": "9.60"}
    assert as_plain(Decimal("1E-7")) == "0.0000001"


def test_a_lever_takes_its_numbers_in_any_spelling() -> None:
    spelled = Lever("unit_price", 10, 9.4, "10.00", "50", "0.10", options=["9.4", 10])
    assert spelled == Lever(
        "unit_price", "10", "9.4", 10, 50.0, Decimal("0.1"), options=(Decimal("9.40"), Decimal("10"))
    )
    assert spelled.weight == 50.0


def test_a_lever_keeps_what_is_no_number_for_the_policy_to_name() -> None:
    assert Lever("unit_price", "today's", 9, 10, 1, 1).baseline == "today's"


def test_a_trade_off_takes_its_numbers_in_any_spelling() -> None:
    assert TradeOff("contract_months", 12, "unit_price", 9.7) == TradeOff("contract_months", "12", "unit_price", "9.70")


def test_a_turn_takes_terms_as_a_dict_as_terms_or_not_at_all() -> None:
    assert Turn("supplier", ["offer"], {"unit_price": 9}) == Turn("supplier", ("offer",), Terms(unit_price=9))
    assert Turn("supplier", ("question",), None).terms == Terms()
    assert not Turn("supplier", ("question",)).is_offer


def test_the_callers_decimal_context_changes_nothing() -> None:
    history = (decide(PACKAGING, ()).as_turn(), Turn("supplier", ("offer",), TWO_PERCENT_OFF_NET_45))
    expected = decide(PACKAGING, history)
    with localcontext() as context:
        context.prec = 2
        assert decide(PACKAGING, history) == expected
