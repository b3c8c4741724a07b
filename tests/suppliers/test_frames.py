"""What a frame must be, and what each kind of wrong frame is told."""

import json
from decimal import Decimal
from typing import Any

import pytest

from negotiation.messages import MAX_TEXT, Accept, AskPerson, Confirm, Decline, MakeOffer, Refused, Say
from suppliers.frames import Hello, Typing, client_id_of, parse


def frame(**data: Any) -> str:
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        (frame(type="say", client_id="a", text=" Hello "), Say(client_id="a", text="Hello")),
        (frame(type="accept", client_id="a", offer=4), Accept(client_id="a", offer=4, package=0)),
        (frame(type="accept", client_id="a", offer=4, package=1), Accept(client_id="a", offer=4, package=1)),
        (frame(type="confirm", client_id="a"), Confirm(client_id="a")),
        (frame(type="decline", client_id="a"), Decline(client_id="a")),
        (frame(type="ask_person", client_id="a"), AskPerson(client_id="a")),
        (frame(type="typing"), Typing()),
        (frame(type="hello", seen=7), Hello(seen=7)),
        (frame(type="hello"), Hello(seen=0)),
        (
            '{"type": "offer", "client_id": "a", "terms": {"unit_price": 9.60, "payment_days": 45}}',
            MakeOffer(client_id="a", terms={"unit_price": Decimal("9.60"), "payment_days": Decimal(45)}),
        ),
        (
            '{"type": "offer", "client_id": "a", "terms": {"unit_price": "9,60"}, "note": " per box "}',
            MakeOffer(client_id="a", terms={"unit_price": "9,60"}, note="per box"),
        ),
    ],
)
def test_it_reads_every_type_of_frame(text: str, parsed: object) -> None:
    assert parse(text) == parsed


def test_it_gives_presses_without_a_client_id_one_of_their_own() -> None:
    first, second = parse(frame(type="confirm")), parse(frame(type="confirm"))
    assert isinstance(first, Confirm)
    assert isinstance(second, Confirm)
    assert first.client_id != second.client_id


SAY = {"type": "say", "client_id": "a"}
OFFER = {"type": "offer", "client_id": "a"}
ACCEPT = {"type": "accept", "client_id": "a"}

BAD_FRAMES: dict[str, tuple[str | None, str]] = {
    "binary": (None, "bad_frame"),
    "nothing": ("", "bad_json"),
    "no JSON": ("hello", "bad_json"),
    "half a frame": ('{"type": "say"', "bad_json"),
    "NaN": ('{"type": "offer", "client_id": "a", "terms": {"unit_price": NaN}}', "bad_json"),
    "infinity": ('{"type": "hello", "seen": -Infinity}', "bad_json"),
    "nested too deep": ("[" * 15_000 + "]" * 15_000, "bad_json"),
    "an integer of 5,000 digits": ('{"type": "hello", "seen": ' + "9" * 5_000 + "}", "bad_json"),
    "an exponent beyond every number": (
        '{"type": "offer", "client_id": "a", "terms": {"unit_price": 1e99999999999999999999}}',
        "bad_json",
    ),
    "a list": ('[{"type": "typing"}]', "bad_frame"),
    "a text": ('"say"', "bad_frame"),
    "null": ("null", "bad_frame"),
    "1 MB of text": (frame(**SAY, text="x" * 1_000_000), "too_long"),
    "a message that is too long": (frame(**SAY, text="x" * (MAX_TEXT + 1)), "too_long"),
    "no type": (frame(text="x"), "unknown_type"),
    "an unknown type": (frame(type="sudo"), "unknown_type"),
    "a type that is a list": (frame(type=["say"]), "unknown_type"),
    "no text": (frame(**SAY), "bad_frame"),
    "a text that is a number": (frame(**SAY, text=5), "bad_frame"),
    "an empty text": (frame(**SAY, text="  \n"), "empty"),
    "a text of nothing but NUL": (frame(**SAY, text="\x00"), "empty"),
    "a lone surrogate": ('{"type": "say", "client_id": "a", "text": "\\ud800"}', "bad_text"),
    "no client id": (frame(type="say", text="x"), "bad_client_id"),
    "an empty client id": (frame(type="say", client_id="", text="x"), "bad_client_id"),
    "a client id that is a number": (frame(type="say", client_id=5, text="x"), "bad_client_id"),
    "a client id that is too long": (frame(type="say", client_id="x" * 65, text="x"), "bad_client_id"),
    "a client id with a line break": (frame(type="say", client_id="a\nb", text="x"), "bad_client_id"),
    "a client id with a lone surrogate": ('{"type": "confirm", "client_id": "\\udfff"}', "bad_client_id"),
    "no terms": (frame(**OFFER), "bad_terms"),
    "terms that are a list": (frame(**OFFER, terms=[9.6]), "bad_terms"),
    "terms without end": (frame(**OFFER, terms={f"lever_{i}": 1 for i in range(51)}), "bad_terms"),
    "a lever with a NUL in its name": (frame(**OFFER, terms={"unit\x00price": 1}), "unknown_lever"),
    "a value that is true": (frame(**OFFER, terms={"unit_price": True}), "not_a_number"),
    "a value that is null": (frame(**OFFER, terms={"unit_price": None}), "not_a_number"),
    "a value that is an object": (frame(**OFFER, terms={"unit_price": {"value": 9}}), "not_a_number"),
    "a value of too many characters": (frame(**OFFER, terms={"unit_price": "9" * 41}), "not_a_number"),
    "a note that is a number": (frame(**OFFER, terms={"unit_price": 9}, note=5), "bad_frame"),
    "an offer id that is missing": (frame(**ACCEPT), "not_a_number"),
    "an offer id that is a text": (frame(**ACCEPT, offer="4"), "not_a_number"),
    "an offer id with decimals": (frame(**ACCEPT, offer=4.5), "not_a_number"),
    "an offer id that is true": (frame(**ACCEPT, offer=True), "not_a_number"),
    "an offer id below zero": (frame(**ACCEPT, offer=-1), "not_a_number"),
    "an offer id beyond the database": (frame(**ACCEPT, offer=2**63), "not_a_number"),
    "a package that is a text": (frame(**ACCEPT, offer=4, package="first"), "not_a_number"),
    "a seen number that is a text": (frame(type="hello", seen="7"), "not_a_number"),
}


@pytest.mark.parametrize(("text", "code"), BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
def test_it_refuses_a_bad_frame_with_a_code_and_a_sentence(text: str | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.code == code
    assert refused.value.sentence[0].isupper() or refused.value.sentence[0] == '"'
    assert refused.value.sentence.endswith(".")


def test_it_takes_the_longest_message_in_whatever_way_a_client_escapes_it() -> None:
    """A client that escapes everything beyond ASCII writes one such character as twelve."""
    text = "\U0001f600" * MAX_TEXT
    assert parse(json.dumps({**SAY, "text": text}, ensure_ascii=True)) == Say(client_id="a", text=text)


def test_it_names_the_client_id_of_a_refused_frame_so_that_its_sender_knows_which() -> None:
    assert client_id_of(frame(type="nonsense", client_id="m-1")) == "m-1"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "no JSON",
        "[]",
        "[" * 100_000,
        frame(client_id=5),
        frame(client_id="x" * 65),
        '{"client_id": "\\ud800"}',
    ],
)
def test_it_names_no_client_id_that_cannot_be_sent_back(text: str | None) -> None:
    assert client_id_of(text) is None
