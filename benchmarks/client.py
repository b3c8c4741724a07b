"""A WebSocket client that costs little, so that what is measured is the server and not the one who measures."""

import asyncio
import time
from collections.abc import Callable

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

OnFrame = Callable[[str, float], None]  # a frame's text, and when it arrived in seconds of `time.perf_counter`


class Socket(asyncio.Protocol):
    """One connection. `frames` is called for each text frame, `lost` once when the connection has gone."""

    def __init__(
        self, url: str, subprotocol: str | None, frames: OnFrame, lost: Callable[[], None], cookie: str = ""
    ) -> None:
        self._cookie = cookie
        wanted = [Subprotocol(subprotocol)] if subprotocol else None
        self._protocol = ClientProtocol(parse_uri(url), subprotocols=wanted, max_size=None)
        self._frames, self._lost = frames, lost
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.WriteTransport

    async def opened(self) -> None:
        """Returns after the handshake. Raises ConnectionError when the server refuses it."""
        await self._opened

    def send(self, text: str) -> None:
        self._protocol.send_text(text.encode())
        self._flush()

    def close(self) -> None:
        self._lost = _ignore
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        request = self._protocol.connect()
        if self._cookie:
            request.headers["Cookie"] = self._cookie
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self._protocol.receive_data(data)
        self._flush()  # pongs, so that the server does not think that we are gone
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                if event.opcode is Opcode.TEXT:
                    self._frames(bytes(event.data).decode(), now)
            elif self._protocol.state is State.OPEN:
                self._opened.set_result(None)
        if self._protocol.handshake_exc is not None and not self._opened.done():
            self._opened.set_exception(ConnectionError(str(self._protocol.handshake_exc)))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._opened.done():
            self._opened.set_exception(ConnectionError("closed before the handshake ended"))
        self._lost()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._transport.write(data)


async def connect(
    url: str, subprotocol: str | None, frames: OnFrame, lost: Callable[[], None], cookie: str = ""
) -> Socket:
    """An open connection. Raises ConnectionError or OSError when there is none to be had."""
    uri = parse_uri(url)
    socket = Socket(url, subprotocol, frames, lost, cookie)
    await asyncio.get_running_loop().create_connection(lambda: socket, uri.host, uri.port)
    await socket.opened()
    return socket


def _ignore() -> None:
    pass
