"""Rows of contracts, found by their supplier's number and their title."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from suppliers.importing import values
from suppliers.importing.columns import LEVERS, TERM, Subject
from suppliers.importing.faults import CellFault
from suppliers.importing.resources import Cells, Field, Resource
from suppliers.importing.widgets import Code, Day, Number, Text, plain
from suppliers.models import Category, Contract, Supplier


class CategoryName(Text):
    """A category by its name or slug, out of those that the resource fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Category] = {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Category:
        name = values.text(value)
        if name.casefold() not in self.known:
            raise CellFault(f"there is no category “{values.shortened(name)}”.")
        return self.known[name.casefold()]


class Lever(Field):
    """One of the contract's terms, kept as a number in text. What stays equal stays as it was written."""

    def __init__(self, lever: str, column: str = "") -> None:
        super().__init__(f"terms.{lever}", Number(), column or lever)
        self.lever = lever

    def get_value(self, instance: Contract) -> Decimal | None:
        value = (instance.terms or {}).get(self.lever)
        return None if value is None else Decimal(value)

    def save(self, instance: Contract, row: Cells, is_m2m: bool = False, **kwargs: Any) -> None:
        value = self.clean(row, **kwargs)
        if value != self.get_value(instance):
            instance.terms = {**(instance.terms or {}), self.lever: _written(value)}


class ContractResource(Resource):
    subject = Subject.CONTRACTS
    related = ("supplier", "category")
    titles = ("supplier_number", "title")

    supplier_number = Field("supplier__number", Text(), "supplier_number")
    title = Field("title")
    category = Field("category", CategoryName())
    currency = Field("currency", Code())
    unit = Field("unit")
    annual_quantity = Field("annual_quantity", Number())
    ends_on = Field("ends_on", Day())

    class Meta:
        model = Contract
        fields = ("supplier_number", "title", "category", "currency", "unit", "annual_quantity", "ends_on")
        import_id_fields = ("supplier_number", "title")

    @classmethod
    def of(cls, names: Sequence[str] = ()) -> Self:
        """With a column for each usual lever, and for those further ones that the names tell."""
        made = cls()
        levers = {name: name for name in LEVERS} | {name: name.removeprefix(TERM) for name in names if _is_term(name)}
        made.fields |= {column: Lever(lever, column) for column, lever in levers.items()}
        return made

    def fetch(self, rows: Sequence[Cells]) -> None:
        numbers = {values.unmarked(row["supplier_number"]) for row in rows if "supplier_number" in row}
        titles = {values.unmarked(row["title"]) for row in rows if "title" in row}
        suppliers = Supplier.objects.filter(number__in=numbers)
        self._suppliers = {supplier.number: supplier for supplier in suppliers}
        contracts = Contract.objects.filter(supplier__in=suppliers, title__in=titles).select_related(*self.related)
        self._contracts: dict[tuple[int, str], list[Contract]] = {}
        for contract in contracts:
            self._contracts.setdefault((contract.supplier_id, contract.title), []).append(contract)
        categories = Category.objects.all()
        self.fields["category"].widget.known = {one.slug.casefold(): one for one in categories} | {
            one.name.casefold(): one for one in categories
        }

    def find(self, row: Cells) -> Contract | None:
        title = values.unmarked(row["title"])
        found = self._contracts.get((self._supplier(row).pk, title), [])
        if len(found) > 1:
            raise ValidationError({"title": f"The supplier has {len(found)} contracts called “{title}”."})
        return found[0] if found else None

    def init_instance(self, row: Cells | None = None) -> Contract:
        assert row is not None  # import-export always says for which row
        return Contract(supplier=self._supplier(row), terms={})

    def _supplier(self, row: Cells) -> Supplier:
        number = values.unmarked(row["supplier_number"])
        if number not in self._suppliers:
            raise ValidationError({"supplier_number": f"there is no supplier with the number “{number}”."})
        return self._suppliers[number]

    def complete(self, instance: Contract, row: Cells) -> None:
        if not instance.currency and instance.category is not None:
            instance.currency = instance.category.currency

    def export(self, queryset: "QuerySet[Contract] | None" = None, **kwargs: Any) -> Any:
        """Also with the levers that only some contracts have."""
        queryset = self.get_queryset() if queryset is None else queryset
        levers = {lever for terms in queryset.values_list("terms", flat=True) for lever in terms}
        further = sorted(levers - set(LEVERS))
        self.fields |= {name: Lever(name) for name in LEVERS}
        self.fields |= {TERM + name: Lever(name, TERM + name) for name in further}
        return super().export(queryset.select_related(*self.related), **kwargs)


def _is_term(name: str) -> bool:
    return name.startswith(TERM)


def _written(value: Decimal) -> str:
    """As the contract shall say it: `10.00` stays so."""
    return f"{value:f}" if value.as_tuple().exponent in (0, -2) else plain(value)
