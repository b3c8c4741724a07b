"""How soon people answered suppliers who waited for them: waits, read from what happened. Pure: no database, no clock.

A wait begins when a person becomes due: the room asks for one, or the supplier writes where a person answers. It ends
with the next thing that a person says or decides there. The first wait of a negotiation is answered by a first answer,
every later one by a next answer. A resolution is the way from the first wait to the room being the bot's again, or the
negotiation being over or an approver's.

While a room is put off nobody waits. What ran until then has ended without an answer; a new wait begins on that date,
or with what the supplier writes before it. From a resolution, that time is taken off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from negotiation.models import CLOSED_STATES, Actor, Kind, State


class Measure(StrEnum):
    FIRST = "first_answer"
    NEXT = "next_answer"
    RESOLUTION = "resolution"


Pause = tuple[datetime, datetime]  # from when until when a room was put off


# Tuples, both that follow: figures make a hundred thousand of them, and a frozen dataclass takes five times as long.
class Happening(NamedTuple):
    """One event as it matters here, its kind, actor and state as they are stored. `by` is the user name of the person
    who acted, empty for the bot; `until` to when the room was put off.
    """

    kind: str
    actor: str
    at: datetime
    state: str
    by: str = ""
    until: datetime | None = None


class Wait(NamedTuple):
    """From `since` `until`, None while it lasts; `is_answered` when a person ended it. `by` is who did, or was to.
    `pauses` are no part of it.
    """

    measure: Measure
    since: datetime
    until: datetime | None
    is_answered: bool
    by: str
    pauses: tuple[Pause, ...] = ()

    def is_in_time(self, limit: timedelta, now: datetime) -> bool | None:
        """Whether it ended within the limit; None while that is open, and where it ended early without an answer."""
        end = self.until or now
        took = end - self.since
        for since, until in self.pauses:
            if since < end:
                took -= min(until, end) - since
        if self.is_answered:
            return took <= limit
        return False if took > limit else None


@dataclass(slots=True)
class _Room:
    """Where one negotiation stands: since when a person is due, and when all of it began; who holds it, who was last.

    `said` is the supplier's first message that the bot, or a person with the bot's advice, has still to answer; `due`
    lies ahead while the room is put off. It changes with each event: a copy for each costs more than all the rest.
    """

    due: datetime | None = None
    began: datetime | None = None
    said: datetime | None = None
    holder: str = ""
    last: str = ""
    is_new: bool = True  # nobody has answered yet
    is_silent: bool = True  # nothing has been said yet
    pauses: list[Pause] = field(default_factory=list)

    def wait_from(self, since: datetime) -> None:
        self.due = self.due or since
        self.began = self.began or since

    def wait(self, until: datetime | None, by: str, *, is_answered: bool) -> Wait:
        assert self.due is not None  # somebody waits
        return Wait(_FIRST if self.is_new else _NEXT, self.due, until, is_answered, by)

    def resolution(self, until: datetime | None, by: str) -> Wait:
        assert self.began is not None  # somebody has waited
        return Wait(_RESOLUTION, self.began, until, until is not None, by, tuple(self.pauses))


_PEOPLE = frozenset({State.ESCALATED, State.WITH_BUYER})
_DECIDING = frozenset({Kind.AGREED, Kind.APPROVAL_ASKED, Kind.CLOSED, Kind.WITHDRAWN})
_ASKING = frozenset({Kind.ESCALATED, Kind.RELEASED, Kind.SENT_BACK})
_TAKING = frozenset({Kind.CLAIMED, Kind.REASSIGNED})
_SPEAKING = frozenset({Kind.BUYER_SAID, Kind.HANDED_BACK})
_OVER = frozenset({*CLOSED_STATES, State.AWAITING_APPROVAL})
# By name, for this is asked of each of very many events, and finding an enum's member takes longer than comparing it.
_SUPPLIER_SAID, _BOT_SAID, _ADVISED = Kind.SUPPLIER_SAID, Kind.BOT_SAID, Kind.ADVISED
_SENT_BACK, _HANDED_BACK, _SNOOZED, _BUYER = Kind.SENT_BACK, Kind.HANDED_BACK, Kind.SNOOZED, Actor.BUYER
_FIRST, _NEXT, _RESOLUTION = Measure.FIRST, Measure.NEXT, Measure.RESOLUTION


def waits(happenings: Iterable[Happening]) -> Iterator[Wait]:
    """The waits of one negotiation, whose events come in order."""
    room = _Room()
    for event in happenings:
        if event.kind == _SNOOZED and event.until is not None:
            yield from _put_off(room, event, event.until)
            continue
        _begin(room, event)
        if _is_answer(event):
            if room.due and room.due <= event.at:
                yield room.wait(event.at, event.by, is_answered=True)
                room.due, room.is_new = None, False
            room.said, room.is_silent, room.last = None, False, event.by or room.last
        if _is_resolved(event):
            yield from _end(room, event)
    if room.due:
        yield room.wait(None, room.holder, is_answered=False)
    if room.began:
        yield room.resolution(None, room.holder or room.last)


def _begin(room: _Room, event: Happening) -> None:
    """What an event asks of people."""
    kind = event.kind
    if kind == _SUPPLIER_SAID:
        _wake(room, event.at)
        if event.state in _PEOPLE:
            room.wait_from(event.at)
        else:
            room.said = room.said or event.at
        room.is_silent = False
    elif kind in _ASKING:
        room.wait_from(event.at)
        room.holder = event.by if kind == _SENT_BACK else ""
    elif kind in _TAKING:
        room.holder = event.by
    elif kind == _ADVISED and (room.said or room.is_silent):
        room.wait_from(room.said or event.at)
        room.said, room.is_silent = None, False
    elif kind == _BOT_SAID and not event.by:
        room.said, room.is_silent = None, False


def _put_off(room: _Room, event: Happening, until: datetime) -> Iterator[Wait]:
    _wake(room, event.at)
    if room.due:
        yield room.wait(event.at, room.holder, is_answered=False)
    room.pauses.append((event.at, until))
    room.due, room.began = until, room.began or until


def _wake(room: _Room, at: datetime) -> None:
    """Before the date to which it was put off, if it was: nobody is due any more for that."""
    if room.pauses and room.pauses[-1][1] > at:
        room.pauses[-1] = (room.pauses[-1][0], at)
        room.due = None


def _is_answer(event: Happening) -> bool:
    is_said = event.kind in _SPEAKING or (event.kind == _BOT_SAID and bool(event.by))
    return is_said or (event.kind in _DECIDING and event.actor == _BUYER)


def _is_resolved(event: Happening) -> bool:
    return event.kind == _HANDED_BACK or (event.state in _OVER and event.kind != _SUPPLIER_SAID)


def _end(room: _Room, event: Happening) -> Iterator[Wait]:
    if room.due and room.due <= event.at:
        yield room.wait(event.at, room.holder, is_answered=False)
    if room.began and room.began <= event.at:
        yield room.resolution(event.at, event.by or room.holder or room.last)
    room.due = room.began = None
    room.pauses.clear()
