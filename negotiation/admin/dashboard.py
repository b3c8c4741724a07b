"""The admin's first page: what needs attention, and how the campaigns stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from negotiation.admin.access import seen
from negotiation.admin.attention import attention, first_steps
from negotiation.admin.campaign_filters import behind
from negotiation.admin.campaign_page import moment, yearly_sums
from negotiation.campaigns import figures
from negotiation.models import (
    Agreement,
    Campaign,
    Negotiation,
    State,
)

MOST_CAMPAIGNS = 8
Status = Campaign.Status


@dataclass(frozen=True)
class CampaignLine:
    """How a campaign stands: name and count of each figure with the way to what is behind it, savings in words."""

    campaign: Campaign
    category: str
    until: str
    link: str
    figures: tuple[tuple[str, int, str], ...]
    saved: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Called by Unfold for the index page."""
    user = request.user
    may = user.has_perm
    return {
        **context,
        "title": "Overview",
        "attention": attention(request),
        "campaigns": list(_campaigns(request)) if may("negotiation.view_campaign") else [],
        "steps": list(first_steps(request)),
        "has_role": user.is_superuser or may("negotiation.view_negotiation"),
    }


def _campaigns(request: HttpRequest) -> Iterator[CampaignLine]:
    """Those that run, the next deadline first."""
    running = seen(request, Campaign.objects.filter(status__in=(Status.LAUNCHING, Status.RUNNING, Status.PAUSED)))
    shown = list(
        running.filter(deadline__gte=timezone.now())
        .select_related("playbook_version__playbook__category")
        .defer("playbook_version__guardrails", "playbook_version__playbook__draft")
        .order_by("deadline")[:MOST_CAMPAIGNS]
    )
    counts, savings = _by_state(shown), _savings(shown)
    for campaign in shown:
        yield CampaignLine(
            campaign=campaign,
            category=campaign.playbook_version.playbook.category.name,
            until=moment(campaign.deadline, campaign.time_zone),
            link=reverse("admin:negotiation_campaign_change", args=[campaign.pk]),
            figures=_figures(campaign, counts.get(campaign.pk, {})),
            saved=yearly_sums(savings[campaign.pk]) if campaign.pk in savings else "",
        )


def _figures(campaign: Campaign, states: dict[str, int]) -> tuple[tuple[str, int, str], ...]:
    listed = behind(campaign)
    people = states.get(State.ESCALATED, 0) + states.get(State.WITH_BUYER, 0)
    return (
        ("negotiations", sum(states.values()), listed),
        ("agreed", states.get(State.AGREED, 0), behind(campaign, figures.AGREED)),
        ("without a deal", states.get(State.NO_DEAL, 0), f"{listed}&state__exact={State.NO_DEAL}"),
        ("with people", people, f"{listed}&state__in={State.ESCALATED},{State.WITH_BUYER}"),
    )


def _by_state(campaigns: list[Campaign]) -> dict[int, dict[str, int]]:
    found = Negotiation.objects.filter(campaign__in=[campaign.pk for campaign in campaigns]).order_by()
    counts: dict[int, dict[str, int]] = {}
    for campaign, state, count in found.values_list("campaign", "state").annotate(count=Count("pk")):
        counts.setdefault(campaign or 0, {})[state] = count
    return counts


def _savings(campaigns: list[Campaign]) -> dict[int, dict[str, Decimal]]:
    """By campaign and currency, what is paid less a year."""
    priced = Agreement.objects.filter(
        negotiation__campaign__in=[campaign.pk for campaign in campaigns],
        value_before__isnull=False,
        value_agreed__isnull=False,
    ).order_by()
    sums = priced.values("negotiation__campaign", "currency").annotate(saved=Sum("value_before") - Sum("value_agreed"))
    found: dict[int, dict[str, Decimal]] = {}
    for row in sums:
        found.setdefault(row["negotiation__campaign"], {})[row["currency"]] = row["saved"]
    return found
