"""Rows of one file that speak of the same thing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from suppliers.importing import values
from suppliers.importing.columns import Subject
from suppliers.importing.resources import Cells

Key = tuple[str, ...]


@dataclass(frozen=True)
class Repeat:
    """A row that an earlier one, `of`, came before. Equal rows count once; different ones cannot both be right."""

    of: int
    is_equal: bool
    because: str


def find(subject: str, rows: Sequence[tuple[int, Cells]]) -> dict[int, Repeat]:
    """The repeated rows by their number."""
    seen: dict[tuple[str, Key], tuple[int, Cells]] = {}
    repeats: dict[int, Repeat] = {}
    for number, cells in rows:
        for what, key in _keys(subject, cells):
            first, before = seen.setdefault((what, key), (number, cells))
            if first != number and number not in repeats:
                repeats[number] = _repeat(what, first, is_equal=_plain(before) == _plain(cells))
    return repeats


def _repeat(what: str, first: int, *, is_equal: bool) -> Repeat:
    if is_equal:
        return Repeat(first, True, f"The same as row {first}; it counts once.")
    return Repeat(first, False, f"It has the {what} of row {first}, and says something else. Keep one of them.")


def _keys(subject: str, cells: Cells) -> Iterator[tuple[str, Key]]:
    """What must not come twice, with its name."""
    for what, names in _UNIQUE[subject].items():
        if all(name in cells for name in names):
            yield what, tuple(values.unmarked(cells[name]) for name in names)
    if subject == Subject.PURCHASES and "reference" not in cells:
        yield "order", tuple(f"{name} {value}" for name, value in sorted(_plain(cells).items()))


def _plain(cells: Cells) -> dict[str, str]:
    return {name: values.unmarked(cell) for name, cell in cells.items()}


_UNIQUE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    Subject.SUPPLIERS: {"number": ("number",), "name": ("name",)},
    Subject.CONTRACTS: {"supplier and title": ("supplier_number", "title")},
    Subject.PURCHASES: {"reference": ("supplier_number", "contract", "reference")},
}
