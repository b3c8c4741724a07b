"""What all pages of one campaign have in common: the campaign, who may do what, and how its numbers are written."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from negotiation.models import Campaign
from suppliers import formats

LOCALE = "en"  # of the admin's pages
RELATED = ("playbook_version__playbook__category__owner", "launched_by", "cancelled_by")


class SignedIn:
    """A page of the admin for whoever is signed in."""

    request: Any

    @property
    def user(self) -> User:
        """Who is signed in; nobody else comes this far."""
        user = self.request.user
        assert isinstance(user, User)
        return user


class CampaignPage(SignedIn, UnfoldModelAdminViewMixin, TemplateView):
    """A page of one campaign. `needs_change`: whether it takes the right to change campaigns."""

    tab = "overview"
    needs_change = False
    model_admin: Any
    kwargs: dict[str, Any]

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign of the address, if this user may see it at all."""
        found = self.model_admin.get_queryset(self.request).select_related(*RELATED)
        try:
            return found.get(pk=unquote(str(self.kwargs["object_id"])))  # type: ignore[no-any-return]
        except (Campaign.DoesNotExist, ValueError) as error:
            raise Http404("There is no such campaign.") from error

    @property
    def title(self) -> str:
        return self.campaign.name

    def has_permission(self) -> bool:
        if self.needs_change:
            return self.may_change
        return bool(self.model_admin.has_view_permission(self.request, self.campaign))

    @cached_property
    def may_change(self) -> bool:
        return bool(self.model_admin.has_change_permission(self.request, self.campaign))

    def address(self, name: str, *more: Any) -> str:
        """The address of another page of this campaign."""
        return reverse(f"admin:negotiation_campaign_{name}", args=[self.campaign.pk, *more])

    def log(self, sentence: str) -> None:
        """Keeps in the campaign's history who did what."""
        self.model_admin.log_change(self.request, self.campaign, sentence)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        campaign = self.campaign
        return super().get_context_data(
            campaign=campaign,
            category=campaign.playbook_version.playbook.category,
            version=campaign.playbook_version,
            opts=self.model_admin.opts,
            original=campaign,
            tab=self.tab,
            may_change=self.may_change,
            answers_until=moment(campaign.deadline, campaign.time_zone),
            launched=moment(campaign.launched_at, campaign.time_zone) if campaign.launched_at else "",
            is_over=campaign.status == Campaign.Status.CANCELLED,
            **context,
        )


def moment(at: datetime, time_zone: str) -> str:
    return formats.moment(at, "en_GB", time_zone)


def yearly(value: Decimal, currency: str) -> str:
    return formats.yearly_money(value, currency, LOCALE)


def yearly_sums(sums: Mapping[str, Decimal]) -> str:
    """`1,200,000 EUR and 30,000 USD a year`."""
    return f"{' and '.join(yearly(value, currency) for currency, value in sums.items()) or 'nothing'} a year"
