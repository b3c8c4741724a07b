"""The desk's list: rooms that need a person, newest need first, and those that a buyer looks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from buyers import needs
from buyers.rights import may_negotiate_in, rooms_of
from negotiation.category_rights import categories_seen_by
from negotiation.desk import presence
from negotiation.lifecycle import TALKING
from negotiation.models import CLOSED_STATES, Event, Negotiation, State
from negotiation.playbooks.words import setting
from negotiation.trials.thoughts import LOCALE
from negotiation.user_names import called
from suppliers.formats import day_and_clock, yearly_money

MOST = 100  # rooms in a list; nobody looks at more at once
AMBER_AT = 0.5  # of the time within which the playbook wants an answer; red once it is over
MINE, UNCLAIMED, WITH_BOT = "mine", "unclaimed", "bot"
SHOWS: Mapping[str, str] = {"": "All", MINE: "Mine", UNCLAIMED: "Unclaimed", WITH_BOT: "With the bot"}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to: whose rooms, a category's slug, a reason's code; each empty for all."""

    show: str = ""
    category: str = ""
    reason: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """From an address's query; what is not known asks for nothing."""
        show, reason = asked.get("show", ""), asked.get("reason", "")
        return cls(
            show if show in SHOWS else "",
            asked.get("category", "")[:60],
            reason if reason in needs.SENTENCES else "",
        )

    @property
    def query(self) -> str:
        """As it stands in an address, with its question mark; empty when nothing is asked for."""
        given = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(given)}" if given else ""


@dataclass(frozen=True)
class Waiting:
    """One room: who asks, about what and why, since when, and whose hands it is in, empty when in nobody's.

    `held_by` and `suggested_for` are user names (the latter may be a queue's), `holder` and `meant_for` what the reader
    calls them. `urgency` is "", "amber" or "red" by the playbook's response time; `late_words` says what that was, once
    it is over. `put_off_until` is the moment at which a room comes back that was put off, `put_off` the same in words.
    """

    public_id: str
    supplier: str
    title: str
    category: str
    state: str
    reason: str
    reason_code: str
    money: str
    since: datetime | None
    since_words: str
    urgency: str
    late_words: str
    held_by: str
    holder: str
    suggested_for: str
    meant_for: str
    put_off_until: datetime | None
    put_off: str
    is_supplier_there: bool
    may_claim: bool


@dataclass(frozen=True)
class Desk:
    """`waiting`: rooms that need a person, of `waiting_count`. `own`: the reader's, and the supplier's turn. `bots`:
    rooms in which the bot speaks, when these were asked for.
    """

    filters: Filters
    waiting: tuple[Waiting, ...]
    waiting_count: int
    own: tuple[Waiting, ...]
    bots: tuple[Waiting, ...] = ()


def desk(person: User, filters: Filters = Filters()) -> Desk:
    """What somebody's desk shows now. Always asked of the database, in as many queries however many rooms there are."""
    look, rooms = _Look(person), needs.with_asking(rooms_of(person))
    if filters.category:
        rooms = rooms.filter(campaign__playbook_version__playbook__category__slug=filters.category)
    if filters.show == WITH_BOT:
        with_bot = rooms.filter(state__in=TALKING, person_due_since__isnull=True).order_by("-created_at", "-pk")
        return Desk(filters, (), 0, (), look.at(with_bot))
    due = needs.because(rooms.filter(person_due_since__lte=timezone.now()), filters.reason)
    if filters.show:
        due = due.filter(held_by=person.get_username() if filters.show == MINE else "")
    # What was put off is due at a moment that is still to come.
    not_due = Q(person_due_since__isnull=True) | Q(person_due_since__gt=timezone.now())
    own = rooms.filter(not_due, held_by=person.get_username()).exclude(state__in=CLOSED_STATES)
    has_own = filters.show != UNCLAIMED and not filters.reason
    return Desk(
        filters=filters,
        waiting=look.at(due.order_by("-person_due_since", "-pk")),
        waiting_count=due.count(),
        own=look.at(own.order_by("deadline")) if has_own else (),
    )


def choices(person: User) -> dict[str, Any]:
    """What the filters can be set to."""
    return {
        "shows": SHOWS,
        "categories": list(categories_seen_by(person).order_by("name").values_list("slug", "name")),
        "reasons": needs.SENTENCES,
    }


def ago(since: datetime, now: datetime) -> str:
    """How long, in the largest unit that says enough."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} hour{'s' if hours != 1 else ''}"
    return f"{hours // 24} days"


class _Look:
    """One look at rooms by one person, who may claim where they work."""

    def __init__(self, person: User) -> None:
        self._now = timezone.now()
        self._reader = person.get_username()
        self._may_claim_in = may_negotiate_in(person)

    def at(self, rooms: "QuerySet[Any]") -> tuple[Waiting, ...]:
        found = list(rooms[:MOST])
        asking = Event.objects.in_bulk([room.asked_by for room in found if room.asked_by])
        there = presence.suppliers_there([room.pk for room in found]) if found else set()
        names = {**called(name for room in found for name in (room.held_by, room.suggested_for)), self._reader: "you"}
        return tuple(self._waiting(room, asking.get(room.asked_by), room.pk in there, names) for room in found)

    def _waiting(
        self, room: Negotiation, asking: Event | None, is_supplier_there: bool, names: Mapping[str, str]
    ) -> Waiting:
        due, contract = room.person_due_since, room.contract
        since = due if due is not None and due <= self._now else None
        code, reason = needs.sentence(room, asking) if since else ("", "")
        urgency, late_words = self._urgency(room, since) if since else ("", "")
        is_open_to_claims = room.state == State.ESCALATED or (room.state in TALKING and not since)
        return Waiting(
            public_id=str(room.public_id),
            supplier=contract.supplier.name,
            title=contract.title,
            category=room.playbook.category.name,
            state=room.get_state_display(),
            reason=reason,
            reason_code=code,
            money=f"{yearly_money(contract.annual_value, contract.currency, LOCALE)} a year",
            since=since,
            since_words=ago(since, self._now) if since else "",
            urgency=urgency,
            late_words=late_words,
            held_by=room.held_by,
            holder=names.get(room.held_by, ""),
            suggested_for=room.suggested_for,
            meant_for=names.get(room.suggested_for, ""),
            put_off_until=due if since is None else None,
            put_off=day_and_clock(due, LOCALE, settings.TIME_ZONE) if due and since is None else "",
            is_supplier_there=is_supplier_there,
            may_claim=is_open_to_claims and room.playbook.category_id in self._may_claim_in,
        )

    def _urgency(self, room: Negotiation, since: datetime) -> tuple[str, str]:
        assert room.campaign is not None  # a rehearsal is no room of the desk
        minutes = int(setting(room.campaign.playbook_version.guardrails, "response_minutes"))
        within, waited = timedelta(minutes=minutes), self._now - since
        if waited > within:
            return "red", f"an answer was due within {ago(self._now - within, self._now)}"
        return ("amber" if waited > within * AMBER_AT else ""), ""


def rooms_in(found: Iterable[Waiting]) -> list[dict[str, Any]]:
    """A list for programs."""
    return [
        {
            "room": one.public_id,
            "supplier": one.supplier,
            "title": one.title,
            "category": one.category,
            "reason": one.reason_code,
            "money": one.money,
            "since": one.since.isoformat() if one.since else None,
            "urgency": one.urgency,
            "held_by": one.held_by,
            "for": one.suggested_for,
            "put_off_until": one.put_off_until.isoformat() if one.put_off_until else None,
            "supplier_is_there": one.is_supplier_there,
        }
        for one in found
    ]
