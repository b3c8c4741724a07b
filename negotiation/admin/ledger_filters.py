"""What the list of negotiations can be narrowed to."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from negotiation.admin.access import WITHIN, seen
from negotiation.models import CLOSED_STATES, Negotiation
from suppliers.models import Category

SOON = timedelta(hours=24)
REHEARSALS = "rehearsals"
DUE_SOON, DUE_LATE = "soon", "passed"

Negotiations = QuerySet[Negotiation]


class RehearsalFilter(DropdownFilter):
    """Real negotiations, unless rehearsals are asked for: nothing of a rehearsal counts."""

    title = "rehearsal"
    parameter_name = "show"
    all_option = ("", "Real negotiations")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(REHEARSALS, "Rehearsals")]

    def queryset(self, request: HttpRequest, queryset: Negotiations) -> Negotiations:
        return queryset.filter(campaign__isnull=self.value() == REHEARSALS)


class CategoryFilter(DropdownFilter):
    """The category of the playbook that a negotiation is held under."""

    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = seen(request, Category.objects.all())
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: Negotiations) -> Negotiations:
        chosen = self.value() or ""
        return queryset.filter(WITHIN[Negotiation](frozenset({int(chosen)}))) if chosen.isdigit() else queryset


class DeadlineFilter(DropdownFilter):
    """Negotiations that still run, by how long they may."""

    title = "deadline"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        hours = int(SOON.total_seconds() // 3600)
        return [(DUE_SOON, f"Within {hours} hours"), (DUE_LATE, "Passed, still open")]

    def queryset(self, request: HttpRequest, queryset: Negotiations) -> Negotiations:
        if self.value() == DUE_SOON:
            return due_soon(queryset)
        if self.value() == DUE_LATE:
            return queryset.exclude(state__in=CLOSED_STATES).filter(deadline__lt=timezone.now())
        return queryset


def due_soon(negotiations: Negotiations) -> Negotiations:
    """Those that run and whose deadline is near."""
    now = timezone.now()
    return negotiations.exclude(state__in=CLOSED_STATES).filter(deadline__gte=now, deadline__lte=now + SOON)
