"""Saved replies of a room's category, with their placeholders filled in."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from negotiation.desk.placeholders import filled
from negotiation.models import Negotiation, SavedReply
from negotiation.user_names import name_of
from suppliers.formats import moment
from suppliers.position import Position


@dataclass(frozen=True)
class Reply:
    """One reply, ready to be inserted."""

    title: str
    text: str


def replies(negotiation: Negotiation, position: Position, person: User) -> tuple[Reply, ...]:
    """The replies of the category, by title."""
    supplier = negotiation.contract.supplier
    values = {
        "supplier": supplier.name,
        "contact": supplier.contact_name or supplier.name,
        "contract": position.facts.title,
        "category": position.facts.category,
        "deadline": moment(position.deadline, position.facts.locale, supplier.time_zone),
        "me": name_of(person),
        "company": position.facts.buyer,
    }
    found = SavedReply.objects.filter(category=negotiation.playbook.category).order_by("title")
    return tuple(Reply(one.title, filled(one.text, values)) for one in found)
