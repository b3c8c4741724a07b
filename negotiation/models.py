"""What is kept. The ledger (`Event`) is the truth; the other rows find it, guard it, or are read from it."""

import json
import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from suppliers.models import Category, Contract


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
    BOT_SAID = "bot_said", "Bot said"
    TERM_SHEET = "term_sheet", "Term sheet shown, to confirm"
    CONFIRMED = "confirmed", "Term sheet confirmed"
    DECLINED = "declined", "Term sheet declined"
    ESCALATED = "escalated", "A person was asked"
    AGREED = "agreed", "Agreed"
    APPROVAL_ASKED = "approval_asked", "Approval asked"
    CLAIMED = "claimed", "A buyer took over"
    HANDED_BACK = "handed_back", "Handed back to the bot"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back by the approver"
    CLOSED = "closed", "Closed without a deal"
    EXPIRED = "expired", "Deadline passed"
    WITHDRAWN = "withdrawn", "Supplier withdrew"
    WORDS_ERASED = "words_erased", "Words erased"


class Actor(models.TextChoices):
    SUPPLIER = "supplier", "Supplier"
    BOT = "bot", "Bot"
    BUYER = "buyer", "Buyer"
    SYSTEM = "system", "System"


class Playbook(models.Model):
    """The guardrails of a category, as buyers edit them."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="playbooks")
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)

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
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("playbook", "-number")
        constraints = (models.UniqueConstraint(fields=("playbook", "number"), name="playbook_version_once"),)

    def __str__(self) -> str:
        return f"{self.playbook.name}, version {self.number}"


class Campaign(models.Model):
    """One launch of many negotiations under one playbook version."""

    name = models.CharField(max_length=200)
    playbook_version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="campaigns")
    deadline = models.DateTimeField()
    launched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-launched_at",)

    def __str__(self) -> str:
        return self.name


class Negotiation(models.Model):
    """One bargain with one supplier. `state` and `head_*` are read from the ledger and kept to find and guard it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="negotiations")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="negotiations")
    state = models.CharField(max_length=20, choices=State.choices, default=State.INVITED)
    deadline = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    # The last event's number and hash. Writing compares and swaps `head_seq`, so one of two writers must look again.
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    # The first message that the bot owes an answer to; the sweep finds the ones that a crash left behind.
    unanswered_seq = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=("campaign", "contract"), name="contract_once_in_a_campaign"),)
        indexes = (
            models.Index(fields=("state", "deadline"), name="negotiation_due"),
            models.Index(
                fields=("unanswered_seq",),
                condition=Q(unanswered_seq__isnull=False),
                name="negotiation_unanswered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, {self.get_state_display()}"

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
