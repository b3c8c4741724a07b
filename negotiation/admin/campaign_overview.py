"""A campaign's own page, live, and what people do with a campaign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from negotiation import tasks
from negotiation.admin.campaign_filters import behind
from negotiation.admin.campaign_form import DATETIME_LOCAL
from negotiation.admin.campaign_page import CampaignPage, moment, yearly
from negotiation.campaigns import control, figures, mailing
from negotiation.campaigns.figures import Figure, Figures, Saving
from negotiation.campaigns.launching import WITHDRAWN_BY_CANCELLING
from negotiation.lifecycle import NotPossible
from negotiation.models import Campaign, Email, State, Work
from suppliers import formats

NOT_STARTED_SHOWN = 50
Status = Campaign.Status
Letter = Email.Status


@dataclass(frozen=True)
class Progress:
    """How far something in the background is."""

    label: str
    done: int
    of: int


@dataclass(frozen=True)
class SavingLine:
    """A saving in words: `less` is what is paid less a year, or more."""

    less: str
    is_more: bool
    share: Any
    before: str
    agreements: int


class LiveMixin:
    """What a campaign's page shows live."""

    campaign: Campaign
    address: Any

    def live(self) -> dict[str, Any]:
        found = figures.figures(self.campaign)
        return {
            "figures": [(figure, behind(self.campaign, figure.code)) for figure in shown(found)],
            "savings": [_line(saving) for saving in found.savings],
            "agreed_address": behind(self.campaign, figures.AGREED),
            "progress": progress(self.campaign, found),
            "letters": found.letters,
            "letter_count": sum(found.letters.values()),
            "waiting_because": self._waiting_because(found),
            "not_started": found.work[Work.FAILED],
            "chosen": found.chosen,
        }

    def _waiting_because(self, found: Figures) -> str:
        """What keeps letters waiting, such as a mail server that does not answer."""
        if not found.letters[Letter.WAITING]:
            return ""
        waiting = Email.objects.filter(invitation__negotiation__campaign=self.campaign, status=Letter.WAITING)
        return waiting.exclude(error="").values_list("error", flat=True).first() or ""


class OverviewPage(LiveMixin, CampaignPage):
    """Where the campaign stands, and what can be done with it."""

    template_name = "admin/campaigns/overview.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        campaign = self.campaign
        failed = campaign.chosen.filter(state=Work.FAILED).select_related("contract__supplier").order_by("pk")
        local = max(campaign.deadline, timezone.now()).astimezone(formats.zone(campaign.time_zone))
        return super().get_context_data(
            **self.live(),
            failed=failed[:NOT_STARTED_SHOWN],
            later=local.strftime(DATETIME_LOCAL),
            zone_name=formats.zone_name(campaign.time_zone),
            subject=campaign.invitation_subject,
            text=campaign.invitation_text,
            may_pause=campaign.status in (Status.LAUNCHING, Status.RUNNING),
            may_resume=campaign.status == Status.PAUSED,
            **context,
        )


class LiveFragment(LiveMixin, CampaignPage):
    """The same figures a few seconds later. A change of status shows other buttons, so then the page comes anew."""

    template_name = "admin/campaigns/live.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.render_to_response(super().get_context_data(**self.live()))
        seen = request.GET.get("status")
        if seen and seen != self.campaign.status:
            response["HX-Refresh"] = "true"
        return response


class Action(CampaignPage):
    """One press: something is done with the campaign, and its page says what."""

    needs_change = True
    http_method_names = ("post",)
    back_to = "change"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            said = self.act()
        except NotPossible as refused:
            messages.error(request, str(refused))
        else:
            self.log(said)
            messages.success(request, said)
        return HttpResponseRedirect(self.address(self.back_to))

    def act(self) -> str:
        """Does it, and returns the sentence that says so. Raises NotPossible."""
        raise NotImplementedError


class Pause(Action):
    def act(self) -> str:
        control.pause(self.campaign)
        return "Paused: no invitation and no reminder leaves. Suppliers who have a link can go on."


class Resume(Action):
    def act(self) -> str:
        control.resume(self.campaign)
        tasks.take_up(self.campaign)
        return "Resumed: what waited goes out now."


class Extend(Action):
    def act(self) -> str:
        zone = formats.zone(self.campaign.time_zone)
        try:
            later = datetime.strptime(self.request.POST.get("deadline", ""), DATETIME_LOCAL)
        except ValueError as error:
            raise NotPossible("Give a day and a time for the new deadline.") from error
        control.extend(self.campaign, later.replace(tzinfo=zone))
        return f"Suppliers can now answer until {moment(self.campaign.deadline, self.campaign.time_zone)}."


class SendFailedAgain(Action):
    def act(self) -> str:
        count = mailing.send_failed_again(self.campaign)
        tasks.send_soon()
        return f"{count:,} e-mail{'' if count == 1 else 's'} will be sent again." if count else "No e-mail has failed."


class CancelPage(CampaignPage):
    """What a cancellation would end, and the press that does it."""

    needs_change = True
    template_name = "admin/campaigns/cancel.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        negotiations = self.campaign.negotiations
        return super().get_context_data(
            to_withdraw=negotiations.filter(state__in=WITHDRAWN_BY_CANCELLING).count(),
            with_people=negotiations.filter(state__in=(State.ESCALATED, State.WITH_BUYER)).count(),
            waiting=self.campaign.chosen.filter(state=Work.WAITING).count(),
            kept=negotiations.filter(state__in=(State.AGREED, State.AWAITING_APPROVAL)).count(),
            **context,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reason = request.POST.get("reason", "")
        try:
            control.cancel(self.campaign, by=self.user, reason=reason)
        except NotPossible as refused:
            return self.render_to_response(self.get_context_data(fault=str(refused), reason=reason), status=409)
        self.log(f"Cancelled: {reason.strip()}")
        messages.success(request, "Cancelled. What is not concluded is being withdrawn.")
        tasks.take_up(self.campaign)
        return HttpResponseRedirect(self.address("change"))


def shown(found: Figures) -> list[Figure]:
    """What was withdrawn is shown only when something was."""
    return [figure for figure in found.counts if figure.code != figures.WITHDRAWN or figure.count]


def progress(campaign: Campaign, found: Figures) -> Progress | None:
    """What the worker is at; None when it is through. A paused campaign shows how far it came."""
    done = found.work[Work.DONE] + found.work[Work.FAILED]
    if found.work[Work.WAITING]:
        return Progress("Negotiations started", done, found.chosen)
    letters = {status: count for status, count in found.letters.items() if status != Letter.DROPPED}
    waiting = letters[Letter.WAITING] + letters[Letter.SENDING]
    if waiting and campaign.status != Status.CANCELLED:
        return Progress("E-mails sent", sum(letters.values()) - waiting, sum(letters.values()))
    return None


def _line(saving: Saving) -> SavingLine:
    return SavingLine(
        less=yearly(abs(saving.saved), saving.currency),
        is_more=saving.saved < 0,
        share=abs(saving.share) if saving.share is not None else None,
        before=yearly(saving.before, saving.currency),
        agreements=saving.agreements,
    )
