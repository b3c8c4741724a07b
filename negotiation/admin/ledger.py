"""Negotiations and agreements, to look at. The ledger is shown, never edited."""

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from negotiation.admin.access import InCategories, SeenAutocompleteFilter
from negotiation.admin.campaign_filters import ReachedFilter
from negotiation.admin.ledger_filters import CategoryFilter, DeadlineFilter, RehearsalFilter
from negotiation.admin.readonly import ReadOnly
from negotiation.decisions import recorded_decision
from negotiation.engine import explain
from negotiation.ledger import text_of
from negotiation.models import Agreement, Event, Kind, Negotiation, State
from suppliers import formats

LOOKS = {
    State.INVITED: "default",
    State.OPEN: "info",
    State.CONFIRMING: "info",
    State.AWAITING_APPROVAL: "warning",
    State.ESCALATED: "warning",
    State.WITH_BUYER: "info",
    State.AGREED: "success",
    State.NO_DEAL: "default",
    State.EXPIRED: "default",
    State.WITHDRAWN: "default",
}


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
class NegotiationAdmin(InCategories, ReadOnly, ModelAdmin):
    list_display = ("supplier", "title", "held_in", "stands", "answers_until", "held_by")
    list_select_related = ("contract__supplier", "campaign", "rehearsal_of")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ReachedFilter,
        DeadlineFilter,
        CategoryFilter,
        ("campaign", SeenAutocompleteFilter),
        RehearsalFilter,
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("contract__supplier__name", "contract__title", "public_id")
    search_help_text = "Supplier, what is bought, or the negotiation's id"
    fields = ("contract", "campaign", "rehearsal_of", "state", "deadline", "public_id", "head_seq", "head_hash")
    inlines = (EventInline,)
    actions = None

    @display(description="Supplier", ordering="contract__supplier__name")
    def supplier(self, negotiation: Negotiation) -> str:
        return negotiation.contract.supplier.name

    @display(description="Contract", ordering="contract__title")
    def title(self, negotiation: Negotiation) -> str:
        return negotiation.contract.title

    @display(description="Campaign", ordering="campaign__name")
    def held_in(self, negotiation: Negotiation) -> str:
        return str(negotiation.campaign) if negotiation.campaign else f"Rehearsal of {negotiation.rehearsal_of}"

    @display(description="State", ordering="state", label={str(state): look for state, look in LOOKS.items()})
    def stands(self, negotiation: Negotiation) -> tuple[str, str]:
        return str(negotiation.state), negotiation.get_state_display()

    @display(description="Answers until", ordering="deadline")
    def answers_until(self, negotiation: Negotiation) -> str:
        at = localtime(negotiation.deadline)
        return f"{at.day} {at:%b %Y, %H:%M} {at:%Z}"


@admin.register(Agreement)
class AgreementAdmin(InCategories, ReadOnly, ModelAdmin):
    list_display = ("supplier", "title", "agreed_terms", "saved", "agreed_at")
    list_select_related = ("negotiation__contract__supplier",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("negotiation__contract__supplier__name", "negotiation__contract__title")
    search_help_text = "Supplier, or what is bought"
    actions = None

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Agreement]":
        """Nobody is bound by a rehearsal."""
        found: QuerySet[Agreement] = super().get_queryset(request)
        return found.filter(negotiation__campaign__isnull=False)

    @display(description="Supplier", ordering="negotiation__contract__supplier__name")
    def supplier(self, agreement: Agreement) -> str:
        return agreement.negotiation.contract.supplier.name

    @display(description="Contract", ordering="negotiation__contract__title")
    def title(self, agreement: Agreement) -> str:
        return agreement.negotiation.contract.title

    @display(description="Terms")
    def agreed_terms(self, agreement: Agreement) -> str:
        return _pairs(agreement.terms)

    @display(description="Saved a year")
    def saved(self, agreement: Agreement) -> str:
        """Against the price when the negotiation began."""
        before, agreed = agreement.value_before, agreement.value_agreed
        if before is None or agreed is None:
            return "–"
        return formats.yearly_money(before - agreed, agreement.currency, "en")


def _pairs(terms: dict[str, str] | None) -> str:
    return ", ".join(f"{lever} {value}" for lever, value in (terms or {}).items())
