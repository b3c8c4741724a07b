"""The admin's first page: what needs attention, each with the way to it, and how the campaigns stand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from negotiation import figures
from negotiation.admin.access import seen
from negotiation.admin.campaign_filters import behind
from negotiation.admin.campaign_page import moment, yearly_sums
from negotiation.admin.ledger_filters import DUE_SOON, SOON, due_soon
from negotiation.models import Agreement, Campaign, Email, Negotiation, Playbook, Publication, State
from negotiation.publishing import why_not_approver
from suppliers.models import Category, ImportRun

MOST_CAMPAIGNS = 8
MOST_EACH = 5  # publications, campaigns with letters in trouble
Status, Letter = Campaign.Status, Email.Status


@dataclass(frozen=True)
class Item:
    """Something that waits for a person: a sentence, what more there is to know, where to go, how pressing it is."""

    what: str
    more: str
    link: str
    go: str
    look: str = "doubt"  # or "alarm", "info"


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
        "attention": [item for source in SOURCES if may(source.right) for item in source.items(request)],
        "campaigns": list(_campaigns(request)) if may("negotiation.view_campaign") else [],
        "steps": list(_first_steps(request)),
        "has_role": user.is_superuser or may("negotiation.view_negotiation"),
    }


@dataclass(frozen=True)
class Source:
    """Where items come from, for people with a right."""

    right: str
    items: Callable[[HttpRequest], Iterator[Item]]


# --- what needs attention ------------------------------------------------------------------------------------


def _rooms(request: HttpRequest) -> Iterator[Item]:
    waiting = _real(request).filter(person_due_since__isnull=False)
    found = waiting.aggregate(count=Count("pk"), since=Min("person_due_since"))
    if found["count"]:
        more = f"The longest has waited {_long(found['since'])}."
        yield Item(
            f"{_counted(found['count'], 'supplier waits', 'suppliers wait')} for a person",
            more,
            reverse("desk"),
            "Open the desk",
            "alarm",
        )


def _deals(request: HttpRequest) -> Iterator[Item]:
    count = _real(request).filter(state=State.AWAITING_APPROVAL).count()
    if count:
        what = f"{_counted(count, 'deal waits', 'deals wait')} for approval"
        link = _listing("negotiation_negotiation", state__exact=State.AWAITING_APPROVAL)
        yield Item(what, "Above what the bot may sign for, or outside a playbook.", link, "See them")


def _publications(request: HttpRequest) -> Iterator[Item]:
    playbooks = seen(request, Playbook.objects.order_by())
    asked = Publication.objects.filter(outcome=Publication.Outcome.ASKED, playbook__in=playbooks.values("pk"))
    for each in asked.select_related("playbook", "asked_by", "written_by").order_by("asked_at")[:MOST_EACH]:
        user: Any = request.user
        may_decide = user.has_perm("negotiation.change_publication") and not why_not_approver(each, user)
        yield Item(
            f"{each.playbook} waits for approval to be published",
            f"{each.asked_by} asked {_long(each.asked_at)} ago.",
            reverse("admin:negotiation_playbook_versions", args=[each.playbook_id]),
            "Decide" if may_decide else "See what it changes",
            "doubt" if may_decide else "info",
        )


def _imports(request: HttpRequest) -> Iterator[Item]:
    states = ImportRun.State
    said: dict[str, tuple[str, str, str]] = {
        states.FAILED: ("import stopped with an error", "imports stopped with an error", "alarm"),
        states.CHECKED: ("import is checked and not yet written", "imports are checked and not yet written", "info"),
    }
    found = ImportRun.objects.filter(state__in=said).order_by().values("state").annotate(count=Count("pk"))
    for state, count in found.values_list("state", "count"):
        one, several, look = said[state]
        link = _listing("suppliers_importrun", state__exact=state)
        yield Item(_counted(count, one, several), "", link, "See them", look)


def _letters(request: HttpRequest) -> Iterator[Item]:
    campaigns = seen(request, Campaign.objects.exclude(status=Status.CANCELLED))
    troubled = Email.objects.filter(
        status__in=(Letter.FAILED, Letter.UNCERTAIN), invitation__negotiation__campaign__in=campaigns.values("pk")
    )
    campaign = F("invitation__negotiation__campaign")
    name = F("invitation__negotiation__campaign__name")
    found = troubled.order_by().values("status", of=campaign, called=name).annotate(count=Count("pk"))
    for row in found.order_by("-count")[:MOST_EACH]:
        has_failed = row["status"] == Letter.FAILED
        what = "could not be sent" if has_failed else "may or may not have arrived"
        address = reverse("admin:negotiation_campaign_suppliers", args=[row["of"]])
        yield Item(
            f"{_counted(row['count'], 'e-mail', 'e-mails')} of {row['called']} {what}",
            "Nothing is sent twice by itself: a person decides.",
            f"{address}?letters={row['status']}",
            "See to whom",
            "alarm" if has_failed else "doubt",
        )


def _deadlines(request: HttpRequest) -> Iterator[Item]:
    count = due_soon(_real(request)).count()
    if count:
        hours = int(SOON.total_seconds() // 3600)
        what = f"{_counted(count, 'negotiation ends', 'negotiations end')} within {hours} hours"
        more = "Without an agreement by then, they expire."
        yield Item(what, more, _listing("negotiation_negotiation", due=DUE_SOON), "See them", "info")


SOURCES = (
    Source("negotiation.view_negotiation", _rooms),
    Source("negotiation.view_negotiation", _deals),
    Source("negotiation.view_publication", _publications),
    Source("suppliers.view_importrun", _imports),
    Source("negotiation.view_campaign", _letters),
    Source("negotiation.view_negotiation", _deadlines),
)


# --- campaigns -----------------------------------------------------------------------------------------------


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


# --- the first steps -----------------------------------------------------------------------------------------


def _first_steps(request: HttpRequest) -> Iterator[Item]:
    """What to do first, for who may do it, while there is nothing yet."""
    may = request.user.has_perm
    if may("suppliers.add_category") and not Category.objects.exists():
        link = reverse("admin:suppliers_category_add")
        yield Item(
            "There is no category yet", "A category says what may be negotiated, by whom.", link, "Add one", "info"
        )
    own = seen(request, Category.objects.all())
    if may("negotiation.add_playbook") and own.exists() and not seen(request, Playbook.objects.all()).exists():
        link = reverse("admin:negotiation_playbook_add")
        yield Item("There is no playbook yet", "A playbook is the guardrails of a category.", link, "Write one", "info")
    if may("negotiation.add_playbook") and not own.exists():
        more = "Buyers see the categories that they own or were given. A category admin can give you one."
        yield Item("No category is yours yet", more, "", "", "info")


# --- words ---------------------------------------------------------------------------------------------------


def _real(request: HttpRequest) -> "QuerySet[Negotiation]":
    """The negotiations that this user sees, without rehearsals."""
    return seen(request, Negotiation.objects.order_by().filter(campaign__isnull=False))


def _listing(model: str, **filters: Any) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(filters)}"


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _long(since: datetime | None) -> str:
    """`4 minutes`, `3 hours`, `2 days`."""
    minutes = int((timezone.now() - (since or timezone.now())).total_seconds() // 60)
    if minutes < 60:
        return _counted(max(minutes, 1), "minute", "minutes")
    hours = minutes // 60
    return _counted(hours, "hour", "hours") if hours < 48 else f"{hours // 24:,} days"
