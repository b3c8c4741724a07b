"""How far the bot is trusted in a category: each decision about it, with the evidence that it was taken on."""

from django.conf import settings
from django.db import models

from suppliers.models.categories import Category


class StageDecision(models.Model):
    """One change of a category's stage: who, when, from what to what, why, and what was known. Never changed."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="stage_decisions")
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    reason = models.CharField(max_length=500)
    # By stage: moves of people that the bot had advised on, and in how many it advised the same; lately, and ever.
    evidence = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-decided_at", "-pk")

    def __str__(self) -> str:
        return f"{self.category}: from {self.before} to {self.after}"
