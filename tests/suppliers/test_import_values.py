"""What people write into cells."""

from datetime import date
from decimal import Decimal

import pytest

from suppliers.importing import values
from suppliers.importing.faults import CellFault


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234", "1234"),
        ("1234.5", "1234.5"),
        ("1234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("12'000.50", "12000.50"),
        ("1.234.567", "1234567"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("-5", "-5"),
    ],
)
def test_numbers_are_read_as_people_write_them(cell: str, value: str) -> None:
    assert values.number(cell, "") == Decimal(value)


@pytest.mark.parametrize(("sign", "value"), [(".", "1.234"), (",", "1234")])
def test_a_number_that_may_be_two_is_read_as_the_others_in_the_file(sign: str, value: str) -> None:
    assert values.number("1.234", sign) == Decimal(value)


def test_a_number_that_may_be_two_is_refused_with_both() -> None:
    with pytest.raises(CellFault, match=r"“1\.234” may be 1\.234 or 1234: say which decimal sign the file has"):
        values.number("1.234", "")


@pytest.mark.parametrize("cell", ["ten", "1,23.4", "12,34,567", "1E+5", "10 20", "", "€ 10", "NaN", "1.2.3"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(CellFault, match="is no number"):
        values.number(cell, "")


def test_a_file_of_commas_is_told_from_one_of_points() -> None:
    assert values.decimal_sign(["1.234", "10,5", "7"]) == ","
    assert values.decimal_sign(["1.234", "1,000.25"]) == "."
    assert values.decimal_sign(["1.234", "7"]) == ""
    assert values.decimal_sign(["1,5", "1.5"]) == ""


@pytest.mark.parametrize("cell", ["2026-12-31", "31.12.2026", "31/12/2026", "12/31/2026", "2026-12-31 00:00:00"])
def test_dates_are_read_as_people_write_them(cell: str) -> None:
    assert values.day(cell) == date(2026, 12, 31)


def test_a_date_of_which_day_and_month_may_be_exchanged_is_refused_with_both() -> None:
    with pytest.raises(CellFault, match="may be 2026-04-03 or 2026-03-04"):
        values.day("3/4/2026")


@pytest.mark.parametrize("cell", ["46112", "31.02.2026", "tomorrow"])
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(CellFault, match="is no date"):
        values.day(cell)


@pytest.mark.parametrize("cell", ["yes", "TRUE", "1", "x", "Ja", "oui", "sí"])
def test_a_yes_is_understood_in_four_languages(cell: str) -> None:
    assert values.yes_or_no(cell)


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(CellFault, match="“perhaps” is neither yes nor no"):
        values.yes_or_no("perhaps")


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x.example","Click")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-A1"])
def test_a_formula_is_refused(cell: str) -> None:
    with pytest.raises(CellFault, match="is a formula"):
        values.text(cell)


@pytest.mark.parametrize("cell", ["+49 30 1234", "+49 (0)30", "-", "−5 °C storage", "a=b"])
def test_what_only_looks_a_little_like_a_formula_is_kept(cell: str) -> None:
    assert values.text(cell) == cell


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1234", "-", "@home", "plain", "'tis"])
def test_an_exported_text_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    cell = values.escaped(text)
    assert cell[0] not in "=+-@"
    assert values.text(cell) == text
