"""What all our sockets have in common, the suppliers' and the buyers'."""

from contextlib import suppress
from typing import Any

from autobahn.exception import Disconnected
from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer


class Socket(AsyncWebsocketConsumer):
    """A consumer that lives until it is told that its client has gone, so that it can tidy up."""

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Calls the handler, without the stock hop to a thread that closes connections: we open none there."""
        await getattr(self, get_handler_name(message))(message)

    async def send(self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False) -> None:
        """Sends, unless the client has begun to leave: the server raises then, a moment before it says `disconnect`."""
        with suppress(Disconnected):
            await super().send(text_data, bytes_data, close)
