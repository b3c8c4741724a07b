"""The pages that try a playbook: dry runs, begun, followed, read and compared; and the way into a rehearsal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property

from negotiation import tasks
from negotiation.admin.dry_run_report import is_over, report, sentences
from negotiation.admin.playbook_page import PlaybookPage
from negotiation.category_rights import works_in
from negotiation.models import DryRun, Work
from negotiation.playbooks.diff import differences
from negotiation.playbooks.publishing import latest_version
from negotiation.trials import dry_runs, rehearsals
from negotiation.trials.results import comparable
from suppliers.models import Contract

DRAFT = "draft"
LATEST = 12  # runs, and rehearsals, in a list
MOST_CONTRACTS = 200  # to choose from for a rehearsal


class DryRunForm(forms.Form):
    """What is tried, against what, how often, with which suppliers."""

    what = forms.ChoiceField()
    against = forms.ChoiceField(required=False)
    negotiations = forms.TypedChoiceField(coerce=int, choices=[(size, f"{size:,}") for size in dry_runs.SIZES])
    seed = forms.IntegerField(min_value=0, max_value=dry_runs.LARGEST_SEED)

    def __init__(self, *args: Any, versions: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(DRAFT, "the draft"), *((str(number), f"version {number}") for number in versions)]
        self.fields["what"].choices = known  # type: ignore[attr-defined]
        self.fields["against"].choices = [("", "nothing else"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") and cleaned.get("what") == cleaned.get("against"):
            self.add_error("against", "Choose another one to compare with.")
        return cleaned


class TryPage(PlaybookPage):
    """Begins a dry run or a rehearsal, and lists the latest ones."""

    tab = "try"
    template_name = "admin/tries/try.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first = {"what": DRAFT, "against": self._in_force, "negotiations": dry_runs.SIZES[1], "seed": 1}
        return self._page(DryRunForm(first, versions=self.versions))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_change:
            raise PermissionDenied
        form = DryRunForm(request.POST, versions=self.versions)
        if not form.is_valid():
            return self._page(form, faults=[text for texts in form.errors.values() for text in texts], status=422)
        try:
            runs = dry_runs.start(
                self.playbook,
                [self._chosen(each) for each in self._wanted(form)],
                negotiations=form.cleaned_data["negotiations"],
                seed=form.cleaned_data["seed"],
                by=self.user,
            )
        except dry_runs.NotTried as refused:
            return self._page(form, faults=list(refused.faults), status=422)
        for run in runs:
            tasks.try_soon(run)
        if len(runs) > 1:
            return HttpResponseRedirect(self.address("dry_runs", runs[0].pk, runs[1].pk))
        return HttpResponseRedirect(self.address("dry_run", runs[0].pk))

    @cached_property
    def versions(self) -> list[int]:
        return list(self.playbook.versions.order_by("-number").values_list("number", flat=True))

    @property
    def _in_force(self) -> str:
        """What a changed draft is compared with, when nobody says otherwise."""
        latest = latest_version(self.playbook)
        return str(latest.number) if latest and latest.guardrails != self.playbook.draft else ""

    def _wanted(self, form: DryRunForm) -> list[str]:
        """The older one first, so that the difference reads from it to the newer."""
        chosen = [form.cleaned_data["against"], form.cleaned_data["what"]]
        return sorted(filter(None, chosen), key=lambda each: float("inf") if each == DRAFT else int(each))

    def _chosen(self, what: str) -> tuple[str, dict[str, Any]]:
        if what == DRAFT:
            return "the draft", self.playbook.draft
        version = self.playbook.versions.get(number=int(what))
        return f"version {version.number}", version.guardrails

    def _page(self, form: DryRunForm, *, status: int = 200, **more: Any) -> HttpResponse:
        contracts = Contract.objects.filter(category=self.playbook.category).select_related("supplier")
        context = self.get_context_data(
            form=form,
            sizes=dry_runs.SIZES,
            runs=_latest(self.playbook.dry_runs.all()),
            contracts=contracts.order_by("supplier__name", "title")[:MOST_CONTRACTS],
            contract_count=contracts.count(),
            rehearsals=rehearsals.of_playbook(self.playbook)[:LATEST],
            may_rehearse=self.may_change and works_in(self.user, self.playbook.category),
            **more,
        )
        return self.render_to_response(context, status=status)


class DryRunPage(PlaybookPage):
    """One run, or two against each other; while they are played, how far they are."""

    tab = "try"
    template_name = "admin/tries/dry_run.html"

    @cached_property
    def runs(self) -> list[DryRun]:
        wanted = [self.kwargs["run"], *([self.kwargs["other"]] if "other" in self.kwargs else [])]
        known = self.playbook.dry_runs.select_related("started_by")
        return [get_object_or_404(known, pk=pk) for pk in wanted]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        over = all(is_over(run) for run in self.runs)
        if request.headers.get("HX-Request"):
            response = render(request, "admin/tries/progress.html", {"runs": self.runs, "is_over": over})
            if over:
                response["HX-Refresh"] = "true"
            return response
        return self.render_to_response(self.get_context_data(runs=self.runs, is_over=over, **self._found()))

    def _found(self) -> dict[str, Any]:
        done = [run for run in self.runs if run.state == Work.DONE]
        if len(done) < len(self.runs):
            return {}
        reports = [report(run) for run in done]
        if len(done) == 1:
            others = [run for run in _latest(self.playbook.dry_runs.exclude(pk=done[0].pk)) if _fits(run, done[0])]
            return {"reports": reports, "others": others}
        before, after = done
        if not comparable(before, after):
            raise Http404("These two runs did not hold the same negotiations.")
        changes = differences(before.guardrails, after.guardrails, currency=self.playbook.category.currency)
        return {"reports": reports, "sentences": sentences(before, after), "changes": changes}


class CancelDryRun(PlaybookPage):
    """Stops a run."""

    needs_change = True
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run = get_object_or_404(self.playbook.dry_runs, pk=self.kwargs["run"])
        if dry_runs.cancel(run):
            messages.success(request, f"Stopped after {run.done:,} of {run.negotiations:,} negotiations.")
        else:
            messages.info(request, f"The dry run is {run.get_state_display().lower()} already.")
        return HttpResponseRedirect(self.address("try"))


def _latest(runs: "QuerySet[DryRun]") -> "QuerySet[DryRun]":
    """The newest runs without the many rows that each holds."""
    figures = runs.annotate(deals=F("results__deals"), held=F("results__held"))
    return figures.select_related("started_by").defer("results", "guardrails").order_by("-pk")[:LATEST]


def _fits(run: DryRun, other: DryRun) -> bool:
    is_like = (run.negotiations, run.seed, run.state) == (other.negotiations, other.seed, Work.DONE)
    return is_like and comparable(run, other)
