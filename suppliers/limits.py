"""How much one link may send: a bucket of tokens that refills at a steady rate."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 20_000  # links; one that is forgotten starts with a full bucket


@dataclass
class _Bucket:
    tokens: float
    at: float  # seconds on the clock


class RateLimit:
    """At most `burst` at once, and `per_minute` in the long run, for each key of one process."""

    def __init__(self, burst: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def allows(self, key: int) -> bool:
        """Whether one more may pass now; takes a token when it may."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
