"""One thread writes for all sockets: several turns in one transaction, each as if it were alone."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from negotiation.batches import MAX_BATCH, Outdated
from negotiation.writer import ThreadWriter
from suppliers.models import Contract, Supplier


@pytest.fixture
def writer(file_database: Path) -> ThreadWriter:
    return ThreadWriter()


class Held:
    """A first job that keeps the writer busy, so that those after it wait and are taken together."""

    def __init__(self, writer: ThreadWriter) -> None:
        self._begun, self._go_on = threading.Event(), threading.Event()
        self._task = asyncio.get_running_loop().create_task(writer.run(self._hold))

    def _hold(self) -> None:
        self._begun.set()
        assert self._go_on.wait(timeout=20)

    async def begun(self) -> "Held":
        await asyncio.to_thread(self._begun.wait, 20)
        return self

    async def release(self) -> None:
        self._go_on.set()
        await self._task


def add(name: str) -> Callable[[], str]:
    def work() -> str:
        Supplier.objects.create(name=name)
        return name

    return work


def add_for_nobody() -> None:
    """Passes until the commit: SQLite looks at this foreign key only then."""
    Contract.objects.create(supplier_id=999, title="x", currency="EUR", unit="box", annual_quantity=1, terms={})


def committed(path: Path) -> list[str]:
    """What somebody else can see."""
    with sqlite3.connect(path) as other:
        return [name for (name,) in other.execute("SELECT name FROM suppliers_supplier ORDER BY id")]


async def run_together(writer: ThreadWriter, *works: Callable[[], object]) -> list[object]:
    held = await Held(writer).begun()
    tasks = [asyncio.create_task(writer.run(work)) for work in works]
    await asyncio.sleep(0)  # each has put its job into the queue
    await held.release()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_it_returns_what_the_work_returns_once_it_is_committed(writer: ThreadWriter, file_database: Path) -> None:
    assert await writer.run(add("Brandt")) == "Brandt"
    assert committed(file_database) == ["Brandt"]


async def test_it_commits_what_waits_together_and_tells_nobody_before(
    writer: ThreadWriter, file_database: Path
) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(committed(file_database))

    results = await run_together(writer, add("a"), look, add("b"), look, add("c"))
    assert results == ["a", None, "b", None, "c"]
    assert seen == [[], []]  # neither was visible while the last had not been written
    assert committed(file_database) == ["a", "b", "c"]


async def test_one_that_fails_fails_alone(writer: ThreadWriter, file_database: Path) -> None:
    def fail() -> None:
        Supplier.objects.create(name="half")
        raise ValueError("no")

    results = await run_together(writer, add("a"), fail, add("b"))
    assert [results[0], str(results[1]), results[2]] == ["a", "no", "b"]
    assert committed(file_database) == ["a", "b"]


async def test_one_that_breaks_the_commit_of_all_fails_alone_too(writer: ThreadWriter, file_database: Path) -> None:
    results = await run_together(writer, add("a"), add_for_nobody, add("b"))
    assert results[0] == "a"
    assert isinstance(results[1], IntegrityError)
    assert results[2] == "b"
    assert committed(file_database) == ["a", "b"]


class Thinks:
    """Work that looks, while it thinks and while it writes, whether somebody else could write."""

    def __init__(self, path: Path, *, finds_outdated: bool = False) -> None:
        self._path, self._finds_outdated = path, finds_outdated
        self.found: list[bool] = []

    def think(self) -> None:
        self.found.append(can_write(self._path))

    def __call__(self) -> str:
        self.found.append(can_write(self._path))
        if self._finds_outdated:
            self._finds_outdated = False
            Supplier.objects.create(name="thought")
            raise Outdated
        return add("done")()


def can_write(path: Path) -> bool:
    with sqlite3.connect(path, timeout=0) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
    return True


async def test_nobody_waits_for_the_lock_while_work_thinks(writer: ThreadWriter, file_database: Path) -> None:
    works = Thinks(file_database), Thinks(file_database)
    await run_together(writer, *works)
    assert [work.found for work in works] == [[True, False], [True, False]]


@pytest.mark.parametrize("together", [0, 1])
async def test_work_that_has_thought_in_vain_is_done_anew(
    writer: ThreadWriter, file_database: Path, together: int
) -> None:
    work = Thinks(file_database, finds_outdated=True)
    results = await run_together(writer, work, *[add("other")] * together)
    assert results[0] == "done"
    assert work.found == [True, False, False]
    assert committed(file_database) == ["done", "other"][: 1 + together]


async def test_it_takes_more_than_one_batch(writer: ThreadWriter, file_database: Path) -> None:
    names = [f"{number:03}" for number in range(2 * MAX_BATCH + 3)]
    assert await run_together(writer, *map(add, names)) == names
    assert committed(file_database) == names


async def test_what_a_caller_who_went_away_had_asked_for_is_written(writer: ThreadWriter, file_database: Path) -> None:
    held = await Held(writer).begun()
    gone = asyncio.create_task(writer.run(add("gone")))
    await asyncio.sleep(0)
    gone.cancel()
    stays = asyncio.create_task(writer.run(add("stays")))
    await asyncio.sleep(0)
    await held.release()
    assert await stays == "stays"
    assert committed(file_database) == ["gone", "stays"]


async def test_it_goes_on_after_its_connection_is_lost(writer: ThreadWriter, file_database: Path) -> None:
    def lose() -> None:
        connection.connection.close()  # the driver's own, behind Django's back
        Supplier.objects.create(name="lost")

    with pytest.raises(Exception, match="closed"):
        await writer.run(lose)
    assert await writer.run(add("found")) == "found"
    assert committed(file_database) == ["found"]


async def test_it_goes_on_after_a_caller_whose_loop_is_gone(writer: ThreadWriter, file_database: Path) -> None:
    holding, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        Supplier.objects.create(name="orphan")
        holding.set()
        assert go_on.wait(timeout=20)

    async def start() -> None:
        asyncio.get_running_loop().create_task(writer.run(hold))
        await asyncio.sleep(0)

    await asyncio.to_thread(asyncio.run, start())
    await asyncio.to_thread(holding.wait, 20)
    go_on.set()
    assert await writer.run(add("next")) == "next"
    assert committed(file_database) == ["orphan", "next"]
