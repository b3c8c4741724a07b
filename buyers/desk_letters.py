"""E-mails to colleagues that did not go out for sure, and who may have one sent again."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from buyers.approvals import may_approve
from buyers.rights import rooms_of
from negotiation.category_rights import works_in
from negotiation.desk import mailing
from negotiation.models import DeskEmail, Negotiation
from negotiation.user_names import name_of

MOST = 20  # in the list; with more than that, it is the mail server that somebody should look at
IN_TROUBLE = (DeskEmail.Status.FAILED, DeskEmail.Status.UNCERTAIN)


@dataclass(frozen=True)
class Letter:
    """One e-mail: to whom, about which room, what became of it, and whether the reader may send it again."""

    pk: int
    to: str
    about: str
    room: str
    status: str
    error: str
    may_send: bool


def troubled(person: User) -> tuple[Letter, ...]:
    """Those that are still wanted, of the rooms that this person sees; the newest first."""
    found = _wanted(rooms_of(person)).select_related("recipient").order_by("-not_before", "-pk")[:MOST]
    rooms = rooms_of(person).in_bulk({email.negotiation_id for email in found})
    return tuple(_letter(email, rooms[email.negotiation_id], person) for email in found)


def _wanted(rooms: "QuerySet[Negotiation]") -> "QuerySet[DeskEmail]":
    is_wanted = Q()
    for purpose, (state, _) in mailing.WANTED_IN.items():
        is_wanted |= Q(purpose=purpose, negotiation__state=state)
    return DeskEmail.objects.filter(is_wanted, status__in=IN_TROUBLE, negotiation__in=rooms)


def may_send(person: User, room: Negotiation) -> bool:
    """Who works in the category, or signs its deals."""
    return works_in(person, room.playbook.category) or may_approve(person, room)


def _letter(email: DeskEmail, room: Negotiation, person: User) -> Letter:
    return Letter(
        pk=email.pk,
        to=name_of(email.recipient),
        about=f"{room.contract.supplier.name}: {email.get_purpose_display().lower()}",
        room=str(room.public_id),
        status=email.get_status_display(),
        error=email.error,
        may_send=may_send(person, room),
    )
