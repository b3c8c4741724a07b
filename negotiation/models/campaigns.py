"""Campaigns, and the contracts that were chosen for them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from negotiation.models.playbooks import PlaybookVersion
from negotiation.models.states import Work
from suppliers.models import Contract


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
