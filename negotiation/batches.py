"""Group commit: pieces of work that wait are done in one transaction, each as if it were alone.

Work that can `think` does so before the transaction begins: nobody waits for a lock while a bot thinks.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import structlog
from django.db import close_old_connections, connection, transaction

MAX_BATCH = 32  # pieces of work in one transaction
SHARE = 16  # of what waits, one in so many is in the next batch

log = structlog.get_logger(__name__)


class Outdated(Exception):
    """What was thought through no longer holds. The work is called once more, and does without."""


@runtime_checkable
class Thoughtful(Protocol):
    """Work that prepares itself outside any transaction. What it then writes is compared and swapped."""

    def think(self) -> None:
        """Writes nothing. What it raises does not count: the call itself will, if it still holds."""


@dataclass
class Job:
    """A plain database function, and afterwards what it returned, or raised; then it wrote nothing."""

    work: Callable[[], Any]
    result: Any = None
    error: BaseException | None = None


def batch_size(waiting: int) -> int:
    """How many of those that wait to do together: few while few wait, for the first hears only after the last is done;
    many when there are many, for they share the cost of a commit.
    """
    return min(MAX_BATCH, 1 + (waiting - 1) // SHARE)


def do_together(jobs: Sequence[Job]) -> None:
    """Does jobs in one transaction; if its commit fails, each once more in one of its own."""
    for job in jobs:
        if isinstance(job.work, Thoughtful):
            with suppress(Exception):
                job.work.think()
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
        with suppress(Outdated):
            with transaction.atomic():
                job.result = job.work()
            return
        with transaction.atomic():  # once more, under the lock
            job.result = job.work()
    except Exception as error:
        job.error = error
