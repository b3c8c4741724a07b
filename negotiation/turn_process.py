"""The processes that do a web process's turns, and the lines between them.

Work goes down the line as a pickled call, in batches that are committed together; one batch is on its way at a time,
and what comes in meanwhile makes the next. A process ends when its line closes, so it never outlives its web process.
If it dies, another takes over and the batch is sent again: a message carries an id of its own, and the second time
finds what the first has written.
"""

import asyncio
import contextlib
import pickle
import socket
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

import structlog
from django.conf import settings

from negotiation.batches import Job, batch_size, do_together
from negotiation.messages import Refused

TRIES = 2  # of a batch: work that brings the process down twice is not given to a third

log = structlog.get_logger(__name__)
T = TypeVar("T")


class TurnProcessLost(Exception):
    """The process that did the turns died twice over this; whether it was written, the ledger knows."""


@dataclass
class _Call:
    """A pickled call, and the future that waits for it."""

    work: bytes
    future: "asyncio.Future[Any]"
    tries: int = 0


@dataclass(frozen=True)
class _Line:
    """A running process, and our end of the line to it."""

    process: "subprocess.Popen[bytes]"
    connection: Connection

    @classmethod
    def opened(cls) -> "_Line":
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "django", "turns"]
        with theirs:
            process = subprocess.Popen(command, stdin=theirs.fileno(), cwd=settings.BASE_DIR)
        return cls(process, Connection(ours.detach()))

    def close(self) -> int:
        """Ends the process, if only the line was lost; returns its exit code."""
        self.connection.close()
        self.process.kill()
        return self.process.wait()


class TurnProcess:
    """The web process's end: a `negotiation.writer.Writer` for one event loop."""

    def __init__(self) -> None:
        self._line: _Line | None = None
        self._loop: asyncio.AbstractEventLoop | None = None  # the one that listens to the line
        self._first: deque[_Call] = deque()
        self._waiting: deque[_Call] = deque()
        self._sent: list[_Call] = []

    def start(self) -> None:
        """Starts the process ahead of the first work, for it takes a second to get ready."""
        self._line = _Line.opened()

    def stop(self) -> None:
        """Ends the process."""
        line, self._line, self._loop = self._line, None, None
        if line is not None:
            line.close()

    async def run(self, work: Callable[[], T], about: int = 0, *, goes_first: bool = False) -> T:
        """Raises TurnProcessLost beside what the work raises."""
        call = _Call(pickle.dumps(work), asyncio.get_running_loop().create_future())
        (self._first if goes_first else self._waiting).append(call)
        self._send()
        return cast(T, await call.future)

    def _send(self) -> None:
        """Sends what waits, unless a batch is on its way."""
        waiting = len(self._first) + len(self._waiting)
        if self._sent or not waiting:
            return
        line = self._listening()
        self._sent = [(self._first or self._waiting).popleft() for _ in range(batch_size(waiting))]
        for call in self._sent:
            call.tries += 1
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # then the line ends, which `_hear` is told
            line.connection.send([call.work for call in self._sent])

    def _listening(self) -> _Line:
        line = self._line = self._line or _Line.opened()
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            loop.add_reader(line.connection.fileno(), self._hear, line)
        return line

    def _hear(self, line: _Line) -> None:
        try:
            outcomes = line.connection.recv()
        except (EOFError, OSError):
            self._begin_anew(line)
            return
        done, self._sent = self._sent, []
        self._send()  # first, so that the process has work while the answers of the last go out
        for call, outcome in zip(done, outcomes, strict=True):
            _deliver(call, *pickle.loads(outcome))

    def _begin_anew(self, line: _Line) -> None:
        """Has another process do what the lost one did not finish."""
        asyncio.get_running_loop().remove_reader(line.connection.fileno())
        self._line = self._loop = None
        log.error("turn_process_lost", calls=len(self._sent), returncode=line.close())
        lost, self._sent = self._sent, []
        self._waiting.extendleft(call for call in reversed(lost) if call.tries < TRIES)
        for call in lost:
            if call.tries >= TRIES:
                _deliver(call, None, TurnProcessLost())
        self._send()


class TurnProcesses:
    """Several of them. What concerns one negotiation is done by the same one, which remembers it."""

    def __init__(self, count: int) -> None:
        self._processes = [TurnProcess() for _ in range(count)]

    def start(self) -> None:
        """Starts them all."""
        for process in self._processes:
            process.start()

    def stop(self) -> None:
        """Ends them all."""
        for process in self._processes:
            process.stop()

    async def run(self, work: Callable[[], T], about: int = 0, *, goes_first: bool = False) -> T:
        """As `TurnProcess.run`. `about` is the negotiation's primary key, or nothing for what concerns none."""
        return await self._processes[about % len(self._processes)].run(work, goes_first=goes_first)


def _deliver(call: _Call, result: Any, error: BaseException | None) -> None:
    if call.future.cancelled():
        return  # the socket went away; what was written stays written
    if error is not None:
        call.future.set_exception(error)
    else:
        call.future.set_result(result)


def do_turns(line: Connection) -> None:
    """The other end: does what comes down the line until it closes."""
    while True:
        try:
            batch = line.recv()
        except (EOFError, ConnectionResetError):
            return
        jobs = [Job(pickle.loads(work)) for work in batch]
        do_together(jobs)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # nobody is left to tell; the commit stands
            line.send([_packed(job) for job in jobs])


def _packed(job: Job) -> bytes:
    """What became of a job, pickled: its result and its error, which keeps its traceback as a note."""
    if job.error is not None and not isinstance(job.error, Refused):
        job.error.add_note("".join(traceback.format_exception(job.error)))
    try:
        return pickle.dumps((job.result, job.error))
    except Exception as error:  # a driver's error that holds on to its connection, say
        return pickle.dumps((None, RuntimeError(f"{job.error or error!r}")))
