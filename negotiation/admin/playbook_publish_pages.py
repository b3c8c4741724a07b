"""Check and publish, versions, what changed between them, and a second person's consent."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from negotiation.admin.playbook_page import PlaybookPage, seen_revision
from negotiation.models import PlaybookVersion, Publication
from negotiation.playbooks import drafts, publishing
from negotiation.playbooks.check import Findings, check
from negotiation.playbooks.diff import differences
from negotiation.playbooks.overview import overview

DRAFT = "draft"
LONGEST_NOTE = 500
VERSIONS_A_PAGE = 50


class CheckPage(PlaybookPage):
    """What is wrong and doubtful about the draft, what it changes, and the way to publish it."""

    tab = "check"
    template_name = "admin/playbooks/check.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(check(self.playbook.category, self.playbook.draft))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_publish:
            raise PermissionDenied
        note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
        try:
            published = publishing.publish(
                self.playbook,
                seen_revision=seen_revision(request),
                by=self.user,
                note=note,
                accepted_doubts=_texts(request.POST.get("accepted", "")),
            )
        except publishing.HasFaults as refused:
            return self._page(refused.findings, note=note, status=409)
        except publishing.HasDoubts as refused:
            return self._page(refused.findings, note=note, asks_again=True, status=409)
        except (publishing.NotPublished, drafts.DraftChanged) as refused:
            messages.error(request, _refusal(refused))
            return HttpResponseRedirect(self.address("check"))
        messages.success(request, _told(published))
        return HttpResponseRedirect(self.address("versions"))

    def _page(self, findings: Findings, *, status: int = 200, **more: Any) -> HttpResponse:
        latest = publishing.latest_version(self.playbook)
        before = latest.guardrails if latest else {}
        changes = differences(before, self.playbook.draft, currency=self.playbook.category.currency) if latest else ()
        context = self.get_context_data(
            findings=findings,
            changes=changes,
            is_news=latest is None or bool(changes),
            needs_approval=publishing.needs_approval(),
            accepted=json.dumps(findings.doubts),
            **more,
        )
        return self.render_to_response(context, status=status)


class VersionsPage(PlaybookPage):
    """All versions, the newest first, and what was asked to be published."""

    tab = "versions"
    template_name = "admin/playbooks/versions.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        versions = self.playbook.versions.select_related("published_by", "approved_by").order_by("-number")
        page = Paginator(versions, VERSIONS_A_PAGE).get_page(self.request.GET.get("page"))
        decided = self.playbook.publications.exclude(outcome=Publication.Outcome.ASKED)
        return super().get_context_data(
            page=page,
            numbers=list(self.playbook.versions.order_by("-number").values_list("number", flat=True)),
            decided=decided.exclude(outcome=Publication.Outcome.APPROVED).select_related("asked_by", "decided_by")[:10],
            hides_waiting=True,
            **self._asked(),
            **context,
        )

    def _asked(self) -> dict[str, Any]:
        """What is asked to be published, against what is in force."""
        waiting, latest = publishing.waiting_publication(self.playbook), publishing.latest_version(self.playbook)
        if waiting is None:
            return {}
        currency = self.playbook.category.currency
        before = latest.guardrails if latest else {}
        return {
            "why_not_approver": publishing.why_not_approver(waiting, self.user),
            "waiting_changes": differences(before, waiting.guardrails, currency=currency),
        }


class VersionPage(PlaybookPage):
    """One version as it was published, in words."""

    tab = "versions"
    template_name = "admin/playbooks/version.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        version = version_or_404(self, self.kwargs["number"])
        before = self.playbook.versions.filter(number__lt=version.number).order_by("-number").first()
        currency = self.playbook.category.currency
        return super().get_context_data(
            version=version,
            before=before,
            changes=differences(before.guardrails, version.guardrails, currency=currency) if before else (),
            overview=overview(version.guardrails, currency=currency),
            **context,
        )


class ComparePage(PlaybookPage):
    """What changed between two versions, or between a version and the draft."""

    tab = "versions"
    template_name = "admin/playbooks/compare.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        before_name, before = self._chosen("from")
        after_name, after = self._chosen("to")
        return super().get_context_data(
            before_name=before_name,
            after_name=after_name,
            changes=differences(before, after, currency=self.playbook.category.currency),
            numbers=list(self.playbook.versions.order_by("-number").values_list("number", flat=True)),
            chosen={"from": self.request.GET.get("from"), "to": self.request.GET.get("to")},
            **context,
        )

    def _chosen(self, which: str) -> tuple[str, dict[str, Any]]:
        text = self.request.GET.get(which, DRAFT)
        if text == DRAFT:
            return "the draft", self.playbook.draft
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Http404("There is no such version.")
        return f"version {text}", version_or_404(self, int(text)).guardrails


class CopyBack(PlaybookPage):
    """Makes an earlier version the draft again."""

    needs_change = True
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = version_or_404(self, self.kwargs["number"])
        try:
            drafts.copy_back(version, seen_revision=seen_revision(request), by=self.user)
        except drafts.DraftChanged as changed:
            messages.error(request, _refusal(changed))
            return HttpResponseRedirect(self.address("versions"))
        messages.success(
            request, f"The draft is version {version.number} again. Publish it to bring it back into force."
        )
        return HttpResponseRedirect(self.address("change"))


class Decide(PlaybookPage):
    """Approves, refuses or takes back what somebody asked to publish."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = get_object_or_404(
            self.playbook.publications.select_related("playbook__category", "asked_by", "written_by"),
            pk=self.kwargs["publication_id"],
        )
        decision = self.kwargs["decision"]
        if not (self.may_publish if decision == "withdraw" else self.may_approve):
            raise PermissionDenied
        try:
            messages.success(request, self._decided(asked, decision))
        except publishing.HasFaults as refused:
            messages.error(request, " ".join([str(refused), *refused.findings.faults]))
        except publishing.NotPublished as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(self.address("versions"))

    def _decided(self, asked: Publication, decision: str) -> str:
        user = self.user
        if decision == "approve":
            return f"Version {publishing.approve(asked, by=user).number} is published, on your approval."
        if decision == "refuse":
            publishing.refuse(asked, by=user, reason=self.request.POST.get("reason", "")[:LONGEST_NOTE])
            return f"Refused. {asked.asked_by} can see why, and ask again."
        publishing.withdraw(asked, by=user)
        return "Your request is withdrawn. The draft is as it was."


def version_or_404(page: PlaybookPage, number: int) -> PlaybookVersion:
    """A version of the page's playbook."""
    versions = page.playbook.versions.select_related("playbook__category", "published_by", "approved_by")
    return get_object_or_404(versions, number=number)


def _texts(text: str) -> tuple[str, ...]:
    """The doubts that somebody was shown and accepted."""
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _told(published: PlaybookVersion | Publication) -> str:
    if isinstance(published, PlaybookVersion):
        return f"Version {published.number} is published. New campaigns get it; running negotiations keep theirs."
    return "A second person is asked to approve. Until then the last version stays in force."


def _refusal(error: Exception) -> str:
    if isinstance(error, drafts.DraftChanged):
        return f"{error} Look at the draft as it is now, then try again."
    return str(error)
