"""Two web processes on one PostgreSQL and one Redis: a room is one room, whichever process holds its sockets."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from websockets.exceptions import InvalidHandshake

from tests import readers, servers, services
from tests.clients import Agent, agent
from tests.servers import PATIENCE, Installation, Server


@pytest.fixture(scope="module")
def broker() -> Iterator[services.Redis]:
    """A Redis of this module's own."""
    redis = services.Redis()
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture(scope="module")
def cluster(
    postgresql: services.Cluster, broker: services.Redis, tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    settings = {
        "SECRET_KEY": "for tests only",
        "DATABASE_URL": postgresql.create("cluster"),
        "REDIS_URL": broker.url,
        "RATE_LIMIT_BURST": "1000",
    }
    return Installation(tmp_path_factory.mktemp("cluster"), settings)


@pytest.fixture(scope="module")
def unused(cluster: Installation) -> list[str]:
    return servers.make(cluster, 12)


@pytest.fixture(scope="module")
def pair(cluster: Installation, unused: list[str]) -> Iterator[tuple[Server, Server]]:
    """Two web processes without a worker."""
    with cluster.serving("--no-worker") as one, cluster.serving("--no-worker") as other:
        yield one, other


@pytest.fixture
def token(unused: list[str]) -> str:
    return unused.pop()


@pytest.fixture
def room(token: str) -> str:
    return f"/ws/rooms/{token}/"


@asynccontextmanager
async def both(pair: tuple[Server, Server], room: str) -> AsyncIterator[tuple[Agent, Agent]]:
    """A supplier's two sockets, one on each process, both greeted."""
    async with agent(pair[0].ws(room)) as phone, agent(pair[1].ws(room)) as laptop:
        await phone.hello()
        await laptop.hello()
        yield phone, laptop


async def test_two_sockets_on_two_processes_see_the_same(pair: tuple[Server, Server], room: str) -> None:
    async with both(pair, room) as (phone, laptop):
        await phone.send("typing")
        assert await laptop.next() == {"type": "typing", "actor": "supplier"}
        await phone.send("say", text="We can do 9.90 at Net 45.")
        await asyncio.gather(phone.event("bot_said"), laptop.event("bot_said"))
        await laptop.send("offer", terms={"unit_price": 9.6, "payment_days": 50})
        await asyncio.gather(phone.event("agreed"), laptop.event("agreed"))
        assert phone.events == laptop.events


async def test_the_same_message_sent_to_both_processes_is_one(pair: tuple[Server, Server], room: str) -> None:
    async with both(pair, room) as (phone, laptop):
        await asyncio.gather(
            *(supplier.send("say", text="9.90 at Net 45", client_id="m-1") for supplier in (phone, laptop))
        )
        await asyncio.gather(phone.event("bot_said"), laptop.event("bot_said"))
        await asyncio.gather(phone.settled(), laptop.settled())
        assert phone.kinds.count("supplier_said") == laptop.kinds.count("supplier_said") == 1
        assert phone.events == laptop.events


async def test_what_a_third_process_does_is_shown_at_once_on_both(
    cluster: Installation, pair: tuple[Server, Server], room: str, token: str
) -> None:
    async with both(pair, room) as (phone, laptop):
        await asyncio.to_thread(
            cluster.run,
            "from negotiation import links; from negotiation.desk import people\n"
            f"people.withdraw(links.find({token!r}).negotiation_id, by='kim', reason='')",
        )
        await asyncio.gather(phone.event("withdrawn"), laptop.event("withdrawn"))


async def test_a_link_revoked_by_a_third_process_closes_its_sockets_on_both(
    cluster: Installation, pair: tuple[Server, Server], room: str, token: str
) -> None:
    async with both(pair, room) as (phone, laptop):
        await asyncio.to_thread(cluster.run, f"from negotiation import links; links.revoke(links.find({token!r}))")
        for supplier in (phone, laptop):
            assert (await supplier.error())["code"] == "link_gone"
            await asyncio.wait_for(supplier.connection.wait_closed(), 20)
            assert supplier.connection.close_code == 4404


async def test_a_process_that_is_killed_loses_nothing_and_the_supplier_goes_on_at_the_other(
    cluster: Installation, pair: tuple[Server, Server], room: str, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    slow = {"LANGUAGE_READER": "tests.readers.GatedReader", "TEST_GATE": str(gate)}
    with cluster.serving("--no-worker", **slow) as doomed:
        async with agent(doomed.ws(room)) as before:
            await before.hello()
            await before.send("say", text="hm, we can do 9.80 at Net 45.", client_id="m-1")
            said = await before.event("supplier_said")
            await asyncio.to_thread(readers.wait_for_file, readers.begun(gate))
            doomed.kill()
    async with agent(pair[0].ws(room)) as after:
        await after.send("hello", seen=said["seq"])
        answer = await after.event("bot_said")
        assert answer["answers"] == said["seq"]
        await after.send("say", text="hm, we can do 9.80 at Net 45.", client_id="m-1")
        await after.settled()
        assert after.kinds == ["bot_said"]


async def test_a_broker_that_is_down_stops_no_room_and_is_used_again_once_it_is_back(
    cluster: Installation, pair: tuple[Server, Server], room: str, broker: services.Redis
) -> None:
    async with both(pair, room) as (phone, _):
        broker.stop()
        try:
            await phone.send("say", text="We can do 9.90 at Net 45.")
            await phone.event("bot_said")
            assert not [frame for frame in phone.frames if frame["type"] == "error"]
        finally:
            broker.start()
    async with persistently(pair[0].ws(room)) as phone, persistently(pair[1].ws(room)) as laptop:
        await phone.hello()
        await laptop.hello()
        await until_they_hear_of_each_other(phone, laptop)
        await phone.send("offer", terms={"unit_price": 9.6, "payment_days": 50})
        await asyncio.gather(phone.event("agreed"), laptop.event("agreed"))


@asynccontextmanager
async def persistently(url: str) -> AsyncIterator[Agent]:
    """A connection that is tried again as a browser tries: a process notices a moment later that its broker is back."""
    deadline = time.monotonic() + PATIENCE
    while True:
        async with AsyncExitStack() as stack:
            try:
                supplier = await stack.enter_async_context(agent(url))
            except (InvalidHandshake, OSError):
                assert time.monotonic() < deadline, "the room did not open again"
                await asyncio.sleep(0.1)
                continue
            yield supplier
            return


async def until_they_hear_of_each_other(phone: Agent, laptop: Agent) -> None:
    deadline = time.monotonic() + PATIENCE
    for one, other in ((phone, laptop), (laptop, phone)):
        while not [frame for frame in other.frames if frame["type"] == "typing"]:
            assert time.monotonic() < deadline, "no announcement came through"
            await one.send("typing")
            await other.settled()
            await asyncio.sleep(0.02)


def test_nothing_of_this_broke_a_chain(cluster: Installation, unused: list[str]) -> None:
    cluster.assert_whole()
