"""A playbook as a file: to keep in version control, to review, to bring back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from negotiation.admin.playbook_page import PlaybookPage, seen_revision
from negotiation.admin.playbook_publish_pages import version_or_404
from negotiation.playbooks import drafts
from negotiation.playbooks import files as playbook_files
from negotiation.playbooks.yaml import LARGEST_FILE, YamlError


class YamlPage(PlaybookPage):
    """The draft as a file, and a place to bring one in."""

    tab = "yaml"
    template_name = "admin/playbooks/yaml.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(text="")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_change:
            raise PermissionDenied
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            text = _uploaded(request.FILES.get("file")) or text
            playbook_files.bring_in(self.playbook, text, seen_revision=seen_revision(request), by=self.user)
        except YamlError as error:
            return self._page(text=text, faults=error.faults, status=422)
        except drafts.DraftChanged as changed:
            return self._page(text=text, faults=(f"{changed} Import again to put the file in its place.",), status=409)
        messages.success(request, "The file is the draft now. Check it before you publish it.")
        return HttpResponseRedirect(self.address("check"))

    def _page(self, *, text: str, status: int = 200, **more: Any) -> HttpResponse:
        context = self.get_context_data(
            exported=playbook_files.take_out(self.playbook, self.playbook.draft), text=text, **more
        )
        return self.render_to_response(context, status=status)


class YamlDownload(PlaybookPage):
    """The file of the draft, or of a version."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = self.kwargs.get("number")
        guardrails = self.playbook.draft if number is None else version_or_404(self, number).guardrails
        suffix = "draft" if number is None else f"v{number}"
        return HttpResponse(
            playbook_files.take_out(self.playbook, guardrails),
            headers={
                "Content-Type": "application/yaml; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{self.playbook.slug}-{suffix}.yaml"',
            },
        )


def _uploaded(file: UploadedFile[bytes] | None) -> str:
    """The text of an uploaded file, "" when there is none. Raises YamlError for what is no text, or too long."""
    if file is None:
        return ""
    if file.size is None or file.size > 4 * LARGEST_FILE:
        raise YamlError(f"The file is too large; {LARGEST_FILE:,} characters are the most for a playbook.")
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlError(f"The file is not UTF-8 text: byte {error.start + 1} cannot be read.") from error
