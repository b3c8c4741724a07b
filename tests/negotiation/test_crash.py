"""A process that dies at any moment loses nothing that it acknowledged, and answers nothing twice."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests import readers
from tests.clients import Agent, agent
from tests.servers import Installation, Server, wait_until

TEXT = "hm, we can do 9.80 at Net 45."


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


@pytest.fixture
def slow(gate: Path) -> dict[str, str]:
    """The settings of a server whose reader waits at the gate."""
    return {"LANGUAGE_READER": "tests.readers.GatedReader", "TEST_GATE": str(gate)}


async def killed_before_it_answered(made: Installation, room: str, gate: Path, slow: dict[str, str]) -> int:
    """Kills the server between the commit of a message and that of its answer; returns the message's number."""
    with made.serving("--no-worker", **slow) as server:
        async with agent(server.ws(room)) as supplier:
            await supplier.hello()
            await supplier.send("say", text=TEXT, client_id="m-1")
            ack = await supplier.until(lambda frame: frame["type"] == "ack")
            await asyncio.to_thread(readers.wait_for_file, readers.begun(gate))
            server.kill()
    seq = int(ack["seq"])
    assert unanswered(made) == [seq]
    assert count(made, "supplier_said", "bot_said") == {"supplier_said": 1, "bot_said": 1}
    return seq


def unanswered(made: Installation) -> list[int]:
    found = made.query("SELECT unanswered_seq FROM negotiation_negotiation WHERE unanswered_seq IS NOT NULL")
    return [seq for (seq,) in found]


def count(made: Installation, *kinds: str) -> dict[str, int]:
    return {kind: made.query("SELECT count(*) FROM negotiation_event WHERE kind = ?", kind)[0][0] for kind in kinds}


async def test_a_message_is_answered_once_when_its_supplier_comes_back(
    own_installation: Installation, room: str, gate: Path, slow: dict[str, str]
) -> None:
    seq = await killed_before_it_answered(own_installation, room, gate, slow)
    with own_installation.serving("--no-worker") as server:
        async with agent(server.ws(room)) as supplier:
            await supplier.send("hello", seen=seq)
            answer = await supplier.event("bot_said")
            assert answer["answers"] == seq
            await supplier.send("say", text=TEXT, client_id="m-1")  # it cannot know whether it arrived
            ack = await supplier.until(lambda frame: frame["type"] == "ack")
            assert ack["seq"] == seq
            await supplier.settled()
    assert count(own_installation, "supplier_said", "bot_said") == {"supplier_said": 1, "bot_said": 2}
    assert unanswered(own_installation) == []
    own_installation.assert_whole()


async def test_a_message_is_answered_once_by_the_worker_alone(
    own_installation: Installation, room: str, gate: Path, slow: dict[str, str]
) -> None:
    await killed_before_it_answered(own_installation, room, gate, slow)
    with own_installation.serving():
        wait_until(lambda: unanswered(own_installation) == [], "the worker answers what the crash left behind")
    assert count(own_installation, "supplier_said", "bot_said") == {"supplier_said": 1, "bot_said": 2}
    own_installation.assert_whole()


async def test_a_message_is_answered_together_with_the_next_one(
    own_installation: Installation, room: str, gate: Path, slow: dict[str, str]
) -> None:
    seq = await killed_before_it_answered(own_installation, room, gate, slow)
    with own_installation.serving("--no-worker") as server:
        async with agent(server.ws(room)) as supplier:
            await supplier.send("say", text="Are you still there? 9.80 at Net 45.")
            answer = await supplier.event("bot_said")
            assert answer["answers"] > seq
            await supplier.settled()
    assert count(own_installation, "supplier_said", "bot_said") == {"supplier_said": 2, "bot_said": 2}
    own_installation.assert_whole()


async def talk(server: Server, room: str, acked: set[str]) -> None:
    """Sends message after message until the server is gone."""
    async with agent(server.ws(room)) as supplier:
        await supplier.send("hello", seen=0)
        number = 0
        while True:
            number += 1
            await supplier.send("typing")
            client_id = await supplier.send("offer", terms=price(number), client_id=f"{room[-8:]}{number}")
            frame = await supplier.until(lambda frame: frame["type"] in ("ack", "error"))
            if frame["type"] == "ack":
                acked.add(client_id)


def price(number: int) -> dict[str, Any]:
    return {"unit_price": 9.99 - number / 1_000, "payment_days": 30}


async def send_again(supplier: Agent, room: str, numbers: range) -> None:
    for number in numbers:
        await supplier.send("offer", terms=price(number), client_id=f"{room[-8:]}{number}")


async def test_a_server_killed_under_load_keeps_all_that_it_acknowledged_and_repeats_nothing(
    own_installation: Installation, template: Any
) -> None:
    rooms = [f"/ws/rooms/{template.token()}/" for _ in range(6)]
    acked: set[str] = set()
    with own_installation.serving("--no-worker", RATE_LIMIT_BURST="1000") as server:
        talks = [asyncio.create_task(talk(server, room, acked)) for room in rooms]
        while len(acked) < 20:
            await asyncio.sleep(0.001)
        server.kill()
        ended = await asyncio.gather(*talks, return_exceptions=True)
    assert all(isinstance(error, ConnectionClosed | OSError) for error in ended), ended
    kept = {client_id for (client_id,) in own_installation.query("SELECT client_id FROM negotiation_event")}
    assert acked <= kept
    with own_installation.serving("--no-worker", RATE_LIMIT_BURST="1000") as server:
        for room in rooms:
            async with agent(server.ws(room)) as supplier:
                await supplier.send("hello", seen=0)
                await send_again(supplier, room, range(1, 4))
                await supplier.settled()
                seqs = Counter(event["seq"] for event in supplier.events)
                assert set(seqs.values()) == {1}
    answers = own_installation.query(
        "SELECT negotiation_id, json_extract(payload, '$.answers'), count(*) FROM negotiation_event"
        " WHERE kind = 'bot_said' GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert answers == []
    assert unanswered(own_installation) == []
    own_installation.assert_whole()


def test_the_worker_and_the_processes_for_turns_end_with_the_server_however_that_ends(
    own_installation: Installation,
) -> None:
    with own_installation.serving(TURNS_APART="2") as server:
        wait_until(lambda: len(server.children()) == 3, "all are started")
        started = server.children()
        server.kill()
        wait_until(lambda: not any(map(is_running, started)), "they end too")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
