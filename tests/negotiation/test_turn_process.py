"""The process that does a web process's turns: it fails as a function would, and it may die at any moment."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from functools import partial

import pytest

from negotiation import turns
from negotiation.messages import MakeOffer, Refused, Say
from negotiation.turn_process import TurnProcess, TurnProcesses, TurnProcessLost
from tests.clients import agent
from tests.servers import Installation


@pytest.fixture
def _on_own_installation(own_installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in own_installation.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def turn_process(_on_own_installation: None) -> Iterator[TurnProcess]:
    """One that works on an installation of this test's own."""
    started = TurnProcess()
    yield started
    started.stop()


@pytest.fixture
def several(_on_own_installation: None) -> Iterator[TurnProcesses]:
    """Two of them."""
    started = TurnProcesses(2)
    yield started
    started.stop()


@pytest.fixture
def unopened(own_installation: Installation) -> int:
    """The key of a negotiation that nobody has opened."""
    [(pk,)] = own_installation.query("SELECT id FROM negotiation_negotiation ORDER BY id DESC LIMIT 1")
    return int(pk)


def events(made: Installation, pk: int) -> list[str]:
    return [
        kind for (kind,) in made.query("SELECT kind FROM negotiation_event WHERE negotiation_id = ? ORDER BY seq", pk)
    ]


async def test_it_does_a_turn_and_tells_what_came_of_it(
    turn_process: TurnProcess, own_installation: Installation, unopened: int
) -> None:
    entered = await turn_process.run(partial(turns.enter, unopened))
    assert [event.kind for event in entered.events] == ["opened", "disclosed", "decided", "bot_said"]
    assert events(own_installation, unopened) == ["started", "opened", "disclosed", "decided", "bot_said"]


async def test_a_refusal_comes_back_as_it_was_raised(turn_process: TurnProcess, unopened: int) -> None:
    await turn_process.run(partial(turns.enter, unopened))
    with pytest.raises(Refused) as refused:
        await turn_process.run(partial(turns.receive, unopened, MakeOffer(client_id="m", terms={"colour": "1"})))
    assert refused.value.code == "unknown_lever"
    assert "colour" in refused.value.sentence


async def test_a_fault_of_ours_comes_back_with_its_traceback(turn_process: TurnProcess) -> None:
    with pytest.raises(Exception, match="no negotiation 999999") as failed:
        await turn_process.run(partial(turns.enter, 999_999))
    assert "statements.py" in failed.value.__notes__[0]


async def test_each_caller_gets_its_own_answer(turn_process: TurnProcess) -> None:
    numbers = [f"{number:03}" for number in range(100)]
    assert await asyncio.gather(*(turn_process.run(partial(str.upper, f"a{number}")) for number in numbers)) == [
        f"A{number}" for number in numbers
    ]


async def test_what_people_say_to_people_does_not_wait_for_the_bots(turn_process: TurnProcess) -> None:
    begun, *waited = (turn_process.run(time.monotonic_ns) for _ in range(3))
    said = turn_process.run(time.monotonic_ns, goes_first=True)
    under_way, *done = await asyncio.gather(begun, *waited, said)
    assert sorted([under_way, *done]) == [under_way, done[-1], *done[:-1]]


async def test_a_caller_who_went_away_holds_up_nobody(
    turn_process: TurnProcess, own_installation: Installation, unopened: int
) -> None:
    gone = asyncio.create_task(turn_process.run(partial(turns.enter, unopened)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await turn_process.run(os.getpid) != os.getpid()
    assert events(own_installation, unopened)[-1] == "bot_said"


async def test_another_takes_over_when_it_is_killed(
    turn_process: TurnProcess, own_installation: Installation, unopened: int
) -> None:
    await turn_process.run(partial(turns.enter, unopened))
    first = await turn_process.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    await turn_process.run(partial(turns.receive, unopened, Say(client_id="m", text="9.80 EUR at net 45 days")))
    assert await turn_process.run(os.getpid) != first
    assert events(own_installation, unopened)[-3:] == ["supplier_said", "decided", "bot_said"]


async def test_work_that_kills_it_again_and_again_is_given_up(turn_process: TurnProcess) -> None:
    with pytest.raises(TurnProcessLost):
        await turn_process.run(partial(os._exit, 3))
    assert await turn_process.run(partial(str.upper, "a")) == "A"


async def test_of_several_the_same_one_does_what_concerns_a_negotiation(
    several: TurnProcesses, own_installation: Installation, unopened: int
) -> None:
    mine, others = [await several.run(os.getpid, about) for about in (unopened, unopened + 1)]
    assert mine != others
    await several.run(partial(turns.enter, unopened), unopened)
    receiving = turns.Receiving(unopened, Say(client_id="m", text="9.80 EUR at net 45 days"))
    taken = await several.run(receiving, unopened)
    assert [event.kind for event in taken.events] == ["supplier_said", "decided", "bot_said"]
    assert [await several.run(os.getpid, about) for about in (unopened, unopened + 1)] == [mine, others]
    # Whichever has it done, what another has written meanwhile is known.
    again = await several.run(receiving, unopened + 1)
    assert (again.seq, again.events) == (taken.seq, ())
    assert events(own_installation, unopened)[-3:] == ["supplier_said", "decided", "bot_said"]


async def test_a_supplier_does_not_notice_that_it_was_killed(own_installation: Installation, room: str) -> None:
    with own_installation.serving("--no-worker", TURNS_APART="2") as server:
        async with agent(server.ws(room)) as supplier:
            await supplier.hello()
            for number in range(4):
                for running in server.children():
                    os.kill(running, signal.SIGKILL)
                await supplier.send("say", text=f"9.{90 - number} EUR, net 45 days", client_id=f"m-{number}")
                await supplier.until(lambda frame: frame.get("kind") == "bot_said")
    said = own_installation.query("SELECT client_id FROM negotiation_event WHERE kind = 'supplier_said' ORDER BY id")
    assert [client_id for (client_id,) in said] == ["m-0", "m-1", "m-2", "m-3"]
    own_installation.assert_whole()
