"""How soon people answered suppliers who waited for them: waits, read from what happened. Pure: no database, no clock.

A wait begins when a person becomes due: the room asks for one, or the supplier writes where a person answers. It ends
with the next thing that a person says or decides there. The first wait of a negotiation is answered by a first answer,
every later one by a next answer. A resolution is the way from the first wait to the room being the bot's again, or the
negotiation being over or an approver's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from negotiation.models import CLOSED_STATES, Actor, Kind, State


class Measure(StrEnum):
    FIRST = "first_answer"
    NEXT = "next_answer"
    RESOLUTION = "resolution"


@dataclass(frozen=True)
class Happening:
    """One event as it matters here. `by` is the user name of the person who acted, empty for the bot."""

    kind: Kind
    actor: Actor
    at: datetime
    state: State
    by: str = ""


@dataclass(frozen=True)
class Wait:
    """From `since` `until`, None while it lasts; `is_answered` when a person ended it. `by` is who did, or was to."""

    measure: Measure
    since: datetime
    until: datetime | None
    is_answered: bool
    by: str

    def is_in_time(self, limit: timedelta, now: datetime) -> bool | None:
        """Whether it ended within the limit; None while that is open, and where it ended early without an answer."""
        took = (self.until or now) - self.since
        if self.is_answered:
            return took <= limit
        return False if took > limit else None


@dataclass(frozen=True)
class _Room:
    """Where one negotiation stands: since when a person is due, and when all of it began; who holds it, who was last.

    `said` is the supplier's first message that the bot, or a person with the bot's advice, has still to answer.
    """

    due: datetime | None = None
    began: datetime | None = None
    said: datetime | None = None
    holder: str = ""
    last: str = ""
    is_new: bool = True  # nobody has answered yet
    is_silent: bool = True  # nothing has been said yet

    def waiting(self, since: datetime) -> "_Room":
        return replace(self, due=self.due or since, began=self.began or since)


_PEOPLE = frozenset({State.ESCALATED, State.WITH_BUYER})
_DECIDING = frozenset({Kind.AGREED, Kind.APPROVAL_ASKED, Kind.CLOSED, Kind.WITHDRAWN})
_ASKING = frozenset({Kind.ESCALATED, Kind.RELEASED, Kind.SENT_BACK})


def waits(happenings: Iterable[Happening]) -> Iterator[Wait]:
    """The waits of one negotiation, whose events come in order."""
    room = _Room()
    for event in happenings:
        room = _begun(room, event)
        if _is_answer(event):
            if room.due:
                yield _wait(room, room.due, event.at, event.by)
                room = replace(room, due=None, is_new=False)
            room = replace(room, said=None, is_silent=False, last=event.by or room.last)
        if _is_resolved(event):
            yield from _ends(room, event)
            room = replace(room, due=None, began=None)
    if room.due:
        yield _wait(room, room.due, None, room.holder)
    if room.began:
        yield Wait(Measure.RESOLUTION, room.began, None, False, room.holder or room.last)


def _begun(room: _Room, event: Happening) -> _Room:
    """The room with what an event asks of people."""
    if event.kind == Kind.SUPPLIER_SAID:
        in_room = room.waiting(event.at) if event.state in _PEOPLE else replace(room, said=room.said or event.at)
        return replace(in_room, is_silent=False)
    if event.kind == Kind.ADVISED and (room.said or room.is_silent):
        return replace(room.waiting(room.said or event.at), said=None, is_silent=False)
    if event.kind == Kind.BOT_SAID and not event.by:
        return replace(room, said=None, is_silent=False)
    if event.kind in _ASKING:
        holder = event.by if event.kind == Kind.SENT_BACK else ""
        return replace(room.waiting(event.at), holder=holder)
    if event.kind in (Kind.CLAIMED, Kind.REASSIGNED):
        return replace(room, holder=event.by)
    return room


def _is_answer(event: Happening) -> bool:
    is_said = event.kind in (Kind.BUYER_SAID, Kind.HANDED_BACK) or (event.kind == Kind.BOT_SAID and bool(event.by))
    return is_said or (event.kind in _DECIDING and event.actor == Actor.BUYER)


def _is_resolved(event: Happening) -> bool:
    over = event.state in CLOSED_STATES or event.state == State.AWAITING_APPROVAL
    return event.kind == Kind.HANDED_BACK or (over and event.kind != Kind.SUPPLIER_SAID)


def _ends(room: _Room, event: Happening) -> Iterator[Wait]:
    if room.due:
        yield replace(_wait(room, room.due, event.at, room.holder), is_answered=False)
    if room.began:
        by = event.by or room.holder or room.last
        yield Wait(Measure.RESOLUTION, room.began, event.at, True, by)


def _wait(room: _Room, since: datetime, until: datetime | None, by: str) -> Wait:
    return Wait(Measure.FIRST if room.is_new else Measure.NEXT, since, until, until is not None, by)
