"""What is kept. The ledger (`Event`) is the truth; the other rows find it, guard it, or are read from it."""

import json
import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from negotiation.desk.buyer_rows import BuyerAuthority, SavedReply
from negotiation.desk.emails import DeskEmail
from negotiation.desk.presence_rows import Presence, SeenMark, WebProcess
from suppliers.models import Category, Contract

__all__ = (
    "CLOSED_STATES",
    "OF_PEOPLE",
    "Actor",
    "Agreement",
    "BuyerAuthority",
    "Campaign",
    "CampaignContract",
    "DeskEmail",
    "DryRun",
    "Email",
    "Event",
    "Invitation",
    "Kind",
    "Negotiation",
    "Playbook",
    "PlaybookVersion",
    "Presence",
    "Publication",
    "SavedReply",
    "SeenMark",
    "State",
    "WebProcess",
    "Words",
    "Work",
)


class State(models.TextChoices):
    INVITED = "invited", "Invited"
    OPEN = "open", "Open"
    CONFIRMING = "confirming", "Confirming a term sheet"
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval"
    ESCALATED = "escalated", "A person was asked"
    WITH_BUYER = "with_buyer", "With a person"
    AGREED = "agreed", "Agreed"
    NO_DEAL = "no_deal", "No deal"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLOSED_STATES = frozenset({State.AGREED, State.NO_DEAL, State.EXPIRED, State.WITHDRAWN})


class Kind(models.TextChoices):
    """What an event records."""

    STARTED = "started", "Started under a policy"
    OPENED = "opened", "Link opened"
    DISCLOSED = "disclosed", "Shown that a bot negotiates"
    SUPPLIER_SAID = "supplier_said", "Supplier said"
    DECIDED = "decided", "Engine decided"
    ADVISED = "advised", "Bot advised a person"
    BOT_SAID = "bot_said", "Bot said"
    BUYER_SAID = "buyer_said", "A buyer said"
    NOTED = "noted", "A buyer noted, for colleagues"
    CONSENT_ASKED = "consent_asked", "An approver was asked before something is done"
    CONSENT_GIVEN = "consent_given", "An approver consented"
    CONSENT_REFUSED = "consent_refused", "An approver refused"
    SNOOZED = "snoozed", "Put off until a date that the supplier asked for"
    TERM_SHEET = "term_sheet", "Term sheet shown, to confirm"
    CONFIRMED = "confirmed", "Term sheet confirmed"
    DECLINED = "declined", "Term sheet declined"
    ESCALATED = "escalated", "A person was asked"
    AGREED = "agreed", "Agreed"
    APPROVAL_ASKED = "approval_asked", "Approval asked"
    CLAIMED = "claimed", "A buyer took over"
    REASSIGNED = "reassigned", "Passed on to another buyer"
    RELEASED = "released", "Released, for any buyer to take"
    HANDED_BACK = "handed_back", "Handed back to the bot"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back by the approver"
    CLOSED = "closed", "Closed without a deal"
    EXPIRED = "expired", "Deadline passed"
    WITHDRAWN = "withdrawn", "Supplier withdrew"
    WORDS_ERASED = "words_erased", "Words erased"


# By these the rooms are found in which people had to do, and how negotiations ended. The index repeats them.
OF_PEOPLE = (
    Kind.ADVISED,
    Kind.AGREED,
    Kind.BUYER_SAID,
    Kind.CLAIMED,
    Kind.CLOSED,
    Kind.ESCALATED,
    Kind.HANDED_BACK,
    Kind.RELEASED,
    Kind.WITHDRAWN,
)


class Actor(models.TextChoices):
    SUPPLIER = "supplier", "Supplier"
    BOT = "bot", "Bot"
    BUYER = "buyer", "Buyer"
    SYSTEM = "system", "System"


class Playbook(models.Model):
    """The guardrails of a category, as buyers edit them: a draft, and the versions that were published from it."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="playbooks")
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    draft = models.JSONField(default=dict, blank=True, help_text="Guardrails as negotiation.playbooks reads them.")
    # Counts the draft's changes: who saves over a change that they have not seen is told, and loses nothing.
    draft_revision = models.PositiveIntegerField(default=0)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    draft_saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(models.Model):
    """One published, numbered state of a playbook. Never changed: negotiations keep the one they began with."""

    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    guardrails = models.JSONField(help_text="As negotiation.playbooks reads them, relative to a contract.")
    note = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("playbook", "-number")
        constraints = (models.UniqueConstraint(fields=("playbook", "number"), name="playbook_version_once"),)

    def __str__(self) -> str:
        return f"{self.playbook.name}, version {self.number}"


class Publication(models.Model):
    """A draft that its author asked to publish, where a second person has to approve."""

    class Outcome(models.TextChoices):
        ASKED = "asked", "Waiting for approval"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="publications")
    guardrails = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Who saved the draft last: nobody approves what they wrote, even when somebody else asked.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.ASKED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("playbook",), condition=Q(outcome="asked"), name="publication_asked_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.playbook.name}, {self.get_outcome_display().lower()}"


class Work(models.TextChoices):
    """Where a piece of background work stands. The row is the truth; the queue only nudges."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class DryRun(models.Model):
    """Guardrails tried on a category's contracts against simulated suppliers. Nothing is sent to anyone."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="dry_runs")
    label = models.CharField(max_length=120, help_text="What was tried: the draft, or a version.")
    guardrails = models.JSONField()
    negotiations = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=Work.choices, default=Work.WAITING)
    done = models.PositiveIntegerField(default=0)
    results = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.label}, seed {self.seed}"


class Campaign(models.Model):
    """One launch of many negotiations under one playbook version."""

    class Status(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        LAUNCHING = "launching", "Launching"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        CANCELLED = "cancelled", "Cancelled"

    name = models.CharField(max_length=200)
    # Made with the form that launches it, so that one form sent twice is one campaign.
    launch_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    playbook_version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="campaigns")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    deadline = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="UTC", help_text="In which its deadline was set.")
    invitation_subject = models.CharField(max_length=200, blank=True)
    invitation_text = models.TextField(blank=True)
    remind_hours_before = models.PositiveSmallIntegerField(default=24)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    launched_at = models.DateTimeField(null=True, blank=True)
    launched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField(max_length=500, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="Last sign of its worker.")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class CampaignContract(models.Model):
    """A contract chosen for a campaign, and what came of starting its negotiation."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="chosen")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Work.choices, default=Work.WAITING)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "contract"), name="contract_chosen_once"),)
        indexes = (models.Index(fields=("campaign", "state"), name="campaign_contract_work"),)

    def __str__(self) -> str:
        return f"{self.contract} in {self.campaign}"


class Negotiation(models.Model):
    """One bargain with one supplier. `state` and `head_*` are read from the ledger and kept to find and guard it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None for a rehearsal, in which a buyer talks to the draft of `rehearsal_of`.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="negotiations")
    rehearsal_of = models.ForeignKey(
        Playbook, on_delete=models.PROTECT, null=True, blank=True, related_name="rehearsals"
    )
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="negotiations")
    state = models.CharField(max_length=20, choices=State.choices, default=State.INVITED)
    deadline = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    # The last event's number and hash. Writing compares and swaps `head_seq`, so one of two writers must look again.
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    # The first message that the bot owes an answer to; the sweep finds the ones that a crash left behind.
    unanswered_seq = models.PositiveIntegerField(null=True, blank=True)
    # Since when the supplier has waited for a person, and the user name of the buyer who holds the room.
    person_due_since = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(max_length=150, blank=True)
    # While nobody holds an escalated room: the user name, or the queue, that a rule or the routing suggests.
    suggested_for = models.CharField(max_length=150, blank=True)
    # Since when an approver is asked to consent to what a buyer wants to do.
    consent_due_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        permissions = (
            ("negotiate", "Can take over rooms and negotiate"),
            ("approve_deal", "Can approve deals above the bot's authority"),
        )
        constraints = (
            models.UniqueConstraint(fields=("campaign", "contract"), name="contract_once_in_a_campaign"),
            models.CheckConstraint(
                condition=Q(campaign__isnull=True) ^ Q(rehearsal_of__isnull=True), name="campaign_or_rehearsal"
            ),
        )
        indexes = (
            models.Index(fields=("state", "deadline"), name="negotiation_due"),
            # Lists begin with the newest; a rehearsal is in none of them.
            models.Index(fields=("-created_at", "-id"), condition=Q(campaign__isnull=False), name="negotiation_newest"),
            models.Index(
                fields=("unanswered_seq",),
                condition=Q(unanswered_seq__isnull=False),
                name="negotiation_unanswered",
            ),
            models.Index(
                fields=("consent_due_since",),
                condition=Q(consent_due_since__isnull=False),
                name="negotiation_consent_due",
            ),
            models.Index(
                fields=("person_due_since",),
                condition=Q(person_due_since__isnull=False),
                name="negotiation_person_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, {self.get_state_display()}"

    @property
    def playbook(self) -> Playbook:
        """The playbook that it is held under."""
        if self.campaign is not None:
            return self.campaign.playbook_version.playbook
        assert self.rehearsal_of is not None  # a constraint of the table
        return self.rehearsal_of

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES


class Event(models.Model):
    """One link of a negotiation's hash chain. Written by `negotiation.ledger` only; triggers refuse every change."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, help_text="The state after this event.")
    # Chosen by the sender, so that a message sent twice is one message.
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - null: unique only where given
    # Canonical JSON as text: what was hashed is what is kept, byte for byte, on every database.
    payload = models.TextField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("negotiation", "seq")
        constraints = (
            models.UniqueConstraint(fields=("negotiation", "seq"), name="event_seq_once"),
            models.UniqueConstraint(
                fields=("negotiation", "client_id"),
                condition=Q(client_id__isnull=False),
                name="event_client_id_once",
            ),
        )
        indexes = (
            # Few of all events: a talk with the bot alone adds one, at its end.
            models.Index(fields=("kind", "at", "negotiation"), condition=Q(kind__in=OF_PEOPLE), name="event_of_people"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the payload says; to be read only, for whoever holds this event shares it."""
        content: dict[str, Any] = json.loads(self.payload)
        return content


class Words(models.Model):
    """What a person typed, beside the chain: the event holds its salted hash, so the words alone can be erased."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return "(erased)" if self.erased_at else self.text[:60]


class Agreement(models.Model):
    """The deal, with the head of the chain that led to it: either side's copy proves the record."""

    negotiation = models.OneToOneField(Negotiation, on_delete=models.PROTECT, related_name="agreement")
    terms = models.JSONField()
    chain_seq = models.PositiveIntegerField()
    chain_hash = models.CharField(max_length=64)
    agreed_at = models.DateTimeField()
    # What is paid in a year for today's volume, at the price when the negotiation began and at the agreed one; None
    # where there is no price. Kept, since the contract may be changed to the agreed terms.
    currency = models.CharField(max_length=3, blank=True)
    value_before = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    value_agreed = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("-agreed_at",)

    def __str__(self) -> str:
        return f"Agreement on {self.negotiation.contract}"


class Invitation(models.Model):
    """A supplier's link to one negotiation. Only a hash of its token is kept; it expires and can be revoked."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="invitations")
    nonce = models.CharField(max_length=32, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"Link to {self.negotiation}"


class Email(models.Model):
    """A message to a supplier that is to be sent once. Written before it is sent, so that a crash sends none twice."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        REMINDER = "reminder", "Reminder"
        NEW_LINK = "new_link", "New link"
        ANSWER = "answer", "A person answered"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        # The process died between handing it over and noting so: a person decides, nothing is sent twice by itself.
        UNCERTAIN = "uncertain", "May have been sent"
        DROPPED = "dropped", "Not sent any more"

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="emails")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    # Of the purposes that come again: which occasion it is for. An answer is told of once an absence.
    occasion = models.PositiveBigIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When it was last handed to the mail server.")
    sent_to = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-not_before",)
        constraints = (
            models.UniqueConstraint(fields=("invitation", "purpose", "occasion"), name="email_once_for_an_occasion"),
        )
        indexes = (models.Index(fields=("status", "not_before"), name="email_due"),)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} to {self.invitation.negotiation.contract.supplier}"
