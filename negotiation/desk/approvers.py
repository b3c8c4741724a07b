"""Who is asked to approve a deal, and when the next one is asked. The order says who is asked, not who may sign.

A category names its approvers in an order; without one, all approvers who see the category are asked at once. Nobody is
asked about a deal that they took part in, for they could not sign it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from negotiation.category_rights import categories_seen_by
from negotiation.models import Negotiation
from negotiation.records import Record
from negotiation.roles import APPROVE_DEALS
from suppliers.models import Category
from suppliers.office_hours import elapsed, hours_of, moment_after

Tier = tuple[User, ...]  # people who are asked at the same time


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked: since when, or from when on while `is_due` is False."""

    name: str
    at: datetime
    is_due: bool


def tiers(category: Category, took_part: Iterable[str]) -> tuple[Tier, ...]:
    """Who is asked first, second, and so on; empty when nobody can sign."""
    out = frozenset(took_part)
    named = [place.person for place in category.approvers.select_related("person")]
    able = [person for person in named if person.get_username() not in out and _can_sign(person, category)]
    if able:
        return tuple((person,) for person in able)
    others = User.objects.with_perm(APPROVE_DEALS, include_superusers=False, backend=_BACKEND).exclude(username__in=out)
    everybody = tuple(person for person in others.order_by("username") if _can_sign(person, category))
    return (everybody,) if everybody else ()


_BACKEND = "django.contrib.auth.backends.ModelBackend"


def _can_sign(person: User, category: Category) -> bool:
    sees = categories_seen_by(person).filter(pk=category.pk)
    return person.is_active and person.has_perm(APPROVE_DEALS) and sees.exists()


def step_at(category: Category, asked_at: datetime, now: datetime) -> int:
    """How many times the category's limit has passed, of its office hours; 0 where there is no limit."""
    limit = timedelta(hours=category.approval_hours)
    return elapsed(hours_of(category), asked_at, now) // limit if limit else 0


def asked_of(negotiation: Negotiation, record: Record, asked_at: datetime, now: datetime) -> tuple[Asked, ...]:
    """Everybody who is asked about the deal that waits, in order."""
    category = negotiation.playbook.category
    hours = category.approval_hours
    found = tiers(category, record.people)
    office = hours_of(category)
    moments = [moment_after(office, asked_at, timedelta(hours=hours * place)) for place in range(len(found))]
    return tuple(
        Asked(person.get_full_name() or person.get_username(), at, place == 0 or bool(hours and at <= now))
        for place, (tier, at) in enumerate(zip(found, moments, strict=True))
        for person in tier
        if place == 0 or hours
    )
