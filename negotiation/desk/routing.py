"""Whom an escalated room is suggested to, and who is told first. Anybody with the category may still take it.

In this order: whom the playbook names for the reason; the buyer who knows the supplier; of those who are there, the
one with the fewest rooms; nobody.
"""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from negotiation.category_rights import negotiators
from negotiation.desk.presence import buyers_present
from negotiation.engine import Reason, Trigger
from negotiation.models import CLOSED_STATES, Negotiation
from negotiation.records import Record
from suppliers.models import Category

_RULE_OF: Mapping[str, str] = {Reason.UNUSUAL_REQUEST: Trigger.UNKNOWN_LEVER}  # one rule, two reasons to give


def suggested(negotiation: Negotiation, record: Record, reasons: Sequence[str], let_go: str = "") -> str:
    """A user name, or the name of a queue; empty when there is nobody to suggest, and in a rehearsal.

    Who has just `let_go` of the room is not suggested, by their own will or because they are gone.
    """
    if negotiation.campaign_id is None:
        return ""
    rules = [_RULE_OF.get(reason, reason) for reason in reasons]
    named = next((record.routing[rule] for rule in rules if record.routing.get(rule)), "")
    return named or _who_knows(negotiation, let_go) or _least_loaded(negotiation.playbook.category, let_go)


def _who_knows(negotiation: Negotiation, let_go: str) -> str:
    """Who held a room with this supplier last, here or in another negotiation, and still works in the category."""
    category = negotiation.playbook.category
    held = Negotiation.objects.filter(contract__supplier=negotiation.contract.supplier_id, campaign__isnull=False)
    names = held.exclude(held_by="").order_by("-created_at", "-pk").values_list("held_by", flat=True)[:10]
    own = _last_here(negotiation)
    working = _working_in(category, [*own, *names])
    return next((name for name in (*own, *names) if name in working and name != let_go), "")


def _last_here(negotiation: Negotiation) -> list[str]:
    """Who took this room over before, the latest first."""
    claims = negotiation.events.filter(kind="claimed").order_by("-seq")[:5]
    return [str(event.content["by"]) for event in claims]


def _working_in(category: Category, names: Sequence[str]) -> set[str]:
    if not names:
        return set()
    found = negotiators(category).filter(username__in=names)
    return set(found.values_list("username", flat=True))


def _least_loaded(category: Category, let_go: str) -> str:
    there = [name for name in buyers_present(category) if name != let_go]
    if not there:
        return ""
    holding = Negotiation.objects.filter(held_by__in=there).exclude(state__in=CLOSED_STATES).order_by()
    load = dict(holding.values_list("held_by").annotate(Count("pk")))
    return min(there, key=lambda name: (load.get(name, 0), name))
