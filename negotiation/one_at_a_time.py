"""One worker for each room: whoever comes meanwhile leaves word that it should look once more, and need not wait."""

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


class OneAtATime:
    """Keeps equal work of one process from being done twice at once, where a look at the room may cost money."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_again: dict[Hashable, bool] = {}

    def run(self, key: Hashable, work: Callable[[], list[T]]) -> list[T]:
        """What `work` returns, each time that it had to run; nothing when another thread is at this key already.

        That thread then runs the work once more, so nothing that happened before this call goes unseen.
        """
        with self._lock:
            if key in self._asked_again:
                self._asked_again[key] = True
                return []
            self._asked_again[key] = False
        done: list[T] = []
        try:
            while True:
                done += work()
                with self._lock:
                    if not self._asked_again[key]:
                        del self._asked_again[key]
                        return done
                    self._asked_again[key] = False
        except BaseException:
            with self._lock:
                self._asked_again.pop(key, None)
            raise
