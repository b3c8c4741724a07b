"""Negotiations, the links that open them, and the agreements that came of them."""

import uuid

from django.db import models
from django.db.models import Q

from negotiation.models.campaigns import Campaign
from negotiation.models.playbooks import Playbook
from negotiation.models.states import CLOSED_STATES, State
from suppliers.models import Contract


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
