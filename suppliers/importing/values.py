"""What people write into cells: numbers with points or commas, dates, yes and no, and formulas, which are refused."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from suppliers.importing.faults import CellFault

_RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula
_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d\s(.,]|$)")
_SPACES = re.compile(r"[\s'’]")  # between thousands
_STRAY = re.compile(r"[\s'’](?!\d{3}(?!\d))")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_GROUPED = {sign: re.compile(rf"[+-]?\d{{1,3}}(\{sign}\d{{3}})+") for sign in ".,"}
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "oui", "o", "sí", "si", "s"})
NO = frozenset({"no", "n", "false", "0", "-", "nein", "non"})


def text(cell: str) -> str:
    """The text of a cell, without blanks around it. Raises CellFault for a formula.

    A spreadsheet marks as text, by an apostrophe, what would be a formula; the mark is taken off.
    """
    if _FORMULA.match(cell.strip()):
        raise CellFault(f"“{shortened(cell)}” is a formula. Put in its value, or an apostrophe before a text.")
    return unmarked(cell)


def unmarked(cell: str) -> str:
    """The same for what is only looked up."""
    stripped = cell.strip()
    return stripped[1:] if stripped.startswith("'") and stripped[1:2] in _RISKY else stripped


def escaped(value: str) -> str:
    """The text so that no spreadsheet takes it for a formula; `text` takes the mark off again."""
    return f"'{value}" if value[:1] in _RISKY else value


def number(cell: str, decimal_sign: str) -> Decimal:
    """A number as people write it: `1.234,50`, `1,234.50`, `1 234.5`. Raises CellFault.

    `decimal_sign` is what the file's other numbers have; empty when they do not tell, and then `1.234` is refused: it
    may be either.
    """
    bare = _SPACES.sub("", cell)
    if not _NUMBER.fullmatch(bare) or _STRAY.search(cell.strip()):
        raise CellFault(f"“{shortened(cell)}” is no number; one such as 1234.50 is expected.")
    own = _decimal_sign(bare)
    if own == "?":
        own = decimal_sign
        if not own:
            either = f"{_as(bare, '.')} or {_as(bare, ',')}"
            raise CellFault(f"“{cell}” may be {either}: say which decimal sign the file has.")
    elif own and decimal_sign and own != decimal_sign:
        raise CellFault(f"“{cell}” has another decimal sign than the file, “{decimal_sign}”.")
    if not _is_well_formed(bare, own):
        raise CellFault(f"“{cell}” is no number: its points and commas do not stand where they would.")
    return Decimal(_as(bare, own))


def decimal_sign(cells: Iterable[str]) -> str:
    """The sign before decimals in a column's cells: `.` or `,`; empty when none tells, or they disagree."""
    found = {_decimal_sign(_SPACES.sub("", cell)) for cell in cells} & {".", ","}
    return found.pop() if len(found) == 1 else ""


def _decimal_sign(bare: str) -> str:
    """`.` or `,`; empty for a number without decimals, or no number at all; `?` where both may be meant."""
    if not _NUMBER.fullmatch(bare):
        return ""
    signs = [character for character in bare if character in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."  # a sign that comes twice parts thousands
    before, after = bare.lstrip("+-").split(signs[0])
    could_be_thousands = len(after) == 3 and 1 <= len(before) <= 3 and before != "0"
    return "?" if could_be_thousands else signs[0]


def _is_well_formed(bare: str, sign: str) -> bool:
    """Whether what is before the decimals has no separators, or one after every third digit."""
    whole, _, decimals = bare.partition(sign) if sign else (bare, "", "")
    if decimals and not decimals.isdigit():
        return False
    return whole.lstrip("+-").isdigit() or any(pattern.fullmatch(whole) for pattern in _GROUPED.values())


def _as(bare: str, sign: str) -> str:
    """The number with a point for this decimal sign, and without the other."""
    other = {".": ",", ",": "."}.get(sign, "")
    return bare.replace(other, "").replace(sign, ".") if sign else bare.replace(".", "").replace(",", "")


def day(cell: str) -> date:
    """A date: 2026-12-31, 31.12.2026, 31/12/2026. Raises CellFault, also where day and month may be exchanged."""
    found = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T]00:00(?::00)?)?", cell)
    if found:
        return _date(cell, *map(int, found.groups()))
    if found := re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", cell):
        first, second, year = map(int, found.groups())
        return _date(cell, year, second, first)
    if found := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", cell):
        first, second, year = map(int, found.groups())
        if first <= 12 and second <= 12 and first != second:
            either = f"{_date(cell, year, second, first)} or {_date(cell, year, first, second)}"
            raise CellFault(f"“{cell}” may be {either}; write it so.")
        return _date(cell, year, *((first, second) if second > 12 else (second, first)))
    raise CellFault(f"“{shortened(cell)}” is no date; one such as 2026-12-31 is expected.")


def _date(cell: str, year: int, month: int, on: int) -> date:
    try:
        return date(year, month, on)
    except ValueError as error:
        raise CellFault(f"“{cell}” is no date: there is no such day.") from error


def yes_or_no(cell: str) -> bool:
    """Raises CellFault."""
    if cell.casefold() in YES | NO:
        return cell.casefold() in YES
    raise CellFault(f"“{shortened(cell)}” is neither yes nor no.")


def shortened(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:57]}…"
