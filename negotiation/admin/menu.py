"""The admin's menu, by what people do; each sees what they may open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """A way in: its words, icon and address, and the right that it takes; none for everybody."""

    title: str
    icon: str
    url_name: str
    right: str = ""


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("", (Entry("Overview", "home", "admin:index"),)),
    (
        "Negotiate",
        (
            Entry("Desk", "support_agent", "desk", "negotiation.view_negotiation"),
            Entry("Approvals", "approval", "desk_approvals", "negotiation.view_negotiation"),
            Entry("Figures of the desk", "monitoring", "desk_figures", "negotiation.view_negotiation"),
            Entry("Negotiations", "forum", "admin:negotiation_negotiation_changelist", "negotiation.view_negotiation"),
            Entry("Agreements", "handshake", "admin:negotiation_agreement_changelist", "negotiation.view_agreement"),
        ),
    ),
    (
        "Prepare",
        (
            Entry("Categories", "category", "admin:suppliers_category_changelist", "suppliers.view_category"),
            Entry(
                "Saved replies", "quickreply", "admin:negotiation_savedreply_changelist", "negotiation.view_savedreply"
            ),
            Entry("Playbooks", "tune", "admin:negotiation_playbook_changelist", "negotiation.view_playbook"),
        ),
    ),
    (
        "Campaigns",
        (
            Entry("Campaigns", "campaign", "admin:negotiation_campaign_changelist", "negotiation.view_campaign"),
            Entry("Launch a campaign", "rocket_launch", "admin:negotiation_campaign_add", "negotiation.add_campaign"),
        ),
    ),
    (
        "Suppliers",
        (
            Entry("Suppliers", "factory", "admin:suppliers_supplier_changelist", "suppliers.view_supplier"),
            Entry("Contracts", "description", "admin:suppliers_contract_changelist", "suppliers.view_contract"),
            Entry("Purchases", "receipt_long", "admin:suppliers_purchase_changelist", "suppliers.view_purchase"),
            Entry("Imports", "upload", "admin:suppliers_importrun_changelist", "suppliers.view_importrun"),
        ),
    ),
    (
        "Administration",
        (
            Entry("People", "group", "admin:auth_user_changelist", "auth.view_user"),
            Entry("Roles", "badge", "admin:auth_group_changelist", "auth.view_group"),
            Entry("Audit trail", "history", "admin:auditlog_logentry_changelist", "auditlog.view_logentry"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """What Unfold's sidebar shows; the longest address that the page's own begins with is where one is."""
    groups = [
        (title, [(entry, reverse(entry.url_name)) for entry in entries if _may_open(request, entry)])
        for title, entries in MENU
    ]
    reached = [link for _, entries in groups for _, link in entries if _leads_to(link, request.path)]
    here = max(reached, key=len, default="")
    return [
        {
            "title": title,
            "items": [
                {"title": entry.title, "icon": entry.icon, "link": link, "active": link == here}
                for entry, link in entries
            ],
        }
        for title, entries in groups
        if entries
    ]


def _may_open(request: HttpRequest, entry: Entry) -> bool:
    return not entry.right or request.user.has_perm(entry.right)


def _leads_to(link: str, path: str) -> bool:
    return path == link if link == reverse("admin:index") else path.startswith(link)
