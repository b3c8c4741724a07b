"""An import from its file to its report, in batches that a crash cannot lose or repeat.

A run is checked, shown to a person, and written when they say so. Each batch compares and swaps `done` in the
transaction in which it is written: of two workers on one run, one goes on and the other stops.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from import_export.results import RowResult

from suppliers.importing import columns, files, repeats, values
from suppliers.importing.columns import TERM, Subject
from suppliers.importing.contract_rows import ContractResource
from suppliers.importing.purchase_rows import PurchaseResource
from suppliers.importing.resources import Cells, Resource
from suppliers.importing.supplier_rows import SupplierResource
from suppliers.models import ImportRow, ImportRun

BATCH = 50  # rows in one transaction; others who write wait for it
STALE = timedelta(minutes=1)  # without a sign of life for so long, whoever worked on a run is gone
RESOURCES: Mapping[str, type[Resource]] = {
    Subject.SUPPLIERS: SupplierResource,
    Subject.CONTRACTS: ContractResource,
    Subject.PURCHASES: PurchaseResource,
}
State = ImportRun.State
Outcome = ImportRow.Outcome
_OUTCOMES: Mapping[str, Outcome] = {
    RowResult.IMPORT_TYPE_NEW: Outcome.NEW,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
}

log = structlog.get_logger(__name__)


class NotPossible(Exception):
    """The import is past this step, or not there yet."""


@transaction.atomic
def start(
    *,
    subject: str,
    file_name: str,
    content: bytes,
    encoding: str = "",
    decimal_sign: str = "",
    by: User | None = None,
) -> ImportRun:
    """A run with the file's rows, to be checked. Raises FileFault when the file cannot be read."""
    sheet = files.read(subject, content, encoding)
    by_name = [(row.number, _cells(sheet.names, row.cells)) for row in sheet.rows]
    run = ImportRun.objects.create(
        subject=subject,
        file_name=file_name[-200:],
        headers=sheet.headers,
        columns=sheet.names,
        decimal_sign=decimal_sign or values.decimal_sign(_numbers(subject, (cells for _, cells in by_name))),
        notes=sheet.notes,
        total=len(sheet.rows),
        started_by=by,
    )
    repeated = repeats.find(subject, by_name)
    rows = (_row(run, row, repeated.get(row.number)) for row in sheet.rows)
    ImportRow.objects.bulk_create(rows, batch_size=1000)
    return run


def confirm(run: ImportRun, by: User | None = None) -> None:
    """From now on the run is written, on this person's word. Raises NotPossible unless it waits for that."""
    _step(run, (State.CHECKED,), State.WRITING, done=0, confirmed_by=by)


def cancel(run: ImportRun) -> None:
    """Nothing of the run is written. Raises NotPossible when something has been, or may be."""
    _step(run, (State.CHECKING, State.CHECKED), State.CANCELLED, finished_at=timezone.now())


def resume(run: ImportRun) -> None:
    """A failed run goes on where it stopped. Raises NotPossible for another one."""
    _step(run, (State.FAILED,), run.report.get("failed_in", State.CHECKING), error="")


def work(pk: int, seconds: float = float("inf")) -> bool:
    """Goes on with a run, for a while; returns whether there is more to do."""
    until = time.monotonic() + seconds
    while (run := _at_work(pk)) is not None:
        try:
            if run.done >= run.total:
                _finish(run)
            elif not _batch(run):
                return False  # somebody else goes on with it
        except Exception as error:
            log.exception("import_failed", run=pk)
            _fail(run, error)
        if time.monotonic() > until:
            return _at_work(pk) is not None
    return False


def left_behind() -> list[int]:
    """Runs on which nobody works that should be worked on."""
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - STALE)
    at_work = ImportRun.objects.filter(silent, state__in=(State.CHECKING, State.WRITING))
    return list(at_work.order_by("pk").values_list("pk", flat=True))


def counts(run: ImportRun) -> dict[str, int]:
    """How many rows came to what, as far as is known."""
    found = run.rows.order_by().values("outcome").annotate(count=Count("pk")).values_list("outcome", "count")
    return dict.fromkeys(Outcome.values, 0) | dict(found)


def cells_of(row: ImportRow, run: ImportRun) -> Cells:
    return _cells(run.columns, row.cells)


# --- one batch -----------------------------------------------------------------------------------------------


def _batch(run: ImportRun) -> bool:
    """Checks or writes the next rows; returns whether they were ours to do."""
    rows = list(run.rows.order_by("number")[run.done : run.done + BATCH])
    if run.state == State.CHECKING:
        judged = _judge(run, [row for row in rows if row.outcome == Outcome.WAITING], writes=False)
        return _record(run, len(rows), judged)
    with transaction.atomic():
        if not _advance(run, len(rows)):
            return False
        due = [row for row in rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
        _keep(_judge(run, due, writes=True))
    return True


@transaction.atomic
def _record(run: ImportRun, count: int, rows: Sequence[ImportRow]) -> bool:
    if not _advance(run, count):
        return False
    _keep(rows)
    return True


def _judge(run: ImportRun, rows: Sequence[ImportRow], *, writes: bool) -> Sequence[ImportRow]:
    """The rows with what comes of them; with `writes`, it has come of them."""
    resource = RESOURCES[run.subject].of(run.columns)
    resource.decimal_sign = run.decimal_sign
    by_name = [cells_of(row, run) for row in rows]
    resource.fetch(by_name)
    for row, cells in zip(rows, by_name, strict=True):
        result = _written(resource, row, cells) if writes else _tried(resource, row, cells)
        row.about = resource.about(cells)
        row.outcome = _OUTCOMES.get(result.import_type, Outcome.REFUSED)
        row.faults = _faults(resource, result, cells)
        row.changes = [] if row.faults else resource.changes(result)
    return rows


def _tried(resource: Resource, row: ImportRow, cells: Cells) -> RowResult:
    return resource.import_row(dict(cells), None, dry_run=True, using_transactions=False, row_number=row.number)


def _written(resource: Resource, row: ImportRow, cells: Cells) -> RowResult:
    with transaction.atomic():  # a savepoint: a row that the database refuses takes no other one with it
        result = resource.import_row(dict(cells), None, dry_run=False, row_number=row.number)
        if not result.is_valid():
            transaction.set_rollback(True)
    return result


def _faults(resource: Resource, result: RowResult, cells: Cells) -> list[str]:
    if isinstance(result.validation_error, ValidationError):
        return resource.faults(result.validation_error, cells)
    return [f"It could not be written: {error.error}." for error in result.errors]


def _keep(rows: Iterable[ImportRow]) -> None:
    ImportRow.objects.bulk_update(rows, ("outcome", "about", "changes", "faults"))


# --- states --------------------------------------------------------------------------------------------------


def _at_work(pk: int) -> ImportRun | None:
    return ImportRun.objects.filter(pk=pk, state__in=(State.CHECKING, State.WRITING)).first()


def _advance(run: ImportRun, count: int) -> bool:
    return _swap(run, done=run.done + count)


def _finish(run: ImportRun) -> None:
    is_check = run.state == State.CHECKING
    to = State.CHECKED if is_check else State.DONE
    report = {**run.report, "checked" if is_check else "written": counts(run)}
    _swap(run, state=to, report=report, **({} if is_check else {"finished_at": timezone.now()}))


def _fail(run: ImportRun, error: Exception) -> None:
    sentence = f"It stopped after {run.done:,} of {run.total:,} rows: {type(error).__name__}, {error}."
    _swap(run, state=State.FAILED, error=sentence, report={**run.report, "failed_in": run.state})


def _swap(run: ImportRun, **changes: Any) -> bool:
    """Writes the changes, unless somebody else has gone on with the run since it was read."""
    same = ImportRun.objects.filter(pk=run.pk, state=run.state, done=run.done)
    return bool(same.update(heartbeat_at=timezone.now(), **changes))


def _step(run: ImportRun, sources: Sequence[State], to: str, **changes: Any) -> None:
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=sources)
    if not waiting.update(state=to, heartbeat_at=None, **changes):
        run.refresh_from_db()
        raise NotPossible(f"The import is {run.get_state_display().lower()}.")
    run.refresh_from_db()


# --- rows ----------------------------------------------------------------------------------------------------


def _row(run: ImportRun, row: files.Row, repeat: repeats.Repeat | None) -> ImportRow:
    made = ImportRow(run=run, number=row.number, cells=row.cells)
    surplus = [cell for cell in row.cells[len(run.headers) :] if cell.strip()]
    if surplus:
        made.outcome = Outcome.REFUSED
        made.faults = [
            f"It has {len(row.cells)} cells, and there are {len(run.headers)} columns. "
            "A text that holds a separator needs quotation marks around it."
        ]
    elif repeat is not None:
        made.outcome = Outcome.REPEATED if repeat.is_equal else Outcome.REFUSED
        made.faults = [repeat.because]
    if made.faults:
        made.about = RESOURCES[run.subject].of(run.columns).about(_cells(run.columns, row.cells))
    return made


def _cells(names: Sequence[str], cells: Sequence[str]) -> Cells:
    """What stands in the columns that are known, without the empty ones."""
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}


def _numbers(subject: str, rows: Iterable[Cells]) -> Iterator[str]:
    known = columns.numbers(subject)
    return (cell for cells in rows for name, cell in cells.items() if name in known or name.startswith(TERM))


def refused(run: ImportRun) -> "QuerySet[ImportRow]":
    return run.rows.filter(outcome=Outcome.REFUSED).order_by("number")
