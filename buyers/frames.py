"""What arrives on a buyer's socket in a room, parsed. Nothing unparsed gets further than here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from negotiation.messages import Refused
from suppliers.frames import Hello, Seen, Typing, client_id_in, parsed, terms_in, text_in, whole_in

MOST_REASON = 500  # characters
MOST_NAME = 150


@dataclass(frozen=True)
class Act:
    """Something that a person does in a room. The same `client_id` twice is one act."""

    client_id: str


@dataclass(frozen=True)
class Say(Act):
    """Words to the supplier, with terms or without; `because` says why these are right, outside the playbook."""

    text: str
    terms: Mapping[str, Decimal | str] = field(default_factory=dict)
    because: str = ""


@dataclass(frozen=True)
class Note(Act):
    """Words for colleagues only."""

    text: str


@dataclass(frozen=True)
class Claim(Act):
    """Take over, from the bot or from nobody."""


@dataclass(frozen=True)
class Release(Act):
    """Let any colleague have the room."""


@dataclass(frozen=True)
class Reassign(Act):
    """Pass the room on to a colleague, by user name."""

    to: str


Frame = Hello | Typing | Seen | Act


def parse(text: str | None) -> Frame:
    """The frame. Raises Refused with a code and a sentence for everything that is none."""
    return parsed(text, _PARSERS)


def _say(data: Mapping[str, Any]) -> Say:
    text = text_in(data, "text").strip() if data.get("text") is not None else ""
    terms = terms_in(data["terms"]) if data.get("terms") is not None else {}
    if not text and not terms:
        raise Refused("empty", "Write something, or name terms; then it can be sent.")
    because = text_in(data, "because").strip() if data.get("because") is not None else ""
    return Say(client_id_in(data, is_required=True), text, terms, because[:MOST_REASON])


def _note(data: Mapping[str, Any]) -> Note:
    text = text_in(data, "text").strip()
    if not text:
        raise Refused("empty", "Write something; then it can be kept.")
    return Note(client_id_in(data, is_required=True), text)


def _reassign(data: Mapping[str, Any]) -> Reassign:
    return Reassign(client_id_in(data), text_in(data, "to").strip()[:MOST_NAME])


_PARSERS: dict[str, Callable[[Mapping[str, Any]], Frame]] = {
    "hello": lambda data: Hello(seen=whole_in(data, "seen") if data.get("seen") is not None else 0),
    "say": _say,
    "note": _note,
    "claim": lambda data: Claim(client_id_in(data)),
    "release": lambda data: Release(client_id_in(data)),
    "reassign": _reassign,
    "typing": lambda data: Typing(),
    "seen": lambda data: Seen(whole_in(data, "seq")),
}
