"""A contract's terms as people fill them in: a field for each usual lever, and a line for each further one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextareaWidget

from suppliers import validators
from suppliers.importing.columns import LEVERS
from suppliers.importing.widgets import plain
from suppliers.models import Contract

PRICE = "unit_price"
LABELS = {
    PRICE: "Unit price",
    "payment_days": "Payment, days",
    "contract_months": "Contract length, months",
    "rebate_pct": "Rebate, %",
    "volume": "Volume, units",
    "delivery_days": "Delivery, days",
}
FURTHER = "further_terms"


def _field(lever: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=LABELS[lever],
        required=lever == PRICE,
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )


class ContractForm(forms.ModelForm):  # type: ignore[type-arg]
    """Reads and writes `Contract.terms`. A number that stays equal stays as it was written."""

    unit_price = _field(PRICE)
    payment_days = _field("payment_days")
    contract_months = _field("contract_months")
    rebate_pct = _field("rebate_pct")
    volume = _field("volume")
    delivery_days = _field("delivery_days")
    further_terms = forms.CharField(
        label="Further terms",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="One on each line, as a playbook's lever is named: warranty_months: 24",
    )

    class Meta:
        model = Contract
        fields = ("supplier", "category", "title", "currency", "unit", "annual_quantity", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms: Mapping[str, str] = self.instance.terms or {}
        for lever in LEVERS:
            if lever in terms and lever in self.fields:
                self.initial[lever] = plain(Decimal(terms[lever]))
        self.initial[FURTHER] = "\n".join(f"{lever}: {value}" for lever, value in terms.items() if lever not in LEVERS)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_further_terms(self) -> dict[str, str]:
        """Lever to number, in text."""
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data[FURTHER].splitlines())):
            lever, colon, value = line.partition(":")
            if not colon:
                raise ValidationError(f"“{line}” has no colon between name and number.")
            if lever.strip() in LEVERS or lever.strip() in found:
                raise ValidationError(f"{lever.strip()} is given twice.")
            found[lever.strip()] = value.strip()
        validators.contract_terms(found)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        before = self.instance.terms or {}
        usual = {lever: cleaned[lever] for lever in LEVERS if cleaned.get(lever) is not None}
        self.instance.terms = {
            **{lever: _written(before.get(lever), value) for lever, value in usual.items()},
            **(cleaned.get(FURTHER) or {}),
        }
        return cleaned


def _written(before: str | None, value: Decimal) -> str:
    return before if before is not None and Decimal(before) == value else f"{value:f}"
