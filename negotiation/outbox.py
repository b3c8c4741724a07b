"""Letters that wait in a table are sent, each at most once: to suppliers, and to colleagues.

A letter's row says SENDING, committed, before the letter is handed to the mail server, and SENT afterwards. A process
that dies in between leaves SENDING; `settle` makes that UNCERTAIN, which only a person sends again. A server that
cannot be reached costs nobody an attempt; a letter that a server refuses is tried again a few times, then FAILED.
"""

import time
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Generic, Protocol, TypeVar

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.db.models import F, QuerySet
from django.utils import timezone

from negotiation.lifecycle import NotPossible
from negotiation.models import Outgoing

# Before the second, third, ... attempt; when these are used up, a refused letter has failed.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
OUTAGE_PAUSE = timedelta(minutes=1)  # until a mail server that could not be reached is tried again
STALE = timedelta(minutes=5)  # longer than any hand-over takes (EMAIL_TIMEOUT): whoever claimed it is gone
LATELY = timedelta(seconds=30)  # whoever claimed a letter since then is still at it
AT_ONCE = 50  # letters looked up in one query
LONGEST_ERROR = 500
CUT_OFF = "The program ended between handing it over and noting so: it may have arrived."

Status = Outgoing.Status
Row = TypeVar("Row", bound=Outgoing)
log = structlog.get_logger(__name__)


class Written(Protocol):
    """What a letter says."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...


class Outbox(Generic[Row]):
    """The letters of one table. Subclasses say which may leave, which are still wanted, and what they say."""

    def letters(self) -> QuerySet[Row]:
        """Every letter, with what it takes to compose it."""
        raise NotImplementedError

    def may_leave(self) -> QuerySet[Row]:
        """Those that nothing holds back but their moment."""
        return self.letters()

    def why_not_wanted(self, letter: Row) -> str:
        """Why it must not be sent any more, as a sentence; "" when it is still wanted."""
        raise NotImplementedError

    def message(self, letter: Row) -> EmailMultiAlternatives:
        """Raises ValidationError for an address that is none, BadHeaderError for a header that would be two."""
        raise NotImplementedError

    def deliver(self, seconds: float = float("inf")) -> bool:
        """Sends what is due, for a while; returns whether there is more to send now."""
        until = time.monotonic() + seconds
        connection = get_connection()
        try:
            while due := list(self._due().order_by("not_before", "pk").values_list("pk", flat=True)[:AT_ONCE]):
                for pk in due:
                    if time.monotonic() > until:
                        return True
                    if not self._is_reached(connection):
                        return False
                    self._deliver_one(pk, connection)
            return False
        finally:
            _close(connection)

    def settle(self, now: datetime | None = None) -> int:
        """Marks as uncertain what a dead process left half sent; returns how many letters that were."""
        stale = self.letters().filter(status=Status.SENDING, claimed_at__lt=(now or timezone.now()) - STALE)
        return stale.update(status=Status.UNCERTAIN, error=CUT_OFF)

    def is_left_waiting(self) -> bool:
        """Whether letters are due, and nobody seems to be at them."""
        return self._due().exists() and not self.letters().filter(claimed_at__gt=timezone.now() - LATELY).exists()

    def send_again(self, letter: Row) -> None:
        """A person wants a failed or uncertain letter sent once more. Raises NotPossible when it is neither."""
        if not _put_back(self.letters().filter(pk=letter.pk), Status.FAILED, Status.UNCERTAIN):
            letter.refresh_from_db()
            raise NotPossible(f"This e-mail is {letter.get_status_display().lower()}; there is nothing to send again.")

    def send_failed_again(self, letters: QuerySet[Row]) -> int:
        """The same for all failed ones of these; returns how many. What is uncertain is decided one by one."""
        return _put_back(letters, Status.FAILED)

    def _due(self) -> QuerySet[Row]:
        return self.may_leave().filter(status=Status.WAITING, not_before__lte=timezone.now())

    def _is_reached(self, connection: BaseEmailBackend) -> bool:
        """Whether the mail server answers. Where it does not, what is due waits, says why, and loses no attempt."""
        try:
            connection.open()
        except (SMTPException, OSError) as error:
            log.warning("mail_server_away", error=str(error))
            because = f"The mail server cannot be reached: {_sentence(error)} It is tried again every minute."
            held_back = {"not_before": timezone.now() + OUTAGE_PAUSE, "error": because[:LONGEST_ERROR]}
            in_status(self._due(), Status.WAITING).update(**held_back)
            return False
        return True

    def _deliver_one(self, pk: int, connection: BaseEmailBackend) -> None:
        letter = self._claimed(pk)
        if letter is None:
            return  # somebody else sends it, or it was held back this moment
        if because := self.why_not_wanted(letter):
            _note(letter, Status.DROPPED, because)
            return
        try:
            message = self.message(letter)
        except (ValidationError, BadHeaderError, ValueError) as error:
            _note(letter, Status.FAILED, _sentence(error))
            return
        _hand_over(letter, message, connection)

    def _claimed(self, pk: int) -> Row | None:
        """The letter, ours alone to send from here on, and committed as such; None when it is not."""
        waiting = in_status(self.may_leave().filter(pk=pk), Status.WAITING)
        if not waiting.update(status=Status.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1):
            return None
        return self.letters().get(pk=pk)


def in_status(letters: QuerySet[Row], *statuses: Outgoing.Status) -> QuerySet[Row]:
    """Those of the letters that are in one of these states, safe to update while others do.

    The state is asked for in the UPDATE itself: PostgreSQL, having waited for another writer, looks at that again. Of a
    query with joins Django makes a subquery, and what that found before the wait would count: one letter, sent twice.
    """
    found = letters.order_by().values("pk")
    return letters.model._default_manager.filter(pk__in=found, status__in=statuses)


def message(written: Written, address: str, name: str, reply_to: str = "") -> EmailMultiAlternatives:
    """A letter ready to be handed over. `name` names it, the same at every attempt: who gets it twice can tell.

    Raises BadHeaderError for a header that would be two, here and not when the letter is on its way.
    """
    headers = {"Message-ID": f"<{name}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    made = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    made.attach_alternative(written.html, "text/html")
    made.message()
    return made


def require_address(address: str, sentence: str) -> None:
    """Raises ValidationError with the sentence, where the address is none."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(sentence) from error


def _put_back(letters: QuerySet[Row], *statuses: Outgoing.Status) -> int:
    return in_status(letters, *statuses).update(status=Status.WAITING, attempts=0, not_before=timezone.now(), error="")


def _hand_over(letter: Outgoing, message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Gives a claimed letter to the mail server, and writes down what became of it."""
    message.connection = connection
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
        _note_refusal(letter, refusal)
        _close(connection)  # after some refusals it is dead, and the next letter must not find that out
    except (SMTPNotSupportedError, UnicodeError) as error:
        _note(letter, Status.FAILED, f"The mail server cannot take it: {error}")
    except (SMTPException, OSError) as error:
        # It broke off while the letter was on its way; only the other side knows how far it got.
        log.warning("email_uncertain", email=letter.pk, error=str(error))
        _note(letter, Status.UNCERTAIN, f"The connection broke while it was sent: {_sentence(error)}")
        _close(connection)
    else:
        _note(letter, Status.SENT, "", sent_at=timezone.now(), sent_to=message.to[0])


def _note(letter: Outgoing, status: Outgoing.Status, error: str, **more: object) -> None:
    """Writes what became of it; also when it was taken for lost meanwhile, which it then was not."""
    ours = type(letter)._default_manager.filter(pk=letter.pk, attempts=letter.attempts)
    ours.filter(status__in=(Status.SENDING, Status.UNCERTAIN)).update(
        status=status, error=error[:LONGEST_ERROR], **more
    )


def _note_refusal(letter: Outgoing, refusal: SMTPRecipientsRefused | SMTPResponseException) -> None:
    """A refusal for now is tried again later; one for good, or once too often, is a failure."""
    code, said = _answer(refusal)
    sentence = f"The mail server refused it: {code} {said}"
    if code >= 500 or letter.attempts > len(BACKOFF):
        _note(letter, Status.FAILED, sentence)
    else:
        _note(letter, Status.WAITING, sentence, not_before=timezone.now() + BACKOFF[letter.attempts - 1])


def _answer(refusal: SMTPRecipientsRefused | SMTPResponseException) -> tuple[int, str]:
    said: bytes | str  # smtplib gives either
    if isinstance(refusal, SMTPRecipientsRefused):
        code, said = next(iter(refusal.recipients.values()))
    else:
        code, said = refusal.smtp_code, refusal.smtp_error
    return int(code), said.decode(errors="replace") if isinstance(said, bytes) else said


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        log.info("mail_server_left")  # it hung up before we did


def _sentence(error: Exception) -> str:
    text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return f"{text or type(error).__name__}".rstrip(".") + "."


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
