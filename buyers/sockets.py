"""What the buyers' sockets have in common: who may open one, and a look at the clock while it is open."""

import asyncio
import random
from functools import partial
from uuid import UUID

import structlog
from django.contrib.auth.models import User

from negotiation import rooms
from negotiation.desk.attendance import attendance
from negotiation.reads import read
from suppliers.renderers import JSON_SUBPROTOCOL
from suppliers.sockets import Socket
from suppliers.visitors import person_of

# Our close codes: nobody is signed in, somebody who is not of the buyers' side, and a room that is not open to them or
# does not exist, which are not told apart.
SIGNED_OUT, NOT_OF_THE_HOUSE, NO_SUCH_ROOM = 4401, 4403, 4404
TICK = 15.0  # seconds; at least so often times are told anew, and rights are looked at again

log = structlog.get_logger(__name__)


class BuyerSocket(Socket):
    """One connection of a buyer. Whoever may not have it is told why by the code that it is closed with."""

    person: User
    wants_json = False
    _presence: UUID | None = None
    _ticking: "asyncio.Task[None] | None" = None

    async def connect(self) -> None:
        self.wants_json = JSON_SUBPROTOCOL in self.scope["subprotocols"]
        await self.accept(JSON_SUBPROTOCOL if self.wants_json else None)
        code = await self.look_who_it_is()
        if code is not None:
            await self.close(code)
            return
        rooms.follower.ensure_following()
        self._presence = await attendance.arrive(self.place(), self.person.get_username())
        await self.entered()
        self._ticking = asyncio.get_running_loop().create_task(self._tick())

    async def disconnect(self, code: int) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
        if self._presence is not None:
            await self.left()
            await attendance.leave(self._presence)
            await self.gone()

    async def look_who_it_is(self) -> int | None:
        """The code to close with; None for somebody who may stay. Also asked again while the socket is open."""
        person = await read(partial(person_of, self.scope))
        if not isinstance(person, User):
            return SIGNED_OUT
        if not person.is_staff:
            return NOT_OF_THE_HOUSE
        self.person = person
        return None

    def place(self) -> int | None:
        """The key of the negotiation whose room this is; None for the desk."""
        return None

    async def entered(self) -> None:
        """Joins groups, and tells others."""

    async def left(self) -> None:
        """Leaves groups."""

    async def gone(self) -> None:
        """Tells others, once the row says that nobody is there."""

    async def ticked(self) -> None:
        """Tells anew what changes with the clock."""

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(random.uniform(TICK / 2, TICK))  # those who came together do not look together
            try:
                code = await self.look_who_it_is()
                if code is not None:
                    await self.close(code)
                    return
                await self.ticked()
            except Exception:
                log.exception("tick_failed", person=self.person.get_username())
