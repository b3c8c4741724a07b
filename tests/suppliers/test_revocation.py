"""A socket that is open when its link ends: told, closed, and shown nothing more."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.utils import timezone

from negotiation import links
from negotiation.desk import people
from negotiation.models import Invitation
from suppliers import consumers
from suppliers.renderers import JSON_SUBPROTOCOL
from suppliers.routing import websocket_urlpatterns
from tests import factories

LINK_GONE = 4404


pytestmark = pytest.mark.usefixtures("own_threads")


@pytest.fixture
def invitation() -> Invitation:
    return links.issue(factories.opened())[0]


@pytest.fixture
async def socket(invitation: Invitation) -> AsyncIterator[WebsocketCommunicator]:
    path = f"/ws/rooms/{links.token_of(invitation)}/"
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path, subprotocols=[JSON_SUBPROTOCOL])
    connected, _ = await communicator.connect(timeout=20)
    assert connected
    yield communicator
    await communicator.disconnect()


def in_a_view(work: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Runs it as a page's view would: on the thread that Django keeps for them, with a connection of its own."""

    def run(*arguments: Any, **more: Any) -> Any:
        try:
            return work(*arguments, **more)
        finally:
            connections["default"].close()
            del connections["default"]

    return sync_to_async(run)


async def received(socket: WebsocketCommunicator) -> dict[str, Any]:
    frame = await socket.receive_output(timeout=20)
    return json.loads(frame["text"]) if frame["type"] == "websocket.send" else frame


async def assert_told_and_closed(socket: WebsocketCommunicator) -> None:
    error = await received(socket)
    assert (error["type"], error["code"]) == ("error", "link_gone")
    assert "ask for a new one" in error["message"]
    closed = await received(socket)
    assert (closed["type"], closed["code"]) == ("websocket.close", LINK_GONE)


async def test_it_is_told_and_closed_at_once_when_the_link_is_revoked(
    socket: WebsocketCommunicator, invitation: Invitation
) -> None:
    await in_a_view(links.revoke)(invitation)
    await assert_told_and_closed(socket)


async def test_it_stays_open_when_another_link_to_the_room_is_revoked(
    socket: WebsocketCommunicator, invitation: Invitation
) -> None:
    other, _ = await in_a_view(links.issue)(invitation.negotiation)
    await in_a_view(links.revoke)(other)
    assert await socket.receive_nothing(timeout=0.1)


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
async def test_it_is_shown_nothing_more_though_nobody_announced_that_the_link_has_ended(
    socket: WebsocketCommunicator, invitation: Invitation, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await socket.send_to(text_data='{"type": "hello", "seen": 99}')  # it has seen everything
    assert await socket.receive_nothing(timeout=0.1)
    monkeypatch.setattr(consumers, "LINK_CHECKED_EVERY", 0.0)  # as if two minutes had passed
    await in_a_view(Invitation.objects.update)(**{change: timezone.now()})
    await socket.send_to(text_data='{"type": "hello", "seen": 0}')
    await assert_told_and_closed(socket)


async def test_an_event_is_not_shown_to_a_socket_whose_link_has_ended(
    socket: WebsocketCommunicator, invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await socket.send_to(text_data='{"type": "typing"}')
    await socket.send_to(text_data='{"type": "hello", "seen": 4}')
    assert (await received(socket))["kind"] == "bot_said"
    monkeypatch.setattr(consumers, "LINK_CHECKED_EVERY", 0.0)
    await in_a_view(Invitation.objects.update)(revoked_at=timezone.now())
    await in_a_view(people.withdraw)(invitation.negotiation_id, by="kim", reason="")
    await assert_told_and_closed(socket)
