from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from suppliers.models import Contract, Purchase, Supplier


class ContractInline(TabularInline):
    model = Contract
    extra = 0
    show_change_link = True


@admin.register(Supplier)
class SupplierAdmin(ModelAdmin):
    list_display = ("name", "contact_name", "email", "country")
    search_fields = ("name", "contact_name", "email")
    inlines = (ContractInline,)


class PurchaseInline(TabularInline):
    model = Purchase
    extra = 0


@admin.register(Contract)
class ContractAdmin(ModelAdmin):
    list_display = ("title", "supplier", "category", "currency", "annual_quantity", "ends_on")
    list_select_related = ("supplier", "category")
    search_fields = ("title", "supplier__name")
    inlines = (PurchaseInline,)
