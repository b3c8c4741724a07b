"""The letters to colleagues: which are still wanted, and who gets them. `negotiation.outbox` sends them."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from negotiation.desk import letters
from negotiation.desk.mail import ABOUT, Purpose
from negotiation.models import DeskEmail, Event, State
from negotiation.outbox import Outbox, message, require_address

Status = DeskEmail.Status

# The state in which each is still wanted, and what has happened where it is not.
WANTED_IN = {
    Purpose.UNCLAIMED: (State.ESCALATED, "The supplier does not wait for somebody to take over any more."),
    Purpose.APPROVAL: (State.AWAITING_APPROVAL, "The deal does not wait for an approver any more."),
}


class ColleaguesLetters(Outbox[DeskEmail]):
    """That a supplier waits, or a deal."""

    def letters(self) -> QuerySet[DeskEmail]:
        return DeskEmail.objects.select_related("recipient", "negotiation__contract__supplier")

    def why_not_wanted(self, letter: DeskEmail) -> str:
        state, because = WANTED_IN[Purpose(letter.purpose)]
        newer = Event.objects.filter(negotiation=letter.negotiation_id, seq__gt=letter.about)
        if letter.negotiation.state != state or newer.filter(kind__in=ABOUT[Purpose(letter.purpose)]).exists():
            return because
        return "" if letter.recipient.is_active else f"{letter.recipient} does not work here any more."

    def message(self, letter: DeskEmail) -> EmailMultiAlternatives:
        address = letter.recipient.email
        wrong = f"{letter.recipient} has no valid e-mail address; write one at the person."
        require_address(address, wrong)
        written = letters.compose(letter, since=_since(letter), is_reminder=_is_reminder(letter))
        return message(written, address, f"desk-{letter.pk}.{letter.negotiation.public_id.hex}")


outbox = ColleaguesLetters()


def _since(email: DeskEmail) -> datetime:
    return Event.objects.get(negotiation=email.negotiation_id, seq=email.about).at


def _is_reminder(email: DeskEmail) -> bool:
    earlier = DeskEmail.objects.filter(
        negotiation=email.negotiation_id, recipient=email.recipient_id, purpose=email.purpose, about=email.about
    )
    return earlier.filter(step__lt=email.step, status__in=(Status.SENT, Status.UNCERTAIN)).exists()
