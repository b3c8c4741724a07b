"""What suppliers deliver today, on which terms, and what was really paid."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from suppliers import validators
from suppliers.models.categories import Category
from suppliers.models.directory import Supplier


class Contract(models.Model):
    """What a supplier delivers today, and the terms that hold until something else is agreed."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="contracts")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts")
    title = models.CharField(max_length=200, help_text="What is bought, as both sides call it.")
    currency = models.CharField(max_length=3, validators=[validators.currency], help_text="ISO 4217 code, such as EUR.")
    unit = models.CharField(max_length=40, help_text="What one price buys: box, hour, seat, pallet.")
    annual_quantity = models.DecimalField(
        max_digits=14, decimal_places=2, validators=[validators.NOT_NEGATIVE], help_text="Units bought in a year."
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
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, validators=[validators.NOT_NEGATIVE])
    quantity = models.DecimalField(max_digits=14, decimal_places=2, validators=[validators.NOT_NEGATIVE])
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
