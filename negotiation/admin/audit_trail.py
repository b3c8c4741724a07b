"""The audit trail as a whole, to search and to read. Nobody changes it."""

from typing import Any

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from negotiation import audit_words
from negotiation.admin.history import currency_of
from negotiation.admin.readonly import ReadOnly
from negotiation.audit import FIELDS
from negotiation.models import Playbook, PlaybookVersion, Publication

admin.site.unregister(LogEntry)  # the one that comes with django-auditlog


class KindFilter(DropdownFilter):
    """By what was changed."""

    title = "what was changed"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        types = ContentType.objects.get_for_models(*FIELDS)
        return sorted(((str(kept.pk), str(model._meta.verbose_name)) for model, kept in types.items()), key=_label)

    def queryset(self, request: HttpRequest, queryset: "QuerySet[LogEntry]") -> "QuerySet[LogEntry]":
        chosen = self.value() or ""
        return queryset.filter(content_type=int(chosen)) if chosen.isdigit() else queryset


class WhoFilter(DropdownFilter):
    """By the people who changed something."""

    title = "who"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = LogEntry.objects.order_by().filter(actor__isnull=False)
        people = known.values_list("actor", "actor__username").distinct()
        return sorted(((str(pk), name) for pk, name in people), key=_label)

    def queryset(self, request: HttpRequest, queryset: "QuerySet[LogEntry]") -> "QuerySet[LogEntry]":
        chosen = self.value() or ""
        return queryset.filter(actor=int(chosen)) if chosen.isdigit() else queryset


@admin.register(LogEntry)
class AuditTrailAdmin(ReadOnly, ModelAdmin):
    list_display = ("at", "by", "done", "about", "in_short")
    list_select_related = ("actor", "content_type")
    list_filter = (KindFilter, WhoFilter, ("action", ChoicesDropdownFilter), ("timestamp", RangeDateTimeFilter))
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("object_repr", "actor__username", "actor_email")
    search_help_text = "What was changed, or who changed it"
    ordering = ("-timestamp",)
    fields = ("at", "by", "done", "about", "what_changed")
    readonly_fields = fields
    actions = None

    class Media:
        css = {"all": ("admin_pages/house.css",)}  # noqa: RUF012 - Django's own way to say it

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changes: ChangeList = super().get_changelist_instance(request)
        shown = list(changes.result_list)
        for entry in shown:
            entry.address = _address(request, entry)
        changes.result_list = shown
        return changes

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        entry: Any = super().get_object(request, object_id, from_field)
        if entry is not None:
            entry.address = _address(request, entry)
        return entry

    @display(description="When", ordering="timestamp")
    def at(self, entry: LogEntry) -> str:
        at = localtime(entry.timestamp)
        return f"{at.day} {at:%b %Y, %H:%M:%S %Z}"

    @display(description="Who", ordering="actor__username")
    def by(self, entry: LogEntry) -> str:
        return audit_words.who(entry)

    @display(description="Did what", ordering="action")
    def done(self, entry: LogEntry) -> str:
        return audit_words.done(entry)

    @display(description="To what", ordering="object_repr")
    def about(self, entry: Any) -> SafeString | str:
        if not entry.address:
            return str(entry.object_repr)
        return format_html('<a class="house-link" href="{}">{}</a>', entry.address, entry.object_repr)

    @display(description="From what to what")
    def in_short(self, entry: LogEntry) -> str:
        return audit_words.summary(entry)

    @display(description="From what to what")
    def what_changed(self, entry: LogEntry) -> str:
        found = audit_words.changes(entry, currency_of(_row(entry)))
        return render_to_string("admin/trail_changes.html", {"changes": found})


def _address(request: HttpRequest, entry: LogEntry) -> str:
    """Of the page of what was changed; "" where there is none, or none for this reader."""
    kept = entry.content_type
    if entry.action == LogEntry.Action.DELETE or not request.user.has_perm(f"{kept.app_label}.view_{kept.model}"):
        return ""
    try:
        return reverse(f"admin:{kept.app_label}_{kept.model}_change", args=[entry.object_pk])
    except NoReverseMatch:
        return ""


def _row(entry: LogEntry) -> Any:
    """The playbook, version or request that an entry is about, for its currency."""
    model = entry.content_type.model_class()
    if model in (Playbook, PlaybookVersion, Publication):
        return model._default_manager.filter(pk=entry.object_id).first()
    return None


def _label(choice: tuple[str, str]) -> str:
    return choice[1]
