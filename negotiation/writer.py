"""One long-lived thread of a process does all its turns, several in one transaction when several wait.

A database connection belongs to a thread; one thread that keeps its own saves opening one for every message, and more
threads would only queue for the same lock. Turns that wait are committed together (group commit), each in a savepoint
of its own so that one that fails, fails alone; they are acknowledged after the commit, never before.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, TypeVar, cast

import structlog
from django.db import close_old_connections, connection, transaction

MAX_BATCH = 32  # turns in one transaction: enough to share the cost of a commit, few enough not to be felt

log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass
class _Job:
    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = field(default=None)

    def deliver(self) -> None:
        if self.future.cancelled():
            return  # the socket went away; what was written stays written
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """Runs plain database functions on its thread, for callers on an event loop."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, once its transaction is committed. Raises what it raises; then it wrote nothing."""
        self._ensure_started()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._jobs.put(_Job(work, loop, future))
        return cast(T, await future)

    def _ensure_started(self) -> None:
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="parley-writer", daemon=True)
                    self._thread.start()

    def _work(self) -> None:
        while True:
            batch = [self._jobs.get()]
            while len(batch) < MAX_BATCH and not self._jobs.empty():
                batch.append(self._jobs.get())
            try:
                _run_together(batch)
            except Exception:
                log.exception("writer_failed")
            _deliver(batch)


def _run_together(batch: list[_Job]) -> None:
    """Runs a batch in one transaction; if its commit fails, each job once more in one of its own."""
    if len(batch) > 1:
        try:
            with transaction.atomic():
                for job in batch:
                    _run(job)
        except Exception as error:
            log.warning("group_commit_failed", turns=len(batch), error=str(error))
            close_old_connections()
        else:
            return
    for job in batch:
        _run(job)
        if job.error is not None:
            connection.close_if_unusable_or_obsolete()


def _run(job: _Job) -> None:
    """One job in its own transaction, or in a savepoint of the batch's."""
    job.result, job.error = None, None
    try:
        with transaction.atomic():
            job.result = job.work()
    except Exception as error:
        job.error = error


def _deliver(batch: list[_Job]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in batch:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver_all, jobs)
        except RuntimeError:
            log.warning("loop_closed", turns=len(jobs))  # the process is going down; the commit stands


def _deliver_all(jobs: list[_Job]) -> None:
    for job in jobs:
        job.deliver()


writer = Writer()
