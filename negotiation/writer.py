"""Who does a web process's turns: processes beside it, or a thread inside it.

Python runs one thread at a time. A turn computes for about a millisecond, and the thread that passes frames between
hundreds of sockets would wait for it; so a web process starts others that do its turns (TURNS_APART). Where that is
not wanted, as in tests, a thread does them. Either way they are few, each with a database connection that stays open:
they think at the same time, and queue for the same lock only to write. Turns that wait are committed together, and
are acknowledged after the commit, never before.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar, cast

import structlog
from django.conf import settings

from negotiation.batches import MAX_BATCH, Job, do_together
from negotiation.turn_process import TurnProcesses

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Writer(Protocol):
    """Runs plain database functions, for callers on an event loop."""

    def start(self) -> None:
        """Gets ready ahead of the first work."""

    async def run(self, work: Callable[[], T], about: int = 0, *, goes_first: bool = False) -> T:
        """What `work` returns, once its transaction is committed. Raises what it raises; then it wrote nothing.

        `about` is the primary key of the negotiation that it concerns, if it concerns one. `goes_first` is what people
        say to people: it takes no thought, and need not wait for a bot's. Processes heed it, a thread does not.
        """


@dataclass
class _Waiting(Job):
    """A job, and the future on some loop that waits for it."""

    loop: asyncio.AbstractEventLoop | None = None
    future: "asyncio.Future[Any] | None" = None

    def deliver(self) -> None:
        assert self.future is not None
        if self.future.cancelled():
            return  # the socket went away; what was written stays written
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class ThreadWriter:
    """A thread of this process."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Waiting] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="parley-writer", daemon=True)
                self._thread.start()

    async def run(self, work: Callable[[], T], about: int = 0, *, goes_first: bool = False) -> T:
        if self._thread is None:
            self.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._jobs.put(_Waiting(work, loop=loop, future=future))
        return cast(T, await future)

    def _work(self) -> None:
        while True:
            batch = [self._jobs.get()]
            while len(batch) < MAX_BATCH and not self._jobs.empty():
                batch.append(self._jobs.get())
            try:
                do_together(batch)
            except Exception:
                log.exception("writer_failed")
            _deliver(batch)


def _deliver(batch: list[_Waiting]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}
    for job in batch:
        assert job.loop is not None
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver_all, jobs)
        except RuntimeError:
            log.warning("loop_closed", turns=len(jobs))  # the process is going down; the commit stands


def _deliver_all(jobs: list[_Waiting]) -> None:
    for job in jobs:
        job.deliver()


writer: Writer = TurnProcesses(settings.TURNS_APART) if settings.TURNS_APART else ThreadWriter()
