"""The sockets of this process, as rows: each is there while it is open, and the process beats for all of them.

For callers on an event loop. The rows themselves are `negotiation.desk.presence`'s.
"""

import asyncio
from functools import partial
from uuid import UUID, uuid4

import structlog

from negotiation.desk import presence
from negotiation.writer import writer

log = structlog.get_logger(__name__)


class Attendance:
    """Keeps the rows of this process. One for a process."""

    def __init__(self) -> None:
        self._process = uuid4()
        self._task: asyncio.Task[None] | None = None

    async def arrive(self, negotiation_pk: int | None, person: str) -> UUID:
        """A socket was opened; returns its key, to close it by. `person` is as `negotiation.desk.presence` has it."""
        connection = uuid4()
        await writer.run(partial(presence.arrive, self._process, connection, negotiation_pk, person))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._beat())
        return connection

    async def leave(self, connection: UUID) -> None:
        """A socket was closed."""
        await writer.run(partial(presence.leave, connection))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(presence.BEAT_EVERY.total_seconds())
            try:
                await writer.run(partial(presence.beat, self._process))
            except Exception:
                log.exception("beat_failed")  # the next one tells as much


attendance = Attendance()
