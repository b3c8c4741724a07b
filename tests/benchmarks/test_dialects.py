"""What the load generator takes for the end of a round trip."""

import json

from benchmarks.dialects import Heard, Parley

PARLEY = Parley([[{"type": "say", "text": "Hello?"}]])


def event(kind: str, state: str = "open") -> str:
    return json.dumps({"type": "event", "seq": 7, "kind": kind, "actor": "bot", "at": "", "state": state})


def test_a_round_trip_ends_with_what_the_bot_says_and_not_with_the_acknowledgement() -> None:
    assert PARLEY.hear('{"type": "ack", "client_id": "0", "seq": 6}') is Heard.NOTHING
    assert PARLEY.hear(event("supplier_said")) is Heard.NOTHING
    assert PARLEY.hear(event("bot_said")) is Heard.ANSWER


def test_a_refusal_is_an_error_and_never_a_round_trip() -> None:
    assert PARLEY.hear('{"type": "error", "code": "rate_limited", "message": "Too much."}') is Heard.ERROR


def test_a_negotiation_that_is_over_is_left() -> None:
    assert PARLEY.hear(event("agreed", "agreed")) is Heard.OVER
    assert PARLEY.hear(event("escalated", "escalated")) is Heard.OVER
    assert PARLEY.hear(event("term_sheet", "confirming")) is Heard.NOTHING


def test_every_message_has_an_id_of_its_own_and_a_script_comes_to_an_end() -> None:
    assert json.loads(PARLEY.message(0, 0) or "") == {"type": "say", "text": "Hello?", "client_id": "0"}
    assert PARLEY.message(0, 1) is None
