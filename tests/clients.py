"""A supplier's own agent: a socket that speaks parley.v1+json, and remembers what it got."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

SUBPROTOCOL = "parley.v1+json"
PATIENCE = 20.0  # seconds

Frame = dict[str, Any]


class Agent:
    """One connection. Frames are kept in `frames`, in the order in which they came."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: list[Frame] = []

    async def send(self, type: str, **fields: Any) -> str:
        """Sends a frame with a client id of its own, which is returned."""
        client_id = fields.setdefault("client_id", uuid4().hex)
        await self.connection.send(json.dumps({"type": type, **fields}))
        return str(client_id)

    async def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The next frame that is wanted; those before it are kept too.

        Raises TimeoutError when it does not come in time, whatever else comes meanwhile.
        """
        async with asyncio.timeout(2 * PATIENCE):
            while True:
                frame = await self.next()
                if wanted(frame):
                    return frame

    async def next(self) -> Frame:
        frame: Frame = json.loads(await asyncio.wait_for(self.connection.recv(), PATIENCE))
        self.frames.append(frame)
        return frame

    async def event(self, kind: str) -> Frame:
        return await self.until(lambda frame: frame.get("kind") == kind)

    async def error(self) -> Frame:
        return await self.until(lambda frame: frame["type"] == "error")

    async def hello(self, seen: int = 0) -> Frame:
        """Says hello to a room that was not opened yet; returns the bot's opening."""
        await self.send("hello", seen=seen)
        return await self.event("bot_said")

    async def settled(self) -> list[Frame]:
        """Every frame that the server had to send before it looked at one more, which it refuses."""
        mark = await self.send("settled?")
        await self.until(lambda frame: frame["type"] == "error" and frame.get("client_id") == mark)
        self.frames.pop()
        return self.frames

    @property
    def events(self) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == "event"]

    @property
    def kinds(self) -> list[str]:
        return [frame["kind"] for frame in self.events]


@asynccontextmanager
async def agent(url: str, **options: Any) -> AsyncIterator[Agent]:
    """A connected agent, which has not said hello yet."""
    # No limit to what waits unread: a reader that is paused would not see the other side's close either.
    async with connect(url, subprotocols=[SUBPROTOCOL], max_queue=None, **options) as connection:
        yield Agent(connection)
