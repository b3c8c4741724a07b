"""Tells everyone in a room what was recorded. An announcement is a nudge: the ledger is read for what it is about.

So a lost announcement loses nothing, and one that comes twice, or for events that a socket has shown already, does no
harm: every socket knows the number of the last event that it showed.
"""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from negotiation.models import Event, Negotiation
from negotiation.reads import read

FOLLOW_EVERY = 1.0  # seconds; how soon a socket learns what another process of an embedded installation wrote

log = structlog.get_logger(__name__)


def group(public_id: UUID) -> str:
    """The name of a room's group on the channel layer."""
    return f"room.{public_id.hex}"


async def announce(public_id: UUID, last_seq: int, *, sender: str | None = None) -> None:
    """Tells the sockets in a room that events up to `last_seq` are recorded; the one of `sender` knows already."""
    message = {"type": "room.recorded", "last": last_seq}
    await _send(public_id, message if sender is None else {**message, "sender": sender})
    follower.note(public_id, last_seq)


def announce_on_commit(negotiation: Negotiation, events: Iterable[Event]) -> None:
    """The same, from synchronous code: after the running transaction commits, and never when it does not."""
    last = max((event.seq for event in events), default=0)
    if last:
        transaction.on_commit(lambda: async_to_sync(announce)(negotiation.public_id, last))


def announce_link_change_on_commit(negotiation: Negotiation) -> None:
    """Tells the sockets in a room to look at their link again, after the running transaction commits."""
    message = {"type": "room.link_changed"}
    transaction.on_commit(lambda: async_to_sync(_send)(negotiation.public_id, message))


async def announce_typing(public_id: UUID, who: str, sender: str) -> None:
    """Tells the others in a room that somebody is typing. Kept nowhere."""
    await _send(public_id, {"type": "room.typing", "who": who, "sender": sender})


async def _send(public_id: UUID, message: dict[str, Any]) -> None:
    """Sends to a room. What it is about is committed: a broker that is down must not make it look as if it failed."""
    try:
        await get_channel_layer().group_send(group(public_id), message)
    except Exception:
        log.exception("announcement_lost", room=str(public_id), type=message["type"])


class _Follower:
    """Announces what other processes wrote, where no Redis carries their announcements.

    The embedded installation runs the web process and the worker on one database without a broker between them; a look
    at the newest events once a second does what the broker would.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._announced: dict[UUID, int] = {}  # by this process itself since the last look: no news to its sockets

    def ensure_following(self) -> None:
        """Starts with the first socket; does nothing with Redis, or when it is running already."""
        if settings.REDIS_URL or (self._task is not None and not self._task.done()):
            return
        self._task = asyncio.get_running_loop().create_task(self._follow())

    def note(self, public_id: UUID, seq: int) -> None:
        """Remembers what this process has announced."""
        if self._task is not None:
            self._announced[public_id] = seq

    async def _follow(self) -> None:
        last = await read(_newest)
        while True:
            await asyncio.sleep(FOLLOW_EVERY)
            try:
                last, rooms = await read(partial(_rooms_since, last))
            except Exception:
                log.exception("follow_failed")  # a database that is busy or away for a moment; look again
                continue
            announced, self._announced = self._announced, {}
            for public_id, seq in rooms.items():
                if announced.get(public_id, 0) < seq:
                    await announce(public_id, seq)


def _newest() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _rooms_since(pk: int) -> tuple[int, dict[UUID, int]]:
    """The newest event's key, and the highest sequence number of each room with events after `pk`."""
    by_room = Event.objects.filter(pk__gt=pk).order_by().values_list("negotiation__public_id")
    found = by_room.annotate(Max("pk"), Max("seq"))
    return max((newest for _, newest, _ in found), default=pk), {room: seq for room, _, seq in found}


follower = _Follower()
