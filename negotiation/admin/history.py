"""A row's history: every change to it and to what is part of it, with who, when, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as Done
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from negotiation import audit_words
from negotiation.audit_words import Change
from negotiation.models import Playbook, PlaybookVersion, Publication
from suppliers.models import Category, Contact, RiskFlag, StageDecision, Supplier

A_PAGE = 50
MOST = 1000  # entries of a row that its page leads through; the audit trail has them all

# What counts as a part of what: model, and its way to the whole.
PARTS: dict[type[Model], tuple[tuple[type[Model], str], ...]] = {
    Supplier: ((RiskFlag, "supplier"), (Contact, "supplier")),
    Playbook: ((PlaybookVersion, "playbook"), (Publication, "playbook")),
}


@dataclass(frozen=True)
class Line:
    """Something that was done: what, to what, by whom."""

    at: datetime
    who: str
    done: str
    about: str
    changes: tuple[Change, ...] = ()


class WithHistory:
    """A model admin whose rows have a History page that says what was before and what after."""

    admin_site: Any
    opts: Any

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if row is None:
            raise Http404("There is nothing at this address.")
        if not self.has_view_or_change_permission(request, row):  # type: ignore[attr-defined]
            raise PermissionDenied
        page = Paginator(history(row), A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}",
            "opts": self.opts,
            "original": row,
            "row": row,
            "page": page,
        }
        return TemplateResponse(request, "admin/history.html", context)


def history(row: Model) -> list[Line]:
    """What was done to a row and its parts, the newest first."""
    entries = entries_of(row).select_related("actor", "content_type").order_by("-timestamp", "-pk")[:MOST]
    currency = currency_of(row)
    found = [_audited(entry, row, currency) for entry in entries]
    return sorted([*found, *_told(row), *_staged(row)], key=lambda line: line.at, reverse=True)


def entries_of(row: Model) -> "QuerySet[LogEntry]":
    """The audit trail of a row and of its parts, also of those that are deleted by now."""
    which = Q(content_type=_type(type(row)), object_id=row.pk)
    for part, way in PARTS.get(type(row), ()):
        there = part._default_manager.order_by().filter(**{way: row.pk}).values("pk")
        gone = Q(action=LogEntry.Action.DELETE, **{f"changes__{way}__0": str(row)})
        which |= Q(content_type=_type(part)) & (Q(object_id__in=there) | gone)
    found: QuerySet[LogEntry] = LogEntry.objects.filter(which)
    return found


def currency_of(row: Any) -> str:
    """In which a playbook's amounts are; "" for what has none."""
    if isinstance(row, PlaybookVersion | Publication):
        row = row.playbook
    return row.category.currency if isinstance(row, Playbook) else ""


def _audited(entry: LogEntry, row: Model, currency: str) -> Line:
    is_part = entry.content_type_id != _type(type(row)).pk
    return Line(
        at=entry.timestamp,
        who=audit_words.who(entry),
        done=audit_words.done(entry),
        about=entry.object_repr if is_part else "",
        changes=tuple(audit_words.changes(entry, currency)),
    )


def _told(row: Model) -> Iterator[Line]:
    """What pages of the admin said of themselves in a sentence, such as "Paused."."""
    told = Done.objects.filter(content_type=_type(type(row)), object_id=str(row.pk))
    for done in told.exclude(change_message__startswith="[").exclude(change_message="").select_related("user")[:MOST]:
        yield Line(done.action_time, done.user.get_full_name() or done.user.get_username(), done.change_message, "")


def _staged(row: Model) -> Iterator[Line]:
    """Decisions how far the bot is trusted, with their reasons."""
    if isinstance(row, Category):
        for decision in StageDecision.objects.filter(category=row).select_related("decided_by")[:MOST]:
            by = decision.decided_by.get_full_name() or decision.decided_by.get_username()
            yield Line(
                decision.decided_at, by, f"Decided: {decision.after} instead of {decision.before}", decision.reason
            )


def _type(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)
