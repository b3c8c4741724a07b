"""What colleagues are written: that a supplier waits for a person, or a deal for an approver.

No terms and no limits: e-mail is read in many places, and the page behind the link shows them to who may see them.
"""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from negotiation.campaigns.letters import LONGEST_SUBJECT, Letter
from negotiation.models import DeskEmail
from suppliers.formats import moment

_SUBJECTS = {
    DeskEmail.Purpose.UNCLAIMED: "{supplier} waits for a person",
    DeskEmail.Purpose.APPROVAL: "{supplier}: a deal waits for your approval",
}
_PAGES = {DeskEmail.Purpose.UNCLAIMED: "desk_room", DeskEmail.Purpose.APPROVAL: "desk_approval"}


def compose(email: DeskEmail, *, since: datetime, is_reminder: bool) -> Letter:
    """The letter; `since` is when the supplier began to wait, or the deal did."""
    contract, purpose = email.negotiation.contract, DeskEmail.Purpose(email.purpose)
    about = _SUBJECTS[purpose].format(supplier=" ".join(contract.supplier.name.split()))
    context = {
        "name": email.recipient.get_full_name() or email.recipient.get_username(),
        "supplier": contract.supplier.name,
        "title": contract.title,
        "category": email.negotiation.playbook.category.name,
        "since": moment(since, "en", settings.TIME_ZONE),
        "is_reminder": is_reminder,
        "link": settings.PUBLIC_URL + reverse(_PAGES[purpose], args=[email.negotiation.public_id]),
    }
    subject = f"Reminder: {about}" if is_reminder else about
    text = render_to_string(f"emails/desk/{purpose}.txt", context).strip()
    html = render_to_string("emails/desk/letter.html", {**context, "subject": subject, "text": text})
    return Letter(subject[:LONGEST_SUBJECT], text + "\n", html)
