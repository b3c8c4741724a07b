"""Playbooks, what was published of them, and how their drafts did in trials."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from negotiation.models.states import Work
from suppliers.models import Category


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
