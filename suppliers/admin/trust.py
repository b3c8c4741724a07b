"""How far the bot is trusted in a category: what is known, and the decision."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from negotiation import trust
from negotiation.lifecycle import NotPossible
from negotiation.trust import ENOUGH, LATELY, ORDER, Tally
from suppliers.models import Category, Stage

LATEST = 20  # decisions in the list


def tally_words(tally: Tally) -> str:
    """A share with its denominator: `79 % (41 of 52 moves)`."""
    if tally.share is None:
        return "no moves"
    return f"{tally.share:.0%} ({tally.agreed:,} of {tally.moves:,} move{'s' if tally.moves != 1 else ''})".replace(
        "%", " %"
    )


def rows(category: Category) -> list[dict[str, Any]]:
    """What is known, a row for each stage in which people move."""
    return [
        {
            "name": trust.name_of(each.stage).capitalize(),
            "lately": tally_words(each.lately),
            "ever": tally_words(each.ever),
            "is_little": 0 < each.ever.moves < ENOUGH,
        }
        for each in trust.tallies(category)
    ]


def now(category: Category) -> dict[str, Any]:
    """The part of a category's own page."""
    return {
        "name": trust.name_of(category.stage).capitalize(),
        "meaning": trust.meaning_of(category.stage),
        "rows": rows(category),
        "days": LATELY.days,
        "link": reverse("admin:suppliers_category_trust", args=[category.pk]),
    }


class TrustPage(UnfoldModelAdminViewMixin, TemplateView):
    """The evidence, and under it the decision, for those who may change the category."""

    template_name = "admin/trust/page.html"
    title = "Trust in the bot"
    model_admin: Any
    kwargs: dict[str, Any]

    @cached_property
    def category(self) -> Category:
        """The category of the address, if this user may see it at all."""
        try:
            found: Category = self.model_admin.get_queryset(self.request).get(pk=unquote(str(self.kwargs["object_id"])))
        except (Category.DoesNotExist, ValueError) as error:
            raise Http404("There is no such category.") from error
        return found

    def has_permission(self) -> bool:
        return bool(self.model_admin.has_view_permission(self.request, self.category))

    @cached_property
    def may_decide(self) -> bool:
        return bool(self.model_admin.has_change_permission(self.request, self.category))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        stages = [(str(each), trust.name_of(each).capitalize(), trust.meaning_of(each)) for each in ORDER]
        decisions = self.category.stage_decisions.select_related("decided_by")[:LATEST]
        return super().get_context_data(
            category=self.category,
            original=self.category,
            opts=self.model_admin.opts,
            rows=rows(self.category),
            days=LATELY.days,
            enough=ENOUGH,
            disagreements=trust.disagreements(self.category),
            stages=stages,
            present=trust.name_of(self.category.stage),
            may_decide=self.may_decide,
            decisions=[(each, _evidence(each.evidence)) for each in decisions],
            **context,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_decide or not isinstance(request.user, User):
            raise PermissionDenied
        chosen, reason = request.POST.get("stage", ""), request.POST.get("reason", "").replace("\x00", "")
        if chosen not in Stage.values:
            raise Http404("There is no such stage.")
        try:
            made = trust.decide(
                self.category, Stage(chosen), seen=request.POST.get("seen", ""), by=request.user, reason=reason
            )
        except NotPossible as refused:
            context = self.get_context_data(refused=str(refused), chosen=chosen, reason=reason)
            return self.render_to_response(context, status=409)
        told = f"{self.category} is at {trust.name_of(made.after)} from the next negotiation on."
        messages.success(request, f"{told} Those that run go on as they began.")
        return HttpResponseRedirect(request.path)


def _evidence(kept: dict[str, dict[str, list[int]]]) -> str:
    """What was known when it was decided."""
    told = [
        f"{trust.name_of(stage)}: {tally_words(Tally(*figures['lately']))} in {LATELY.days} days, "
        f"{tally_words(Tally(*figures['ever']))} ever"
        for stage, figures in kept.items()
        if figures["ever"][1]
    ]
    return "; ".join(told) or "no moves of people to compare with"
