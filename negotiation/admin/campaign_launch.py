"""The launch page: choose, write, look at it once more, launch."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from negotiation import tasks
from negotiation.admin import campaign_choice
from negotiation.admin.campaign_form import LaunchForm
from negotiation.admin.campaign_page import SignedIn, moment, yearly_sums
from negotiation.campaigns import control, letters, mailing
from negotiation.campaigns.choice import spend
from negotiation.campaigns.control import ChoiceChanged, NotLaunched, Plan
from negotiation.campaigns.invitable import Choice, choice
from negotiation.campaigns.letters import Letter, Occasion
from negotiation.models import Email, PlaybookVersion
from negotiation.playbooks.compiling import Baseline, compile_policy
from negotiation.playbooks.leaks import leaks
from negotiation.playbooks.sentences import Words
from negotiation.playbooks.words import setting
from suppliers.models import UNSUITABLE, Category, Contract

LAUNCH_PERMISSION = "negotiation.add_campaign"
LEFT_OUT_SHOWN = 100  # of those left out, each with its reasons; the list of contracts has them all
SAMPLE_LINK = "the-suppliers-own-link"


class LaunchPage(SignedIn, UnfoldModelAdminViewMixin, TemplateView):
    """One form, shown twice: to fill in, and to look at once more before anything leaves."""

    title = "Launch a campaign"
    template_name = "admin/campaigns/launch.html"
    permission_required = LAUNCH_PERMISSION
    model_admin: Any

    def has_permission(self) -> bool:
        return bool(self.model_admin.has_add_permission(self.request))

    # --- what was chosen --------------------------------------------------------------------------------------

    @cached_property
    def versions(self) -> Sequence[PlaybookVersion]:
        """Published versions in categories that the user sees, the newest of each category first."""
        categories = self.model_admin.categories(self.request)
        found = PlaybookVersion.objects.filter(playbook__category__in=categories).select_related(
            "playbook__category__owner"
        )
        return list(found.order_by("playbook__category__name", "playbook__name", "-number").defer("playbook__draft"))

    @cached_property
    def version(self) -> PlaybookVersion | None:
        """The chosen version; a category's newest where only the category is named; None when nothing is."""
        asked = self.request.POST or self.request.GET
        by_version = [one for one in self.versions if str(one.pk) == asked.get("version")]
        by_category = [one for one in self.versions if str(one.playbook.category_id) == asked.get("category")]
        return next(iter(by_version or by_category), None)

    @property
    def category(self) -> Category:
        assert self.version is not None
        return self.version.playbook.category

    @cached_property
    def choice(self) -> Choice:
        assert self.version is not None
        return choice(self.category, self.version.guardrails)

    @cached_property
    def ticked(self) -> set[int]:
        return campaign_choice.chosen(self.request.POST)

    # --- the steps --------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version is None:
            return self.render_to_response(self.get_context_data())
        return self._fill_in(LaunchForm(initial=self._suggested()), set(self.choice.by_number))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.version is None:
            return self.render_to_response(self.get_context_data(), status=422)
        form = LaunchForm(request.POST)
        if any(press in request.POST for press in campaign_choice.PRESSES):
            return self._choose(form)
        if not form.is_valid() or "back" in request.POST:
            return self._fill_in(form, self.ticked, status=200 if form.is_valid() else 422)
        plan = self._plan(form)
        try:
            if "launch" not in request.POST:
                control.check(plan)
                return self._confirm(form, plan)
            campaign = control.launch(plan, key=_key(request.POST.get("key", "")), by=self.user)
        except NotLaunched as refused:
            form.add_faults({field: said for field, said in refused.faults.items() if field != "contracts"})
            more: dict[str, Any] = {"choice_faults": refused.faults.get("contracts", [])}
            if isinstance(refused, ChoiceChanged):
                more["dropped"] = refused.left_out
                self.__dict__.pop("choice", None)
                return self._fill_in(form, self.ticked & self.choice.by_number.keys(), status=409, **more)
            return self._fill_in(form, self.ticked, status=422, **more)
        self.model_admin.log_addition(request, campaign, f"Launched with {campaign.chosen.count():,} contracts.")
        tasks.take_up(campaign)
        return HttpResponseRedirect(reverse("admin:negotiation_campaign_change", args=[campaign.pk]))

    def _choose(self, form: LaunchForm) -> HttpResponse:
        """The list narrowed, turned or ticked as was pressed; the rest of the form as it was typed, not yet judged."""
        ticked = campaign_choice.pressed(self.request.POST, self.choice, self.ticked)
        if self.request.headers.get("HX-Request"):
            shown = campaign_choice.shown(self.request.POST, self.choice, ticked)
            return render(self.request, "admin/campaigns/choice.html", shown)
        return self._fill_in(
            LaunchForm(initial={name: self.request.POST.get(name, "") for name in form.fields}), ticked
        )

    def _plan(self, form: LaunchForm) -> Plan:
        assert self.version is not None
        said = form.cleaned_data
        return Plan(
            name=said["name"],
            version=self.version,
            contracts=sorted(self.ticked),
            deadline=said["deadline"],
            subject=said["subject"],
            text=said["text"].replace("\r\n", "\n"),
            remind_hours_before=said["remind_hours_before"],
            time_zone=said["time_zone"],
        )

    def _suggested(self) -> dict[str, Any]:
        assert self.version is not None
        hours = int(setting(self.version.guardrails, "deadline_hours"))
        now = timezone.now()
        return {
            "name": f"{self.category.name}, {now:%B %Y}",
            "deadline": _whole_hour(now + timedelta(hours=hours)),
            "time_zone": "UTC",
            "remind_hours_before": min(24, hours // 2),
            "subject": letters.DEFAULT_SUBJECT,
            "text": f"{letters.DEFAULT_TEXT}\n{settings.BUYER_NAME}",
        }

    # --- the pages --------------------------------------------------------------------------------------------

    def _fill_in(self, form: LaunchForm, ticked: set[int], *, status: int = 200, **more: Any) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            left_out=self.choice.judged(self.choice.left_out[:LEFT_OUT_SHOWN]),
            left_out_count=len(self.choice.left_out),
            reasons=self.choice.why_left_out(),
            left_out_address=_contracts_address(self.category, eligible="no"),
            kind=self.category.get_suitability_display().removesuffix(" (not for the bot)").lower(),
            is_suitable=self.category.suitability not in UNSUITABLE,
            letter=self.sample(form),
            places=letters.PLACES,
            **campaign_choice.shown(self.request.POST, self.choice, ticked),
            **more,
        )
        return self.render_to_response(context, status=status)

    def _confirm(self, form: LaunchForm, plan: Plan) -> HttpResponse:
        free = self.choice.by_number
        if dropped := [pk for pk in self.choice.left_out if pk in self.ticked]:
            raise ChoiceChanged(self.choice.judged(dropped))
        chosen = [free[pk] for pk in plan.contracts if pk in free]
        first = self._contract(chosen[0].pk) if chosen else None
        self.template_name = "admin/campaigns/confirm.html"
        context = self.get_context_data(
            form=form,
            plan=plan,
            key=uuid4(),
            kept=campaign_choice.ranges(one.pk for one in chosen),
            chosen_count=len(chosen),
            chosen_spend=yearly_sums(spend(chosen)),
            suppliers=len({one.supplier for one in chosen}),
            unticked=len(free) - len(chosen),
            left_out_count=len(self.choice.left_out),
            reasons=self.choice.why_left_out(),
            answers_until=moment(plan.deadline, plan.time_zone),
            reminded_at=moment(plan.deadline - timedelta(hours=plan.remind_hours_before), plan.time_zone),
            letter=_letter(plan.subject, plan.text, self._occasion(first, plan.deadline)) if first else None,
            doubts=_doubts(plan, [first] if first else []),
            first=first,
        )
        return self.render_to_response(context)

    def sample(self, form: LaunchForm) -> Letter | None:
        """The invitation as the first contract's supplier would get it."""
        said = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else form.initial
        if not self.choice.free or not isinstance(said.get("deadline"), datetime):
            return None
        occasion = self._occasion(self._contract(self.choice.free[0].pk), said["deadline"])
        return _letter(said.get("subject", ""), said.get("text", ""), occasion)

    def _contract(self, pk: int) -> Contract:
        return Contract.objects.select_related("supplier", "category__owner").get(pk=pk)

    def _occasion(self, contract: Contract, deadline: datetime) -> Occasion:
        return replace(_occasion(contract, self.user), deadline=deadline, stage=self.category.stage)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            opts=self.model_admin.opts,
            versions=self.versions,
            version=self.version,
            category=self.category if self.version else None,
            **context,
        )


class LetterPreview(LaunchPage):
    """The invitation as it is typed: what a supplier would read, or what is wrong with the text."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = LaunchForm(request.POST)
        form.is_valid()
        said = {name: request.POST.get(name, "") for name in ("subject", "text")}
        faults = letters.faults(said["subject"], said["text"].replace("\r\n", "\n"))
        deadline = form.cleaned_data.get("deadline") or timezone.now()
        contract = self._some_contract()
        letter = _letter(said["subject"], said["text"], self._occasion(contract, deadline)) if contract else None
        found = [sentence for sentences in faults.values() for sentence in sentences]
        return render(request, "admin/campaigns/letter.html", {"letter": letter, "faults": found, "to": contract})

    def _some_contract(self) -> Contract | None:
        """Any contract of the category: the preview is about the words."""
        if self.version is None:
            return None
        return (
            self.category.contracts.select_related("supplier", "category__owner")
            .exclude(supplier__email="")
            .order_by("pk")
            .first()
        )


def _letter(subject: str, text: str, occasion: Occasion) -> Letter:
    return letters.compose(Email.Purpose.INVITATION, subject, text.replace("\r\n", "\n"), occasion)


def _occasion(contract: Contract, user: Any) -> Occasion:
    supplier = contract.supplier
    assert contract.category is not None
    name, email = mailing.first_contact(user, contract.category.owner)
    return Occasion(
        supplier=supplier.name,
        contact=supplier.contact_name,
        title=contract.title,
        buyer=settings.BUYER_NAME,
        deadline=timezone.now(),
        link=mailing.link_of(SAMPLE_LINK),
        locale=supplier.locale,
        time_zone=supplier.time_zone,
        language=supplier.language,
        asks=name,
        asks_email=email,
    )


def _doubts(plan: Plan, contracts: Sequence[Contract]) -> list[str]:
    """Numbers in the invitation that only we may know, as for a playbook's opening message."""
    guardrails = {**plan.version.guardrails, "opening_message": f"{plan.subject}\n{plan.text}", "questions": []}
    found: list[str] = []
    for contract in contracts:
        policy = compile_policy(guardrails, Baseline(contract.baseline(), contract.annual_quantity))
        words = Words.of(guardrails, contract.currency)
        found.extend(leak.replace("The opening message", "The invitation") for leak in leaks(guardrails, policy, words))
    return found


def _contracts_address(category: Category, **filters: str) -> str:
    chosen = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('admin:suppliers_contract_changelist')}?category__id__exact={category.pk}&{chosen}"


def _whole_hour(at: datetime) -> datetime:
    """Rounded up, so that nobody gets less time than the playbook gives."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at else hour + timedelta(hours=1)


def _key(text: str) -> UUID:
    """The form's key; one of its own for a form without, which then is launched as often as it is sent."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
