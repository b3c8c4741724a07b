"""What a file's columns may be called, and what they mean."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suppliers.importing.faults import FileFault
from suppliers.models import ImportRun

Subject = ImportRun.Subject
LEVERS = {
    "unit_price": "Unit price today",
    "payment_days": "Days until payment today",
    "contract_months": "Length of the contract in months",
    "rebate_pct": "Rebate in per cent",
    "volume": "Volume committed to",
    "delivery_days": "Days until delivery",
}
TERM = "term_"  # a column of another lever is called so: term_warranty_months


@dataclass(frozen=True)
class Column:
    """One column. `is_key`: rows are found by it, so no file can be without; `is_needed`: new rows must fill it."""

    name: str
    help: str
    is_key: bool = False
    is_needed: bool = False
    is_number: bool = False
    aliases: tuple[str, ...] = ()


def _key(name: str, help: str, *aliases: str, is_number: bool = False) -> Column:
    return Column(name, help, is_key=True, is_needed=True, is_number=is_number, aliases=aliases)


def _needed(name: str, help: str, *aliases: str, is_number: bool = False) -> Column:
    return Column(name, help, is_needed=True, is_number=is_number, aliases=aliases)


def _free(name: str, help: str, *aliases: str) -> Column:
    return Column(name, help, aliases=aliases)


_SUPPLIER = ("supplier_no", "supplier_id", "vendor_number", "vendor_no", "vendor_id", "supplier")
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    Subject.SUPPLIERS: (
        _key("number", "As your own systems know the supplier", "supplier_number", *_SUPPLIER),
        _needed("name", "Of the company", "supplier_name", "company", "vendor_name"),
        _free("approved", "yes or no", "is_approved"),
        _free("contact_name", "The person who negotiates", "contact", "contact_person"),
        _free("email", "Where invitations go", "e_mail", "mail", "email_address"),
        _free("phone", "Of the contact", "telephone"),
        _free("language", "en, de, fr or es"),
        _free("country", "ISO 3166 code, such as DE"),
        _free("locale", "How numbers and dates are written, such as de_DE"),
        _free("time_zone", "IANA name, such as Europe/Berlin", "timezone"),
        _free("performance_notes", "How well they deliver", "performance"),
        _free("compliance_notes", "Audits, certificates", "compliance"),
    ),
    Subject.CONTRACTS: (
        _key("supplier_number", "Of a supplier in the directory", "number", *_SUPPLIER),
        _key("title", "What is bought, as both sides call it", "contract", "contract_title"),
        _free("category", "Name of a category in the directory"),
        _free("currency", "ISO 4217 code, such as EUR; when empty, a new contract has its category's"),
        _needed("unit", "What one price buys: box, hour, seat"),
        _needed("annual_quantity", "Units bought in a year", "quantity_a_year", "annual_volume", is_number=True),
        _free("ends_on", "Date, best as 2026-12-31", "end", "end_date", "ends"),
        *(Column(lever, means, is_needed=lever == "unit_price", is_number=True) for lever, means in LEVERS.items()),
    ),
    Subject.PURCHASES: (
        _key("supplier_number", "Of a supplier in the directory", "number", *_SUPPLIER),
        _key("contract", "Title of one of its contracts", "title", "contract_title"),
        _free("reference", "Your order number; without one, the same order twice counts once", "order", "order_number"),
        _key("ordered_on", "Date, best as 2026-12-31", "order_date", "date"),
        _key("quantity", "Units bought", is_number=True),
        _key("unit_price", "What was really paid for one", "price", is_number=True),
        _needed("payment_days", "Days until payment", is_number=True),
    ),
}


def understand(subject: str, headers: Sequence[str]) -> list[str]:
    """The name of each column, empty for one that is not known. Raises FileFault when rows cannot be found by them."""
    names = {alias: column.name for column in COLUMNS[subject] for alias in column.aliases}
    names |= {column.name: column.name for column in COLUMNS[subject]}  # a name beats another one's alias
    found = [_name(header, names, subject) for header in headers]
    twice = [name for name, count in Counter(found).items() if name and count > 1]
    if twice:
        raise FileFault(f"Two columns mean {_listed(twice)}: {_listed(_headers_of(twice[0], found, headers))}.")
    missing = [column.name for column in COLUMNS[subject] if column.is_key and column.name not in found]
    if missing:
        raise FileFault(
            f"A file of {subject} needs the column{'s' if len(missing) > 1 else ''} {_listed(missing)}. "
            f"The first row of this one has {_listed(headers) if any(headers) else 'nothing'}."
        )
    return found


def known(subject: str, headers: Sequence[str]) -> int:
    """How many of these headers mean something."""
    names = {name for column in COLUMNS[subject] for name in (column.name, *column.aliases)}
    return sum(_plain(header) in names for header in headers)


def numbers(subject: str) -> frozenset[str]:
    """The columns that hold numbers, but for those of further levers."""
    return frozenset(column.name for column in COLUMNS[subject] if column.is_number)


def needed(subject: str) -> tuple[str, ...]:
    return tuple(column.name for column in COLUMNS[subject] if column.is_needed)


def _name(header: str, names: Mapping[str, str], subject: str) -> str:
    plain = _plain(header)
    if subject == Subject.CONTRACTS and re.fullmatch(TERM + r"[a-z]\w*", plain):
        return plain
    return names.get(plain, "")


def _plain(header: str) -> str:
    """`Supplier number ` is `supplier_number`."""
    return re.sub(r"\W+", "_", header.strip().casefold()).strip("_")


def _headers_of(name: str, found: Sequence[str], headers: Sequence[str]) -> list[str]:
    return [header for header, one in zip(headers, found, strict=True) if one == name]


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names if name]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
