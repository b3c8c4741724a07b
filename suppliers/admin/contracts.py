"""Contracts with their terms, what was bought under them, and whether a campaign may take them up."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from negotiation.admin.access import InCategories, SeenAutocompleteFilter, SeenDropdownFilter
from negotiation.admin.history import WithHistory
from suppliers import eligibility
from suppliers.admin import cells
from suppliers.admin.contract_form import ContractForm
from suppliers.admin.exports import CsvExport
from suppliers.admin.filters import EligibleFilter
from suppliers.admin.import_rights import may_import, to_import
from suppliers.importing.columns import LEVERS, Subject
from suppliers.importing.contract_rows import ContractResource
from suppliers.importing.purchase_rows import PurchaseResource
from suppliers.models import Contract, Purchase


class PurchaseInline(TabularInline):
    model = Purchase
    fields = ("ordered_on", "quantity", "unit_price", "payment_days", "reference")
    extra = 0
    per_page = 20
    tab = True


@admin.register(Contract)
class ContractAdmin(CsvExport, InCategories, WithHistory, ModelAdmin):
    form = ContractForm
    resource_classes = (ContractResource,)
    list_display = ("title", "supplier", "category", "yearly_value", "ends", "is_eligible")
    list_select_related = ("supplier", "category")
    list_filter = (("category", SeenDropdownFilter), EligibleFilter, ("supplier", SeenAutocompleteFilter))
    list_filter_submit = True
    list_per_page = 50
    search_fields = ("title", "supplier__name", "supplier__number")
    search_help_text = "Title, supplier's name or number"
    autocomplete_fields = ("supplier",)
    readonly_fields = ("verdict",)
    inlines = (PurchaseInline,)
    actions_list = ("import_rows",)
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("supplier", "category", "title", "currency", "unit", "annual_quantity", "ends_on")}),
        ("Terms today", {"fields": (*LEVERS, "further_terms")}),
    )

    class Media:
        css = {"all": ("admin_pages/directory.css",)}  # noqa: RUF012 - Django's own way to say it

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return (("May a campaign take it up?", {"fields": ("verdict",)}), *fieldsets) if obj else fieldsets

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The page's contracts, each with the verdict on it, in a constant number of queries."""
        changes: ChangeList = super().get_changelist_instance(request)
        shown = list(changes.result_list)
        for verdict in eligibility.judge_each(shown):
            verdict.contract.verdict = verdict  # type: ignore[attr-defined]
        changes.result_list = shown
        return changes

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_import(request, Subject.CONTRACTS)

    @action(description="Import", icon="upload", permissions=["import"])
    def import_rows(self, request: HttpRequest) -> HttpResponse:
        return to_import(Subject.CONTRACTS)

    @display(description="Value a year", ordering="annual_value")
    def yearly_value(self, contract: Contract) -> str:
        return cells.yearly(contract.annual_value, contract.currency)

    @display(description="Ends", ordering="ends_on")
    def ends(self, contract: Contract) -> str:
        return cells.day(contract.ends_on)

    @display(description="Eligible")
    def is_eligible(self, contract: Any) -> SafeString:
        return brief(contract.verdict)

    @display(description="Rule by rule")
    def verdict(self, contract: Contract) -> str:
        return cells.rendered(
            contract,
            "admin/suppliers/verdict.html",
            lambda: {"verdict": eligibility.judge_each([contract])[0], "category": contract.category},
        )


@admin.register(Purchase)
class PurchaseAdmin(CsvExport, InCategories, ModelAdmin):
    resource_classes = (PurchaseResource,)
    list_display = ("ordered", "supplier", "contract_title", "amount", "price", "payment", "reference")
    list_select_related = ("contract__supplier",)
    list_filter = (
        ("contract__supplier", SeenAutocompleteFilter),
        ("contract__category", SeenDropdownFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    search_fields = ("reference", "contract__title", "contract__supplier__name", "contract__supplier__number")
    search_help_text = "Reference, contract, supplier's name or number"
    autocomplete_fields = ("contract",)
    actions_list = ("import_rows",)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_import(request, Subject.PURCHASES)

    @action(description="Import", icon="upload", permissions=["import"])
    def import_rows(self, request: HttpRequest) -> HttpResponse:
        return to_import(Subject.PURCHASES)

    @display(description="Ordered", ordering="ordered_on")
    def ordered(self, purchase: Purchase) -> str:
        return cells.day(purchase.ordered_on)

    @display(description="Supplier", ordering="contract__supplier__name")
    def supplier(self, purchase: Purchase) -> str:
        return purchase.contract.supplier.name

    @display(description="Contract", ordering="contract__title")
    def contract_title(self, purchase: Purchase) -> str:
        return purchase.contract.title

    @display(description="Quantity", ordering="quantity")
    def amount(self, purchase: Purchase) -> str:
        return f"{cells.quantity(purchase.quantity)} × {purchase.contract.unit}"

    @display(description="Price for one", ordering="unit_price")
    def price(self, purchase: Purchase) -> str:
        return cells.money(purchase.unit_price, purchase.contract.currency)

    @display(description="Payment", ordering="payment_days")
    def payment(self, purchase: Purchase) -> str:
        return f"{purchase.payment_days} days"


def brief(verdict: eligibility.Verdict) -> SafeString:
    """A verdict in a list: yes, or no and why."""
    if verdict.is_eligible:
        return format_html('<span class="directory-yes">{}</span>', "Eligible")
    return format_html(
        '<div class="directory-verdict"><span class="directory-no">{}</span><small>{}</small></div>',
        "Not eligible",
        verdict.why_not,
    )
