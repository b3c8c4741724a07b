"""The deals that wait for an approver, and who may sign them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from buyers.desk_page import ago
from buyers.rights import rooms_of
from negotiation.engine import PRICE
from negotiation.models import Event, Kind, Negotiation, State
from negotiation.records import as_terms
from negotiation.roles import APPROVE_DEALS
from negotiation.trials.thoughts import LOCALE
from negotiation.user_names import called
from suppliers.formats import yearly_money
from suppliers.models import Contract

MOST = 100  # deals in a list; nobody looks at more at once


@dataclass(frozen=True)
class Deal:
    """One deal: with whom, about what, since when it waits, who closed it, what it comes to in a year."""

    public_id: str
    supplier: str
    title: str
    category: str
    since: datetime
    since_words: str
    closed_by: str
    yearly: str


def awaiting(person: User) -> "QuerySet[Negotiation]":
    """The deals that wait for an approver, as far as this person may look into them."""
    return rooms_of(person).filter(state=State.AWAITING_APPROVAL)


def deals(person: User) -> tuple[Deal, ...]:
    """Those that have waited longest first, in three queries."""
    asked = Event.objects.filter(negotiation=OuterRef("pk"), kind=Kind.APPROVAL_ASKED).order_by("-seq")
    found = awaiting(person).annotate(asked=Subquery(asked.values("pk")[:1])).filter(asked__isnull=False)
    rooms = list(found.order_by("asked")[:MOST])
    events = Event.objects.in_bulk([room.asked for room in rooms])
    names = called(event.content.get("by", "") for event in events.values())
    return tuple(_deal(room, events[room.asked], names) for room in rooms)


@dataclass(frozen=True)
class Question:
    """A buyer asks for consent before something is done in a room."""

    public_id: str
    supplier: str
    title: str
    category: str
    asked_by: str
    since: datetime
    since_words: str


def asking(person: User) -> "QuerySet[Negotiation]":
    """The rooms in which a buyer waits for consent, as far as this person may look into them."""
    return rooms_of(person).filter(consent_due_since__isnull=False)


def questions(person: User) -> tuple[Question, ...]:
    """Those that have waited longest first, in two queries."""
    rooms = list(asking(person).order_by("consent_due_since")[:MOST])
    names = called(room.held_by for room in rooms)
    return tuple(_question(room, names) for room in rooms)


def may_approve(person: User, negotiation: Negotiation) -> bool:
    """Whether somebody may sign deals of this category; that they did not negotiate is asked for each deal."""
    return person.has_perm(APPROVE_DEALS) and rooms_of(person).filter(pk=negotiation.pk).exists()


def _deal(room: Negotiation, asked: Event, names: Mapping[str, str]) -> Deal:
    by = asked.content.get("by", "")
    return Deal(
        public_id=str(room.public_id),
        supplier=room.contract.supplier.name,
        title=room.contract.title,
        category=room.playbook.category.name,
        since=asked.at,
        since_words=ago(asked.at, timezone.now()),
        closed_by=names.get(by, "the bot"),
        yearly=_yearly(room.contract, asked.content["terms"]),
    )


def _question(room: Negotiation, names: Mapping[str, str]) -> Question:
    assert room.consent_due_since is not None  # what `asking` finds
    return Question(
        public_id=str(room.public_id),
        supplier=room.contract.supplier.name,
        title=room.contract.title,
        category=room.playbook.category.name,
        asked_by=names.get(room.held_by, "A buyer"),
        since=room.consent_due_since,
        since_words=ago(room.consent_due_since, timezone.now()),
    )


def _yearly(contract: Contract, terms: Mapping[str, str]) -> str:
    """What is paid in a year at the agreed price for today's volume; empty where there is no price."""
    price = as_terms(terms).get(PRICE)
    return f"{yearly_money(price * contract.annual_quantity, contract.currency, LOCALE)} a year" if price else ""
