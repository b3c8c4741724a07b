"""The directory: who supplies what today, on which terms."""

from decimal import Decimal

from django.db import models


class Category(models.Model):
    """What is bought, as procurement sorts it; the guardrails are set per category."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    """A company that we buy from, and the person there who negotiates."""

    name = models.CharField(max_length=200, unique=True)
    contact_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code, such as DE.")
    locale = models.CharField(
        max_length=12, default="en", help_text="How numbers and dates are written, such as de_DE."
    )
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name, such as Europe/Berlin.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """What a supplier delivers today, and the terms that hold until something else is agreed."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="contracts")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts")
    title = models.CharField(max_length=200, help_text="What is bought, as both sides call it.")
    currency = models.CharField(max_length=3, help_text="ISO 4217 code, such as EUR.")
    unit = models.CharField(max_length=40, help_text="What one price buys: box, hour, seat, pallet.")
    annual_quantity = models.DecimalField(max_digits=14, decimal_places=2, help_text="Units bought in a year.")
    terms = models.JSONField(help_text='Lever name to value in text, such as {"unit_price": "10.00"}.')
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("supplier__name", "title")

    def __str__(self) -> str:
        return f"{self.supplier.name}: {self.title}"

    def baseline(self) -> dict[str, Decimal]:
        """The value of every lever that this contract speaks of."""
        return {lever: Decimal(value) for lever, value in self.terms.items()}


class Purchase(models.Model):
    """One past order under a contract; what was really paid."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="purchases")
    ordered_on = models.DateField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    payment_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-ordered_on",)

    def __str__(self) -> str:
        return f"{self.ordered_on}: {self.quantity} at {self.unit_price}"
