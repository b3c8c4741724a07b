"""Playbooks: the list of them, and the pages of each one."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin

from negotiation.admin.access import InCategories, SeenDropdownFilter
from negotiation.admin.dry_runs import CancelDryRun, DryRunPage, TryPage
from negotiation.admin.history import WithHistory
from negotiation.admin.playbook_draft_page import DraftPage, PacingFragment, PreviewFragment
from negotiation.admin.playbook_page import PlaybookPage
from negotiation.admin.playbook_publish_pages import CheckPage, ComparePage, CopyBack, Decide, VersionPage, VersionsPage
from negotiation.admin.playbook_yaml_pages import YamlDownload, YamlPage
from negotiation.admin.rehearsals import RehearsalPage, StartRehearsal
from negotiation.models import Playbook, PlaybookVersion, Publication
from negotiation.playbooks.words import starting_draft

# Address below a playbook's own, name, and page.
PAGES: tuple[tuple[str, str, type[PlaybookPage]], ...] = (
    ("pacing/", "pacing", PacingFragment),
    ("preview/", "preview", PreviewFragment),
    ("check/", "check", CheckPage),
    ("try/", "try", TryPage),
    ("try/<int:run>/", "dry_run", DryRunPage),
    ("try/<int:run>/against/<int:other>/", "dry_runs", DryRunPage),
    ("try/<int:run>/cancel/", "cancel_dry_run", CancelDryRun),
    ("rehearsals/", "rehearse", StartRehearsal),
    ("rehearsals/<uuid:public_id>/", "rehearsal", RehearsalPage),
    ("versions/", "versions", VersionsPage),
    ("versions/compare/", "compare", ComparePage),
    ("versions/<int:number>/", "version", VersionPage),
    ("versions/<int:number>/copy/", "copy", CopyBack),
    ("versions/<int:number>/yaml/", "version_yaml", YamlDownload),
    ("publications/<int:publication_id>/<str:decision>/", "decide", Decide),
    ("yaml/", "yaml", YamlPage),
    ("yaml/download/", "draft_yaml", YamlDownload),
)


@admin.register(Playbook)
class PlaybookAdmin(InCategories, WithHistory, ModelAdmin):
    list_display = ("name", "category", "in_force", "published_at", "draft_state")
    list_filter = (("category", SeenDropdownFilter),)
    list_filter_submit = True
    list_select_related = ("category", "draft_saved_by")
    search_fields = ("name", "slug", "category__name")
    fields = ("category", "name", "slug")
    prepopulated_fields: ClassVar[dict[str, tuple[str, ...]]] = {"slug": ("name",)}
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Playbook]:
        latest = PlaybookVersion.objects.filter(playbook=OuterRef("pk")).order_by("-number")
        playbooks: QuerySet[Playbook] = super().get_queryset(request)
        return playbooks.annotate(
            latest_number=Subquery(latest.values("number")[:1]),
            latest_at=Subquery(latest.values("published_at")[:1]),
            latest_guardrails=Subquery(latest.values("guardrails")[:1]),
            waiting_since=Subquery(
                Publication.objects.filter(playbook=OuterRef("pk"), outcome=Publication.Outcome.ASKED).values(
                    "asked_at"
                )[:1]
            ),
        )

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{address}",
                self.admin_site.admin_view(page.as_view(model_admin=self)),
                name=f"negotiation_playbook_{name}",
            )
            for address, name, page in PAGES
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The draft's own page stands where Django's form would."""
        return DraftPage.as_view(model_admin=self)(request, object_id=object_id)

    def save_model(self, request: HttpRequest, obj: Playbook, form: Any, change: bool) -> None:
        if not change:
            obj.draft = starting_draft()
            assert isinstance(request.user, User)
            obj.draft_saved_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Playbook, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:negotiation_playbook_change", args=[obj.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Playbook | None = None) -> bool:
        return False  # negotiations were held under it

    @admin.display(description="In force", ordering="latest_number")
    def in_force(self, playbook: Any) -> str:
        return f"Version {playbook.latest_number}" if playbook.latest_number else "Nothing yet"

    @admin.display(description="Published", ordering="latest_at")
    def published_at(self, playbook: Any) -> Any:
        return playbook.latest_at

    @admin.display(description="Draft", ordering="draft_saved_at")
    def draft_state(self, playbook: Any) -> str:
        if playbook.waiting_since:
            return "Waits for approval"
        if playbook.latest_number and playbook.draft == playbook.latest_guardrails:
            return "As published"
        by = f" by {playbook.draft_saved_by}" if playbook.draft_saved_by else ""
        return f"Changed{by}"
