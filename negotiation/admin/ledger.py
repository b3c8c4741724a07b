"""Negotiations and agreements, to look at. The ledger is shown, never edited."""

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline

from negotiation.admin.campaign_filters import ReachedFilter
from negotiation.admin.readonly import ReadOnly
from negotiation.answers import recorded_decision
from negotiation.engine import explain
from negotiation.ledger import text_of
from negotiation.models import Agreement, Event, Kind, Negotiation


class EventInline(ReadOnly, TabularInline):
    """The ledger of one negotiation, each decision with its reasons in words."""

    model = Event
    fields = ("seq", "at", "kind", "actor", "state", "what")
    readonly_fields = fields
    extra = 0
    ordering = ("seq",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        events: QuerySet[Event] = super().get_queryset(request)
        return events.select_related("words")

    @admin.display(description="What happened")
    def what(self, event: Event) -> SafeString | str:
        payload = json.loads(event.payload)
        if event.kind == Kind.DECIDED:
            return format_html("<strong>{}</strong>: {}", payload["action"], explain(recorded_decision(payload)))
        return text_of(event) or payload.get("text") or _pairs(payload.get("terms")) or ""


@admin.register(Negotiation)
class NegotiationAdmin(ReadOnly, ModelAdmin):
    list_display = ("contract", "campaign", "state", "deadline", "head_seq")
    list_filter = ("state", "campaign", ReachedFilter)
    list_select_related = ("contract__supplier", "campaign")
    search_fields = ("contract__supplier__name", "contract__title", "public_id")
    fields = ("contract", "campaign", "state", "deadline", "public_id", "head_seq", "head_hash")
    inlines = (EventInline,)


@admin.register(Agreement)
class AgreementAdmin(ReadOnly, ModelAdmin):
    list_display = ("negotiation", "agreed_terms", "agreed_at")
    list_select_related = ("negotiation__contract__supplier",)

    @admin.display(description="Terms")
    def agreed_terms(self, agreement: Agreement) -> str:
        return _pairs(agreement.terms)


def _pairs(terms: dict[str, str] | None) -> str:
    return ", ".join(f"{lever} {value}" for lever, value in (terms or {}).items())
