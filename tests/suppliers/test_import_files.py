"""Files as spreadsheets and other systems write them."""

import pytest

from suppliers.importing import files
from suppliers.importing.faults import FileFault

HEADERS = "number,name,email\n"


def read(text: str, encoding: str = "utf-8") -> files.Sheet:
    return files.read("suppliers", text.encode(encoding))


def test_rows_are_numbered_as_a_spreadsheet_does_and_empty_ones_are_passed_over() -> None:
    sheet = read(HEADERS + "1,Müller,a@b.example\n\n,,\n2,Søren,c@d.example\n")
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [(2, "Müller"), (5, "Søren")]
    assert sheet.names == ("number", "name", "email")
    assert sheet.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_with_or_without_a_mark(encoding: str) -> None:
    assert read(HEADERS + "1,Müller,\n", encoding).rows[0].cells[1] == "Müller"


def test_a_windows_file_is_read_and_people_are_told_to_look() -> None:
    sheet = read(HEADERS + "1,Müller,\n", "cp1252")
    assert sheet.rows[0].cells[1] == "Müller"
    assert "look whether names with accents are right" in sheet.notes[0]


def test_a_chosen_encoding_is_used() -> None:
    sheet = files.read("suppliers", (HEADERS + "1,Łódź,\n").encode("cp1250"), "cp1250")
    assert sheet.rows[0].cells[1] == "Łódź"


def test_a_file_that_is_not_in_the_chosen_encoding_is_refused_with_the_place() -> None:
    with pytest.raises(FileFault, match="The file is not UTF-8: the byte FC in line 2 is no character"):
        files.read("suppliers", (HEADERS + "1,Müller,\n").encode("cp1252"), "utf-8-sig")


def test_a_file_that_is_no_text_in_any_encoding_is_refused() -> None:
    with pytest.raises(FileFault, match="neither UTF-8 nor Windows text: the byte 81 in line 2"):
        files.read("suppliers", HEADERS.encode() + b"1,M\x81ller,\n")


def test_a_workbook_is_refused_with_what_to_do() -> None:
    with pytest.raises(FileFault, match="an Excel workbook"):
        files.read("suppliers", b"PK\x03\x04rest")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_found_by_the_headers(separator: str) -> None:
    sheet = read((HEADERS + '1,"Müller; Söhne",x@y.example\n').replace(",", separator))
    assert sheet.rows[0].cells == ("1", "Müller; Söhne", "x@y.example")
    assert sheet.notes[0].startswith("Its cells are separated by ")


def test_the_hint_with_which_spreadsheets_name_the_separator_is_no_header() -> None:
    assert read("sep=;\nnumber;name\n1;Müller\n").names == ("number", "name")


def test_texts_may_hold_separators_quotation_marks_and_lines() -> None:
    sheet = read(HEADERS + '1,"Müller, ""Söhne""\nand more",\n2,Next,\n')
    assert [row.cells[1] for row in sheet.rows] == ['Müller, "Söhne"\nand more', "Next"]
    assert sheet.rows[1].number == 3


def test_headers_may_be_written_as_people_do() -> None:
    sheet = read("Supplier Number,Company,E-Mail\n1,Müller,\n")
    assert sheet.names == ("number", "name", "email")


def test_a_column_that_is_not_known_is_named() -> None:
    assert read("number,name,Colour\n1,Müller,red\n").notes == (
        "The column “Colour” is not known here and is left out.",
    )


def test_a_file_without_the_column_that_finds_rows_is_refused_with_what_it_has() -> None:
    with pytest.raises(FileFault, match=r"needs the column “number”\. The first row .* has “name” and “email”"):
        read("name,email\nMüller,\n")


def test_two_columns_that_mean_the_same_are_refused() -> None:
    with pytest.raises(FileFault, match="Two columns mean “email”: “email” and “E-Mail”"):
        read("number,email,E-Mail\n1,a@b.example,c@d.example\n")


def test_an_unclosed_quotation_mark_is_refused_with_its_row() -> None:
    with pytest.raises(FileFault, match=r"Row 3 .* cannot be read"):
        read(HEADERS + '1,Müller,\n2,"Söhne,\n3,More,\n')


@pytest.mark.parametrize("text", ["", "\n\n", "number,name\n"])
def test_a_file_without_rows_is_refused(text: str) -> None:
    with pytest.raises(FileFault):
        read(text)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(FileFault, match="3 rows; up to 2 can be imported at once"):
        read(HEADERS + "1,a,\n2,b,\n3,c,\n")
