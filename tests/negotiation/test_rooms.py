"""Nobody is told of what may still be rolled back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from negotiation import lifecycle, links, rooms, tasks
from negotiation.desk import people
from negotiation.models import Negotiation
from tests import factories
from tests.states import awaiting_approval, escalated, with_buyer


class Listener:
    """A socket's place in a room."""

    def __init__(self, made: Negotiation) -> None:
        self._layer = get_channel_layer()
        self._channel = async_to_sync(self._layer.new_channel)()
        async_to_sync(self._layer.group_add)(rooms.group(made.public_id), self._channel)

    def heard(self) -> list[dict[str, Any]]:
        """What was announced since the last time."""
        queue = self._layer.channels.get(self._channel)
        waiting = queue.qsize() if queue is not None else 0
        return [async_to_sync(self._layer.receive)(self._channel) for _ in range(waiting)]


STEPS: dict[str, tuple[Callable[[], Negotiation], Callable[[int], object]]] = {
    "claim": (escalated, lambda pk: people.claim(pk, by="kim")),
    "hand back": (with_buyer, lambda pk: people.hand_back(pk, by="kim")),
    "close": (with_buyer, lambda pk: people.close(pk, by="kim", reason="")),
    "approve": (awaiting_approval, lambda pk: people.approve(pk, by="kim")),
    "send back": (awaiting_approval, lambda pk: people.send_back(pk, by="kim", reason="dear")),
    "withdraw": (factories.opened, lambda pk: people.withdraw(pk, by="kim", reason="")),
}


@pytest.mark.parametrize(("make", "step"), STEPS.values(), ids=STEPS.keys())
def test_a_buyers_step_is_announced_after_the_commit_and_not_before(
    file_database: Path, make: Callable[[], Negotiation], step: Callable[[int], object]
) -> None:
    made = make()
    listener = Listener(made)
    with transaction.atomic():
        step(made.pk)
        assert listener.heard() == []
    made.refresh_from_db()
    assert listener.heard() == [{"type": "room.recorded", "last": made.head_seq}]


@pytest.mark.parametrize(("make", "step"), STEPS.values(), ids=STEPS.keys())
def test_a_buyers_step_that_is_rolled_back_is_never_announced(
    file_database: Path, make: Callable[[], Negotiation], step: Callable[[int], object]
) -> None:
    made = make()
    listener = Listener(made)
    with transaction.atomic():
        step(made.pk)
        transaction.set_rollback(True)
    assert listener.heard() == []
    assert Negotiation.objects.get(pk=made.pk).head_seq == made.head_seq


def test_a_refused_step_is_never_announced(file_database: Path) -> None:
    made = factories.opened()
    listener = Listener(made)
    with pytest.raises(lifecycle.NotPossible):
        people.approve(made.pk, by="kim")
    assert listener.heard() == []


def test_an_announcement_reaches_its_own_room_only(file_database: Path) -> None:
    made, other = escalated(), escalated()
    listener = Listener(other)
    people.claim(made.pk, by="kim")
    assert listener.heard() == []


def test_what_the_worker_expires_is_announced(file_database: Path) -> None:
    made = factories.past_deadline(factories.opened())
    listener = Listener(made)
    tasks.expire_overdue()
    made.refresh_from_db()
    assert listener.heard() == [{"type": "room.recorded", "last": made.head_seq}]


def test_a_revoked_link_is_announced_after_the_commit(file_database: Path) -> None:
    made = factories.opened()
    invitation, _ = links.issue(made)
    listener = Listener(made)
    with transaction.atomic():
        links.revoke(invitation)
        assert listener.heard() == []
    assert listener.heard() == [{"type": "room.link_changed"}]


def test_a_broker_that_is_down_loses_an_announcement_and_nothing_else(
    file_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = escalated()

    async def refuse(*args: object) -> None:
        raise ConnectionError("the broker is down")

    monkeypatch.setattr(type(get_channel_layer()), "group_send", refuse)
    assert [event.kind for event in people.claim(made.pk, by="kim")] == ["claimed"]
