"""How a measured server is talked to: what to send, and which frame ends a round trip."""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Protocol

GOES_ON = frozenset({"invited", "open", "confirming"})  # states in which the bot answers


class Heard(Enum):
    """What a frame means to the one who waits."""

    NOTHING = "nothing"
    ANSWER = "answer"
    OVER = "over"  # the bot will not answer here any more: a deal, a person, or the end
    ERROR = "error"


class Dialect(Protocol):
    """One server's way of talking; the same for all its rooms."""

    subprotocol: str | None
    greeting: str | None  # sent after connecting, and answered once

    def message(self, room: int, turn: int) -> str | None:
        """The frame of a room's turn, from 0; None when there is nothing left to say."""

    def hear(self, frame: str) -> Heard: ...


class Echo:
    """The reference: any frame is its own answer."""

    subprotocol: str | None = None
    greeting: str | None = None

    def message(self, room: int, turn: int) -> str:
        return json.dumps(
            {"type": "say", "client_id": f"{room}-{turn}", "text": "We could do 9.80 EUR at net 45 days."}
        )

    def hear(self, frame: str) -> Heard:
        return Heard.ANSWER


class Parley:
    """A supplier's program. `scripts[room]` are the frames it sends there, without client ids.

    A round trip ends with what the bot says; before it come the acknowledgement and our own message as an event.
    """

    subprotocol: str | None = "parley.v1+json"
    greeting: str | None = '{"type": "hello", "seen": 0}'

    def __init__(self, scripts: Sequence[Sequence[Mapping[str, Any]]]) -> None:
        self._scripts = scripts

    def message(self, room: int, turn: int) -> str | None:
        script = self._scripts[room]
        return json.dumps({**script[turn], "client_id": f"{turn}"}) if turn < len(script) else None

    def hear(self, frame: str) -> Heard:
        event = json.loads(frame)
        if event["type"] == "error":
            return Heard.ERROR
        if event["type"] != "event":
            return Heard.NOTHING
        if event["kind"] == "bot_said":
            return Heard.ANSWER
        return Heard.NOTHING if event["state"] in GOES_ON else Heard.OVER
