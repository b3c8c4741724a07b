"""Campaigns: the list of them, and the pages of each one."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from negotiation.admin import campaign_overview as overview
from negotiation.admin import campaign_suppliers as suppliers
from negotiation.admin.access import InCategories, SeenDropdownFilter
from negotiation.admin.campaign_filters import behind
from negotiation.admin.campaign_launch import LaunchPage, LetterPreview
from negotiation.admin.campaign_page import CampaignPage, moment
from negotiation.admin.history import WithHistory
from negotiation.campaigns import figures
from negotiation.models import Campaign, Negotiation, State
from suppliers.models import Category

Status = Campaign.Status
LOOKS = {
    Status.PREPARING: "default",
    Status.LAUNCHING: "info",
    Status.RUNNING: "success",
    Status.PAUSED: "warning",
    Status.CANCELLED: "default",
}
# Address below a campaign's own, name, and page.
PAGES: tuple[tuple[str, str, type[CampaignPage]], ...] = (
    ("live/", "live", overview.LiveFragment),
    ("pause/", "pause", overview.Pause),
    ("resume/", "resume", overview.Resume),
    ("extend/", "extend", overview.Extend),
    ("cancel/", "cancel", overview.CancelPage),
    ("letters/again/", "failed_again", overview.SendFailedAgain),
    ("suppliers/", "suppliers", suppliers.SuppliersPage),
    ("letters/<int:row>/again/", "send_again", suppliers.SendAgain),
    ("links/<int:row>/replace/", "replace_link", suppliers.ReplaceLink),
    ("links/<int:row>/revoke/", "revoke_link", suppliers.RevokeLink),
    ("negotiations/<int:row>/link/", "new_link", suppliers.NewLink),
)


@admin.register(Campaign)
class CampaignAdmin(InCategories, WithHistory, ModelAdmin):
    list_display = ("name", "stands", "in_category", "answers_until", "invited", "agreed", "launched_by")
    list_select_related = ("playbook_version__playbook__category", "launched_by")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("playbook_version__playbook__category", SeenDropdownFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name", "playbook_version__playbook__category__name")
    actions = None

    def categories(self, request: HttpRequest) -> "QuerySet[Category]":
        """The categories that this user sees: what the category's own pages show them."""
        found: QuerySet[Category] = self.admin_site.get_model_admin(Category).get_queryset(request)
        return found

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "add/letter/",
            self.admin_site.admin_view(LetterPreview.as_view(model_admin=self)),
            name="negotiation_campaign_letter",
        )
        own = [
            path(
                f"<int:object_id>/{address}",
                self.admin_site.admin_view(page.as_view(model_admin=self)),
                name=f"negotiation_campaign_{name}",
            )
            for address, name, page in PAGES
        ]
        return [preview, *own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponseBase:
        return LaunchPage.as_view(model_admin=self)(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """The live page stands where Django's form would."""
        return overview.OverviewPage.as_view(model_admin=self)(request, object_id=object_id)

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return False  # negotiations were held in it

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The page's campaigns with their counts, in one more query however many there are."""
        changes: ChangeList = super().get_changelist_instance(request)
        shown = list(changes.result_list)
        counts = _counts(shown)
        for campaign in shown:
            campaign.counts = counts.get(campaign.pk, {})
        changes.result_list = shown
        return changes

    @display(description="Status", ordering="status", label={str(status): look for status, look in LOOKS.items()})
    def stands(self, campaign: Campaign) -> tuple[str, str]:
        return str(campaign.status), campaign.get_status_display()

    @display(description="Category", ordering="playbook_version__playbook__category__name")
    def in_category(self, campaign: Campaign) -> str:
        version = campaign.playbook_version
        return f"{version.playbook.category}, version {version.number}"

    @display(description="Answers until", ordering="deadline")
    def answers_until(self, campaign: Campaign) -> str:
        return moment(campaign.deadline, campaign.time_zone)

    @display(description="Negotiations")
    def invited(self, campaign: Any) -> SafeString:
        return _link(campaign, "", sum(campaign.counts.values()))

    @display(description="Agreed")
    def agreed(self, campaign: Any) -> SafeString:
        return _link(campaign, figures.AGREED, campaign.counts.get(State.AGREED, 0))


def _counts(campaigns: list[Campaign]) -> dict[int, dict[str, int]]:
    """How many negotiations of each campaign are in which state."""
    found = Negotiation.objects.filter(campaign__in=[campaign.pk for campaign in campaigns]).order_by()
    counts: dict[int, dict[str, int]] = {}
    for campaign, state, count in found.values_list("campaign", "state").annotate(count=Count("pk")):
        counts.setdefault(campaign, {})[state] = count
    return counts


def _link(campaign: Campaign, code: str, count: int) -> SafeString:
    return format_html('<a class="figure-link" href="{}">{}</a>', behind(campaign, code), f"{count:,}")
