"""Who gets what, and who is refused: every kind of visitor on every socket, sending every frame of every side."""

import asyncio
import json
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.buyers.live import Scene, scenes
from tests.clients import SUBPROTOCOL, Agent, Frame
from tests.servers import Installation, Server

MakeScene = Callable[..., Scene]
SUPPLIERS_FRAMES: list[Frame] = [
    {"type": "say", "text": "hello"},
    {"type": "offer", "terms": {"unit_price": 9.8}},
    {"type": "accept", "offer": 4},
    {"type": "confirm"},
    {"type": "decline"},
    {"type": "ask_person"},
    {"type": "typing"},
    {"type": "seen", "seq": 1},
    {"type": "hello", "seen": 0},
]
BUYERS_FRAMES: list[Frame] = [
    {"type": "say", "text": "hello"},
    {"type": "say", "text": "our offer", "terms": {"unit_price": 9.5}},
    {"type": "note", "text": "a private thought"},
    {"type": "claim"},
    {"type": "release"},
    {"type": "reassign", "to": "nobody"},
    {"type": "typing"},
    {"type": "seen", "seq": 1},
    {"type": "hello", "seen": 0},
]


# How many rooms of each kind the tests need: made in one go, since every process takes a second to start.
PREPARED = {
    "factories.opened()": 9,
    "states.escalated()": 16,
    "factories.negotiation()": 1,
    "staged.opened(staged.Stage.ADVISOR)": 1,
}


@pytest.fixture(scope="module")
def prepared(server: Server, installation: Installation) -> dict[str, list[Scene]]:
    return scenes(server, installation, PREPARED)


@pytest.fixture
def make(prepared: dict[str, list[Scene]]) -> MakeScene:
    return lambda expression="factories.opened()": prepared[expression].pop()


async def closing_code(one: Agent) -> int:
    """With which code the server closes; nothing else may come before it."""
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(one.connection.recv(), 10)
    assert closed.value.rcvd is not None
    return int(closed.value.rcvd.code)


async def send(one: Agent, frame: Frame) -> None:
    await one.send(**frame)


def codes(frames: list[Frame]) -> list[str]:
    return [frame["code"] for frame in frames if frame["type"] == "error"]


class TestWhoIsRefused:
    async def test_strangers_and_guests_are_shown_nothing_and_told_why(self, make: MakeScene) -> None:
        here = make()
        for path in ("/ws/desk/", f"/ws/desk/rooms/{here.room}/"):
            async with here.connect(None, path) as stranger:
                assert await closing_code(stranger) == 4401
            async with here.connect("guest", path) as guest:
                assert await closing_code(guest) == 4403

    async def test_a_buyer_of_another_category_is_refused_as_if_there_was_no_such_room(self, make: MakeScene) -> None:
        here = make()
        nowhere = "/ws/desk/rooms/00000000-0000-4000-8000-000000000000/"
        for path in (f"/ws/desk/rooms/{here.room}/", nowhere):
            async with here.connect("outsider", path) as outsider:
                assert await closing_code(outsider) == 4404

    async def test_another_sites_page_gets_no_socket(self, make: MakeScene) -> None:
        here = make()
        with pytest.raises(InvalidStatus) as refused:
            async with here.connect("kim", "/ws/desk/", origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403

    async def test_a_rehearsal_is_no_room_of_the_desk(self, make: MakeScene, installation: Installation) -> None:
        here = make()
        [room] = installation.run(
            "from negotiation import lifecycle\nfrom negotiation.models import Negotiation\n"
            f"made = Negotiation.objects.get(public_id='{here.room}')\n"
            "playbook = made.playbook; playbook.draft = factories.guardrails()\n"
            "print(json.dumps([str(lifecycle.rehearse(playbook, factories.contract(), made.deadline).public_id)]))"
        )
        async with here.connect("kim", f"/ws/desk/rooms/{room}/") as kim:
            assert await closing_code(kim) == 4404

    async def test_who_may_only_look_sees_everything_and_does_nothing(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.buyer("looker") as looker:
            await looker.event("escalated")
            for frame in BUYERS_FRAMES:
                await send(looker, frame)
            frames = await looker.settled()
            assert codes(frames) == ["forbidden"] * 6
            assert not any(frame["type"] == "ack" for frame in frames)

    async def test_a_session_that_ended_opens_nothing(self, make: MakeScene, installation: Installation) -> None:
        here = make()
        installation.run(
            "from django.contrib.sessions.models import Session\n"
            f"Session.objects.filter(session_key='{here.people['kim']}').delete()"
        )
        async with here.connect("kim", f"/ws/desk/rooms/{here.room}/") as kim:
            assert await closing_code(kim) == 4401


class TestWhoHearsWhat:
    async def test_a_suppliers_frames_mean_nothing_on_a_buyers_socket(self, make: MakeScene) -> None:
        here = make()
        async with here.supplier() as supplier, here.buyer("kim") as kim:
            await supplier.event("bot_said")
            supplier.frames.clear()
            for frame in SUPPLIERS_FRAMES[1:6]:
                await send(kim, frame)
            await send(kim, {"type": "say", "text": "without the room"})
            assert codes(await kim.settled()) == ["unknown_type"] * 5 + ["not_yours"]
            assert await supplier.settled() == []  # whatever a watcher does, the supplier hears nothing of it

    async def test_a_buyers_frames_mean_nothing_on_a_suppliers_socket(self, make: MakeScene) -> None:
        here = make()
        async with here.supplier() as supplier, here.buyer("kim") as kim:
            await supplier.event("bot_said")
            await kim.event("bot_said")
            for frame in BUYERS_FRAMES[2:6]:
                await send(supplier, frame)
            assert codes(await supplier.settled()) == ["unknown_type"] * 4
            await kim.settled()
            assert not set(kim.kinds) & {"claimed", "noted", "released", "reassigned"}

    async def test_notes_reasons_and_user_names_never_reach_the_supplier(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.supplier() as supplier, here.buyer("kim") as kim, here.buyer("ann") as ann:
            await supplier.event("escalated")
            await kim.send("claim")
            await kim.event("claimed")
            await kim.send("note", text="they are desperate")
            await kim.send("say", text="Let us see.", terms={"unit_price": 10.9}, because="they had a fire")
            await supplier.event("buyer_said")
            await kim.send("reassign", to=here.name("ann"))
            await ann.event("reassigned")
            await supplier.event("reassigned")
            await ann.send("release")
            await supplier.event("released")
            await ann.event("released")
            assert {"noted", "buyer_said", "reassigned", "released"} <= set(ann.kinds)
            heard = json.dumps(await supplier.settled())
            for secret in (
                "desperate",
                "fire",
                here.name("kim"),
                here.name("ann"),
                "price_increase",
                "human_requested",
            ):
                assert secret not in heard
            assert "noted" not in supplier.kinds
            assert "Kim Lee" in heard
            assert "Ann Lee" in heard

    async def test_watching_is_seen_by_colleagues_and_not_by_the_supplier(self, make: MakeScene) -> None:
        here = make()
        async with here.supplier() as supplier, here.buyer("ann") as ann:
            await supplier.event("bot_said")
            await ann.event("bot_said")
            supplier.frames.clear()
            async with here.buyer("kim") as kim:
                await ann.until(lambda frame: here.name("kim") in frame.get("buyers", []))
                await kim.send("typing")
                await kim.send("seen", seq=4)
                await kim.settled()
            await ann.until(lambda frame: frame["type"] == "people" and here.name("kim") not in frame["buyers"])
            assert await supplier.settled() == []

    async def test_everybody_in_the_room_hears_at_once_what_each_side_says(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.supplier() as supplier, here.buyer("kim") as kim, here.buyer("ann") as ann:
            await kim.send("claim")
            await supplier.event("claimed")
            await supplier.send("say", text="Anybody there?")
            for one in (kim, ann):
                await one.until(lambda frame: frame.get("text") == "Anybody there?")
            await kim.send("say", text="Yes, I am.")
            said = await supplier.event("buyer_said")
            assert (said["text"], said["name"]) == ("Yes, I am.", "Kim Lee")
            assert (await ann.event("buyer_said"))["by"] == here.name("kim")

    async def test_who_types_and_who_has_read_is_told_to_the_other_side(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.supplier() as supplier, here.buyer("kim") as kim:
            await kim.send("claim")
            await supplier.event("claimed")
            await supplier.send("typing")
            assert (await kim.until(lambda frame: frame["type"] == "typing"))["actor"] == "supplier"
            await kim.send("typing")
            assert (await supplier.until(lambda frame: frame["type"] == "typing"))["actor"] == "buyer"
            await supplier.send("say", text="Have you read this?")
            said = await kim.event("supplier_said")
            await kim.send("seen", seq=said["seq"])
            await supplier.until(lambda frame: frame["type"] == "standing" and frame["is_read"])
            await kim.send("say", text="I have.")
            answer = await supplier.event("buyer_said")
            await supplier.send("seen", seq=answer["seq"])
            seen = await kim.until(lambda frame: frame["type"] == "seen")
            assert (seen["actor"], seen["seq"]) == ("supplier", answer["seq"])


class TestOwning:
    async def test_of_two_who_claim_one_wins_and_the_other_is_told_who(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.buyer("kim") as kim, here.buyer("ann") as ann:
            await asyncio.gather(kim.send("claim"), ann.send("claim"))
            await asyncio.gather(kim.event("claimed"), ann.event("claimed"))
            frames = [*await kim.settled(), *await ann.settled()]
            [lost] = [frame for frame in frames if frame["type"] == "error"]
            winner = kim.events[-1]["name"]
            assert lost["code"] == "already_claimed"
            assert lost["message"] == f"{winner} has taken over this negotiation already."
            assert kim.kinds.count("claimed") == 1

    async def test_after_a_transfer_the_earlier_owner_reads_on_and_no_longer_sends(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.supplier() as supplier, here.buyer("kim") as kim, here.buyer("ann") as ann:
            await kim.send("claim")
            await kim.event("claimed")
            await kim.send("reassign", to=here.name("ann"))
            await ann.event("reassigned")
            await kim.event("reassigned")
            await kim.send("say", text="One more thing")
            await kim.send("typing")
            assert codes(await kim.settled()) == ["not_yours"]
            await ann.send("say", text="I go on from here.")
            assert (await kim.event("buyer_said"))["text"] == "I go on from here."
            await supplier.event("buyer_said")
            assert not any(frame["type"] == "typing" for frame in supplier.frames)

    async def test_a_room_is_passed_on_only_to_who_may_negotiate_there(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.buyer("kim") as kim:
            await kim.send("claim")
            for who in ("outsider", "looker", "guest", "kim"):
                await kim.send("reassign", to=here.name(who))
            assert codes(await kim.settled()) == ["unknown_colleague"] * 4

    async def test_the_same_message_sent_again_is_one(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.buyer("kim") as kim:
            await kim.send("claim")
            for _ in range(3):
                await kim.send("say", text="Hello", client_id="m-1")
                await kim.send("note", text="Hm", client_id="n-1")
            frames = await kim.settled()
            acks = [frame["seq"] for frame in frames if frame.get("client_id") == "m-1" and frame["type"] == "ack"]
            assert len(acks) == 3
            assert len(set(acks)) == 1
            assert (kim.kinds.count("buyer_said"), kim.kinds.count("noted")) == (1, 1)

    async def test_who_comes_back_gets_what_they_missed(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.buyer("kim") as kim:
            await kim.send("claim")
            claimed = await kim.event("claimed")
        async with here.supplier() as supplier:
            await supplier.send("say", text="Are you there?")
            await supplier.until(lambda frame: frame["type"] == "ack")
        async with here.buyer("kim", seen=claimed["seq"]) as again:
            assert (await again.event("supplier_said"))["text"] == "Are you there?"
            assert again.kinds == ["supplier_said"]

    async def test_terms_outside_the_playbook_need_a_reason(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.buyer("kim") as kim:
            await kim.send("claim")
            await kim.send("say", text="For you.", terms={"unit_price": 10.9})
            assert (await kim.error())["code"] == "outside_policy"


class TestTheList:
    async def test_an_escalation_as_the_first_act_of_a_chat_is_there_at_once(self, make: MakeScene) -> None:
        here = make("factories.negotiation()")
        async with here.desk("kim") as kim:
            first = await kim.until(lambda frame: frame["type"] == "queue")
            assert first["waiting"] == []
            async with here.supplier(seen=None) as supplier:
                await supplier.send("ask_person")
                queue = await kim.until(lambda frame: frame["type"] == "queue" and frame["count"] == 1)
                [room] = queue["waiting"]
                assert (room["room"], room["reason"]) == (here.room, "human_requested")
                assert room["supplier_is_there"]
                assert room["money"] == "€200,000 a year" or "200,000" in room["money"]

    async def test_a_claim_and_a_supplier_who_leaves_are_there_at_once(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.desk("kim") as desk, here.buyer("ann") as ann:
            async with here.supplier():
                await desk.until(lambda frame: bool(frame["waiting"]) and frame["waiting"][0]["supplier_is_there"])
            await desk.until(lambda frame: not frame["waiting"][0]["supplier_is_there"])
            await ann.send("claim")
            await desk.until(lambda frame: frame["waiting"][0]["held_by"] == here.name("ann"))
            await ann.send("say", text="Good morning")
            await desk.until(lambda frame: frame["count"] == 0)

    async def test_filters_hold_for_what_comes_live(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with (
            here.buyer("kim") as kim,
            here.desk("kim", "?show=mine") as mine,
            here.desk("kim", "?show=unclaimed") as unclaimed,
            here.desk("kim", "?reason=price_increase") as dearer,
        ):
            assert (await mine.next())["count"] == 0
            assert (await unclaimed.next())["count"] == 1
            assert (await dearer.next())["count"] == 0
            await kim.send("claim")
            await mine.until(lambda frame: frame["count"] == 1)
            await unclaimed.until(lambda frame: frame["count"] == 0)

    async def test_colleagues_of_other_categories_see_nothing_of_it(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        async with here.desk("outsider") as outsider:
            assert (await outsider.next())["waiting"] == []

    async def test_a_browser_gets_the_list_as_html(self, make: MakeScene) -> None:
        here = make("states.escalated()")
        cookie = {"Cookie": f"sessionid={here.people['kim']}"}
        async with connect(here.server.ws("/ws/desk/"), additional_headers=cookie) as browser:
            html = str(await asyncio.wait_for(browser.recv(), 10))
            assert 'hx-target="#lists"' in html
            assert f'id="room-{here.room}"' in html
        assert SUBPROTOCOL not in html


class TestTheSupplierIsTold:
    async def test_where_people_answer_all_along_that_the_line_moves(self, make: MakeScene) -> None:
        here = make("staged.opened(staged.Stage.ADVISOR)")
        async with here.supplier() as supplier:
            for notice in ("handed_over", "nobody_yet"):
                async with here.desk("ann") if notice == "handed_over" else nullcontext():
                    told = await supplier.until(lambda frame, notice=notice: frame.get("notice") == notice)
                    assert told["place"] == 1
            async with here.desk("ann") as ann:
                await ann.until(lambda frame: any(room["supplier_is_there"] for room in frame["waiting"]))
                async with here.buyer("kim") as kim:
                    await kim.send("say", text="Good morning.")
                    await supplier.event("buyer_said")
                await ann.until(lambda frame: frame["waiting"] == [])

    async def test_whether_somebody_is_at_their_desk_and_who_is_joining_and_there(self, make: MakeScene) -> None:
        here = make("states.escalated()")

        def standing(**wanted: object) -> Callable[[Frame], bool]:
            return lambda frame: frame["type"] == "standing" and wanted.items() <= frame.items()

        async with here.supplier() as supplier:
            for pages in (here.desk, here.buyer):
                async with pages("ann"):
                    await supplier.until(standing(notice="handed_over"))
                await supplier.until(standing(notice="nobody_yet"))
        async with here.supplier() as supplier, here.desk("kim"):
            told = await supplier.until(standing(notice="handed_over"))
            assert told["place"] == 1
            async with here.buyer("kim") as kim:
                await kim.send("claim")
                await supplier.until(standing(state="with_buyer", name="Kim Lee", is_here=True))
            await supplier.until(standing(name="Kim Lee", is_here=False))
