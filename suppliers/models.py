"""The directory: who supplies what today, on which terms."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from suppliers import validators
from suppliers.category_approvers import CategoryApprover
from suppliers.import_runs import ImportRow, ImportRun
from suppliers.stage_decisions import StageDecision

__all__ = (
    "NOT_FOR_BOT",
    "UNSUITABLE",
    "Category",
    "CategoryApprover",
    "Contact",
    "Contract",
    "ImportRow",
    "ImportRun",
    "Language",
    "Purchase",
    "RiskFlag",
    "Stage",
    "StageDecision",
    "Suitability",
    "Supplier",
)

NOT_NEGATIVE = MinValueValidator(0)
NOT_FOR_BOT = " (not for the bot)"  # marks, in the names of kinds of buying, those that belong to people


class Suitability(models.TextChoices):
    """What kind of buying a category is. The bot bargains over the first four; the others belong to people."""

    TAIL_SPEND = "tail_spend", "Tail spend"
    COMMODITY_RENEWAL = "commodity_renewal", "Commodity renewal"
    STANDARD_SERVICE = "standard_service", "Standard service"
    IT_TELECOM_RENEWAL = "it_telecom_renewal", "IT or telecom renewal"
    STRATEGIC = "strategic", f"Strategic{NOT_FOR_BOT}"
    SINGLE_SOURCE = "single_source", f"Single source{NOT_FOR_BOT}"
    COMPLEX = "complex", f"Complex{NOT_FOR_BOT}"


UNSUITABLE = frozenset({Suitability.STRATEGIC, Suitability.SINGLE_SOURCE, Suitability.COMPLEX})


class Stage(models.TextChoices):
    """How far the bot is trusted in a category."""

    OBSERVER = "observer", "Observer: a person negotiates, the bot notes what it would have done"
    ADVISOR = "advisor", "Advisor: the bot drafts each move, a person sends it"
    AUTONOMOUS = "autonomous", "Autonomous: the bot negotiates inside its guardrails"


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    GERMAN = "de", "German"
    FRENCH = "fr", "French"
    SPANISH = "es", "Spanish"


class Category(models.Model):
    """What is bought, as procurement sorts it. Guardrails, eligibility and trust in the bot are set per category."""

    name = models.CharField(max_length=120, unique=True, help_text="As your buyers call it. Suppliers may see it.")
    slug = models.SlugField(unique=True, help_text="Its name in addresses and files: small letters, digits, hyphens.")
    description = models.TextField(blank=True, help_text="What belongs in it, for your colleagues.")
    suitability = models.CharField(
        "kind of buying",
        max_length=20,
        choices=Suitability.choices,
        default=Suitability.TAIL_SPEND,
        help_text="Strategic, single-source and complex buying is for people: no campaign can be launched there.",
    )
    stage = models.CharField(
        max_length=12, choices=Stage.choices, default=Stage.AUTONOMOUS, help_text="How far the bot is trusted here."
    )
    currency = models.CharField(
        max_length=3, default="EUR", validators=[validators.currency], help_text="ISO 4217 code, such as EUR."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_categories",
        help_text="The buyer who answers for it.",
    )
    buyers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="given_categories", help_text="Other buyers who work in it."
    )
    approved_only = models.BooleanField(
        "approved suppliers only", default=True, help_text="Suppliers that are not approved are left out."
    )
    no_open_risk_flag = models.BooleanField(
        "no open risk flag", default=True, help_text="Suppliers with a risk flag that nobody has cleared are left out."
    )
    min_purchases = models.PositiveSmallIntegerField(
        "past purchases at least", default=2, help_text="Under the contract, so that its terms are known to be real."
    )
    min_contract_value = models.DecimalField(
        "contract value at least",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text="A year, in the category's currency. Empty: no lower end.",
    )
    max_contract_value = models.DecimalField(
        "contract value at most",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text="A year, in the category's currency. Empty: no upper end.",
    )
    office_days = models.CharField(
        max_length=7, default="12345", blank=True, validators=[validators.weekdays], help_text="When people are there."
    )
    office_from = models.TimeField(
        "office opens at", null=True, blank=True, help_text="Empty, here or below: no office hours are kept."
    )
    office_to = models.TimeField("office closes at", null=True, blank=True)
    office_time_zone = models.CharField(
        max_length=64, default="UTC", validators=[validators.time_zone], help_text="IANA name, such as Europe/Berlin."
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who is told outside office hours that a supplier waits for a person. Empty: the buyers are.",
    )
    claim_within_minutes = models.PositiveSmallIntegerField(
        "take over within",
        default=10,
        help_text="Minutes. Longer without anybody, and e-mails go to the category's buyers. 0: none are sent.",
    )
    approval_hours = models.PositiveSmallIntegerField(
        "approve within",
        default=24,
        help_text="Hours. After that the next approver is asked too, and the others are reminded. 0: neither.",
    )

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "categories"
        permissions = (("view_every_category", "Can look into every category"),)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        low, high = self.min_contract_value, self.max_contract_value
        if low is not None and high is not None and low > high:
            raise ValidationError({"max_contract_value": f"{high} is less than the lower end, {low}."})
        opens, closes = self.office_from, self.office_to
        if opens is not None and closes is not None and closes <= opens:
            raise ValidationError({"office_to": f"{closes:%H:%M} is not after the opening, {opens:%H:%M}."})


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


class Contract(models.Model):
    """What a supplier delivers today, and the terms that hold until something else is agreed."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="contracts")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts")
    title = models.CharField(max_length=200, help_text="What is bought, as both sides call it.")
    currency = models.CharField(max_length=3, validators=[validators.currency], help_text="ISO 4217 code, such as EUR.")
    unit = models.CharField(max_length=40, help_text="What one price buys: box, hour, seat, pallet.")
    annual_quantity = models.DecimalField(
        max_digits=14, decimal_places=2, validators=[NOT_NEGATIVE], help_text="Units bought in a year."
    )
    terms = models.JSONField(
        validators=[validators.contract_terms],
        help_text='Lever name to value in text, such as {"unit_price": "10.00"}.',
    )
    ends_on = models.DateField(null=True, blank=True)
    # Read from the terms at every save, so that lists can filter and add up.
    annual_value = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False, db_index=True)

    class Meta:
        ordering = ("supplier__name", "title")

    def __str__(self) -> str:
        return f"{self.supplier.name}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.annual_value = self.yearly_value()
        super().save(*args, **kwargs)

    def yearly_value(self) -> Decimal:
        """What is paid in a year under today's terms, in the contract's currency; 0 when they have no price."""
        return round(Decimal(self.terms.get("unit_price", 0)) * Decimal(self.annual_quantity), 2)

    def baseline(self) -> dict[str, Decimal]:
        """The value of every lever that this contract speaks of."""
        return {lever: Decimal(value) for lever, value in self.terms.items()}


class Purchase(models.Model):
    """One past order under a contract; what was really paid."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="purchases")
    reference = models.CharField(
        max_length=60, blank=True, help_text="Order number in your own systems; imports match on it."
    )
    ordered_on = models.DateField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, validators=[NOT_NEGATIVE])
    quantity = models.DecimalField(max_digits=14, decimal_places=2, validators=[NOT_NEGATIVE])
    payment_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-ordered_on",)
        indexes = (models.Index(fields=("-ordered_on", "-id"), name="purchase_newest"),)
        constraints = (
            models.UniqueConstraint(
                fields=("contract", "reference"),
                condition=~Q(reference=""),
                name="purchase_reference_once",
                violation_error_message="The contract has a purchase with this reference already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ordered_on}: {self.quantity} at {self.unit_price}"
