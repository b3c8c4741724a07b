"""How a room's events are written for a client: JSON for programs. Browsers get `suppliers.html`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from negotiation.messages import Refused
from negotiation.models import Event, Negotiation
from suppliers.position import position_of
from suppliers.public import PublicEvent, public_event, understood_in

JSON_SUBPROTOCOL = "parley.v1+json"


class Renderer(Protocol):
    """One way of writing what a socket sends; each call returns the frames to send, in order."""

    is_instant: bool  # cheap enough for the event loop; otherwise it runs on a reading thread

    def events(self, negotiation: Negotiation, events: Sequence[Event]) -> list[str]: ...

    def standing(self, negotiation: Negotiation) -> list[str]:
        """Who is with the supplier, and what was read. Reads the database."""
        ...

    def ack(self, client_id: str, seq: int) -> list[str]: ...

    def error(self, refused: Refused, client_id: str | None) -> list[str]: ...

    def typing(self, who: str) -> list[str]: ...


class JsonRenderer:
    """The subprotocol parley.v1+json: one JSON object a frame."""

    is_instant = True

    def events(self, negotiation: Negotiation, events: Sequence[Event]) -> list[str]:
        return [_dumps(frame) for frame in _frames(events)]

    def standing(self, negotiation: Negotiation) -> list[str]:
        return [_dumps(_standing(negotiation))]

    def ack(self, client_id: str, seq: int) -> list[str]:
        return [_dumps({"type": "ack", "client_id": client_id, "seq": seq})]

    def error(self, refused: Refused, client_id: str | None) -> list[str]:
        frame = {"type": "error", "code": refused.code, "message": refused.sentence}
        return [_dumps(frame if client_id is None else {**frame, "client_id": client_id})]

    def typing(self, who: str) -> list[str]:
        return [_dumps({"type": "typing", "actor": who})]


def _standing(negotiation: Negotiation) -> dict[str, Any]:
    """Fields that do not apply are left out."""
    now = Negotiation.objects.select_related("contract__supplier").get(pk=negotiation.pk)
    position = position_of(now)
    frame: dict[str, Any] = {"type": "standing", "state": str(position.state), "is_read": position.is_read}
    if position.waiting is not None:
        waiting = position.waiting
        frame |= {"notice": str(waiting.notice), "place": waiting.place}
        frame |= {"usual_minutes": waiting.usual_minutes} if waiting.usual_minutes else {}
        frame |= {"opens": waiting.opens.isoformat()} if waiting.opens else {}
    if position.person is not None:
        frame |= {"name": position.person.name, "is_here": position.person.is_here}
    return frame


def _frames(events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    """What is shown of the events; how messages were understood comes with the next thing that the supplier sees."""
    understood: list[dict[str, Any]] = []
    for event in events:
        for seq, one in understood_in(event):
            understood.append({"message": seq, "intent": one.intent, "terms": _numbers(one.terms)})
        if (shown := public_event(event)) is not None:
            frame = as_json(shown)
            if understood:
                frame["understood"], understood = understood, []
            yield frame


def as_json(event: PublicEvent) -> dict[str, Any]:
    """An event's JSON object; fields that an event does not have are left out."""
    frame: dict[str, Any] = {
        "type": "event",
        "seq": event.seq,
        "kind": str(event.kind),
        "actor": event.actor,
        "at": event.at.isoformat(),
        "state": event.state,
    }
    if event.text is not None:
        frame["text"] = event.text
    if event.packages:
        frame["terms"] = [_numbers(package) for package in event.packages]
    if event.answers is not None:
        frame["answers"] = event.answers
    if event.name is not None:
        frame["name"] = event.name
    if event.stage is not None:
        frame["stage"] = event.stage
    if event.is_prepared:
        frame["prepared_by"] = "bot"
    if event.choices:
        frame["choices"] = [_numbers(package) for package in event.choices]
    if event.topics:
        frame["topics"] = list(event.topics)
    if event.client_id is not None:
        frame["client_id"] = event.client_id
    return frame


def _numbers(package: Mapping[str, Decimal]) -> dict[str, int | float]:
    """JSON has numbers only; with at most fifteen digits, as levers have, a float spells a decimal exactly."""
    return {
        lever: int(value) if value == value.to_integral_value() else float(value) for lever, value in package.items()
    }


def _dumps(frame: Mapping[str, Any]) -> str:
    return _JSON.encode(frame)


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
