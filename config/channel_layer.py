"""Channels' in-memory layer, made fit for thousands of rooms in one process."""

import time

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
