"""Channels' in-memory layer, made fit for thousands of rooms in one process."""

import time
from contextlib import suppress
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import InMemoryChannelLayer as StockLayer

SWEEP_EVERY = 5.0  # seconds; messages expire after 60, so a sweep this late loses nothing


class InMemoryChannelLayer(StockLayer):
    """The stock layer looks through every channel for expired messages at each send and each receive.

    At 2,000 rooms that look takes seconds a message. Looking every few seconds is enough: expiry only frees
    what a reader that went away left behind.
    """

    _swept_at = 0.0

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            super()._clean_expired()

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Sends to all channels of a group but the message's `sender`, where it names one.

        The stock layer starts a task for each channel, and wakes the sender up to hear what it has just said; most
        rooms have nobody else in them.
        """
        self._clean_expired()
        for channel in list(self.groups.get(group, ())):
            if channel != message.get("sender"):
                with suppress(ChannelFull):  # a reader that far behind finds it in the ledger
                    await self.send(channel, message)
