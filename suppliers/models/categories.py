"""What is bought, as procurement sorts it, and how far the bot is trusted with it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from suppliers import validators

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
        validators=[validators.NOT_NEGATIVE],
        help_text="A year, in the category's currency. Empty: no lower end.",
    )
    max_contract_value = models.DecimalField(
        "contract value at most",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validators.NOT_NEGATIVE],
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
