"""Two looks at who is there: what a supplier is shown last is what was seen last."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import count

import pytest

from suppliers import consumers
from suppliers.consumers import SupplierConsumer
from suppliers.renderers import JsonRenderer


async def test_a_slow_look_does_not_come_after_a_later_one(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, may_end, sent = count(), asyncio.Event(), list[str]()

    async def slow_at_first(work: Callable[[], Sequence[str]]) -> list[str]:
        number = next(numbers)
        if number == 0:
            await may_end.wait()
        return [str(number)]

    async def send(text_data: str) -> None:
        sent.append(text_data)

    monkeypatch.setattr(consumers, "read", slow_at_first)
    socket = SupplierConsumer()
    socket.seen, socket.renderer = 1, JsonRenderer()
    monkeypatch.setattr(socket, "negotiation", None, raising=False)
    monkeypatch.setattr(socket, "send", send)
    looks = [asyncio.create_task(socket.room_standing({})) for _ in range(2)]
    for _ in range(5):
        await asyncio.sleep(0)  # both have begun
    may_end.set()
    await asyncio.gather(*looks)
    assert sent == ["0", "1"]
