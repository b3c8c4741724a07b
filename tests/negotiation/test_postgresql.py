"""The same promises on PostgreSQL: append-only, in order, once, by several processes at the same time."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import readers, servers, services
from tests.clients import agent
from tests.servers import Installation

DATABASE = "turns"


@pytest.fixture(scope="module")
def unused(production: Installation) -> list[str]:
    return servers.make(production, 45)


@pytest.fixture(scope="module")
def production(postgresql: services.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    settings = {"SECRET_KEY": "for tests only", "DATABASE_URL": postgresql.create(DATABASE)}
    return Installation(tmp_path_factory.mktemp("production"), settings)


@pytest.fixture
def room(unused: list[str]) -> str:
    return f"/ws/rooms/{unused.pop()}/"


TALK = """
from negotiation import ledger; from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.replay import replay
from negotiation.models import Negotiation
made = factories.opened()
factories.say(made, "We can do 2 % off with Net 45.")
factories.say(made, "OK, 4 % off at Net 50 then. \\U0001f600")
factories.confirm(made)
other = factories.opened()
factories.say(other, "We need 3 % more.")
people.claim(other.pk, by="kim")
people.agree(other.pk, Terms(unit_price="9.60", payment_days=45, contract_months=12), by="kim")
ledger.erase_words(other, by="system", reason="request")
late = factories.past_deadline(factories.opened())
factories.say(late, "9.80")
found = [Negotiation.objects.get(pk=one.pk) for one in (made, other, late)]
print(json.dumps({
    "states": [one.state for one in found],
    "terms": made.agreement.terms,
    "broken": [str(ledger.verify(one)) for one in found],
    "differences": [len(list(replay(one))) for one in found],
}))
"""


def test_a_conversation_runs_and_verifies(production: Installation, unused: list[str]) -> None:
    outcome = production.run(TALK)
    assert outcome["states"] == ["agreed", "agreed", "expired"]
    assert {lever: float(value) for lever, value in outcome["terms"].items()} == {
        "unit_price": 9.6,
        "payment_days": 50,
        "contract_months": 12,
    }
    assert outcome["broken"] == ["None"] * 3
    assert outcome["differences"] == [0] * 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE negotiation_event SET payload = '{}'",
        "UPDATE negotiation_event SET payload = '{}' WHERE seq = 1",
        "DELETE FROM negotiation_event",
        "TRUNCATE negotiation_event CASCADE",
        "INSERT INTO negotiation_event SELECT * FROM negotiation_event ON CONFLICT (id) DO UPDATE SET payload = '{}'",
        "MERGE INTO negotiation_event e USING negotiation_event n ON e.id = n.id WHEN MATCHED THEN DELETE",
    ],
)
def test_the_database_refuses_to_change_or_remove_events(
    production: Installation, unused: list[str], statement: str
) -> None:
    before = production.query("SELECT count(*), min(payload), max(payload) FROM negotiation_event")
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        production.query(statement)
    assert production.query("SELECT count(*), min(payload), max(payload) FROM negotiation_event") == before


PREPARE = """
from tests.states import escalated
made = factories.opened(factories.guardrails(rounds=40))
print(json.dumps([made.pk, *(escalated().pk for _ in range(8))]))
"""
SEND_AND_CLAIM = """
from negotiation import turns; from negotiation.desk import people
from negotiation.messages import MakeOffer
seqs, claimed_by = [], []
for number in range(12):
    terms = {{"unit_price": str(9.99 - number / 100), "payment_days": "31"}}
    seqs.append(turns.take({pk}, MakeOffer(client_id=f"m-{{number}}", terms=terms)).seq)
for pk in {pks}:
    try:
        people.claim(pk, by="{by}")
        claimed_by.append("{by}")
    except people.AlreadyClaimed as error:
        claimed_by.append(error.by)
print(json.dumps([seqs, claimed_by]))
"""


async def test_two_processes_at_once_record_each_message_once_and_agree_on_who_claimed(
    production: Installation, unused: list[str]
) -> None:
    pk, *pks = await asyncio.to_thread(production.run, PREPARE)
    (seqs, by), (other_seqs, other_by) = await asyncio.gather(
        *[asyncio.to_thread(production.run, SEND_AND_CLAIM.format(pk=pk, pks=pks, by=name)) for name in ("kim", "sam")]
    )
    assert seqs == other_seqs
    assert by == other_by
    said = production.query(
        "SELECT client_id, count(*) FROM negotiation_event WHERE negotiation_id = ? AND client_id IS NOT NULL"
        " GROUP BY 1",
        pk,
    )
    assert sorted(said) == sorted((f"m-{number}", 1) for number in range(12))
    claims = "SELECT count(*) FROM negotiation_event WHERE kind = 'claimed' AND negotiation_id >= ? AND seq > 1"
    assert production.query(claims, pks[0])[0][0] == len(pks)
    await asyncio.to_thread(production.assert_whole)


async def test_a_room_talks_through_a_lost_connection_to_the_database(
    production: Installation, postgresql: services.Cluster, room: str
) -> None:
    with production.serving("--no-worker") as server:
        async with agent(server.ws(room)) as supplier:
            await supplier.hello()
            postgresql.disconnect_everybody(DATABASE)
            frame: dict[str, Any] = {"type": "error"}
            while frame["type"] == "error":  # each of the server's connections has to notice by itself
                await supplier.send("say", text="We can do 9.80 at Net 45.", client_id="m-1")
                frame = await supplier.until(lambda frame: frame["type"] in ("error", "ack"))
            await supplier.until(lambda frame: frame.get("answers") == frame["seq"] - 2)
            await supplier.settled()
            assert supplier.kinds.count("supplier_said") == 1


async def test_many_slow_answers_at_once_leave_connections_for_the_other_rooms(
    production: Installation, unused: list[str], tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    settings = {"LANGUAGE_READER": "tests.readers.GatedReader", "TEST_GATE": str(gate)}
    async with AsyncExitStack() as open_rooms:
        server = open_rooms.enter_context(production.serving("--no-worker", **settings))
        waiting = [
            await open_rooms.enter_async_context(agent(server.ws(f"/ws/rooms/{unused.pop()}/"))) for _ in range(20)
        ]
        for supplier in waiting:
            await supplier.hello()
            await supplier.send("say", text="hm, we can do 9.80 at Net 45.")
            await supplier.event("supplier_said")
        await asyncio.to_thread(readers.wait_for_file, readers.begun(gate))
        other = await open_rooms.enter_async_context(agent(server.ws(f"/ws/rooms/{unused.pop()}/")))
        await other.hello()
        opening = other.events[-1]["seq"]
        await other.send("confirm")
        assert (await other.error())["code"] == "nothing_to_confirm"
        gate.touch()
        for supplier in [*waiting, other]:
            if supplier is other:
                await other.send("accept", offer=opening)
            await supplier.until(lambda frame: frame.get("answers") is not None)
