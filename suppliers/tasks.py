"""Imports in the background. The run's row is the truth; a job is only a nudge to go on with it."""

from django.db import transaction
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from negotiation.audit import acting
from suppliers.importing import runs
from suppliers.models import ImportRun

AT_ONCE = 300  # rows of which a check or a writing takes about as long as a person likes to look at a page that loads
SLICE = 2.0  # seconds for one job: other work, such as messages without an answer, comes between


@db_task()
def work_on_import(pk: int) -> None:
    """Goes on with an import for a moment, and comes back for the rest."""
    run = ImportRun.objects.select_related("started_by", "confirmed_by").filter(pk=pk).first()
    with acting(run and (run.confirmed_by or run.started_by)):
        has_more = runs.work(pk, seconds=SLICE)
    if has_more:
        work_on_import(pk)


@db_periodic_task(crontab(minute="*"))
def sweep_imports() -> None:
    """Every minute: takes up imports whose nudge was lost, or whose worker is gone."""
    for pk in runs.left_behind():
        work_on_import(pk)


def take_up(run: ImportRun) -> None:
    """Small files are done at once, large ones in the background."""
    if run.total <= AT_ONCE:
        runs.work(run.pk)
    else:
        transaction.on_commit(lambda: work_on_import(run.pk))
