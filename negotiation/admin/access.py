"""One place that narrows every page of the admin to the categories of who looks at it.

Django asks for rights on a kind of row; here the row itself is asked about too. All pages get their rows through a
model admin's `get_queryset`, so that what is not seen is not found: by its address, in a list, a filter, or a search.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RelatedDropdownFilter

from negotiation.category_rights import categories_of, categories_seen_by, sees_everything, works_everywhere
from negotiation.models import Agreement, Campaign, Negotiation, Playbook, SavedReply
from suppliers.models import Category, Contract, Purchase, Supplier

Categories = frozenset[int]


def _negotiations(categories: Categories) -> Q:
    campaigns = Campaign.objects.filter(playbook_version__playbook__category__in=categories)
    rehearsed = Playbook.objects.filter(category__in=categories)
    return Q(campaign__in=campaigns.order_by().values("pk")) | Q(rehearsal_of__in=rehearsed.order_by().values("pk"))


def _suppliers(categories: Categories) -> Q:
    return Q(Exists(Contract.objects.order_by().filter(supplier=OuterRef("pk"), category__in=categories)))


def _agreements(categories: Categories) -> Q:
    return Q(negotiation__in=Negotiation.objects.order_by().filter(_negotiations(categories)).values("pk"))


# Which rows of a kind belong to some categories.
WITHIN: dict[type[Model], Callable[[Categories], Q]] = {
    Category: lambda categories: Q(pk__in=categories),
    Contract: lambda categories: Q(category__in=categories),
    Purchase: lambda categories: Q(contract__category__in=categories),
    Supplier: _suppliers,
    Playbook: lambda categories: Q(category__in=categories),
    SavedReply: lambda categories: Q(category__in=categories),
    Campaign: lambda categories: Q(playbook_version__playbook__category__in=categories),
    Negotiation: _negotiations,
    Agreement: _agreements,
}


def seen(request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows that this user may look at."""
    if sees_everything(request.user):
        return rows
    return rows.filter(WITHIN[rows.model](_kept(request, "seen", categories_seen_by)))


def worked_in(request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows in the categories that this user works in."""
    if works_everywhere(request.user):
        return rows
    return rows.filter(WITHIN[rows.model](_kept(request, "worked_in", categories_of)))


class InCategories:
    """A model admin whose rows are seen and changed by people of their category only."""

    model: type[Model]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return seen(request, super().get_queryset(request))  # type: ignore[misc]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_view_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or self._is_among(request, obj, seen))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or self._is_among(request, obj, worked_in))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or self._is_among(request, obj, worked_in))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row goes into a category, and to a supplier or contract, that its author works in or with."""
        if db_field.related_model in WITHIN and "queryset" not in kwargs:
            kwargs["queryset"] = worked_in(request, db_field.related_model._default_manager.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def _is_among(self, request: HttpRequest, row: Any, narrowed: Callable[..., "QuerySet[Any]"]) -> bool:
        everywhere = sees_everything if narrowed is seen else works_everywhere
        if everywhere(request.user):
            return True
        known: dict[Any, bool] = request.__dict__.setdefault("_rows_asked_about", {})
        asked = (narrowed, type(row), row.pk)
        if asked not in known:
            known[asked] = narrowed(request, self.model._default_manager.filter(pk=row.pk)).exists()
        return known[asked]


class SeenDropdownFilter(RelatedDropdownFilter):
    """A filter by a related row that offers only what the user sees."""

    def field_choices(self, field: ForeignKey[Any, Any], request: HttpRequest, model_admin: Any) -> list[Any]:
        rows = seen(request, field.related_model._default_manager.all())
        return [(row.pk, str(row)) for row in rows]


class SeenAutocompleteFilter(AutocompleteSelectFilter):
    """The same where there are too many to list: what is chosen is named only to who sees it."""

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, request, *args, **kwargs)
        chosen = str(self.value() or "")
        if chosen and not (
            chosen.isdigit() and seen(request, field.related_model._default_manager.filter(pk=chosen)).exists()
        ):
            self.lookup_val = None


def _kept(request: HttpRequest, name: str, find: Callable[[Any], "QuerySet[Category]"]) -> Categories:
    """Found once for a request."""
    kept: dict[str, Categories] = request.__dict__.setdefault("_categories", {})
    if name not in kept:
        kept[name] = frozenset(find(request.user).values_list("pk", flat=True))
    return kept[name]
