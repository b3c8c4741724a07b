"""Whose words wait for whose: what a supplier writes to a person goes ahead of what the bot has to think about."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from negotiation import links
from negotiation.models import Negotiation
from negotiation.turns import Receiving
from negotiation.writer import writer
from suppliers.renderers import JSON_SUBPROTOCOL
from suppliers.routing import websocket_urlpatterns
from tests import factories, states

pytestmark = pytest.mark.usefixtures("own_threads")


@pytest.mark.parametrize(("make", "goes_first"), [(factories.opened, False), (states.with_buyer, True)])
async def test_only_where_a_person_answers_a_message_goes_first(
    make: Callable[[], Negotiation], goes_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, asked = writer.run, list[bool]()

    async def noted(work: Any, about: int = 0, *, goes_first: bool = False) -> Any:
        if isinstance(work, Receiving):
            asked.append(goes_first)
        return await run(work, about, goes_first=goes_first)

    monkeypatch.setattr(writer, "run", noted)
    token = await asyncio.to_thread(lambda: links.issue(make())[1])
    path = f"/ws/rooms/{token}/"
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path, subprotocols=[JSON_SUBPROTOCOL])
    await socket.connect(timeout=20)
    await socket.send_json_to({"type": "say", "client_id": "m", "text": "Good morning."})
    while (await socket.receive_json_from(timeout=20))["type"] != "ack":
        pass
    assert asked == [goes_first]
    await socket.disconnect()
