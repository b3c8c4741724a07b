"""What all pages of one playbook have in common: the playbook, who may do what, and the way to its other pages."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from negotiation.models import Playbook
from negotiation.playbooks.publishing import latest_version, waiting_publication

PUBLISH_PERMISSION = "negotiation.add_playbookversion"
APPROVE_PERMISSION = "negotiation.change_publication"

# Name of the tab, its words, the name of its address. A page that is not installed has no tab.
TABS = (
    ("draft", "Draft", "admin:negotiation_playbook_change"),
    ("check", "Check and publish", "admin:negotiation_playbook_check"),
    ("try", "Try", "admin:negotiation_playbook_try"),
    ("versions", "Versions", "admin:negotiation_playbook_versions"),
    ("yaml", "YAML", "admin:negotiation_playbook_yaml"),
    ("history", "History", "admin:negotiation_playbook_history"),
)


@dataclass(frozen=True)
class Tab:
    """A way to another page of the same playbook."""

    title: str
    link: str
    is_current: bool


class PlaybookPage(UnfoldModelAdminViewMixin, TemplateView):
    """A page of one playbook. `needs_change`: whether looking at it takes the right to change the draft."""

    tab = "draft"
    needs_change = False
    model_admin: Any
    kwargs: dict[str, Any]

    @cached_property
    def playbook(self) -> Playbook:
        """The playbook of the address, if this user may see it at all."""
        found = self.model_admin.get_queryset(self.request).select_related("category", "draft_saved_by")
        try:
            return found.get(pk=unquote(str(self.kwargs["object_id"])))  # type: ignore[no-any-return]
        except (Playbook.DoesNotExist, ValueError) as error:
            raise Http404("There is no such playbook.") from error

    @property
    def user(self) -> User:
        """Who is signed in; nobody else comes this far."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    @property
    def title(self) -> str:
        return self.playbook.name

    def has_permission(self) -> bool:
        if self.needs_change:
            return self.may_change
        return bool(self.model_admin.has_view_permission(self.request, self.playbook))

    @cached_property
    def may_change(self) -> bool:
        return bool(self.model_admin.has_change_permission(self.request, self.playbook))

    @cached_property
    def may_publish(self) -> bool:
        return self.may_change and self.user.has_perm(PUBLISH_PERMISSION)

    @cached_property
    def may_approve(self) -> bool:
        return self.user.has_perm(APPROVE_PERMISSION)

    def address(self, name: str, *more: Any) -> str:
        """The address of another page of this playbook."""
        return reverse(f"admin:negotiation_playbook_{name}", args=[self.playbook.pk, *more])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            playbook=self.playbook,
            opts=self.model_admin.opts,
            original=self.playbook,
            tabs=tabs(self.playbook, self.tab),
            latest=latest_version(self.playbook),
            waiting=waiting_publication(self.playbook),
            may_change=self.may_change,
            may_publish=self.may_publish,
            may_approve=self.may_approve,
            **context,
        )


def tabs(playbook: Playbook, current: str) -> list[Tab]:
    """The pages of a playbook that are installed."""
    found = []
    for name, title, url_name in TABS:
        try:
            found.append(Tab(title, reverse(url_name, args=[playbook.pk]), name == current))
        except NoReverseMatch:
            continue
    return found


def seen_revision(request: HttpRequest) -> int:
    """The revision of the draft that a form was opened on; -1, which none has, when the form does not say."""
    text = request.POST.get("seen_revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
