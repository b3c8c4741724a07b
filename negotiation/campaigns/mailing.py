"""Sends the letters that wait, each at most once.

A letter's row says SENDING, committed, before the letter is handed to the mail server, and SENT afterwards. A process
that dies in between leaves SENDING; `settle` makes that UNCERTAIN, which only a person sends again. A server that
cannot be reached costs nobody an attempt; a letter that a server refuses is tried again a few times, then FAILED.
"""

import time
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.db.models import F, QuerySet
from django.utils import timezone

from negotiation import links, records
from negotiation.campaigns import letters
from negotiation.campaigns.invitations import in_status, may_leave, why_not_wanted
from negotiation.campaigns.letters import Letter, Occasion
from negotiation.language.speech import language_of_locale
from negotiation.lifecycle import NotPossible
from negotiation.models import Campaign, Email, Outgoing
from negotiation.records import Record
from suppliers.models import Language, Supplier

# Before the second, third, ... attempt; when these are used up, a refused letter has failed.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
OUTAGE_PAUSE = timedelta(minutes=1)  # until a mail server that could not be reached is tried again
STALE = timedelta(minutes=5)  # longer than any hand-over takes (EMAIL_TIMEOUT): whoever claimed it is gone
LATELY = timedelta(seconds=30)  # whoever claimed a letter since then is still at it
AT_ONCE = 50  # letters looked up in one query
LONGEST_ERROR = 500
CUT_OFF = "The program ended between handing it over and noting so: it may have arrived."

Status = Outgoing.Status
log = structlog.get_logger(__name__)


def deliver(seconds: float = float("inf")) -> bool:
    """Sends what is due, for a while; returns whether there is more to send now."""
    until = time.monotonic() + seconds
    connection = get_connection()
    try:
        while due := list(_due(timezone.now())[:AT_ONCE]):
            for pk in due:
                if time.monotonic() > until:
                    return True
                if not is_reached(connection, _waiting()):
                    return False
                _deliver_one(pk, connection)
        return False
    finally:
        close(connection)


def settle(now: datetime | None = None) -> int:
    """Marks as uncertain what a dead process left half sent; returns how many letters that were."""
    stale = Email.objects.filter(status=Status.SENDING, claimed_at__lt=(now or timezone.now()) - STALE)
    return stale.update(status=Status.UNCERTAIN, error=CUT_OFF)


def is_left_waiting() -> bool:
    """Whether letters are due, and nobody seems to be at them."""
    now = timezone.now()
    return _due(now).exists() and not Email.objects.filter(claimed_at__gt=now - LATELY).exists()


def send_again(email: Email) -> None:
    """A person wants a failed or uncertain letter sent once more. Raises NotPossible when it is neither."""
    unsure = Email.objects.filter(pk=email.pk, status__in=(Status.FAILED, Status.UNCERTAIN))
    if not unsure.update(status=Status.WAITING, attempts=0, not_before=timezone.now(), error=""):
        email.refresh_from_db()
        raise NotPossible(f"This e-mail is {email.get_status_display().lower()}; there is nothing to send again.")


def send_failed_again(campaign: Campaign) -> int:
    """The same for all failed letters of a campaign; returns how many. What is uncertain is decided one by one."""
    failed = in_status(Email.objects.filter(invitation__negotiation__campaign=campaign), Status.FAILED)
    return failed.update(status=Status.WAITING, attempts=0, not_before=timezone.now(), error="")


# --- one letter ----------------------------------------------------------------------------------------------


def _due(now: datetime):  # type: ignore[no-untyped-def]  # a ValuesListQuerySet, which has no public name
    waiting = Email.objects.filter(may_leave(), status=Status.WAITING, not_before__lte=now)
    return waiting.order_by("not_before", "pk").values_list("pk", flat=True)


def _waiting() -> "QuerySet[Email]":
    return in_status(Email.objects.filter(may_leave(), not_before__lte=timezone.now()), Status.WAITING)


def _deliver_one(pk: int, connection: BaseEmailBackend) -> None:
    email = _claimed(pk)
    if email is None:
        return  # somebody else sends it, or its campaign was stopped this moment
    if because := why_not_wanted(email, timezone.now()):
        note(email, Status.DROPPED, because)
        return
    try:
        message = _message(email)
    except (ValidationError, BadHeaderError, ValueError) as error:
        note(email, Status.FAILED, sentence_of(error))
        return
    hand_over(email, message, connection)


def hand_over(email: Outgoing, message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Gives a claimed letter to the mail server, and writes down what became of it."""
    try:
        connection.send_messages([_on(connection, message)])
    except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
        _note_refusal(email, refusal)
        close(connection)  # after some refusals it is dead, and the next letter must not find that out
    except (SMTPNotSupportedError, UnicodeError) as error:
        note(email, Status.FAILED, f"The mail server cannot take it: {error}")
    except (SMTPException, OSError) as error:
        # It broke off while the letter was on its way; only the other side knows how far it got.
        log.warning("email_uncertain", email=email.pk, error=str(error))
        note(email, Status.UNCERTAIN, f"The connection broke while it was sent: {sentence_of(error)}")
        close(connection)
    else:
        note(email, Status.SENT, "", sent_at=timezone.now(), sent_to=message.to[0])


def _claimed(pk: int) -> Email | None:
    """The letter, ours alone to send from here on, and committed as such; None when it is not."""
    waiting = in_status(Email.objects.filter(may_leave(), pk=pk), Status.WAITING)
    if not waiting.update(status=Status.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return None
    related = (
        "invitation__negotiation__contract__supplier",
        "invitation__negotiation__campaign__launched_by",
        "invitation__negotiation__campaign__playbook_version__playbook__category__owner",
    )
    return Email.objects.select_related(*related).get(pk=pk)


def note(email: Outgoing, status: Status, error: str, **more: object) -> None:
    """Writes what became of it; also when it was taken for lost meanwhile, which it then was not."""
    ours = type(email)._default_manager.filter(pk=email.pk, attempts=email.attempts)
    ours.filter(status__in=(Status.SENDING, Status.UNCERTAIN)).update(
        status=status, error=error[:LONGEST_ERROR], **more
    )


def _note_refusal(email: Outgoing, refusal: SMTPRecipientsRefused | SMTPResponseException) -> None:
    """A refusal for now is tried again later; one for good, or once too often, is a failure."""
    code, said = _answer(refusal)
    sentence = f"The mail server refused it: {code} {said}"
    if code >= 500 or email.attempts > len(BACKOFF):
        note(email, Status.FAILED, sentence)
    else:
        note(email, Status.WAITING, sentence, not_before=timezone.now() + BACKOFF[email.attempts - 1])


def _answer(refusal: SMTPRecipientsRefused | SMTPResponseException) -> tuple[int, str]:
    said: bytes | str  # smtplib gives either
    if isinstance(refusal, SMTPRecipientsRefused):
        code, said = next(iter(refusal.recipients.values()))
    else:
        code, said = refusal.smtp_code, refusal.smtp_error
    return int(code), said.decode(errors="replace") if isinstance(said, bytes) else said


# --- the message ---------------------------------------------------------------------------------------------


def letter_of(email: Email) -> Letter:
    """What the letter says."""
    campaign = email.invitation.negotiation.campaign
    assert campaign is not None  # rehearsals have no letters
    return letters.compose(email.purpose, campaign.invitation_subject, campaign.invitation_text, _occasion(email))


def _message(email: Email) -> EmailMultiAlternatives:
    """Raises ValidationError for an address that is none, BadHeaderError for a header that would be two."""
    letter, supplier = letter_of(email), email.invitation.negotiation.contract.supplier
    require_address(supplier.email)
    _, asks_email = asks(email.invitation.negotiation.campaign)
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[supplier.email],
        reply_to=[asks_email] if asks_email else None,
        headers={
            # The same at every attempt, so that whoever gets it twice can tell.
            "Message-ID": f"<letter-{email.pk}.{email.invitation.negotiation.public_id.hex}@{domain()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    message.message()  # every fault of it shows here, before anything is handed over
    return message


def require_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        named = f"“{address}” is no e-mail address" if address else "The supplier has no e-mail address any more"
        raise ValidationError(f"{named}: correct it at the supplier, then send this again.") from error


def _occasion(email: Email) -> Occasion:
    negotiation = email.invitation.negotiation
    supplier, record = negotiation.contract.supplier, records.load(negotiation)
    asks_name, asks_email = asks(negotiation.campaign)
    return Occasion(
        supplier=supplier.name,
        contact=supplier.contact_name,
        title=record.facts.title,
        buyer=record.facts.buyer,
        deadline=negotiation.deadline,
        link=link_of(links.token_of(email.invitation)),
        locale=supplier.locale,
        time_zone=supplier.time_zone,
        language=_language_of(record, supplier),
        stage=record.stage,
        asks=asks_name,
        asks_email=asks_email,
    )


def _language_of(record: Record, supplier: Supplier) -> str:
    """The negotiation's own language: the playbook's, else what the supplier writes, else what is known of them."""
    known = supplier.language if supplier.language != Language.ENGLISH else language_of_locale(record.facts.locale)
    return record.facts.talk.language or record.language or known


def link_of(token: str) -> str:
    """The address of a supplier's room."""
    return f"{settings.PUBLIC_URL}/n/{token}/"


def asks(campaign: Campaign | None) -> tuple[str, str]:
    """Who answers questions about a campaign: name and address of who launched it, else of the category's owner."""
    if campaign is None:
        return "", ""
    return first_contact(campaign.launched_by, campaign.playbook_version.playbook.category.owner)


def first_contact(*people: User | None) -> tuple[str, str]:
    """Name and e-mail address of the first who has one; two empty texts when nobody has."""
    for person in people:
        if person is not None and person.email:
            return person.get_full_name() or person.get_username(), person.email
    return "", ""


def domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


# --- the mail server -----------------------------------------------------------------------------------------


def is_reached(connection: BaseEmailBackend, due: "QuerySet[Any]") -> bool:
    """Whether the server answers. Where it does not, what is `due` waits, says why, and loses no attempt."""
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        log.warning("mail_server_away", error=str(error))
        because = f"The mail server cannot be reached: {sentence_of(error)} It is tried again every minute."
        due.update(not_before=timezone.now() + OUTAGE_PAUSE, error=because[:LONGEST_ERROR])
        return False
    return True


def _on(connection: BaseEmailBackend, message: EmailMultiAlternatives) -> EmailMultiAlternatives:
    message.connection = connection
    return message


def close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        log.info("mail_server_left")  # it hung up before we did


def sentence_of(error: Exception) -> str:
    text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return f"{text or type(error).__name__}".rstrip(".") + "."
