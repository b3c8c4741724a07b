"""Categories: what kind of buying each is, who answers for it, and which contracts a campaign may take up."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm, MultipleChoiceField
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminTextareaWidget

from negotiation.admin.access import InCategories
from negotiation.admin.history import WithHistory
from negotiation.category_rights import ALL_CATEGORIES
from suppliers import eligibility
from suppliers.admin import cells, trust
from suppliers.admin.filters import LEFT_OUT, NO, YES
from suppliers.models import NOT_FOR_BOT, UNSUITABLE, Category, CategoryApprover, Contract

FOR_BOT, FOR_PEOPLE = "bot", "people"
WEEKDAYS = (
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
)


class Weekdays(MultipleChoiceField):
    """Boxes to tick, kept as figures in a row: 12345."""

    def prepare_value(self, value: Any) -> list[str]:
        return list(value or "")

    def clean(self, value: Any) -> str:
        return "".join(sorted(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(list(initial or ""), data)


class CategoryForm(ModelForm):  # type: ignore[type-arg]
    """Codes may be typed in small letters."""

    office_days = Weekdays(choices=WEEKDAYS, required=False, widget=CheckboxSelectMultiple, initial="12345")

    class Meta:
        widgets = {  # noqa: RUF012 - Django's own way to say it
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 3})
        }

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class ApproverInline(TabularInline):
    """In which order approvers are asked; a part of the category, for who may change that."""

    model = CategoryApprover
    fields = ("place", "person")
    extra = 0
    verbose_name = "approver"
    verbose_name_plural = "Approvers, in the order in which they are asked; without any, all are asked at once"

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(ALL_CATEGORIES))

    has_add_permission = has_change_permission = has_delete_permission = _may

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("suppliers.view_category"))


@admin.register(Category)
class CategoryAdmin(InCategories, WithHistory, ModelAdmin):
    form = CategoryForm
    inlines = (ApproverInline,)
    list_display = ("name", "kind", "owner", "currency", "contract_count", "supplier_count", "eligible_count")
    list_select_related = ("owner",)
    list_filter = (("suitability", ChoicesDropdownFilter), ("stage", ChoicesDropdownFilter))
    list_filter_sheet = False
    search_fields = ("name", "description", "owner__username")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012 - Django's own way to say it
    readonly_fields = ("who_is_eligible", "trust_now", "owned_by")
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "suitability", "currency")}),
        (
            "Which contracts may be negotiated",
            {
                "fields": (
                    "approved_only",
                    "no_open_risk_flag",
                    "min_purchases",
                    "min_contract_value",
                    "max_contract_value",
                )
            },
        ),
        (
            "Office hours",
            {"fields": ("office_days", "office_from", "office_to", "office_time_zone", "stand_in")},
        ),
        ("Time limits", {"fields": ("claim_within_minutes", "approval_hours")}),
        ("People and trust", {"fields": ("owner", "buyers", "stage")}),
    )

    class Media:
        css = {"all": ("admin_pages/directory.css", "admin_pages/trust.css")}  # noqa: RUF012 - Django's own way to say it

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """An existing category begins with what its rules come to; its stage is a decision of its own, on a page."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        # Who may only look gets the name, without Django's link to a user's page that they may not open.
        owner = "owner" if self.has_change_permission(request, obj) else "owned_by"
        people = ("People", {"fields": (owner, "buyers")})
        bot = ("Trust in the bot", {"fields": ("trust_now",)})
        return (("Now", {"fields": ("who_is_eligible",)}), *fieldsets[:-1], people, bot)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(trust.TrustPage.as_view(model_admin=self))
        return [path("<path:object_id>/trust/", view, name="suppliers_category_trust"), *super().get_urls()]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only while it is new: addresses and files that hold a slug stay valid when a name changes."""
        return super().get_prepopulated_fields(request, obj) if obj is None else {}

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The page's categories with their counts, in a constant number of queries."""
        changes: ChangeList = super().get_changelist_instance(request)
        shown = list(changes.result_list)
        counts = _counts(Contract.objects.filter(category__in=[category.pk for category in shown]))
        for category in shown:
            category.counts = counts.get(category.pk, (0, 0, 0))
        changes.result_list = shown
        return changes

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ticked in a list with a search; no holding down of keys."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            field.widget = UnfoldAdminSelect2MultipleWidget(choices=field.choices)
            field.help_text = db_field.help_text
        return field

    @display(description="Owner")
    def owned_by(self, category: Category) -> str:
        return str(category.owner or cells.NOTHING)

    @display(description="Kind of buying", ordering="suitability", label={FOR_BOT: "success", FOR_PEOPLE: "warning"})
    def kind(self, category: Category) -> tuple[str, str]:
        whose = FOR_PEOPLE if category.suitability in UNSUITABLE else FOR_BOT
        return whose, category.get_suitability_display()

    @display(description="Contracts")
    def contract_count(self, category: Any) -> SafeString:
        return _link(category, category.counts[0])

    @display(description="Suppliers")
    def supplier_count(self, category: Any) -> str:
        return f"{category.counts[1]:,}"

    @display(description="Eligible contracts")
    def eligible_count(self, category: Any) -> SafeString:
        return _link(category, category.counts[2], eligible=YES)

    @display(description="Who is eligible")
    def who_is_eligible(self, category: Category) -> str:
        return cells.rendered(category, "admin/suppliers/category_now.html", lambda: _now(category))

    @display(description="Now")
    def trust_now(self, category: Category) -> str:
        return cells.rendered(category, "admin/trust/now.html", lambda: trust.now(category))


def _counts(contracts: "QuerySet[Contract]") -> dict[int, tuple[int, int, int]]:
    """Contracts, suppliers and eligible contracts of each category."""
    each = contracts.order_by().values("category")
    taken = eligibility.eligible(contracts).order_by().values("category").annotate(count=Count("pk"))
    eligible = dict(taken.values_list("category", "count"))
    all_of = each.annotate(contracts=Count("pk"), suppliers=Count("supplier", distinct=True))
    return {
        pk: (known, suppliers, eligible.get(pk, 0))
        for pk, known, suppliers in all_of.values_list("category", "contracts", "suppliers")
    }


def _link(category: Category, count: int, **filters: str) -> SafeString:
    return cells.link(cells.listing("contract", category__id__exact=category.pk, **filters), f"{count:,}")


def _now(category: Category) -> dict[str, Any]:
    tally = eligibility.tally(category.contracts.all())
    left_out = [
        (LEFT_OUT[code], count, cells.listing("contract", category__id__exact=category.pk, eligible=code))
        for code, count in tally.left_out.items()
    ]
    return {
        "category": category,
        "is_suitable": category.suitability not in UNSUITABLE,
        "kind": category.get_suitability_display().removesuffix(NOT_FOR_BOT),
        "tally": tally,
        "left_out": left_out,
        "all": cells.listing("contract", category__id__exact=category.pk),
        "eligible": cells.listing("contract", category__id__exact=category.pk, eligible=YES),
        "not_eligible": cells.listing("contract", category__id__exact=category.pk, eligible=NO),
    }
