"""A room whose message takes long to read: it holds up nobody, not even itself."""

import asyncio
from pathlib import Path
from typing import Any

from tests import readers
from tests.clients import agent
from tests.servers import Installation


async def test_a_slow_answer_holds_up_no_other_room_and_is_one_for_all_that_was_said_meanwhile(
    own_installation: Installation, template: Any, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    settings = {"LANGUAGE_READER": "tests.readers.GatedReader", "TEST_GATE": str(gate)}
    slow, quick = (f"/ws/rooms/{template.token()}/" for _ in range(2))
    with own_installation.serving("--no-worker", **settings) as server:
        async with agent(server.ws(slow)) as waiting, agent(server.ws(quick)) as other:
            await waiting.hello()
            await waiting.send("say", text="hm, we can do 9.90")
            first = await waiting.event("supplier_said")
            await asyncio.to_thread(readers.wait_for_file, readers.begun(gate))
            # The other room is answered while this one waits, and so is what this one sends.
            await other.hello()
            await other.send("say", text="We can do 9.80 at Net 45.")
            await other.until(lambda frame: frame.get("answers") is not None)
            await waiting.send("say", text="We can do 9.80 at Net 45.")
            second = await waiting.event("supplier_said")
            assert second["seq"] == first["seq"] + 1
            gate.touch()
            answer = await waiting.until(lambda frame: frame.get("answers") is not None)
            assert answer["answers"] == second["seq"]
            await waiting.settled()
            assert waiting.kinds == ["opened", "disclosed", "bot_said", "supplier_said", "supplier_said", "bot_said"]
    own_installation.assert_whole()
