"""What the buyer's side keeps for its people: replies that they often need, and how far each may go."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from negotiation.desk.placeholders import only_known_placeholders
from suppliers import validators
from suppliers.models import Category

__all__ = ("BuyerAuthority", "SavedReply")


class SavedReply(models.Model):
    """Words that buyers of a category often need, with placeholders that the room fills in."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="saved_replies")
    title = models.CharField(max_length=80, help_text="What the button says.")
    text = models.TextField(
        max_length=2000,
        validators=[only_known_placeholders],
        help_text="Placeholders: {supplier}, {contact}, {contract}, {category}, {deadline}, {me}, {company}.",
    )

    class Meta:
        ordering = ("category", "title")
        verbose_name_plural = "saved replies"
        constraints = (models.UniqueConstraint(fields=("category", "title"), name="saved_reply_title_once"),)

    def __str__(self) -> str:
        return self.title


class BuyerAuthority(models.Model):
    """How far one buyer may go beyond a playbook on their own; without a row, as far as the playbook lets the bot."""

    buyer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authority")
    yearly_value = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text="What a contract may come to in a year, at most, under terms that they allow.",
    )
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[validators.currency],
        help_text="ISO 4217 code. It counts in this currency only.",
    )

    class Meta:
        verbose_name = "buyer's authority"
        verbose_name_plural = "buyers' authorities"

    def __str__(self) -> str:
        return f"{self.buyer}: {self.yearly_value:,.0f} {self.currency} a year"
