"""One event loop on a thread of its own, for everything that waits for a model.

A wait that is cancelled on a loop really ends, and its connection is closed. A thread that waits could only be
abandoned, and a model that stalls would gather them.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
_lock = threading.Lock()


def submit(work: Coroutine[Any, Any, T]) -> Future[T]:
    """Starts the work on the loop; its result comes through the future, from any thread."""
    with _lock:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(work, loop)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="parley-model", daemon=True).start()
    return loop
