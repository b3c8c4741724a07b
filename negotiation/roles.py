"""Who may what: the four roles, each a group of Django's with the least rights that its work takes.

The rights say what somebody may do at all; `negotiation.category_rights` says in which categories. A migration makes
the groups from this table. People can have several roles; a superuser may everything, and is the only one who hands
out roles.
"""

from dataclasses import dataclass

VIEW_SUPPLIERS = tuple(
    f"suppliers.view_{model}" for model in ("category", "supplier", "contact", "riskflag", "contract", "purchase")
)
VIEW_NEGOTIATIONS = tuple(
    f"negotiation.view_{model}"
    for model in (
        "playbook",
        "playbookversion",
        "publication",
        "dryrun",
        "campaign",
        "negotiation",
        "event",
        "agreement",
    )
)
SAVED_REPLIES = tuple(f"negotiation.{right}_savedreply" for right in ("view", "add", "change", "delete"))
SEES_ALL = "suppliers.view_every_category"
NEGOTIATE = "negotiation.negotiate"  # take over a room and speak in it
APPROVE_DEALS = "negotiation.approve_deal"
AUDIT_TRAIL = "auditlog.view_logentry"


@dataclass(frozen=True)
class Role:
    """A group: its name, what it is for in a sentence, and its rights as `app.codename`."""

    name: str
    purpose: str
    rights: tuple[str, ...]


CATEGORY_ADMIN = Role(
    "Category admin",
    "Looks after categories and the directory of suppliers, and launches campaigns.",
    (
        *VIEW_SUPPLIERS,
        *VIEW_NEGOTIATIONS,
        *(
            f"suppliers.{right}_{model}"
            for model in ("category", "supplier", "contact", "riskflag", "contract", "purchase")
            for right in ("add", "change")
        ),
        # A risk flag is cleared, and suppliers, contracts and categories stay for what was agreed about them.
        *(f"suppliers.delete_{model}" for model in ("contact", "purchase")),
        "suppliers.view_importrun",
        "suppliers.view_importrow",
        "negotiation.add_campaign",
        "negotiation.change_campaign",
        *SAVED_REPLIES,
        AUDIT_TRAIL,
    ),
)
BUYER = Role(
    "Buyer",
    "Writes, tries and publishes playbooks and negotiates, in the categories that they own or were given.",
    (
        *VIEW_SUPPLIERS,
        *VIEW_NEGOTIATIONS,
        "negotiation.add_playbook",
        "negotiation.change_playbook",
        "negotiation.add_playbookversion",
        "negotiation.add_publication",
        "negotiation.add_dryrun",
        "negotiation.change_dryrun",
        *SAVED_REPLIES,
        NEGOTIATE,
    ),
)
APPROVER = Role(
    "Approver",
    "Is the second person: approves what others want to publish, and deals above the bot's authority.",
    (*VIEW_SUPPLIERS, *VIEW_NEGOTIATIONS, SEES_ALL, "negotiation.change_publication", APPROVE_DEALS),
)
AUDITOR = Role(
    "Auditor",
    "Reads everything and changes nothing.",
    (
        *VIEW_SUPPLIERS,
        *VIEW_NEGOTIATIONS,
        SEES_ALL,
        "suppliers.view_importrun",
        "suppliers.view_importrow",
        "negotiation.view_campaigncontract",
        "negotiation.view_invitation",
        "negotiation.view_email",
        "negotiation.view_words",
        "negotiation.view_savedreply",
        "negotiation.view_buyerauthority",
        "auth.view_user",
        "auth.view_group",
        "admin.view_logentry",
        AUDIT_TRAIL,
    ),
)
ROLES = (CATEGORY_ADMIN, BUYER, APPROVER, AUDITOR)
