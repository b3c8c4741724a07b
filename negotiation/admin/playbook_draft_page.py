"""The draft's page: one form for all guardrails, a curve and a preview that follow what is typed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property

from negotiation.admin.playbook_editor import DraftEditor, FieldFault
from negotiation.admin.playbook_forms import RulesForm
from negotiation.admin.playbook_page import PlaybookPage, seen_revision
from negotiation.engine import PolicyError
from negotiation.models import Playbook
from negotiation.playbooks import curves, drafts
from negotiation.playbooks.compiling import PlaybookError
from negotiation.playbooks.diff import differences
from negotiation.playbooks.preview import preview
from negotiation.playbooks.sentences import Words, share
from negotiation.playbooks.shape import ShapeError
from negotiation.playbooks.words import setting
from suppliers.models import Contract

MOST_CONTRACTS = 200  # in the preview's list to choose from
SAMPLE = 500  # contracts that are asked for names of levers
PACING_FIELDS = ("rounds", "concession", "floor", "accept_at")


class EditorPage(PlaybookPage):
    """A page that knows how to read the draft's form."""

    @cached_property
    def known_levers(self) -> set[str]:
        """Short names of levers in the category's contracts."""
        terms = Contract.objects.filter(category=self.playbook.category).values_list("terms", flat=True)
        return {name for each in terms.order_by("-pk")[:SAMPLE] if isinstance(each, dict) for name in each}

    def typed(self) -> DraftEditor:
        return DraftEditor.typed(self.request.POST, self.playbook.draft, self.known_levers)


class DraftPage(EditorPage):
    """Shows the draft and saves it."""

    template_name = "admin/playbooks/draft.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(DraftEditor.showing(self.playbook.draft, self.known_levers), self.playbook.draft_revision)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_change:
            raise PermissionDenied
        editor, seen = self.typed(), seen_revision(request)
        if not editor.is_valid():
            return self._page(editor, seen, faults=editor.faults(), status=422)
        try:
            saved = drafts.save(self.playbook, editor.guardrails(), seen_revision=seen, by=self.user)
        except drafts.DraftChanged as changed:
            return self._conflict(editor, changed)
        except ShapeError as error:
            faults = [FieldFault("playbook-form", fault.field, fault.sentence) for fault in error.faults]
            return self._page(editor, seen, faults=faults, status=422)
        is_new = saved.draft_revision != seen
        messages.success(request, "The draft is saved." if is_new else "There was nothing new to save.")
        return HttpResponseRedirect(self.address("check" if "check" in request.POST else "change"))

    def _conflict(self, editor: DraftEditor, changed: drafts.DraftChanged) -> HttpResponse:
        """Somebody else saved meanwhile: their draft stands, and what was typed here is kept on the page."""
        ours = differences(changed.guardrails, editor.guardrails(), currency=self.playbook.category.currency)
        return self._page(editor, changed.revision, status=409, conflict=changed, ours=ours)

    def _page(self, editor: DraftEditor, seen: int, *, status: int = 200, **more: Any) -> HttpResponse:
        context = self.get_context_data(
            editor=editor,
            seen_revision=seen,
            contracts=list(contracts_of(self.playbook)[:MOST_CONTRACTS]),
            unsaved=editor.rules.is_bound,
            currency=self.playbook.category.currency,
            **more,
        )
        return self.render_to_response(context, status=status)


class PacingFragment(EditorPage):
    """The curve for the numbers in the form, whatever else stands in it; for who may only look, those of the draft."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        numbers = self._numbers(request)
        context: dict[str, Any] = {"faults": []}
        if any(numbers.get(name) is None for name in PACING_FIELDS):
            context["faults"] = ["The curve appears when rounds, pacing, floor and acceptance threshold are numbers."]
        else:
            context |= _curve({name: numbers.get(name) for name in (*PACING_FIELDS, "aim")})
        return render(request, "admin/playbooks/pacing.html", context)

    def _numbers(self, request: HttpRequest) -> dict[str, Any]:
        if not self.may_change:  # their fields are disabled, so the browser sends none
            return {name: setting(self.playbook.draft, name) for name in (*PACING_FIELDS, "aim")}
        rules = RulesForm(request.POST)
        rules.is_valid()
        return rules.cleaned_data


class PreviewFragment(EditorPage):
    """What the form's guardrails come to for one contract, or why they come to nothing.

    For who may only look, the draft's: their fields are disabled, so the browser sends none.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        editor = self.typed() if self.may_change else None
        context: dict[str, Any] = {"contract": self._contract(request)}
        if editor and not editor.is_valid():
            context["faults"] = [_fault_line(fault) for fault in editor.faults()]
        elif context["contract"] is not None:
            guardrails = editor.guardrails() if editor else self.playbook.draft
            try:
                context["preview"] = preview(guardrails, context["contract"])
            except PlaybookError as error:
                words = Words.of(guardrails, self.playbook.category.currency)
                context["faults"] = [words.plain(fault) for fault in error.faults]
        return render(request, "admin/playbooks/preview.html", context)

    def _contract(self, request: HttpRequest) -> Contract | None:
        chosen = request.POST.get("contract", "")
        found = contracts_of(self.playbook)
        return found.filter(pk=chosen).first() if chosen.isascii() and chosen.isdigit() else found.first()


def contracts_of(playbook: Playbook) -> QuerySet[Contract]:
    """The category's contracts, to choose one from."""
    return Contract.objects.filter(category=playbook.category).select_related("supplier")


def _curve(values: dict[str, Any]) -> dict[str, Any]:
    """The curve of these numbers, as an image, as a table and as a sentence."""
    try:
        found = curves.pacing(**values)
    except PolicyError as error:
        return {"faults": [Words({}, {}, "").plain(fault) for fault in error.faults]}
    return {
        "svg": curves.svg(found),
        "offers": [(number, share(point)) for number, point in enumerate(found.points, 1)],
        "last": share(found.lowest),
        "takes_from": found.takes_at_once_from,
        "accept_at": share(found.accept_at),
    }


def _fault_line(fault: FieldFault) -> str:
    return f"{fault.where}: {fault.sentence}" if fault.where else fault.sentence
