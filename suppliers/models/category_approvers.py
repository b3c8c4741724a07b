"""Who is asked to approve deals of a category, one after the other."""

from django.conf import settings
from django.db import models

from suppliers.models.categories import Category


class CategoryApprover(models.Model):
    """One approver of a category. The lowest `place` is asked first, the next one when no answer comes."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="approvers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=1, help_text="1 is asked first.")

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("category", "person"),
                name="category_approver_once",
                violation_error_message="This person is in the order already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, place {self.place}"
