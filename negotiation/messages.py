"""What a supplier can send into a room, and the refusals that come back. The edges parse into these."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

MAX_TEXT = 4_000  # characters of one message; the longest letters that suppliers send are half of it
MAX_CLIENT_ID = 64


class Refused(Exception):
    """A message that changes nothing. `code` is for programs, `sentence` tells a person what would be right."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str]]:
        return Refused, (self.code, self.sentence)  # it travels between processes


@dataclass(frozen=True, kw_only=True)
class SupplierMessage:
    """`client_id` is the sender's own; the same one twice is one message."""

    client_id: str


@dataclass(frozen=True, kw_only=True)
class Say(SupplierMessage):
    """Free text."""

    text: str


@dataclass(frozen=True, kw_only=True)
class MakeOffer(SupplierMessage):
    """Explicit values for some or all levers, as numbers or as a person writes them.

    A note is kept for people and never read for numbers.
    """

    terms: Mapping[str, Decimal | str]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Accept(SupplierMessage):
    """The press on one package of the offer that lies on the table."""

    offer: int
    package: int = 0


@dataclass(frozen=True, kw_only=True)
class Confirm(SupplierMessage):
    """The term sheet is right."""


@dataclass(frozen=True, kw_only=True)
class Decline(SupplierMessage):
    """The term sheet is not what was meant."""


@dataclass(frozen=True, kw_only=True)
class AskPerson(SupplierMessage):
    """A person, please."""
