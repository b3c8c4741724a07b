"""Who may look into which rooms, and who may speak in them."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from negotiation.category_rights import NEGOTIATE, categories_of, categories_seen_by, negotiators, works_in
from negotiation.models import Negotiation
from negotiation.user_names import name_of


def rooms_of(person: User) -> "QuerySet[Negotiation]":
    """The negotiations that somebody may look into. Rehearsals are none."""
    category = "campaign__playbook_version__playbook__category"
    seen = Negotiation.objects.filter(**{f"{category}__in": categories_seen_by(person)})
    return seen.select_related("contract__supplier", category)


def may_negotiate(person: User, negotiation: Negotiation) -> bool:
    """Whether somebody may speak for the buyer's side in this category."""
    return person.has_perm(NEGOTIATE) and works_in(person, negotiation.playbook.category)


def may_negotiate_in(person: User) -> frozenset[int]:
    """The keys of the categories in which somebody may speak for the buyer's side."""
    if not person.has_perm(NEGOTIATE):
        return frozenset()
    return frozenset(categories_of(person).values_list("pk", flat=True))


def colleagues_for(person: User, negotiation: Negotiation) -> list[tuple[str, str]]:
    """Who else may speak in this room: user names, and what suppliers call them."""
    others = negotiators(negotiation.playbook.category).exclude(pk=person.pk).order_by("first_name", "username")
    return [(one.get_username(), name_of(one)) for one in others]
