"""Who supplies: the companies, the people there, and what speaks against them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from suppliers import validators


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    GERMAN = "de", "German"
    FRENCH = "fr", "French"
    SPANISH = "es", "Spanish"


class Supplier(models.Model):
    """A company that we buy from, and the person there who negotiates."""

    name = models.CharField(max_length=200, unique=True)
    number = models.CharField(
        max_length=40, unique=True, null=True, blank=True, help_text="As your own systems know it; imports match on it."
    )
    is_approved = models.BooleanField(
        "approved", default=False, db_index=True, help_text="Released for buying by your own process."
    )
    contact_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, help_text="Where invitations go.")
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(
        max_length=2, choices=Language.choices, default=Language.ENGLISH, help_text="In which the bot writes to them."
    )
    country = models.CharField(
        max_length=2, blank=True, validators=[validators.country], help_text="ISO 3166 code, such as DE."
    )
    locale = models.CharField(
        max_length=12,
        default="en",
        validators=[validators.locale],
        help_text="How numbers and dates are written, such as de_DE.",
    )
    time_zone = models.CharField(
        max_length=64, default="UTC", validators=[validators.time_zone], help_text="IANA name, such as Europe/Berlin."
    )
    performance_notes = models.TextField(blank=True, help_text="How well they deliver. Suppliers never see this.")
    compliance_notes = models.TextField(blank=True, help_text="Audits, certificates. Suppliers never see this.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A further person at a supplier."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name


class RiskFlag(models.Model):
    """A reason for care with a supplier, open until somebody clears it."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="risk_flags")
    reason = models.CharField(max_length=300)
    raised_on = models.DateField(default=timezone.localdate)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    cleared_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-raised_on",)
        indexes = (models.Index(fields=("supplier",), condition=Q(cleared_on__isnull=True), name="risk_flag_open"),)

    def __str__(self) -> str:
        return f"{self.reason} ({self.raised_on}{', cleared' if self.cleared_on else ''})"

    def clean(self) -> None:
        today = timezone.localdate()
        if self.raised_on and self.raised_on > today:
            raise ValidationError({"raised_on": f"{self.raised_on} is still to come."})
        if self.cleared_on and self.cleared_on > today:
            raise ValidationError({"cleared_on": f"{self.cleared_on} is still to come; the flag is open until then."})
        if self.raised_on and self.cleared_on and self.cleared_on < self.raised_on:
            raise ValidationError({"cleared_on": f"{self.cleared_on} is before it was raised, {self.raised_on}."})
