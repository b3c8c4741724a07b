"""A rehearsal's page: the room that suppliers use, and beside it what the bot thought at each move."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property

from negotiation import ledger, records
from negotiation.admin.playbook_page import PlaybookPage
from negotiation.lifecycle import NotPossible
from negotiation.models import Negotiation
from negotiation.playbooks.compiling import PlaybookError
from negotiation.trials import rehearsals
from negotiation.trials.thoughts import thoughts
from suppliers.models import Contract

NO_NEWS = 204  # htmx leaves the page as it is


class StartRehearsal(PlaybookPage):
    """Opens a room on the draft as it is now."""

    needs_change = True
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chosen = request.POST.get("contract", "")
        contracts = Contract.objects.filter(category=self.playbook.category).select_related("supplier")
        contract = get_object_or_404(contracts, pk=int(chosen) if chosen.isascii() and chosen.isdigit() else 0)
        try:
            made = rehearsals.start(self.playbook, contract, by=self.user)
        except (NotPossible, PlaybookError) as refused:
            messages.error(request, f"The rehearsal could not begin. {refused}")
            return HttpResponseRedirect(self.address("try"))
        return HttpResponseRedirect(self.address("rehearsal", made.public_id))


class RehearsalPage(PlaybookPage):
    """The room in a frame, and the panel beside it. Asked for by htmx, the panel alone, when it has changed."""

    tab = "try"
    template_name = "admin/tries/rehearsal.html"

    def has_permission(self) -> bool:
        return super().has_permission() and rehearsals.may_enter(self.user, self.negotiation)

    @cached_property
    def negotiation(self) -> Negotiation:
        related = ("contract__supplier", "rehearsal_of__category")
        known = Negotiation.objects.filter(rehearsal_of=self.playbook).select_related(*related)
        return get_object_or_404(known, public_id=self.kwargs["public_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            return self.render_to_response(self.get_context_data(**self._panel()))
        if request.GET.get("seen") == str(self.negotiation.head_seq):
            return HttpResponse(status=NO_NEWS)
        return render(request, "admin/tries/panel.html", self._panel())

    def _panel(self) -> dict[str, Any]:
        record = records.load(self.negotiation)
        return {
            "negotiation": self.negotiation,
            "seen": record.seq,
            "state": self.negotiation.get_state_display(),
            "is_over": self.negotiation.is_closed,
            "is_with_people": self.negotiation.state in ("escalated", "awaiting_approval"),
            "thoughts": thoughts(ledger.events_after(self.negotiation), record.facts)[::-1],
            "room": reverse("room", args=[rehearsals.token_of(self.negotiation)]),
            "here": self.address("rehearsal", self.negotiation.public_id),
        }
