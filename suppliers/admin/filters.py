"""What the directory's lists can be narrowed to."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from suppliers import eligibility
from suppliers.models import Contract, RiskFlag, Supplier
from suppliers.validators import territory

YES, NO = "yes", "no"


class EligibleFilter(DropdownFilter):
    """Contracts that their category takes, those that it does not, and those that one rule leaves out."""

    title = "eligibility"
    parameter_name = "eligible"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rules = [(code, f"Left out: {label[0].lower()}{label[1:]}") for code, label in LEFT_OUT.items()]
        return [(YES, "Eligible"), (NO, "Not eligible"), *rules]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Contract]") -> "QuerySet[Contract]":
        if self.value() == YES:
            return eligibility.eligible(queryset)
        if self.value() == NO:
            return eligibility.not_eligible(queryset)
        if self.value() in eligibility.LABELS:
            return eligibility.not_eligible(queryset, self.value())
        return queryset


LEFT_OUT = {
    eligibility.SUITABLE: "Kind of buying is for people",
    eligibility.BELONGS: "Belongs to no category",
    eligibility.APPROVED: "Supplier not approved",
    eligibility.RISK: "Open risk flag",
    eligibility.PURCHASES: "Too few past purchases",
    eligibility.VALUE: "Value out of range",
    eligibility.EMAIL: "No e-mail address",
}


class RiskFilter(DropdownFilter):
    title = "risk"
    parameter_name = "risk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(YES, "Open risk flag"), (NO, "No open risk flag")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Supplier]") -> "QuerySet[Supplier]":
        is_flagged = Exists(RiskFlag.objects.filter(supplier=OuterRef("pk"), cleared_on__isnull=True))
        if self.value() == YES:
            return queryset.filter(is_flagged)
        return queryset.filter(~is_flagged) if self.value() == NO else queryset


class CountryFilter(DropdownFilter):
    """The countries that suppliers are in."""

    title = "country"
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = Supplier.objects.order_by("country").values_list("country", flat=True).distinct()
        return [(code, f"{territory(code)} ({code})") for code in codes if code]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Supplier]") -> "QuerySet[Supplier]":
        return queryset.filter(country=self.value()) if self.value() else queryset
