"""A supplier who has left is told by e-mail that a person has answered: once for each time that they are away."""

from datetime import timedelta

from django.utils import timezone

from negotiation import links
from negotiation.desk import presence
from negotiation.models import Email, Invitation, Negotiation

GRACE = timedelta(minutes=2)  # who only lost the connection for a moment is back by then, and needs no letter


def tell(negotiation: Negotiation) -> None:
    """Has the supplier written to, unless they are there or were written to in this absence. A part of the caller's
    transaction; whether the letter is still wanted is asked again when it leaves.
    """
    if negotiation.campaign_id is None or presence.is_supplier_there(negotiation.pk):
        return
    now = timezone.now()
    for invitation in Invitation.objects.filter(negotiation=negotiation).order_by("-pk"):
        if links.is_valid(invitation, now):
            Email.objects.get_or_create(
                invitation=invitation,
                purpose=Email.Purpose.ANSWER,
                occasion=presence.absence(negotiation.pk),
                defaults={"not_before": now + GRACE},
            )
            return
