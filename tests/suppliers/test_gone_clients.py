"""A client that leaves while it is being told something: the server must notice that it has gone."""

import asyncio
import json
from typing import Any

import pytest
from autobahn.exception import Disconnected
from django.contrib.auth.models import Permission, User

from buyers import sockets
from buyers.consumers import BuyerRoomConsumer, DeskConsumer
from negotiation import links
from negotiation.models import Presence
from suppliers.consumers import SupplierConsumer
from suppliers.renderers import JSON_SUBPROTOCOL
from tests import factories

CONSUMERS = (SupplierConsumer, BuyerRoomConsumer, DeskConsumer)


def a_room() -> tuple[dict[str, Any], User]:
    """Where it is, for a supplier and for a buyer; and the buyer."""
    made = factories.opened()
    kim = User.objects.create_user("kim", is_staff=True)
    kim.user_permissions.add(Permission.objects.get(codename="negotiate"))
    made.playbook.category.buyers.add(kim)
    return {"token": links.issue(made)[1], "public_id": made.public_id}, kim


def pages() -> list[tuple[str, bool]]:
    """Whose pages were opened, and whether each counts as closed."""
    return [(page.person, page.left_at is not None) for page in Presence.objects.order_by("pk")]


async def send(message: dict[str, Any]) -> None:
    """As the server does between the client's good-bye and its own word of it."""
    if message["type"] == "websocket.send":
        raise Disconnected("Attempt to send on a closed protocol")


async def test_who_leaves_while_they_are_told_something_has_left(
    own_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, kim = await asyncio.to_thread(a_room)
    monkeypatch.setattr(sockets, "person_of", lambda scope: kim)
    for consumer in CONSUMERS:
        received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        received.put_nowait({"type": "websocket.connect"})
        received.put_nowait({"type": "websocket.receive", "text": json.dumps({"type": "hello", "seen": 0})})
        received.put_nowait({"type": "websocket.disconnect", "code": 1001})
        scope = {"type": "websocket", "subprotocols": [JSON_SUBPROTOCOL], "query_string": b""}
        talk = consumer.as_asgi()({**scope, "url_route": {"kwargs": place}}, received.get, send)
        await asyncio.wait_for(talk, 30)
    assert await asyncio.to_thread(pages) == [("", True), ("kim", True), ("kim", True)]
