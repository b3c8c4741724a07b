"""What is to be sent once to suppliers and to buyers, and what became of it."""

from django.conf import settings
from django.db import models

from negotiation.models.negotiations import Invitation


class Outgoing(models.Model):
    """Something that is to be sent once. Written before it is sent, so that a crash sends none twice."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        # The process died between handing it over and noting so: a person decides, nothing is sent twice by itself.
        UNCERTAIN = "uncertain", "May have been sent"
        DROPPED = "dropped", "Not sent any more"

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When it was last handed to the mail server.")
    sent_to = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ("-not_before",)


class Email(Outgoing):
    """A message to a supplier."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        REMINDER = "reminder", "Reminder"
        NEW_LINK = "new_link", "New link"
        ANSWER = "answer", "A person answered"

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="emails")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    # Of the purposes that come again: which occasion it is for. An answer is told of once an absence.
    occasion = models.PositiveBigIntegerField(default=0)

    class Meta(Outgoing.Meta):
        constraints = (
            models.UniqueConstraint(fields=("invitation", "purpose", "occasion"), name="email_once_for_an_occasion"),
        )
        indexes = (models.Index(fields=("status", "not_before"), name="email_due"),)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} to {self.invitation.negotiation.contract.supplier}"


class DeskEmail(Outgoing):
    """A message to one colleague about one room.

    `about` is the number of the event that it is about, `step` counts how often they were asked about it before.
    """

    class Purpose(models.TextChoices):
        UNCLAIMED = "unclaimed", "A supplier waits, and nobody has taken over"
        APPROVAL = "approval", "A deal waits for approval"

    negotiation = models.ForeignKey("negotiation.Negotiation", on_delete=models.CASCADE, related_name="desk_emails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    about = models.PositiveIntegerField()
    step = models.PositiveSmallIntegerField(default=0)

    class Meta(Outgoing.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("negotiation", "purpose", "about", "step", "recipient"), name="desk_email_once"
            ),
        )
        indexes = (models.Index(fields=("status", "not_before"), name="desk_email_due"),)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, to {self.recipient}"
