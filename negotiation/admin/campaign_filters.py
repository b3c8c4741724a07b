"""The negotiations behind a campaign's figures."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.contrib.filters.admin import DropdownFilter

from negotiation.campaigns import figures
from negotiation.models import Campaign, Negotiation


class ReachedFilter(DropdownFilter):
    """How far negotiations got, counted as on a campaign's page."""

    title = "how far it got"
    parameter_name = "reached"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(figures.LABELS.items())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Negotiation]") -> "QuerySet[Negotiation]":
        code = self.value()
        # A rehearsal is nobody's negotiation, and counts nowhere.
        return figures.reached(queryset.filter(campaign__isnull=False), code) if code in figures.REACHED else queryset


def behind(campaign: Campaign, code: str = "") -> str:
    """The address of the list of a campaign's negotiations, of those behind a figure where one is named."""
    chosen = {"campaign__id__exact": campaign.pk, **({"reached": code} if code else {})}
    return f"{reverse('admin:negotiation_negotiation_changelist')}?{urlencode(chosen)}"
