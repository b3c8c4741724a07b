"""What all our sockets have in common, the suppliers' and the buyers'."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from autobahn.exception import Disconnected
from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer


class Socket(AsyncWebsocketConsumer):
    """A consumer that lives until it is told that its client has gone, so that it can tidy up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawing = asyncio.Lock()  # who looked later is also sent later: what is shown last is the newest

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Calls the handler, without the stock hop to a thread that closes connections: we open none there."""
        await getattr(self, get_handler_name(message))(message)

    async def send(self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False) -> None:
        """Sends, unless the client has begun to leave: the server raises then, a moment before it says `disconnect`."""
        with suppress(Disconnected):
            await super().send(text_data, bytes_data, close)

    async def send_all(self, frames: Sequence[str]) -> None:
        """Sends several, in order."""
        for text in frames:
            await self.send(text_data=text)
