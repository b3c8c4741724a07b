"""Rows of purchases, found by their reference, or else by being the same order."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from suppliers.importing import values
from suppliers.importing.columns import Subject
from suppliers.importing.faults import CellFault
from suppliers.importing.resources import Cells, Field, Resource
from suppliers.importing.widgets import Day, Number, Text, Whole
from suppliers.models import Contract, Purchase, Supplier


class PurchaseResource(Resource):
    subject = Subject.PURCHASES
    related = ("contract",)
    titles = ("supplier_number", "contract", "reference", "ordered_on")

    supplier_number = Field("contract__supplier__number", Text(), "supplier_number")
    contract = Field("contract__title", Text(), "contract")
    reference = Field("reference")
    ordered_on = Field("ordered_on", Day())
    quantity = Field("quantity", Number())
    unit_price = Field("unit_price", Number())
    payment_days = Field("payment_days", Whole())

    class Meta:
        model = Purchase
        fields = ("supplier_number", "contract", "reference", "ordered_on", "quantity", "unit_price", "payment_days")
        import_id_fields = ("supplier_number", "contract", "ordered_on", "quantity", "unit_price")

    def fetch(self, rows: Sequence[Cells]) -> None:
        numbers = {values.unmarked(row["supplier_number"]) for row in rows if "supplier_number" in row}
        titles = {values.unmarked(row["contract"]) for row in rows if "contract" in row}
        suppliers = Supplier.objects.filter(number__in=numbers)
        self._numbers = {supplier.number for supplier in suppliers}
        contracts = Contract.objects.filter(supplier__in=suppliers, title__in=titles).select_related("supplier")
        self._contracts: dict[tuple[str | None, str], list[Contract]] = {}
        for contract in contracts:
            self._contracts.setdefault((contract.supplier.number, contract.title), []).append(contract)
        self._purchases: dict[tuple[Any, ...], Purchase] = {}
        for purchase in Purchase.objects.filter(contract__in=contracts).select_related("contract__supplier"):
            self._purchases.setdefault(_facts(purchase), purchase)
            if purchase.reference:
                self._purchases[purchase.contract_id, purchase.reference] = purchase

    def find(self, row: Cells) -> Purchase | None:
        """By its reference; else the same order, which gets the reference if it had none."""
        contract = self._contract(row)
        reference = values.unmarked(row.get("reference", ""))
        if (contract.pk, reference) in self._purchases:
            return self._purchases[contract.pk, reference]
        same = self._same(contract, row)
        return same if same is not None and (not reference or not same.reference) else None

    def init_instance(self, row: Cells | None = None) -> Purchase:
        assert row is not None  # import-export always says for which row
        return Purchase(contract=self._contract(row))

    def _same(self, contract: Contract, row: Cells) -> Purchase | None:
        made = Purchase(contract=contract)
        try:
            for name in ("ordered_on", "unit_price", "quantity", "payment_days"):
                setattr(made, name, self.fields[name].clean(row, decimal_sign=self.decimal_sign))
        except (CellFault, KeyError):
            return None  # the row will be refused for it, or is new without it
        return self._purchases.get(_facts(made))

    def _contract(self, row: Cells) -> Contract:
        number, title = values.unmarked(row["supplier_number"]), values.unmarked(row["contract"])
        if number not in self._numbers:
            raise ValidationError({"supplier_number": f"there is no supplier with the number “{number}”."})
        found = self._contracts.get((number, title), [])
        if len(found) != 1:
            count = f"{len(found)} contracts" if found else "no contract"
            raise ValidationError({"contract": f"supplier {number} has {count} called “{title}”."})
        return found[0]


def _facts(purchase: Purchase) -> tuple[Any, ...]:
    """What makes two purchases without references the same one."""
    return (
        purchase.contract_id,
        purchase.ordered_on,
        purchase.unit_price,
        purchase.quantity,
        purchase.payment_days,
    )
