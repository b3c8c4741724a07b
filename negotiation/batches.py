"""Group commit: pieces of work that wait are done in one transaction, each as if it were alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import close_old_connections, connection, transaction

MAX_BATCH = 8  # pieces in one transaction: enough to share a commit; the first waits until the last is done

log = structlog.get_logger(__name__)


@dataclass
class Job:
    """A plain database function, and afterwards what it returned, or raised; then it wrote nothing."""

    work: Callable[[], Any]
    result: Any = None
    error: BaseException | None = None


def do_together(jobs: Sequence[Job]) -> None:
    """Does jobs in one transaction; if its commit fails, each once more in one of its own."""
    if len(jobs) > 1:
        try:
            with transaction.atomic():
                for job in jobs:
                    _do(job)
        except Exception as error:
            log.warning("group_commit_failed", jobs=len(jobs), error=str(error))
            close_old_connections()
        else:
            return
    for job in jobs:
        _do(job)
        if job.error is not None:
            connection.close_if_unusable_or_obsolete()


def _do(job: Job) -> None:
    """One job in its own transaction, or in a savepoint of the batch's."""
    job.result, job.error = None, None
    try:
        with transaction.atomic():
            job.result = job.work()
    except Exception as error:
        job.error = error
