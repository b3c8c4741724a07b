"""Who may look into which rooms, and who may speak in them."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from negotiation.category_rights import NEGOTIATE, categories_seen_by, works_in
from negotiation.models import Negotiation


def rooms_of(person: User) -> "QuerySet[Negotiation]":
    """The negotiations that somebody may look into. Rehearsals are none."""
    category = "campaign__playbook_version__playbook__category"
    seen = Negotiation.objects.filter(**{f"{category}__in": categories_seen_by(person)})
    return seen.select_related("contract__supplier", category)


def may_negotiate(person: User, negotiation: Negotiation) -> bool:
    """Whether somebody may speak for the buyer's side in this category."""
    return person.has_perm(NEGOTIATE) and works_in(person, negotiation.playbook.category)


def name_of(person: User) -> str:
    """What suppliers call them."""
    return person.get_full_name() or person.get_username()
