"""What every page of the desk leads to, with how much waits for an approver."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from buyers.approvals import asking, awaiting

ENTRIES = (("Desk", "desk"), ("Approvals", "desk_approvals"), ("Figures", "desk_figures"))
# Pages that belong to a page of the menu.
WITHIN = {"desk_approval": "desk_approvals", "desk_approve": "desk_approvals", "desk_send_back": "desk_approvals"}


@dataclass(frozen=True)
class Entry:
    """A way: its words, its address, how many things wait there, and whether the page is there already."""

    title: str
    link: str
    count: int
    is_here: bool


def desk_navigation(request: HttpRequest) -> dict[str, object]:
    """A context processor. Nothing is looked up for pages that do not show it."""
    return {"desk_navigation": SimpleLazyObject(lambda: _entries(request))}


def _entries(request: HttpRequest) -> tuple[Entry, ...]:
    if not isinstance(request.user, User):
        return ()
    name = request.resolver_match.url_name if request.resolver_match else ""
    counts = {"desk_approvals": awaiting(request.user).count() + asking(request.user).count()}
    return tuple(
        Entry(title, reverse(entry), counts.get(entry, 0), is_here=entry == WITHIN.get(name or "", name))
        for title, entry in ENTRIES
    )
