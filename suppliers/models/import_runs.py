"""Imports as rows: what a file said, what its check found, and how far the writing is."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ImportRun(models.Model):
    """A file of the directory's rows: checked, shown, and written when somebody says so. The row is the truth."""

    class Subject(models.TextChoices):
        SUPPLIERS = "suppliers", "Suppliers"
        CONTRACTS = "contracts", "Contracts"
        PURCHASES = "purchases", "Purchases"

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing written yet"
        WRITING = "writing", "Being written"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled, nothing written"
        FAILED = "failed", "Failed"

    subject = models.CharField("what it holds", max_length=10, choices=Subject.choices)
    file_name = models.CharField(max_length=200)
    headers = models.JSONField(help_text="The file's columns, as they were written.")
    columns = models.JSONField(help_text="What each was understood as; empty where it was not.")
    decimal_sign = models.CharField(
        max_length=1, blank=True, help_text="Of its numbers; empty where both may be meant."
    )
    notes = models.JSONField(default=list, help_text="What people should know about how the file was read.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    total = models.PositiveIntegerField()
    # Of this state's work. Each batch compares and swaps it, so that no row is written twice.
    done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, help_text="How many rows came to what.")
    error = models.TextField(blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "import"
        indexes = (
            models.Index(
                fields=("heartbeat_at",), condition=Q(state__in=("checking", "writing")), name="import_at_work"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_subject_display()} from {self.file_name}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.WRITING)


class ImportRow(models.Model):
    """One row of an imported file, kept as it was written, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waiting"
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        REPEATED = "repeated", "Repeated"
        REFUSED = "refused", "Refused"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As a spreadsheet counts: the headers are row 1.")
    cells = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    about = models.CharField(max_length=300, blank=True, help_text="What the row speaks of.")
    changes = models.JSONField(default=list, help_text="Name of a field, before, after.")
    faults = models.JSONField(default=list, help_text="Why it is refused, as sentences.")

    class Meta:
        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=("run", "number"), name="import_row_once"),)
        indexes = (models.Index(fields=("run", "outcome"), name="import_row_outcome"),)

    def __str__(self) -> str:
        return f"Row {self.number}, {self.get_outcome_display().lower()}"
