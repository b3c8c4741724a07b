"""Invitations, reminders and new links: the rows that say which letters have to go out.

Sending is `negotiation.outbox`'s; here is decided who is written to, and whether a letter is still wanted.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from negotiation import links
from negotiation.desk import presence
from negotiation.lifecycle import NotPossible
from negotiation.models import CLOSED_STATES, Campaign, Email, Event, Invitation, Kind, Negotiation, State
from negotiation.outbox import in_status

Purpose, Status = Email.Purpose, Email.Status
LEFT_US = (Status.SENT, Status.UNCERTAIN)
REMINDABLE = (State.INVITED, State.OPEN)  # states in which nobody but the supplier has to answer
GOING_ON = (Campaign.Status.LAUNCHING, Campaign.Status.RUNNING)
BATCH = 500  # reminders in one sweep; the next minute takes the rest


def invite(negotiation: Negotiation) -> Email:
    """Issues a link, and has it sent. Nothing leaves before the running transaction commits."""
    invitation, _ = links.issue(negotiation)
    return _write(invitation, Purpose.INVITATION)


@transaction.atomic
def revoke_link(invitation: Invitation) -> None:
    """Ends a link and drops the letters that would carry it. Raises NotPossible when it is ended already."""
    locked = Invitation.objects.select_for_update().select_related("negotiation").get(pk=invitation.pk)
    if locked.revoked_at is not None:
        raise NotPossible("This link does not work any more already; somebody was faster.")
    links.revoke(locked)
    drop(locked.emails.all(), "The link was revoked.")


@transaction.atomic
def replace_link(invitation: Invitation) -> Email:
    """Ends a link and sends another one. Raises NotPossible when the link, or the negotiation, is ended already."""
    negotiation = Negotiation.objects.select_for_update().get(pk=invitation.negotiation_id)
    if negotiation.is_closed:
        raise NotPossible(f"This negotiation is over: {negotiation.get_state_display().lower()}.")
    revoke_link(invitation)
    return new_link(negotiation)


@transaction.atomic
def new_link(negotiation: Negotiation) -> Email:
    """Sends a link where none works any more. Raises NotPossible while one does, or when the negotiation is over."""
    locked = Negotiation.objects.select_for_update().get(pk=negotiation.pk)
    if locked.is_closed:
        raise NotPossible(f"This negotiation is over: {locked.get_state_display().lower()}.")
    if locked.invitations.filter(revoked_at__isnull=True).exists():
        raise NotPossible("This supplier has a link that works; replace that one.")
    invitation, _ = links.issue(locked)
    return _write(invitation, Purpose.NEW_LINK)


def remind(now: datetime | None = None) -> int:
    """Writes the reminders that are due, one for a negotiation and never a second; returns how many.

    Whoever was invited later than the reminder's moment has just been written to, and is left alone.
    """
    now = now or timezone.now()
    due = [
        campaign
        for campaign in Campaign.objects.filter(status__in=GOING_ON, deadline__gt=now)
        if campaign.remind_hours_before and now >= reminder_moment(campaign)
    ]
    return sum(_remind_campaign(campaign, now) for campaign in due)


def reminder_moment(campaign: Campaign) -> datetime:
    return campaign.deadline - timedelta(hours=campaign.remind_hours_before)


def _remind_campaign(campaign: Campaign, now: datetime) -> int:
    reached = Email.objects.filter(
        invitation=OuterRef("pk"),
        purpose__in=(Purpose.INVITATION, Purpose.NEW_LINK),
        status__in=LEFT_US,
        claimed_at__lte=reminder_moment(campaign),
    )
    # Nested, not joined: SQLite would look through all reminders there are for each invitation.
    reminders = Exists(Email.objects.filter(invitation=OuterRef("pk"), purpose=Purpose.REMINDER))
    reminded = Invitation.objects.filter(reminders, negotiation=OuterRef("negotiation"))
    silent = Invitation.objects.filter(
        Exists(reached),
        ~Exists(reminded),
        ~Exists(_answers("negotiation")),
        negotiation__campaign=campaign,
        negotiation__state__in=REMINDABLE,
        negotiation__deadline__gt=now,
        revoked_at__isnull=True,
    )
    with transaction.atomic():
        rows = [_row(invitation, Purpose.REMINDER, now) for invitation in silent.order_by("pk")[:BATCH]]
        return len(Email.objects.bulk_create(rows, ignore_conflicts=True))


def why_not_wanted(email: Email, now: datetime) -> str:
    """Why a letter that waits must not be sent any more, as a sentence; "" when it is still wanted."""
    invitation, negotiation = email.invitation, email.invitation.negotiation
    if not links.is_valid(invitation, now):
        return "The link does not work any more."
    if negotiation.is_closed:
        return f"The negotiation is over: {negotiation.get_state_display().lower()}."
    if now >= negotiation.deadline:
        return "The deadline passed before it could be sent."
    if email.purpose == Purpose.ANSWER and has_come_back(email):
        return "The supplier has come back, and sees it in the room."
    if email.purpose == Purpose.REMINDER and has_answered(negotiation):
        return "The supplier has answered."
    return ""


def has_answered(negotiation: Negotiation) -> bool:
    """Whether the supplier has sent at least one message."""
    return negotiation.events.filter(kind=Kind.SUPPLIER_SAID).exists()


def has_come_back(email: Email) -> bool:
    """Whether the supplier has been in the room since the answer that a letter tells of, or is there."""
    negotiation = email.invitation.negotiation_id
    return presence.is_supplier_there(negotiation) or presence.absence(negotiation) != email.occasion


def _answers(negotiation: str) -> QuerySet[Event]:
    return Event.objects.filter(negotiation=OuterRef(negotiation), kind=Kind.SUPPLIER_SAID)


def drop(emails: QuerySet[Email], because: str) -> int:
    """What still waits is not sent any more."""
    return in_status(emails, Status.WAITING).update(status=Status.DROPPED, error=because)


def may_leave() -> Q:
    """Letters that their campaign lets out: a paused one holds back all but those that a person's own act sends."""
    status = "invitation__negotiation__campaign__status"
    going_on = Q(**{f"{status}__in": GOING_ON})
    return going_on | Q(**{status: Campaign.Status.PAUSED}, purpose__in=(Purpose.NEW_LINK, Purpose.ANSWER))


def extend(campaign: Campaign, deadline: datetime) -> None:
    """Moves the deadline of what is not over. Reminders that have not left wait for their new moment."""
    negotiations = campaign.negotiations.exclude(state__in=CLOSED_STATES)
    Invitation.objects.filter(negotiation__in=negotiations, revoked_at__isnull=True).update(
        expires_at=deadline + links.READABLE_AFTER_DEADLINE
    )
    reminders = Email.objects.filter(invitation__negotiation__campaign=campaign, purpose=Purpose.REMINDER)
    in_status(reminders, Status.WAITING).update(not_before=reminder_moment(campaign))
    negotiations.update(deadline=deadline)


def _row(invitation: Invitation, purpose: Email.Purpose, at: datetime) -> Email:
    return Email(invitation=invitation, purpose=purpose, not_before=at)


def _write(invitation: Invitation, purpose: Email.Purpose) -> Email:
    email = _row(invitation, purpose, timezone.now())
    email.save()
    return email
