"""What arrives on a supplier's socket, parsed into what a supplier can say. Nothing unparsed gets further than here."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, TypeGuard, TypeVar
from uuid import uuid4

from negotiation.messages import (
    MAX_CLIENT_ID,
    MAX_TEXT,
    Accept,
    AskPerson,
    Confirm,
    Decline,
    MakeOffer,
    Refused,
    Say,
    SupplierMessage,
)

# Characters: the longest message, every character escaped as a surrogate pair ("\ud83d\ude00"), and room to spare.
MAX_FRAME = 12 * MAX_TEXT + 16_000
MAX_LEVERS = 50


@dataclass(frozen=True)
class Hello:
    """A client is there, and has seen every event up to `seen`."""

    seen: int


@dataclass(frozen=True)
class Typing:
    """Somebody is typing."""


@dataclass(frozen=True)
class Seen:
    """Somebody has looked at every event up to `seq`, on a screen."""

    seq: int


Frame = Hello | Typing | Seen | SupplierMessage
T = TypeVar("T")


def parse(text: str | None) -> Frame:
    """The frame. Raises Refused with a code and a sentence for everything that is none."""
    return parsed(text, _PARSERS)


def parsed(text: str | None, parsers: Mapping[str, "Callable[[Mapping[str, Any]], T]"]) -> T:
    """What the parser for its type makes of a frame. Raises Refused where there is none, or it is no frame."""
    if text is None:
        raise Refused("bad_frame", "Send text frames with one JSON object each.")
    if len(text) > MAX_FRAME:
        raise Refused("too_long", f"A frame has at most {MAX_FRAME:,} characters.")
    try:
        data = _JSON.decode(text)
    except (ValueError, RecursionError, DecimalException) as error:
        raise Refused("bad_json", "This is not valid JSON.") from error
    if not isinstance(data, dict):
        raise Refused("bad_frame", "A frame is one JSON object.")
    kind = data.get("type")
    parser = parsers.get(kind) if isinstance(kind, str) else None
    if parser is None:
        raise Refused("unknown_type", f"The type of a frame is one of {', '.join(parsers)}.")
    return parser(data)


def client_id_of(text: str | None) -> str | None:
    """The client id of a frame that was refused, as far as it can be told, so that its sender knows which."""
    try:
        client_id = json.loads(text or "").get("client_id")
    except (ValueError, RecursionError, AttributeError):
        return None
    return client_id if _is_client_id(client_id) else None


def _say(data: Mapping[str, Any]) -> Say:
    text = text_in(data, "text").strip()
    if not text:
        raise Refused("empty", "The message is empty.")
    return Say(client_id=client_id_in(data, is_required=True), text=text)


def _offer(data: Mapping[str, Any]) -> MakeOffer:
    terms = data.get("terms")
    note = text_in(data, "note").strip() if data.get("note") is not None else ""
    return MakeOffer(client_id=client_id_in(data, is_required=True), terms=terms_in(terms), note=note)


def _accept(data: Mapping[str, Any]) -> Accept:
    return Accept(
        client_id=client_id_in(data, is_required=True),
        offer=whole_in(data, "offer"),
        package=whole_in(data, "package") if data.get("package") is not None else 0,
    )


def _hello(data: Mapping[str, Any]) -> Hello:
    return Hello(seen=whole_in(data, "seen") if data.get("seen") is not None else 0)


_PARSERS: dict[str, Callable[[Mapping[str, Any]], Frame]] = {
    "hello": _hello,
    "say": _say,
    "offer": _offer,
    "accept": _accept,
    "confirm": lambda data: Confirm(client_id=client_id_in(data)),
    "decline": lambda data: Decline(client_id=client_id_in(data)),
    "ask_person": lambda data: AskPerson(client_id=client_id_in(data)),
    "typing": lambda data: Typing(),
    "seen": lambda data: Seen(whole_in(data, "seq")),
}


def terms_in(terms: Any) -> dict[str, Decimal | str]:
    """Values by lever, as somebody gave them."""
    if not isinstance(terms, dict) or len(terms) > MAX_LEVERS:
        raise Refused("bad_terms", 'An offer has "terms": an object from lever to value.')
    return {_name(name): _value(name, value) for name, value in terms.items()}


def text_in(data: Mapping[str, Any], key: str) -> str:
    text = data.get(key)
    if not isinstance(text, str):
        raise Refused("bad_frame", f'"{key}" is a text.')
    if len(text) > MAX_TEXT:
        raise Refused("too_long", f"A message has at most {MAX_TEXT:,} characters; this one has {len(text):,}.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused("bad_text", "The message has characters that are not valid Unicode.") from error
    return text.replace("\x00", "")


def client_id_in(data: Mapping[str, Any], *, is_required: bool = False) -> str:
    client_id = data.get("client_id")
    if client_id is None and not is_required:
        return str(uuid4())
    if not _is_client_id(client_id):
        raise Refused(
            "bad_client_id", f'"client_id" is a text of 1 to {MAX_CLIENT_ID} characters, new for each message.'
        )
    return client_id


def _is_client_id(value: Any) -> TypeGuard[str]:
    """Printable: so that it can be kept, and sent back, everywhere. A lone surrogate could not."""
    return isinstance(value, str) and 0 < len(value) <= MAX_CLIENT_ID and value.isprintable()


def whole_in(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Refused("not_a_number", f'"{key}" is a whole number.')
    return value


def _name(name: str) -> str:
    if not name.isprintable():
        raise Refused("unknown_lever", "A lever's name is plain text.")
    return name


def _value(name: str, value: Any) -> Decimal | str:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise Refused("not_a_number", f"The value of {name[:40]!r} is not a number.")
    if isinstance(value, str) and len(value) > 40:
        raise Refused("not_a_number", f"The value of {name[:40]!r} is not a number.")
    return Decimal(value) if isinstance(value, int) else value


def _refuse_constant(constant: str) -> None:
    raise ValueError(constant)


_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
