"""Sends colleagues the e-mails that wait, each at most once, in the way of `negotiation.campaigns.mailing`."""

import time
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.db.models import F, QuerySet
from django.utils import timezone

from negotiation.campaigns import mailing
from negotiation.desk import letters as desk_letters
from negotiation.desk.mail import ABOUT, Purpose
from negotiation.lifecycle import NotPossible
from negotiation.models import DeskEmail, Event, State

Status = DeskEmail.Status

# The state in which each is still wanted, and what has happened where it is not.
WANTED_IN = {
    Purpose.UNCLAIMED: (State.ESCALATED, "The supplier does not wait for somebody to take over any more."),
    Purpose.APPROVAL: (State.AWAITING_APPROVAL, "The deal does not wait for an approver any more."),
}


def deliver(seconds: float = float("inf")) -> bool:
    """Sends what is due, for a while; returns whether there is more to send now."""
    until = time.monotonic() + seconds
    connection = get_connection()
    try:
        while due := list(_waiting().order_by("not_before", "pk").values_list("pk", flat=True)[: mailing.AT_ONCE]):
            for pk in due:
                if time.monotonic() > until:
                    return True
                if not mailing.is_reached(connection, _waiting()):
                    return False
                _deliver_one(pk, connection)
        return False
    finally:
        mailing.close(connection)


def settle(now: datetime | None = None) -> int:
    """Marks as uncertain what a dead process left half sent; returns how many letters that were."""
    before = (now or timezone.now()) - mailing.STALE
    stale = DeskEmail.objects.filter(status=Status.SENDING, claimed_at__lt=before)
    return stale.update(status=Status.UNCERTAIN, error=mailing.CUT_OFF)


def is_left_waiting() -> bool:
    """Whether letters are due."""
    return _waiting().exists()


def send_again(email: DeskEmail) -> None:
    """A person wants a failed or uncertain letter sent once more. Raises NotPossible when it is neither."""
    unsure = DeskEmail.objects.filter(pk=email.pk, status__in=(Status.FAILED, Status.UNCERTAIN))
    if not unsure.update(status=Status.WAITING, attempts=0, not_before=timezone.now(), error=""):
        email.refresh_from_db()
        raise NotPossible(f"This e-mail is {email.get_status_display().lower()}; there is nothing to send again.")


def _waiting() -> "QuerySet[DeskEmail]":
    return DeskEmail.objects.filter(status=Status.WAITING, not_before__lte=timezone.now())


def _deliver_one(pk: int, connection: BaseEmailBackend) -> None:
    mine = DeskEmail.objects.filter(pk=pk, status=Status.WAITING)
    if not mine.update(status=Status.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return  # somebody else sends it
    email = DeskEmail.objects.select_related("recipient", "negotiation__contract__supplier").get(pk=pk)
    if because := why_not_wanted(email):
        mailing.note(email, mailing.Status.DROPPED, because)
        return
    try:
        message = _message(email)
    except (ValidationError, BadHeaderError, ValueError) as error:
        mailing.note(email, mailing.Status.FAILED, mailing.sentence_of(error))
        return
    mailing.hand_over(email, message, connection)


def why_not_wanted(email: DeskEmail) -> str:
    """Why it must not be sent any more, as a sentence; "" when it is still wanted."""
    state, because = WANTED_IN[Purpose(email.purpose)]
    newer = Event.objects.filter(negotiation=email.negotiation_id, seq__gt=email.about)
    if email.negotiation.state != state or newer.filter(kind__in=ABOUT[Purpose(email.purpose)]).exists():
        return because
    return "" if email.recipient.is_active else f"{email.recipient} does not work here any more."


def _message(email: DeskEmail) -> EmailMultiAlternatives:
    """Raises ValidationError for an address that is none, BadHeaderError for a header that would be two."""
    address = email.recipient.email
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(f"{email.recipient} has no valid e-mail address; write one at the person.") from error
    letter = desk_letters.compose(email, since=_since(email), is_reminder=_is_reminder(email))
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[address],
        headers={
            # The same at every attempt, so that whoever gets it twice can tell.
            "Message-ID": f"<desk-{email.pk}.{email.negotiation.public_id.hex}@{mailing.domain()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    message.message()  # every fault of it shows here, before anything is handed over
    return message


def _since(email: DeskEmail) -> datetime:
    return Event.objects.get(negotiation=email.negotiation_id, seq=email.about).at


def _is_reminder(email: DeskEmail) -> bool:
    earlier = DeskEmail.objects.filter(
        negotiation=email.negotiation_id, recipient=email.recipient_id, purpose=email.purpose, about=email.about
    )
    return earlier.filter(step__lt=email.step, status__in=(Status.SENT, Status.UNCERTAIN)).exists()
