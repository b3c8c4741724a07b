"""The load: a process of its own that talks in many rooms at once and takes the time of every round trip.

Run as `python -m benchmarks.load`: reads a `Plan` as JSON from standard input, prints a `Result` as JSON.
"""

import asyncio
import gc
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.dialects import Dialect, Echo, Parley
from benchmarks.line import PATIENCE, Line

WARM_UP = 2.0  # seconds of talk before the measurement
CONNECTING_AT_ONCE = 32


@dataclass(frozen=True)
class Plan:
    """What to do. `every` is the pause between a room's messages in seconds, None for none.

    `paths` has more addresses than `rooms`: a room whose negotiation has ended goes on in a spare one, which was
    connected before the measurement began. `scripts` has what to say at each path, and is empty for the echo.
    """

    base_url: str
    paths: Sequence[str]
    rooms: int
    seconds: float
    every: float | None = None
    scripts: Sequence[Sequence[Mapping[str, Any]]] = ()
    # Of the first rooms: the path of a buyer's socket in it, and the cookie that opens it; empty for the echo.
    screens: Sequence[tuple[str, str]] = ()
    counted: int | None = None  # how many of the first rooms are timed; None for all


@dataclass(frozen=True)
class Result:
    """What was measured: seconds of each round trip that ended in the window, and whatever went wrong, by name."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    errors: Mapping[str, int] = field(default_factory=dict)
    busy: float = 0.0  # share of one core that the load itself took; near 1 it measures itself


class Load:
    """All rooms of one measurement."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._dialect: Dialect = Parley(plan.scripts) if plan.scripts else Echo()
        self._errors: Counter[str] = Counter()
        self._latencies: list[float] = []
        self._from = self._until = float("inf")  # the window, in seconds of `time.perf_counter`
        self._spares: list[Line] = []

    async def run(self) -> Result:
        lines = await self._connect()
        counted = self._plan.rooms if self._plan.counted is None else self._plan.counted
        rooms = [_Room(self, line, is_timed=at < counted) for at, line in enumerate(lines[: self._plan.rooms])]
        self._spares = lines[self._plan.rooms :]
        gc.collect()
        gc.disable()  # a pause of ours would look like one of the server's
        self._from = time.perf_counter() + WARM_UP
        self._until = self._from + self._plan.seconds
        self._begin(rooms)
        await asyncio.sleep(WARM_UP)
        busy = time.process_time()
        await asyncio.sleep(self._until - time.perf_counter())
        busy = (time.process_time() - busy) / self._plan.seconds
        await self._finish(rooms)
        return Result(self._latencies, self._plan.seconds, dict(self._errors), busy)

    @property
    def is_running(self) -> bool:
        return time.perf_counter() < self._until

    def take_spare(self) -> Line | None:
        """A fresh connection for a room whose negotiation is over."""
        return self._spares.pop() if self._spares else None

    def count(self, latency: float, at: float) -> None:
        if self._from <= at < self._until:
            self._latencies.append(latency)

    def fail(self, what: str) -> None:
        self._errors[what] += 1

    async def _connect(self) -> list[Line]:
        gate = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def opened(number: int, path: str) -> Line:
            async with gate:
                line = Line(number, self._dialect, self.fail)
                await line.open(self._plan.base_url + path)
                if number < len(self._plan.screens):
                    screen, cookie = self._plan.screens[number]
                    await line.watch(self._plan.base_url + screen, cookie)
                return line

        return list(await asyncio.gather(*(opened(*numbered) for numbered in enumerate(self._plan.paths))))

    def _begin(self, rooms: Sequence["_Room"]) -> None:
        """Each room begins at a moment of its own; the same seed gives both servers the same moments."""
        moments, spread = random.Random(1), self._plan.every or WARM_UP / 2
        loop = asyncio.get_running_loop()
        for room in rooms:
            begin = loop.time() + moments.random() * spread
            if self._plan.every is None:
                loop.call_at(begin, room.say)
            else:
                loop.call_at(begin, room.say_regularly, begin, self._plan.every)

    async def _finish(self, rooms: Sequence["_Room"]) -> None:
        """Waits for what is still on its way; what does not come is an error."""
        deadline = time.perf_counter() + PATIENCE
        while any(room.is_waiting for room in rooms) and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
        for room in rooms:
            if room.is_waiting:
                self.fail("no answer")


class _Room:
    """One supplier who talks, in one negotiation after another."""

    def __init__(self, load: Load, line: Line, *, is_timed: bool) -> None:
        self._is_timed = is_timed
        self._load, self._without_pause = load, load._plan.every is None
        self._move_to(line)

    @property
    def is_waiting(self) -> bool:
        return self._line.is_waiting

    def say_regularly(self, due: float, every: float) -> None:
        """Says something now, and again after each `every` seconds, however long the answers take."""
        if not self._load.is_running:
            return
        asyncio.get_running_loop().call_at(due + every, self.say_regularly, due + every, every)
        if self.is_waiting:
            self._load.fail("no answer before the next message was due")
        else:
            self.say()

    def say(self) -> None:
        if not self._load.is_running:
            return
        if self._line.is_over or not self._line.say():
            spare = self._load.take_spare()
            if spare is None:
                self._load.fail("no spare negotiation left; prepare more")
                return
            self._move_to(spare)
            self._line.say()

    def _move_to(self, line: Line) -> None:
        self._line = line
        line.on_answer, line.on_over = self._answered, self._over

    def _answered(self, latency: float, at: float) -> None:
        if self._is_timed:
            self._load.count(latency, at)
        if self._without_pause:
            # Not at once: what came in the same packet may say that this negotiation is over.
            asyncio.get_running_loop().call_soon(self.say)

    def _over(self, *, was_waiting: bool) -> None:
        """The end of a negotiation can cross with our next message; then it is said in the next negotiation."""
        if was_waiting:
            self.say()


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    json.dump(asdict(asyncio.run(Load(plan).run())), sys.stdout)


if __name__ == "__main__":
    main()
