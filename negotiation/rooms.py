"""Tells everyone in a room what was recorded. An announcement is a nudge: the ledger is read for what it is about.

So a lost announcement loses nothing, and one that comes twice, or for events that a socket has shown already, does no
harm: every socket knows the number of the last event that it showed.
"""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from negotiation.models import CLOSED_STATES, Event, Kind, Negotiation, State
from negotiation.reads import read
from negotiation.writer import writer

DESK = "desk"  # the group of those who look at the desk's lists, and of suppliers who wait for a person
# What moves a room into the desk's lists, out of them, or within them.
_DESK_STATES = frozenset({State.ESCALATED, State.WITH_BUYER, State.AWAITING_APPROVAL}) | CLOSED_STATES
_DESK_KINDS = frozenset({Kind.ADVISED, Kind.BUYER_SAID, Kind.HANDED_BACK})
FOLLOW_EVERY = 1.0  # seconds; how soon a socket learns what another process of an embedded installation wrote

log = structlog.get_logger(__name__)


def group(public_id: UUID) -> str:
    """The name of a room's group on the channel layer."""
    return f"room.{public_id.hex}"


def buyers_group(public_id: UUID) -> str:
    """The name of the group of the buyers' sockets in a room: what colleagues see of each other goes only there."""
    return f"colleagues.{public_id.hex}"


def concerns_desk(events: Iterable[Event]) -> bool:
    """Whether a room has moved in the desk's lists with these events."""
    return any(
        event.state in _DESK_STATES
        or event.kind in _DESK_KINDS
        or (event.kind == Kind.BOT_SAID and "sent_by" in event.content)
        for event in events
    )


async def announce(public_id: UUID, last_seq: int, *, sender: str | None = None, is_for_desk: bool = False) -> None:
    """Tells the sockets in a room that events up to `last_seq` are recorded; the one of `sender` knows already.

    With `is_for_desk`, also those who look at the desk's lists.
    """
    message = {"type": "room.recorded", "last": last_seq}
    await _send(group(public_id), message if sender is None else {**message, "sender": sender})
    follower.note(public_id, last_seq)
    if is_for_desk:
        await announce_desk()


async def announce_desk() -> None:
    """Tells those who look at the desk's lists, and suppliers who wait in line, to look again."""
    await _send(DESK, {"type": "desk.changed"})


def announce_on_commit(negotiation: Negotiation, events: Iterable[Event]) -> None:
    """The same, from synchronous code: after the running transaction commits, and never when it does not."""
    events = list(events)
    last, is_for_desk = max((event.seq for event in events), default=0), concerns_desk(events)
    if last and not getattr(_callers, "announce", False):
        transaction.on_commit(lambda: async_to_sync(announce)(negotiation.public_id, last, is_for_desk=is_for_desk))


@contextmanager
def announced_by_caller() -> Iterator[None]:
    """Within it nothing is announced on this thread: whoever has the work done on another one's loop does that."""
    before, _callers.announce = getattr(_callers, "announce", False), True
    try:
        yield
    finally:
        _callers.announce = before


_callers = threading.local()


def announce_link_change_on_commit(negotiation: Negotiation) -> None:
    """Tells the sockets in a room to look at their link again, after the running transaction commits."""
    message = {"type": "room.link_changed"}
    transaction.on_commit(lambda: async_to_sync(_send)(group(negotiation.public_id), message))


async def announce_standing(public_id: UUID) -> None:
    """Tells the supplier's sockets in a room to draw again who is with them: a person came, or went."""
    await _send(group(public_id), {"type": "room.standing"})


async def announce_people(public_id: UUID) -> None:
    """Tells the buyers in a room to look again who of them, and whether the supplier, has it open."""
    await _send(buyers_group(public_id), {"type": "room.people"})


async def announce_seen(public_id: UUID, who: str, seq: int, sender: str) -> None:
    """Tells the others in a room how far a side has read, on a screen that somebody looked at."""
    await _send(group(public_id), {"type": "room.seen", "who": who, "seq": seq, "sender": sender})


async def announce_typing(public_id: UUID, who: str, sender: str) -> None:
    """Tells the others in a room that somebody is typing. Kept nowhere."""
    await _send(group(public_id), {"type": "room.typing", "who": who, "sender": sender})


async def _send(to: str, message: dict[str, Any]) -> None:
    """Sends to a group. What it is about is committed: a broker that is down must not make it look as if it failed."""
    try:
        await get_channel_layer().group_send(to, message)
    except Exception:
        log.exception("announcement_lost", to=to, type=message["type"])


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
                last, rooms, is_for_desk = await writer.run(partial(_rooms_since, last))
            except Exception:
                log.exception("follow_failed")  # a database that is busy or away for a moment; look again
                continue
            announced, self._announced = self._announced, {}
            for public_id, seq in rooms.items():
                if announced.get(public_id, 0) < seq:
                    await announce(public_id, seq)
            if is_for_desk:
                await announce_desk()


def _newest() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _rooms_since(pk: int) -> tuple[int, dict[UUID, int], bool]:
    """The newest event's key, the highest sequence number of each room that others wrote in after `pk`, and whether
    any of that moved a room in the desk's lists.

    To be asked of the writer: what it wrote itself is no news to its process, and where it is the only one, it knows at
    once that there was nothing else.
    """
    newest = _newest()  # before the question whether others wrote: what they write between shows at the next look
    if not _others_wrote():
        return newest, {}, False
    events = Event.objects.filter(pk__gt=pk).order_by()
    found = events.values_list("negotiation__public_id").annotate(Max("pk"), Max("seq"))
    sent_by_person = Q(kind=Kind.BOT_SAID, payload__contains='"sent_by"')
    is_for_desk = events.filter(Q(state__in=_DESK_STATES) | Q(kind__in=_DESK_KINDS) | sent_by_person).exists()
    return max((last for _, last, _ in found), default=newest), {room: seq for room, _, seq in found}, is_for_desk


def _others_wrote() -> bool:
    """Whether another connection has committed since the last call on this one; True when there is no telling."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
    before: tuple[int, int] | None = getattr(_versions, "seen", None)
    _versions.seen = now = (id(connection.connection), int(version))
    return before != now


_versions = threading.local()  # of the database, as each thread's own connection saw it last


follower = _Follower()
