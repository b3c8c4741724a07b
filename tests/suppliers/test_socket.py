"""A supplier's agent in its room: what it sends, and what it gets, on a real server."""

import asyncio
import hashlib
from datetime import datetime

import pytest
from websockets.asyncio.client import connect

from tests.clients import agent
from tests.servers import Installation, Server, wait_until

SHOWN = {"type", "seq", "kind", "actor", "at", "state", "text", "terms", "answers", "client_id"}
SHOWN |= {"understood", "choices", "topics"}
OPENING = {"unit_price": 9.4, "payment_days": 60, "contract_months": 1}


async def test_hello_opens_the_room_and_shows_that_a_bot_speaks_before_it_does(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        opening = await supplier.hello()
        assert supplier.kinds == ["opened", "disclosed", "bot_said"]
        assert opening["actor"] == "bot"
        assert "I am a bot" in opening["text"]
        assert opening["terms"] == [OPENING]
        assert opening["state"] == "open"


async def test_an_event_has_the_fields_of_the_protocol_and_no_others(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        await supplier.send("offer", terms={"unit_price": 9.8, "payment_days": 45}, note="per box")
        await supplier.event("bot_said")
        await supplier.send("say", text="I accept your offer.")
        await supplier.event("term_sheet")
        await supplier.send("confirm")
        await supplier.event("agreed")
        for frame in supplier.events:
            assert {"type", "seq", "kind", "actor", "at", "state"} <= set(frame) <= SHOWN
            assert datetime.fromisoformat(frame["at"]).tzinfo is not None
            assert frame["kind"] not in ("started", "decided")
            for package in frame.get("terms", []):
                assert all(isinstance(value, int | float) for value in package.values())


async def test_a_message_is_acknowledged_shown_and_answered_in_this_order(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        supplier.frames.clear()
        client_id = await supplier.send("say", text="We can do 9.80 at Net 45.")
        answer = await supplier.event("bot_said")
        ack, said, _ = supplier.frames
        assert ack == {"type": "ack", "client_id": client_id, "seq": said["seq"]}
        assert (said["kind"], said["text"], said["client_id"]) == (
            "supplier_said",
            "We can do 9.80 at Net 45.",
            client_id,
        )
        assert answer["answers"] == said["seq"]
        assert answer["terms"] == [{"unit_price": 9.6, "payment_days": 60, "contract_months": 12}]


async def test_the_worked_example_ends_in_a_deal(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        await supplier.send("offer", terms={"unit_price": 9.80, "payment_days": 45})
        await supplier.event("bot_said")
        await supplier.send("offer", terms={"unit_price": "9,60", "payment_days": "50"})
        agreed = await supplier.event("agreed")
        assert agreed["terms"] == [{"unit_price": 9.6, "payment_days": 50, "contract_months": 12}]
        assert agreed["state"] == "agreed"


async def test_accept_closes_on_the_offer_that_it_names(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        opening = await supplier.hello()
        await supplier.send("accept", offer=opening["seq"], package=0)
        assert (await supplier.event("agreed"))["terms"] == [OPENING]


async def test_words_lead_to_a_sheet_that_is_declined_or_confirmed(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        await supplier.send("say", text="I accept your offer.")
        sheet = await supplier.event("term_sheet")
        assert (sheet["terms"], sheet["state"]) == ([OPENING], "confirming")
        await supplier.send("decline")
        assert (await supplier.event("declined"))["state"] == "open"
        await supplier.send("say", text="I accept your offer.")
        await supplier.event("term_sheet")
        await supplier.send("confirm")
        await supplier.event("agreed")


async def test_asking_for_a_person_escalates(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        await supplier.send("ask_person")
        escalated = await supplier.event("escalated")
        assert escalated["state"] == "escalated"
        assert "text" not in escalated  # the reasons are the buyer's


async def test_the_same_client_id_twice_is_one_message(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        for _ in range(3):
            await supplier.send("say", text="9.80 at Net 45", client_id="m-1")
        frames = await supplier.settled()
        acks = [frame for frame in frames if frame["type"] == "ack"]
        assert len(acks) == 3
        assert len({ack["seq"] for ack in acks}) == 1
        assert supplier.kinds.count("supplier_said") == 1
        assert supplier.kinds.count("bot_said") == 2


async def test_a_client_that_comes_back_gets_what_it_missed_and_nothing_twice(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as first:
        opening = await first.hello()
        await first.send("offer", terms={"unit_price": 9.8, "payment_days": 45}, client_id="m-1")
        await first.event("bot_said")
    async with agent(server.ws(room)) as again:
        await again.send("hello", seen=opening["seq"])
        await again.send("offer", terms={"unit_price": 9.8, "payment_days": 45}, client_id="m-1")  # unsure: sent again
        await again.settled()
        assert again.kinds == ["supplier_said", "bot_said"]
        assert [event["seq"] for event in again.events] == [event["seq"] for event in first.events[-2:]]
    async with agent(server.ws(room)) as later:
        await later.send("hello", seen=again.events[-1]["seq"])
        assert [frame for frame in await later.settled() if frame["type"] == "event"] == []


async def test_a_client_that_never_said_hello_is_answered_too(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.send("say", text="We can do 9.80 at Net 45.")
        answer = await supplier.until(lambda frame: frame.get("answers") is not None)
        assert answer["kind"] == "bot_said"
        assert supplier.kinds[-2:] == ["supplier_said", "bot_said"]


async def test_two_sockets_in_a_room_see_the_same(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as phone, agent(server.ws(room)) as laptop:
        await phone.hello()
        await laptop.hello()
        await phone.send("say", text="9.90 at Net 45")
        await phone.event("bot_said")
        await laptop.event("bot_said")
        await laptop.send("offer", terms={"unit_price": 9.6, "payment_days": 50})
        await asyncio.gather(phone.event("agreed"), laptop.event("agreed"))
        assert phone.events == laptop.events
        assert [event["seq"] for event in phone.events] == sorted({event["seq"] for event in phone.events})


async def test_messages_sent_at_once_from_two_sockets_are_each_answered_once(server: Server, room: str) -> None:
    async with agent(server.ws(room)) as phone, agent(server.ws(room)) as laptop:
        await phone.hello()
        await laptop.hello()
        texts = ["9.95 at Net 45", "9.90 at Net 45", "9.85 at Net 45"]
        await asyncio.gather(*((phone, laptop)[number % 2].send("say", text=text) for number, text in enumerate(texts)))
        for supplier in (phone, laptop):
            while supplier.kinds.count("bot_said") < 1 + len(texts):
                await supplier.next()
        assert phone.events == laptop.events
        talk = [kind for kind in phone.kinds if kind in ("supplier_said", "bot_said")]
        assert talk == ["bot_said"] + ["supplier_said", "bot_said"] * len(texts)


async def test_typing_reaches_the_others_only_and_is_kept_nowhere(
    server: Server, room: str, installation: Installation
) -> None:
    async with agent(server.ws(room)) as phone, agent(server.ws(room)) as laptop:
        await phone.hello()
        await laptop.hello()
        await phone.send("typing")
        assert await laptop.next() == {"type": "typing", "actor": "supplier"}
        assert not [frame for frame in await phone.settled() if frame["type"] == "typing"]
    async with agent(server.ws(room)) as later:
        await later.hello()
        assert [frame["type"] for frame in await later.settled()] == ["event"] * 3


async def test_what_another_process_writes_is_shown_in_an_open_room(
    server: Server, room: str, installation: Installation
) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        pk = negotiation_of(installation, room)
        await asyncio.to_thread(
            installation.run, f"from negotiation.desk import people; people.withdraw({pk}, by='kim', reason='secret')"
        )
        withdrawn = await supplier.event("withdrawn")
        assert (withdrawn["actor"], withdrawn["state"]) == ("buyer", "withdrawn")
        assert "secret" not in str(withdrawn)


async def test_a_message_after_the_deadline_is_told_so_and_the_room_closes_for_all(
    server: Server, room: str, installation: Installation
) -> None:
    async with agent(server.ws(room)) as supplier, agent(server.ws(room)) as other:
        await supplier.hello()
        await other.hello()
        pk = negotiation_of(installation, room)
        installation.query("UPDATE negotiation_negotiation SET deadline = '2020-01-01 00:00:00' WHERE id = ?", pk)
        client_id = await supplier.send("say", text="9.80 at Net 45")
        error = await supplier.error()
        assert (error["code"], error["client_id"]) == ("expired", client_id)
        assert "deadline" in error["message"]
        assert supplier.kinds[-1] == "expired"
        assert (await other.event("expired"))["state"] == "expired"


@pytest.mark.parametrize("options", [{}, {"subprotocols": ["chat"]}])
async def test_a_client_that_asks_for_no_protocol_of_ours_gets_what_browsers_get(
    server: Server, room: str, options: dict[str, list[str]]
) -> None:
    async with connect(server.ws(room), **options) as browser:
        assert browser.subprotocol is None
        await browser.send('{"type": "hello", "seen": 0}')
        assert "<" in str(await asyncio.wait_for(browser.recv(), 20))


def negotiation_of(installation: Installation, room: str) -> int:
    """The key of the negotiation that a socket's path leads to."""
    token_hash = hashlib.sha256(room.strip("/").split("/")[-1].encode()).hexdigest()
    found = installation.query("SELECT negotiation_id FROM negotiation_invitation WHERE token_hash = ?", token_hash)
    return int(found[0][0])


async def test_rooms_follow_other_processes_again_after_the_database_was_away(
    server: Server, room: str, installation: Installation
) -> None:
    async with agent(server.ws(room)) as supplier:
        await supplier.hello()
        installation.query("ALTER TABLE negotiation_event RENAME TO away")
        try:
            await asyncio.to_thread(wait_until, lambda: "follow_failed" in server.log.read_text(), "the look fails")
        finally:
            installation.query("ALTER TABLE away RENAME TO negotiation_event")
        pk = negotiation_of(installation, room)
        await asyncio.to_thread(
            installation.run, f"from negotiation.desk import people; people.withdraw({pk}, by='kim', reason='')"
        )
        await supplier.event("withdrawn")
