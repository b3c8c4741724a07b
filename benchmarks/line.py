"""One open connection to one negotiation, and what was said on it."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from benchmarks.client import Socket, connect
from benchmarks.dialects import Dialect, Heard

PATIENCE = 15.0  # seconds; an answer later than this is an error


class OnOver(Protocol):
    def __call__(self, *, was_waiting: bool) -> None: ...


class Line:
    """Takes the time from each message to its answer. `fail` is told whatever goes wrong."""

    on_answer: Callable[[float, float], None]  # seconds that the answer took, and when it came
    on_over: OnOver  # the negotiation has ended; `was_waiting` when a message of ours will get no answer

    def __init__(self, number: int, dialect: Dialect, fail: Callable[[str], None]) -> None:
        self.is_over = self._is_watched = False
        self._number, self._dialect, self._fail = number, dialect, fail
        self._turn = 0
        self._sent_at: float | None = None
        self._greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._socket: Socket
        self.on_answer, self.on_over = _unheard_answer, _unheard_end

    @property
    def is_waiting(self) -> bool:
        return self._sent_at is not None

    async def open(self, url: str) -> None:
        """Connects, and waits for the answer to the greeting where there is one."""
        self._socket = await connect(url, self._dialect.subprotocol, self._heard, self._lost)
        if self._dialect.greeting is None:
            self._greeted.set_result(None)
        else:
            self._socket.send(self._dialect.greeting)
        await asyncio.wait_for(self._greeted, PATIENCE)

    def say(self) -> bool:
        """Sends the next message; returns whether there was one."""
        message = self._dialect.message(self._number, self._turn)
        if message is None:
            return False
        self._client_id = f"{self._turn}"
        self._turn += 1
        self._sent_at = time.perf_counter()
        self._socket.send(message)
        return True

    async def watch(self, url: str, cookie: str) -> None:
        """Opens a buyer's screen on the same room; an answer is, from here on, what the supplier said, shown there."""
        shown: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_frame(frame: str, at: float) -> None:
            if not shown.done():
                shown.set_result(None)
            if self._sent_at is not None and f'data-client-id="{self._client_id}"' in frame:
                latency, self._sent_at = at - self._sent_at, None
                self.on_answer(latency, at)

        self._is_watched = True
        self._screen = await connect(url, None, on_frame, self._lost, cookie)
        self._screen.send('{"type": "hello", "seen": 0}')
        await asyncio.wait_for(shown, PATIENCE)
        self.is_over = False  # for the bot, and so for who only listens to that

    def _heard(self, frame: str, at: float) -> None:
        heard = self._dialect.hear(frame)
        if self._is_watched and heard is not Heard.ERROR:
            return
        if heard is Heard.ANSWER and not self._greeted.done():
            self._greeted.set_result(None)
        elif heard is Heard.ANSWER and self._sent_at is not None:
            latency, self._sent_at = at - self._sent_at, None
            self.on_answer(latency, at)
        elif heard is Heard.OVER and not self.is_over:
            was_waiting = self.is_waiting
            self.is_over, self._sent_at = True, None
            self.on_over(was_waiting=was_waiting)
        elif heard is Heard.ERROR and not self.is_over:
            self._sent_at = None
            self._fail(frame[:160])

    def _lost(self) -> None:
        self._fail("connection lost")


def _unheard_answer(latency: float, at: float) -> None:
    pass


def _unheard_end(*, was_waiting: bool) -> None:
    pass
