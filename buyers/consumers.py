"""The buyers' sockets: the desk's list, and a room. They parse a frame, call one service, render what was recorded.

They stand over the same rooms as the suppliers' consumer, and are none of its kind: what they show is the buyers' own.
"""

import asyncio
from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.http import QueryDict

from buyers import acts, frames, renderers
from buyers.desk_page import Desk, Filters, desk
from buyers.frames import Act
from buyers.rights import rooms_of
from buyers.sockets import NO_SUCH_ROOM, BuyerSocket
from negotiation import ledger, rooms
from negotiation.desk import presence
from negotiation.messages import Refused
from negotiation.models import Event, Negotiation
from negotiation.reads import read
from negotiation.writer import writer
from suppliers.frames import Hello, Seen, Typing, client_id_of
from suppliers.limits import RateLimit

BREATH = 0.25  # seconds; what changes in the list meanwhile is told with one look
BETWEEN_LOOKS = 1.0  # seconds at least; a list of a busy house must not cost more than its rooms

log = structlog.get_logger(__name__)
rate_limit = RateLimit(settings.RATE_LIMIT_BURST, settings.RATE_LIMIT_PER_MINUTE)


class DeskConsumer(BuyerSocket):
    """Somebody looks at the list. It is read from the database at each connection, and whenever a room has moved."""

    filters = Filters()
    _looking: "asyncio.Task[None] | None" = None
    _is_stale = False

    async def entered(self) -> None:
        asked = QueryDict(self.scope["query_string"])
        self.filters = Filters.of({name: asked.get(name, "") for name in asked})
        await self.channel_layer.group_add(rooms.DESK, self.channel_name)
        await rooms.announce_desk()  # suppliers who wait are told whether anybody is there
        await self._look()

    async def left(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await self.channel_layer.group_discard(rooms.DESK, self.channel_name)

    async def gone(self) -> None:
        await rooms.announce_desk()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is said to a list; whatever comes asks for it anew."""
        if rate_limit.allows(self.person.pk):
            await self.desk_changed({})

    async def desk_changed(self, message: dict[str, Any]) -> None:
        self._is_stale = True
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look_again())

    async def ticked(self) -> None:
        await self._look()

    async def _look_again(self) -> None:
        while self._is_stale:
            await asyncio.sleep(BREATH)
            self._is_stale = False
            try:
                await self._look()
            except Exception:
                log.exception("look_failed", person=self.person.get_username())
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _look(self) -> None:
        async with self.drawing:
            await self.send_all(await read(self._drawn))

    def _drawn(self) -> list[str]:
        found: Desk = desk(self.person, self.filters)
        return renderers.queue_as_json(found) if self.wants_json else renderers.queue_as_html(found)


class BuyerRoomConsumer(BuyerSocket):
    """Somebody looks into a room. The supplier notices it only of who speaks there."""

    negotiation: Negotiation
    renderer: renderers.RoomRenderer
    seen: int | None = None  # the last event this socket has shown; None before it said what it has seen

    async def look_who_it_is(self) -> int | None:
        code = await super().look_who_it_is()
        if code is not None:
            return code
        found = await read(partial(_room, self.person, self.scope["url_route"]["kwargs"]["public_id"]))
        if found is None:
            return NO_SUCH_ROOM
        self.negotiation = found
        return None

    def place(self) -> int | None:
        return self.negotiation.pk

    async def entered(self) -> None:
        self.renderer = renderers.JsonRooms() if self.wants_json else renderers.HtmlRooms()
        for group in self._groups():
            await self.channel_layer.group_add(group, self.channel_name)
        await self._tell_who_is_there()
        await rooms.announce_desk()  # suppliers in line are told that somebody is there

    async def left(self) -> None:
        for group in self._groups():
            await self.channel_layer.group_discard(group, self.channel_name)

    async def gone(self) -> None:
        await self._tell_who_is_there()
        await rooms.announce_desk()  # suppliers in line are told whether anybody is there

    async def ticked(self) -> None:
        await self.room_people({})

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            if not rate_limit.allows(self.person.pk):
                raise Refused("rate_limited", "That was too much at once; please wait a moment and send it again.")
            await self._heard(frames.parse(text_data))
        except Refused as refused:
            await self.send_all(self.renderer.error(refused, client_id_of(text_data)))
        except Exception:
            log.exception("frame_failed", negotiation=str(self.negotiation.public_id))
            failure = Refused("failed", "Something went wrong on our side; it was not sent. Please try again.")
            await self.send_all(self.renderer.error(failure, client_id_of(text_data)))

    async def _heard(self, frame: frames.Frame) -> None:
        if isinstance(frame, Act):
            await self._act(frame)
        elif isinstance(frame, Hello):
            self.seen = frame.seen
            await self._catch_up()
            await self.room_people({})
        elif await read(partial(acts.speaks, self.negotiation.pk, self.person.get_username())):
            await self._show_to_supplier(frame)

    async def _act(self, act: Act) -> None:
        acting = partial(acts.do, self.negotiation.pk, self.person.pk, act)
        done = await writer.run(acting, self.negotiation.pk, goes_first=True)
        await self.send_all(self.renderer.ack(act.client_id, done.seq))
        if done.is_new:
            await self._catch_up()
            await rooms.announce(
                self.negotiation.public_id, done.seq, sender=self.channel_name, is_for_desk=done.is_for_desk
            )

    async def _show_to_supplier(self, frame: Typing | Seen) -> None:
        """That somebody types, or has read; of those only who watch nothing is told."""
        if isinstance(frame, Typing):
            await rooms.announce_typing(self.negotiation.public_id, "buyer", self.channel_name)
            return
        seq = min(frame.seq, self.seen or 0)  # nobody has seen what they were not shown
        if await writer.run(partial(presence.mark_seen, self.negotiation.pk, seq, is_supplier=False)):
            await rooms.announce_seen(self.negotiation.public_id, "buyer", seq, self.channel_name)

    async def room_recorded(self, message: dict[str, int]) -> None:
        if self.seen is not None and message["last"] > self.seen:
            await self._catch_up()

    async def room_typing(self, message: dict[str, str]) -> None:
        if message["sender"] != self.channel_name:
            await self.send_all(self.renderer.typing(message["who"]))

    async def room_seen(self, message: dict[str, Any]) -> None:
        if message["who"] == "supplier":
            await self.send_all(await read(partial(self.renderer.seen, self.negotiation, message["seq"])))

    async def room_people(self, message: dict[str, Any]) -> None:
        async with self.drawing:
            await self.send_all(await read(partial(self.renderer.people, self.negotiation, self.person)))

    async def room_standing(self, message: dict[str, Any]) -> None:
        """For the supplier's side."""

    async def room_link_changed(self, message: dict[str, Any]) -> None:
        """For the supplier's side."""

    async def _catch_up(self) -> None:
        """Shows what is new, from the ledger."""
        news = await read(partial(self._news, self.seen or 0))
        if news is not None:
            self.negotiation, self.seen, frames = news
            await self.send_all(frames)

    def _news(self, seen: int) -> tuple[Negotiation, int, list[str]] | None:
        """The room as it is now, its last event, and what to send; None when nothing came after `seen`.

        In one visit to the reading threads, for somebody watches the screen that this goes to.
        """
        negotiation, events = _since(self.negotiation, seen)
        if not events:
            return None
        shown = self.renderer.events(negotiation, self.person, events)
        return negotiation, events[-1].seq, [*shown, *self.renderer.rights(negotiation, self.person)]

    async def _tell_who_is_there(self) -> None:
        """Colleagues see everybody; the supplier sees the one who speaks with them."""
        await rooms.announce_people(self.negotiation.public_id)
        if await read(partial(acts.speaks, self.negotiation.pk, self.person.get_username())):
            await rooms.announce_standing(self.negotiation.public_id)

    def _groups(self) -> Sequence[str]:
        return rooms.group(self.negotiation.public_id), rooms.buyers_group(self.negotiation.public_id)


def _room(person: Any, public_id: UUID) -> Negotiation | None:
    related = ("contract__supplier", "campaign__playbook_version__playbook__category")
    return rooms_of(person).filter(public_id=public_id).select_related(*related).first()


def _since(known: Negotiation, seq: int) -> tuple[Negotiation, list[Event]]:
    """The negotiation after its newest event, and its events after `seq`. What else its row says is as it was known."""
    events = ledger.events_after(known, seq)
    negotiation = copy(known)
    if events:
        last = events[-1]
        negotiation.head_seq, negotiation.head_hash, negotiation.state = last.seq, last.hash, last.state
    return negotiation, events
