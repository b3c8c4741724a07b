"""What waits for a person, each with the way to it: for the admin's first page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from negotiation.admin.access import seen, worked_in
from negotiation.admin.ledger_filters import DUE_SOON, SOON, due_soon
from negotiation.models import (
    CLOSED_STATES,
    Campaign,
    CampaignContract,
    DeskEmail,
    Email,
    Negotiation,
    Playbook,
    PlaybookVersion,
    Publication,
    State,
    Work,
)
from negotiation.playbooks.publishing import why_not_approver
from negotiation.roles import APPROVE_DEALS, NEGOTIATE
from suppliers.models import Category, ImportRun

MOST_EACH = 5  # publications, drafts, campaigns in trouble
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
class Source:
    """Where items come from, for people with a right."""

    right: str
    items: Callable[[HttpRequest], Iterator[Item]]


def attention(request: HttpRequest) -> list[Item]:
    """What this person should see to, or see."""
    return [item for source in SOURCES if request.user.has_perm(source.right) for item in source.items(request)]


def _rooms(request: HttpRequest) -> Iterator[Item]:
    waiting = _real(request).filter(person_due_since__lte=timezone.now())  # none that is put off
    found = waiting.aggregate(count=Count("pk"), since=Min("person_due_since"))
    if found["count"]:
        more = f"The longest has waited {_long(found['since'])}."
        yield Item(
            f"{_counted(found['count'], 'supplier waits', 'suppliers wait')} for a person",
            more,
            reverse("desk"),
            "Open the desk",
            "alarm" if request.user.has_perm(NEGOTIATE) else "info",
        )


def _deals(request: HttpRequest) -> Iterator[Item]:
    count = _real(request).filter(state=State.AWAITING_APPROVAL).count()
    if count:
        what = f"{_counted(count, 'deal waits', 'deals wait')} for approval"
        link = reverse("desk_approvals")
        look = "doubt" if request.user.has_perm(APPROVE_DEALS) else "info"
        yield Item(what, "Above what the bot may sign for, or outside a playbook.", link, "See them", look)


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


def _drafts(request: HttpRequest) -> Iterator[Item]:
    """What somebody wrote and nobody published, for those who may."""
    latest = PlaybookVersion.objects.filter(playbook=OuterRef("pk")).order_by("-number")
    saved = worked_in(request, Playbook.objects.filter(draft_saved_at__isnull=False)).annotate(
        published_at=Subquery(latest.values("published_at")[:1]), published=Subquery(latest.values("guardrails")[:1])
    )
    newer = saved.filter(Q(published_at__isnull=True) | Q(draft_saved_at__gt=F("published_at")))
    waiting = Publication.objects.filter(playbook=OuterRef("pk"), outcome=Publication.Outcome.ASKED)
    for playbook in (
        newer.exclude(Exists(waiting)).select_related("draft_saved_by").order_by("draft_saved_at")[:MOST_EACH]
    ):
        if playbook.draft != playbook.published:
            yield Item(
                f"The draft of {playbook} is not published",
                f"{playbook.draft_saved_by or 'Somebody'} saved it {_long(playbook.draft_saved_at)} ago.",
                reverse("admin:negotiation_playbook_check", args=[playbook.pk]),
                "Check it",
                "info",
            )


def _halted(request: HttpRequest) -> Iterator[Item]:
    """Campaigns that do not go on by themselves, and contracts that could not be started."""
    campaigns = seen(request, Campaign.objects.filter(deadline__gte=timezone.now()))
    for campaign in campaigns.filter(status=Status.PAUSED).order_by("deadline")[:MOST_EACH]:
        yield Item(
            f"{campaign} is paused",
            "No invitation and no reminder leaves until somebody resumes it.",
            reverse("admin:negotiation_campaign_change", args=[campaign.pk]),
            "Open it",
        )
    failed = CampaignContract.objects.filter(state=Work.FAILED, campaign__in=campaigns.values("pk")).order_by()
    counted = failed.values("campaign", called=F("campaign__name")).annotate(count=Count("pk")).order_by("-count")
    for row in counted[:MOST_EACH]:
        yield Item(
            f"{_counted(row['count'], 'contract', 'contracts')} of {row['called']} could not be started",
            "The campaign's page says why.",
            reverse("admin:negotiation_campaign_change", args=[row["campaign"]]),
            "Open it",
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


def _desk_letters(request: HttpRequest) -> Iterator[Item]:
    """What colleagues should have been told and were not; the person's own page is where an address is put right."""
    troubled = DeskEmail.objects.filter(
        status__in=(DeskEmail.Status.FAILED, DeskEmail.Status.UNCERTAIN),
        negotiation__in=_real(request).exclude(state__in=CLOSED_STATES).values("pk"),
    )
    found = troubled.order_by("-not_before").values_list("error", flat=True)
    count = troubled.count()
    if count:
        what = f"{_counted(count, 'e-mail', 'e-mails')} to colleagues did not go out for sure"
        yield Item(what, found[0], reverse("desk"), "Open the desk", "alarm")


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
    Source("negotiation.add_playbookversion", _drafts),
    Source("suppliers.view_importrun", _imports),
    Source("negotiation.view_campaign", _halted),
    Source("negotiation.view_campaign", _letters),
    Source("negotiation.view_negotiation", _desk_letters),
    Source("negotiation.view_negotiation", _deadlines),
)


def first_steps(request: HttpRequest) -> Iterator[Item]:
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
