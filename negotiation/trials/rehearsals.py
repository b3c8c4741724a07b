"""Rehearsals: a buyer talks to a playbook's draft in the room that suppliers use. Nothing of it counts anywhere."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from negotiation import lifecycle, links
from negotiation.category_rights import Person, works_in
from negotiation.lifecycle import NotPossible
from negotiation.models import Invitation, Negotiation, Playbook
from negotiation.playbooks.words import setting
from suppliers.models import Contract


@transaction.atomic
def start(playbook: Playbook, contract: Contract, *, by: User) -> Negotiation:
    """A room with a link as suppliers have, which opens for people of the category only.

    Raises PlaybookError when the draft makes no sense for the contract, NotPossible for who does not work here.
    """
    if not works_in(by, playbook.category):
        raise NotPossible(f"Rehearsing is for the buyers of {playbook.category}.")
    if contract.category_id != playbook.category_id:
        raise NotPossible(f"{contract} does not belong to {playbook.category}.")
    hours = setting(playbook.draft, "deadline_hours")
    made = lifecycle.rehearse(playbook, contract, timezone.now() + timedelta(hours=hours))
    links.issue(made)
    return made


def may_enter(person: Person, negotiation: Negotiation) -> bool:
    """Whether a room opens for somebody: a rehearsal's for people of its category, any other for who has the link."""
    rehearsed = negotiation.rehearsal_of
    return rehearsed is None or works_in(person, rehearsed.category)


def of_playbook(playbook: Playbook) -> "QuerySet[Negotiation]":
    """A playbook's rehearsals, the newest first."""
    return Negotiation.objects.filter(rehearsal_of=playbook).select_related("contract__supplier").order_by("-pk")


def token_of(negotiation: Negotiation) -> str:
    """The token of a rehearsal's link."""
    return links.token_of(Invitation.objects.filter(negotiation=negotiation).latest("created_at"))
