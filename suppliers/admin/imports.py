"""Imports: upload a file, see what it would do, have it done, read the report."""

import csv
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from suppliers import tasks
from suppliers.admin import cells
from suppliers.admin.import_rights import MODELS, may_import, subjects
from suppliers.importing import columns, files, runs, values
from suppliers.importing.faults import FileFault
from suppliers.models import ImportRow, ImportRun

Outcome, State = ImportRow.Outcome, ImportRun.State
ROWS_ON_A_PAGE = 50
# In the order in which people should look at them.
TABS = (Outcome.REFUSED, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REPEATED)
LOOKS = {
    State.CHECKING: "info",
    State.CHECKED: "warning",
    State.WRITING: "info",
    State.DONE: "success",
    State.CANCELLED: "default",
    State.FAILED: "danger",
}


class UploadForm(forms.Form):
    subject = forms.ChoiceField(label="What it holds", widget=UnfoldAdminSelectWidget())
    file = forms.FileField(label="File", widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,.tsv,text/csv"}))
    encoding = forms.ChoiceField(
        label="Encoding",
        required=False,
        choices=[("", "Find out"), *files.ENCODINGS.items()],
        widget=UnfoldAdminSelectWidget(),
        help_text="Choose one when names come out wrong.",
    )
    decimal_sign = forms.ChoiceField(
        label="Decimal sign",
        required=False,
        choices=[("", "Find out"), (".", "Point, as in 1,234.50"), (",", "Comma, as in 1.234,50")],
        widget=UnfoldAdminSelectWidget(),
        help_text="Choose one when the file's numbers do not tell, as 1.234 does not.",
    )

    def __init__(self, allowed: list[columns.Subject], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(one.value, one.label) for one in allowed]  # type: ignore[attr-defined]


@admin.register(ImportRun)
class ImportRunAdmin(ModelAdmin):
    list_display = ("file", "subject", "stands", "rows", "came_of_it", "started_by", "uploaded")
    list_select_related = ("started_by",)
    list_filter = (("subject", ChoicesDropdownFilter), ("state", ChoicesDropdownFilter))
    list_filter_submit = True
    search_fields = ("file_name", "started_by__username")
    actions = None

    # --- who may --------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(subjects(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("suppliers.view_importrun") or bool(subjects(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[ImportRun]":
        found: QuerySet[ImportRun] = super().get_queryset(request)
        sees_all = request.user.has_perm("suppliers.view_importrun")
        return found if sees_all else found.filter(subject__in=subjects(request))

    # --- the list -------------------------------------------------------------------------------------------

    @display(description="File", ordering="file_name")
    def file(self, run: ImportRun) -> str:
        return run.file_name

    @display(description="Rows", ordering="total")
    def rows(self, run: ImportRun) -> str:
        return f"{run.total:,}"

    @display(description="Uploaded", ordering="created_at")
    def uploaded(self, run: ImportRun) -> str:
        at = localtime(run.created_at)
        return f"{cells.day(at.date())}, {at:%H:%M}"

    @display(description="State", ordering="state", label={str(state): look for state, look in LOOKS.items()})
    def stands(self, run: ImportRun) -> tuple[str, str]:
        return str(run.state), run.get_state_display().partition(",")[0]

    @display(description="What came of it")
    def came_of_it(self, run: ImportRun) -> str:
        return summary(run.report.get("written") or run.report.get("checked") or {})

    # --- the pages ------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "confirm": self.confirm_view,
            "cancel": self.cancel_view,
            "resume": self.resume_view,
            "progress": self.progress_view,
            "refused.csv": self.refused_view,
        }
        own = [
            path(
                f"<int:pk>/{name}",
                self.admin_site.admin_view(view),
                name=f"suppliers_importrun_{name.partition('.')[0]}",
            )
            for name, view in pages.items()
        ]
        sample = path(
            "sample/<str:subject>.csv", self.admin_site.admin_view(sample_view), name="suppliers_import_sample"
        )
        return [*own, sample, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        allowed = subjects(request)
        if not allowed:
            raise PermissionDenied
        if request.method == "POST":
            form = UploadForm(allowed, request.POST, request.FILES)
            run = _started(form, request) if form.is_valid() else None
            if run is not None:
                self.log_addition(request, run, "Uploaded")
                tasks.take_up(run)
                return redirect("admin:suppliers_importrun_change", run.pk)
        else:
            form = UploadForm(allowed, initial={"subject": request.GET.get("subject", allowed[0])})
        context = {
            "form": form,
            "guides": [(subject, columns.COLUMNS[subject]) for subject in allowed],
            "most_rows": files.MOST_ROWS,
            "title": "Import",
        }
        return self._page(request, "admin/suppliers/import_upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self._run(request, unquote(object_id))
        counts = runs.counts(run)
        context = {
            "run": run,
            "title": str(run),
            "may_act": may_import(request, run.subject),
            "due": counts[Outcome.NEW] + counts[Outcome.CHANGED],
            "counts": counts,
            "summary": summary(counts),
            **({} if run.is_at_work else _rows(run, counts, request)),
        }
        return self._page(request, "admin/suppliers/import_run.html", context)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far it is; when it is through, the browser is told to load the page anew."""
        run = self._run(request, pk)
        response = TemplateResponse(request, "admin/suppliers/import_progress.html", {"run": run})
        if not run.is_at_work:
            response["HX-Refresh"] = "true"
        return response

    @method_decorator(require_POST)
    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        confirm = partial(runs.confirm, by=request.user)  # type: ignore[arg-type]
        return self._step(request, pk, confirm, "Confirmed")

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(request, pk, runs.cancel, "Cancelled")

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(request, pk, runs.resume, "Resumed")

    def refused_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The refused rows as they were, with the reasons beside them: to correct, and import again."""
        run = self._run(request, pk)
        response = _csv(f"refused-{run.subject}.csv")
        writer = csv.writer(response)
        writer.writerow([*run.headers, "why refused"])
        for row in runs.refused(run):
            cells = [values.escaped(cell) for cell in row.cells]
            padding = [""] * (len(run.headers) - len(cells))
            writer.writerow([*cells, *padding, values.escaped(" ".join(row.faults))])
        return response

    def _step(self, request: HttpRequest, pk: int, step: Any, done: str) -> HttpResponseRedirect:
        run = self._run(request, pk)
        if not may_import(request, run.subject):
            raise PermissionDenied
        try:
            step(run)
        except runs.NotPossible as error:
            messages.warning(request, str(error))
        else:
            self.log_change(request, run, done)
            tasks.take_up(run)
        return redirect("admin:suppliers_importrun_change", pk)

    def _run(self, request: HttpRequest, pk: Any) -> ImportRun:
        if not self.has_view_permission(request):
            raise PermissionDenied
        run: ImportRun | None = self.get_object(request, str(pk))
        if run is None:
            raise Http404("There is no such import.")
        return run

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )


def sample_view(request: HttpRequest, subject: str) -> HttpResponse:
    """A file with nothing but the headers, to fill in."""
    if subject not in MODELS:
        raise Http404("There is no such file.")
    response = _csv(f"{subject}.csv")
    csv.writer(response).writerow(column.name for column in columns.COLUMNS[subject])
    return response


def summary(counts: dict[str, int]) -> str:
    """`12 new, 30 changed, 4 refused`."""
    return ", ".join(f"{counts[outcome]:,} {outcome.label.lower()}" for outcome in TABS if counts.get(outcome))


def _started(form: UploadForm, request: HttpRequest) -> ImportRun | None:
    """The run of the form's file; None when it cannot be read, and then the form says why."""
    uploaded = form.cleaned_data["file"]
    try:
        if uploaded.size > files.MOST_BYTES:
            raise files.too_large(uploaded.size)
        return runs.start(
            subject=form.cleaned_data["subject"],
            file_name=uploaded.name,
            content=uploaded.read(),
            encoding=form.cleaned_data["encoding"],
            decimal_sign=form.cleaned_data["decimal_sign"],
            by=request.user,  # type: ignore[arg-type]
        )
    except FileFault as error:
        form.add_error("file", str(error))
        return None


def _rows(run: ImportRun, counts: dict[str, int], request: HttpRequest) -> dict[str, Any]:
    """One page of the rows of one outcome: the one that was asked for, or the first that people should look at."""
    tabs = [(outcome, counts[outcome]) for outcome in TABS if counts[outcome]]
    asked = request.GET.get("outcome")
    shown = next((outcome for outcome, _ in tabs if outcome == asked), tabs[0][0] if tabs else None)
    rows = run.rows.filter(outcome=shown).order_by("number")
    return {"tabs": tabs, "shown": shown, "page": Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))}


def _csv(name: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # the mark by which spreadsheets know UTF-8
    return response
