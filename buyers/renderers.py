"""How a buyer's sockets are written to: HTML for browsers, the same files that the pages include, or JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import timezone

from buyers.desk_page import Desk, rooms_in
from buyers.live_parts import is_read, people, update
from buyers.room_page import rights_of
from negotiation import records
from negotiation.desk import presence
from negotiation.ledger import payload_of, text_of
from negotiation.messages import Refused
from negotiation.models import Event, Kind, Negotiation

# The engine's thoughts and the policy are what the panel beside the conversation tells; programs have the REST face.
NOT_SENT = frozenset({Kind.STARTED, Kind.DECIDED, Kind.ADVISED})
FIELDS = ("by", "name", "to", "because", "how", "reasons", "answers", "packages", "terms", "sent_by")


class RoomRenderer(Protocol):
    """One way of writing what happens in a room; each call returns the frames to send, in order. Reads the database."""

    def events(self, negotiation: Negotiation, person: User, events: Sequence[Event]) -> list[str]: ...

    def rights(self, negotiation: Negotiation, person: User) -> list[str]: ...

    def people(self, negotiation: Negotiation, person: User) -> list[str]: ...

    def ack(self, client_id: str, seq: int) -> list[str]: ...

    def error(self, refused: Refused, client_id: str | None) -> list[str]: ...

    def typing(self, who: str) -> list[str]: ...

    def seen(self, negotiation: Negotiation, seq: int) -> list[str]: ...


class HtmlRooms:
    """Fragments in `hx-partial` elements, which htmx puts in their place."""

    def events(self, negotiation: Negotiation, person: User, events: Sequence[Event]) -> list[str]:
        return [render_to_string("buyers/frames/events.html", {"update": update(negotiation, person, events)})]

    def rights(self, negotiation: Negotiation, person: User) -> list[str]:
        """Nothing: after each arrival the page fetches what stands beside the conversation, and where to write."""
        return []

    def people(self, negotiation: Negotiation, person: User) -> list[str]:
        return [render_to_string("buyers/frames/people.html", {"people": people(negotiation, person)})]

    def ack(self, client_id: str, seq: int) -> list[str]:
        return [render_to_string("suppliers/frames/ack.html", {"client_id": client_id, "seq": seq})]

    def error(self, refused: Refused, client_id: str | None) -> list[str]:
        context = {"code": refused.code, "sentence": refused.sentence, "client_id": client_id}
        return [render_to_string("suppliers/frames/error.html", context)]

    def typing(self, who: str) -> list[str]:
        return [render_to_string("buyers/frames/typing.html", {"who": who})]

    def seen(self, negotiation: Negotiation, seq: int) -> list[str]:
        return [render_to_string("buyers/frames/read.html", {"update": {"is_read": is_read(negotiation)}})]


class JsonRooms:
    """The subprotocol parley.v1+json: one JSON object a frame."""

    def events(self, negotiation: Negotiation, person: User, events: Sequence[Event]) -> list[str]:
        return [_dumps(as_json(event)) for event in events if Kind(event.kind) not in NOT_SENT]

    def rights(self, negotiation: Negotiation, person: User) -> list[str]:
        record = records.load(negotiation)
        rights = rights_of(negotiation, record, person)
        until = record.snoozed_until
        suggested_for = Negotiation.objects.values_list("suggested_for", flat=True).get(pk=negotiation.pk)
        frame = {
            "type": "standing",
            "state": str(record.state),
            "holder": record.buyer,
            "for": suggested_for,
            "put_off_until": until.isoformat() if until is not None and until > timezone.now() else None,
        }
        return [_dumps({**frame, **vars(rights)})]

    def people(self, negotiation: Negotiation, person: User) -> list[str]:
        names, is_there = presence.people_in(negotiation.pk), presence.is_supplier_there(negotiation.pk)
        return [_dumps({"type": "people", "buyers": names, "supplier_is_there": is_there})]

    def ack(self, client_id: str, seq: int) -> list[str]:
        return [_dumps({"type": "ack", "client_id": client_id, "seq": seq})]

    def error(self, refused: Refused, client_id: str | None) -> list[str]:
        frame = {"type": "error", "code": refused.code, "message": refused.sentence}
        return [_dumps(frame if client_id is None else {**frame, "client_id": client_id})]

    def typing(self, who: str) -> list[str]:
        return [_dumps({"type": "typing", "actor": who})]

    def seen(self, negotiation: Negotiation, seq: int) -> list[str]:
        return [_dumps({"type": "seen", "actor": "supplier", "seq": seq})]


def as_json(event: Event) -> dict[str, Any]:
    """An event as the buyers' side may see it; fields that an event does not have are left out."""
    payload = payload_of(event)
    frame: dict[str, Any] = {
        "type": "event",
        "seq": event.seq,
        "kind": str(event.kind),
        "actor": str(event.actor),
        "at": event.at.isoformat(),
        "state": str(event.state),
        **{name: payload[name] for name in FIELDS if payload.get(name)},
    }
    text = text_of(event) if "words" in payload else payload.get("text")
    if text is not None:
        frame["text"] = text
    if event.client_id is not None:
        frame["client_id"] = event.client_id
    return frame


def queue_as_html(desk: Desk) -> list[str]:
    """The desk's list, as its page includes it."""
    return [render_to_string("buyers/frames/lists.html", {"desk": desk})]


def queue_as_json(desk: Desk) -> list[str]:
    """The same for programs."""
    frame = {"type": "queue", "count": desk.waiting_count, "waiting": rooms_in(desk.waiting), "own": rooms_in(desk.own)}
    return [_dumps(frame)]


def _dumps(frame: Mapping[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
