"""A supplier's socket: parses a frame, calls one service, renders what was recorded. It holds no rule of the domain."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from negotiation import ledger, links, records, rooms, turns
from negotiation.desk import presence
from negotiation.desk.attendance import attendance
from negotiation.messages import Refused, SupplierMessage
from negotiation.models import Event, Invitation, Kind, Negotiation, State
from negotiation.reads import read, read_slowly
from negotiation.trials import rehearsals
from negotiation.writer import writer
from suppliers import frames
from suppliers.frames import Hello, Seen, Typing
from suppliers.html import HtmlRenderer
from suppliers.limits import RateLimit
from suppliers.renderers import JSON_SUBPROTOCOL, JsonRenderer, Renderer
from suppliers.sockets import Socket
from suppliers.visitors import person_of

LINK_CHECKED_EVERY = 120.0  # seconds; a revoked link is noticed at once by announcement, and at the latest by this
BREATH = 0.5  # seconds; what changes in the line meanwhile is told with one look
BETWEEN_LOOKS = 3.0  # seconds at least; a long line must not cost more than the rooms of those who stand in it
CHANGES_HANDS = frozenset({Kind.ESCALATED, Kind.CLAIMED, Kind.REASSIGNED, Kind.RELEASED})
# States in which the desk's list shows whether the supplier is there.
WITH_PERSON = frozenset({State.ESCALATED, State.WITH_BUYER})
LINK_GONE = 4404  # our close code for a link that no longer opens this room

log = structlog.get_logger(__name__)
rate_limit = RateLimit(settings.RATE_LIMIT_BURST, settings.RATE_LIMIT_PER_MINUTE)


class SupplierConsumer(Socket):
    """One supplier's connection to one room."""

    negotiation: Negotiation
    invitation: Invitation
    renderer: Renderer
    seen: int | None = None  # the last event this socket has shown; None before it said what it has seen
    link_checked_at = 0.0
    _presence: UUID | None = None
    _is_in_line = _is_on_desk = _is_stale = False
    _is_peoples = False  # the bot is not trusted to speak here: people answer, and nobody has to take over
    _looking: "asyncio.Task[None] | None" = None

    async def connect(self) -> None:
        invitation = await read(partial(links.find_valid, self.scope["url_route"]["kwargs"]["token"]))
        if invitation is None or not await self._may_enter(invitation.negotiation):
            await self.close()  # before the handshake ends: the client gets a plain 403
            return
        self.invitation, self.negotiation = invitation, invitation.negotiation
        self.link_checked_at = time.monotonic()
        wants_json = JSON_SUBPROTOCOL in self.scope["subprotocols"]
        self.renderer = JsonRenderer() if wants_json else HtmlRenderer()
        await self.channel_layer.group_add(rooms.group(self.negotiation.public_id), self.channel_name)
        await self.accept(JSON_SUBPROTOCOL if wants_json else None)
        rooms.follower.ensure_following()
        self._presence = await attendance.arrive(self.negotiation.pk, presence.SUPPLIER)
        state, self._is_peoples = await read(partial(_state, self.negotiation.pk))
        await self._note_state(state)
        await self._tell_who_is_there()

    async def _may_enter(self, negotiation: Negotiation) -> bool:
        """A supplier's link opens for who has it; a rehearsal's for people of the category."""
        if negotiation.rehearsal_of is None:
            return True
        return await read(lambda: rehearsals.may_enter(person_of(self.scope), negotiation))

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "negotiation"):
            group = rooms.group(self.negotiation.public_id)
            await self.channel_layer.group_discard(group, self.channel_name)
        if self._looking is not None:
            self._looking.cancel()
        if self._presence is not None:
            await self._stand_in_line(False)
            await attendance.leave(self._presence)
            await self._tell_who_is_there()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            if not rate_limit.allows(self.negotiation.pk):
                raise Refused("rate_limited", "That was too much at once; please wait a moment and send it again.")
            frame = frames.parse(text_data)
            if not await self._is_welcome():
                return
            if isinstance(frame, Typing):
                await rooms.announce_typing(self.negotiation.public_id, "supplier", self.channel_name)
            elif isinstance(frame, Hello):
                await self._hello(frame)
            elif isinstance(frame, Seen):
                await self._note_seen(frame)
            else:
                await self._take(frame)
        except Refused as refused:
            await self.send_all(self.renderer.error(refused, frames.client_id_of(text_data)))
        except Exception:
            log.exception("frame_failed", negotiation=str(self.negotiation.public_id))
            failure = Refused("failed", "Something went wrong on our side; it was not sent. Please try again.")
            await self.send_all(self.renderer.error(failure, frames.client_id_of(text_data)))

    async def _hello(self, frame: Hello) -> None:
        """Shows what the client has missed, and sees to it that the bot owes nothing."""
        entered = await writer.run(partial(turns.enter, self.negotiation.pk), self.negotiation.pk)
        self.seen = frame.seen
        await self._catch_up()
        if self._is_on_desk:
            await self._show_standing()  # somebody may have come between the page and its socket
        if entered.events:
            await self._announce(entered.events)
        if entered.owes_answer:
            self._answer_soon()

    async def _note_seen(self, frame: Seen) -> None:
        """How far the supplier has read; buyers are told."""
        seq = min(frame.seq, self.seen or 0)  # nobody has seen what they were not shown
        if await writer.run(partial(presence.mark_seen, self.negotiation.pk, seq, is_supplier=True)):
            await rooms.announce_seen(self.negotiation.public_id, "supplier", seq, self.channel_name)

    async def _tell_who_is_there(self) -> None:
        """Buyers see in a room, and in the list of those who wait, whether the supplier is there."""
        await rooms.announce_people(self.negotiation.public_id)
        if self._is_on_desk:
            await rooms.announce_desk()

    async def _note_state(self, state: str) -> None:
        waits = state == State.ESCALATED or (self._is_peoples and await read(partial(_waits, self.negotiation.pk)))
        self._is_on_desk = waits or state in WITH_PERSON
        # Where a person holds the room, the line is nothing to this supplier any more.
        await self._stand_in_line(waits)

    async def _stand_in_line(self, is_in_line: bool) -> None:
        """Whoever waits for anybody to take over, or to answer, is told when the line moves."""
        if is_in_line and not self._is_in_line:
            await self.channel_layer.group_add(rooms.DESK, self.channel_name)
        elif self._is_in_line and not is_in_line:
            await self.channel_layer.group_discard(rooms.DESK, self.channel_name)
        self._is_in_line = is_in_line

    async def _announce(self, events: Sequence[Event]) -> None:
        """Tells everybody else of what this socket has shown itself."""
        is_for_desk = rooms.concerns_desk(events)
        await rooms.announce(
            self.negotiation.public_id, events[-1].seq, sender=self.channel_name, is_for_desk=is_for_desk
        )

    async def _take(self, message: SupplierMessage) -> None:
        if self.seen is None:  # a client that never said hello: it gets what happens from now on
            self.seen = await read(partial(_head_seq, self.negotiation.pk))
        receiving = turns.Receiving(self.negotiation.pk, message)
        taken = await writer.run(receiving, self.negotiation.pk, goes_first=self._is_on_desk)
        if taken.too_late is None:
            await self.send_all(self.renderer.ack(message.client_id, taken.seq))
        await self._show(taken.events)
        if taken.events:
            await self._announce(taken.events)
        if taken.owes_answer:
            self._answer_soon()
        if taken.too_late is not None:
            raise taken.too_late

    def _answer_soon(self) -> None:
        """Answers what is unanswered without holding up this socket; the ledger decides who answers, and once."""
        task = asyncio.get_running_loop().create_task(self._answer())
        _answering.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(_answering.discard)

    async def _answer(self) -> None:
        try:
            events = await read_slowly(partial(turns.answer, self.negotiation.pk))
        except Exception:
            log.exception("answer_failed", negotiation=str(self.negotiation.public_id))
            return  # the message is recorded as unanswered; the sweep tries again
        if events:
            is_for_desk = rooms.concerns_desk(events)
            await rooms.announce(self.negotiation.public_id, events[-1].seq, is_for_desk=is_for_desk)

    async def room_recorded(self, message: dict[str, int]) -> None:
        """Something was recorded in this room, by this socket or another."""
        if self.seen is not None and message["last"] > self.seen and await self._is_welcome():
            await self._catch_up()

    async def room_typing(self, message: dict[str, str]) -> None:
        if message["sender"] != self.channel_name:
            await self.send_all(self.renderer.typing(message["who"]))

    async def room_seen(self, message: dict[str, Any]) -> None:
        if message["who"] == "buyer":
            await self._show_standing()

    async def room_standing(self, message: dict[str, Any]) -> None:
        await self._show_standing()

    async def desk_changed(self, message: dict[str, Any]) -> None:
        """Somebody in the line was taken care of, or somebody came to their desk."""
        self._is_stale = True
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look_at_line())

    async def _look_at_line(self) -> None:
        while self._is_stale and self._is_in_line:
            await asyncio.sleep(BREATH)
            self._is_stale = False
            try:
                await self._show_standing()
            except Exception:
                log.exception("standing_failed", negotiation=str(self.negotiation.public_id))
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _show_standing(self) -> None:
        if self.seen is not None:
            async with self.drawing:
                await self.send_all(await read(partial(self.renderer.standing, self.negotiation)))

    async def room_link_changed(self, message: dict[str, str]) -> None:
        self.link_checked_at = 0.0
        await self._is_welcome()

    async def _catch_up(self) -> None:
        await self._show(await read(partial(_events_after, self.negotiation, self.seen or 0)))

    async def _show(self, events: Sequence[Event]) -> None:
        """Sends events that follow on what this socket has shown; with a gap between, everything since."""
        seen = self.seen or 0
        new = [event for event in events if event.seq > seen]
        if not new:
            return
        if new[0].seq != seen + 1:
            new = await read(partial(_events_after, self.negotiation, seen))
        self.seen = new[-1].seq
        if self.renderer.is_instant:
            await self.send_all(self.renderer.events(self.negotiation, new))
        else:
            async with self.drawing:
                await self.send_all(await read(partial(self.renderer.events, self.negotiation, new)))
        await self._note_state(new[-1].state)
        if self.renderer.is_instant and any(event.kind in CHANGES_HANDS for event in new):
            await self._show_standing()  # a page has it in the same frame as the events

    async def _is_welcome(self) -> bool:
        """Whether the link still opens this room; says so, and closes, when it does not."""
        if time.monotonic() - self.link_checked_at < LINK_CHECKED_EVERY:
            return True
        if await read(partial(links.is_still_valid, self.invitation.pk)):
            self.link_checked_at = time.monotonic()
            return True
        gone = Refused("link_gone", "This link has expired or was revoked; please ask for a new one.")
        await self.send_all(self.renderer.error(gone, None))
        await self.close(LINK_GONE)
        return False


_answering: set["asyncio.Task[None]"] = set()


def _events_after(negotiation: Negotiation, seq: int) -> list[Event]:
    return ledger.events_after(negotiation, seq)


def _state(pk: int) -> tuple[str, bool]:
    """The state, and whether it is people who answer all along."""
    negotiation = Negotiation.objects.get(pk=pk)
    return negotiation.state, not records.load(negotiation).is_bot_speaking


def _waits(pk: int) -> bool:
    """Whether the supplier waits for anybody to answer, and for nobody in particular."""
    return Negotiation.objects.filter(pk=pk, state=State.OPEN, person_due_since__isnull=False).exists()


def _head_seq(pk: int) -> int:
    return Negotiation.objects.values_list("head_seq", flat=True).get(pk=pk)
