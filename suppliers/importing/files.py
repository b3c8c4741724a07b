"""From bytes to rows: encodings, separators and quotation marks as spreadsheets write them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from suppliers.importing import columns
from suppliers.importing.faults import FileFault

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
ENCODINGS: Mapping[str, str] = {
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows (Western Europe)",
    "cp1250": "Windows (Central Europe)",
    "iso-8859-15": "ISO 8859-15 (Latin 9)",
    "utf-16": "UTF-16",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_TEXT = (b"PK\x03\x04", "an Excel workbook"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"), (b"%PDF", "a PDF")


@dataclass(frozen=True)
class Row:
    """`number` is as a spreadsheet counts: the headers are row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file's rows. `names` are what its headers mean, empty where they mean nothing; `notes` how it was read."""

    headers: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read(subject: str, content: bytes, encoding: str = "") -> Sheet:
    """The rows of a file of suppliers, contracts or purchases. Raises FileFault when it is none."""
    if len(content) > MOST_BYTES:
        raise too_large(len(content))
    text, notes = _decode(content, encoding)
    separator = _separator(subject, text)
    records = _records(text, separator)
    headers = _headers(records)
    names = tuple(columns.understand(subject, headers))
    rows = _rows(records)
    notes += [f"Its cells are separated by {SEPARATORS[separator]}."] if separator != "," else []
    notes += [f"The column “{header}” is not known here and is left out." for header in _unknown(headers, names)]
    return Sheet(headers, names, tuple(rows), tuple(notes))


def too_large(size: int) -> FileFault:
    most = MOST_BYTES / 1e6
    return FileFault(f"The file has {size / 1e6:.0f} MB; up to {most:.0f} MB can be read at once. Split it.")


def _unknown(headers: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    return [header for header, name in zip(headers, names, strict=True) if header and not name]


def _rows(records: Iterator[tuple[int, tuple[str, ...]]]) -> list[Row]:
    rows = [Row(number, cells) for number, cells in records if any(cell.strip() for cell in cells)]
    if not rows:
        raise FileFault("The file has no rows below its headers.")
    if len(rows) > MOST_ROWS:
        raise FileFault(f"The file has {len(rows):,} rows; up to {MOST_ROWS:,} can be imported at once. Split it.")
    return rows


def _decode(content: bytes, encoding: str) -> tuple[str, list[str]]:
    for start, kind in _NOT_TEXT:
        if content.startswith(start):
            raise FileFault(f"The file is {kind}. Save it as “CSV UTF-8” and import that.")
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    wanted = marked or encoding or "utf-8-sig"
    try:
        return _text(content, wanted), []
    except UnicodeDecodeError as error:
        if wanted == encoding or marked:
            raise FileFault(f"The file is not {ENCODINGS[wanted]}: {_where(content, error)}.") from error
    try:
        text = _text(content, "cp1252")
    except UnicodeDecodeError as error:
        raise FileFault(
            f"The file is neither UTF-8 nor Windows text: {_where(content, error)}. Save it as “CSV UTF-8”."
        ) from error
    return text, ["The file is not UTF-8. It was read as Windows text: look whether names with accents are right."]


def _text(content: bytes, encoding: str) -> str:
    text = content.decode(encoding)
    if "\0" in text:
        raise FileFault("The file holds characters that no text has. Save it as “CSV UTF-8” and import that.")
    return text


def _where(content: bytes, error: UnicodeDecodeError) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    return f"the byte {content[error.start]:02X} in line {line} is no character"


def _separator(subject: str, text: str) -> str:
    """The one that makes most sense of the headers."""
    scores = {}
    for sign in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        scores[sign] = columns.known(subject, next((cells for cells in reader if _is_header(cells)), []))
    return max(scores, key=lambda sign: scores[sign])


def _headers(records: Iterator[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in next((cells for _, cells in records if _is_header(cells)), ()))


def _is_header(cells: Sequence[str]) -> bool:
    """Not an empty line, nor the `sep=;` by which a spreadsheet is told the separator."""
    return any(cell.strip() for cell in cells) and not cells[0].startswith("sep=")


def _records(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each record with its number. Raises FileFault where quotation marks do not match: nothing after is certain."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, tuple(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise FileFault(
                f"Row {number} (line {reader.line_num}) cannot be read: {error}. "
                "A quotation mark inside a text is written twice, and the text has one at both ends."
            ) from error
