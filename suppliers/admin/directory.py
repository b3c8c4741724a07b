"""Suppliers: who they are, whom to write to, what they deliver, and what speaks against them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from negotiation.admin.access import InCategories, seen
from negotiation.admin.history import WithHistory
from suppliers import eligibility
from suppliers.admin import cells
from suppliers.admin.exports import CsvExport
from suppliers.admin.filters import CountryFilter, RiskFilter
from suppliers.admin.import_rights import may_import, to_import
from suppliers.importing.columns import Subject
from suppliers.importing.supplier_rows import SupplierResource
from suppliers.models import Contact, Contract, Purchase, RiskFlag, Supplier

MOST_SHOWN = 20  # contracts and purchases on a supplier's page; a link leads to all


class SupplierForm(ModelForm):  # type: ignore[type-arg]
    """Codes may be typed in small letters."""

    class Meta:
        widgets = {  # noqa: RUF012 - Django's own way to say it
            "performance_notes": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "compliance_notes": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        }

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class ContactInline(TabularInline):
    model = Contact
    fields = ("name", "role", "email", "phone")
    extra = 0


class RiskFlagInline(TabularInline):
    """A flag is cleared by a date, and stays to be seen; it is not deleted."""

    model = RiskFlag
    fields = ("reason", "raised_on", "by", "cleared_on")
    readonly_fields = ("by",)
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Raised by")
    def by(self, flag: RiskFlag) -> str:
        if flag.pk is None:
            return "you, on saving"
        return str(flag.raised_by) if flag.raised_by else cells.NOTHING

    def get_queryset(self, request: HttpRequest) -> "QuerySet[RiskFlag]":
        return super().get_queryset(request).select_related("raised_by")  # type: ignore[no-any-return]


@admin.register(Supplier)
class SupplierAdmin(CsvExport, InCategories, WithHistory, ModelAdmin):
    form = SupplierForm
    resource_classes = (SupplierResource,)
    list_display = ("named", "approval", "risk", "contact", "in_country", "language", "contract_count")
    list_filter = (
        ("is_approved", BooleanRadioFilter),
        RiskFilter,
        CountryFilter,
        ("language", ChoicesDropdownFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    search_fields = ("name", "number", "contact_name", "email", "contacts__name", "contacts__email")
    search_help_text = "Name, number, contact or e-mail address"
    readonly_fields = ("contracts_and_eligibility", "purchase_history")
    inlines = (RiskFlagInline, ContactInline)
    actions_list = ("import_rows",)
    warn_unsaved_form = True
    details = (
        "name",
        "number",
        "is_approved",
        "contact_name",
        "email",
        "phone",
        "language",
        "country",
        "locale",
        "time_zone",
    )
    notes = ("performance_notes", "compliance_notes")

    class Media:
        css = {"all": ("admin_pages/directory.css",)}  # noqa: RUF012 - Django's own way to say it

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Supplier]":
        flags = RiskFlag.objects.order_by().filter(supplier=OuterRef("pk"), cleared_on__isnull=True)
        contracts = seen(request, Contract.objects.order_by()).filter(supplier=OuterRef("pk"))
        suppliers: QuerySet[Supplier] = super().get_queryset(request)
        return suppliers.annotate(open_flags=_counted(flags), contracts_known=_counted(contracts))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With those of its contracts and purchases that this user may see."""
        supplier: Any = super().get_object(request, object_id, from_field)
        if supplier is not None:
            supplier.seen_contracts = seen(request, supplier.contracts.all())
            supplier.seen_purchases = seen(request, Purchase.objects.filter(contract__supplier=supplier))
        return supplier

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """An existing supplier also with what is known of it. (Unfold's tabs inside a form know no keyboard.)"""
        known = (
            ("Contracts, and whether a campaign may take them up", {"fields": ("contracts_and_eligibility",)}),
            ("Purchases", {"fields": ("purchase_history",), "classes": ("collapse",)}),
        )
        notes = ("Notes", {"fields": self.notes, "classes": ("collapse",)})
        return ((None, {"fields": self.details}), *(known if obj else ()), notes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Notes who raised a flag."""
        for row in formset.forms:
            if isinstance(row.instance, RiskFlag) and row.instance.pk is None:
                row.instance.raised_by = request.user
        super().save_formset(request, form, formset, change)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_import(request, Subject.SUPPLIERS)

    @action(description="Import", icon="upload", permissions=["import"])
    def import_rows(self, request: HttpRequest) -> HttpResponse:
        return to_import(Subject.SUPPLIERS)

    @display(description="Supplier", ordering="name", header=True)
    def named(self, supplier: Supplier) -> tuple[str, str]:
        return supplier.name, supplier.number or ""

    @display(description="Approved", ordering="is_approved", label={"yes": "success", "no": "default"})
    def approval(self, supplier: Supplier) -> tuple[str, str]:
        return ("yes", "Approved") if supplier.is_approved else ("no", "Not approved")

    @display(description="Risk", label={"open": "danger"})
    def risk(self, supplier: Any) -> tuple[str, str] | None:
        count = supplier.open_flags
        return ("open", f"{count} open flag{'' if count == 1 else 's'}") if count else None

    @display(description="Contact", ordering="contact_name", header=True)
    def contact(self, supplier: Supplier) -> tuple[str, str]:
        return supplier.contact_name, supplier.email

    @display(description="Country", ordering="country")
    def in_country(self, supplier: Supplier) -> str:
        return supplier.country or cells.NOTHING

    @display(description="Contracts")
    def contract_count(self, supplier: Any) -> SafeString | str:
        if not supplier.contracts_known:
            return "0"
        return cells.link(cells.listing("contract", supplier__id__exact=supplier.pk), f"{supplier.contracts_known:,}")

    @display(description="Contracts")
    def contracts_and_eligibility(self, supplier: Any) -> str:
        return cells.rendered(supplier, "admin/suppliers/contracts.html", lambda: _contracts(supplier))

    @display(description="What was bought")
    def purchase_history(self, supplier: Supplier) -> str:
        return cells.rendered(supplier, "admin/suppliers/purchases.html", lambda: _purchases(supplier))


def _contracts(supplier: Any) -> dict[str, Any]:
    contracts = supplier.seen_contracts.select_related("supplier", "category")
    return {
        "supplier": supplier,
        "verdicts": eligibility.judge_each(list(contracts[:MOST_SHOWN])),
        "count": supplier.contracts_known,
        "all": cells.listing("contract", supplier__id__exact=supplier.pk),
    }


def _purchases(supplier: Any) -> dict[str, Any]:
    purchases = supplier.seen_purchases
    return {
        "purchases": purchases.select_related("contract")[:MOST_SHOWN],
        "count": purchases.count(),
        "all": cells.listing("purchase", contract__supplier__id__exact=supplier.pk),
    }


def _counted(rows: "QuerySet[Any]") -> Coalesce:
    return Coalesce(Subquery(rows.values("supplier").annotate(count=Count("pk")).values("count")), 0)
