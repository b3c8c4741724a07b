"""A burst passes, then a steady rate, for each link by itself."""

from suppliers import limits
from suppliers.limits import RateLimit


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_lets_a_burst_pass_and_then_refuses() -> None:
    limit = RateLimit(3, 60, Clock())
    assert [limit.allows(1) for _ in range(5)] == [True, True, True, False, False]


def test_it_refills_at_the_steady_rate_and_never_beyond_the_burst() -> None:
    clock = Clock()
    limit = RateLimit(2, 60, clock)
    assert [limit.allows(1) for _ in range(3)] == [True, True, False]
    clock.now = 1.0
    assert [limit.allows(1) for _ in range(2)] == [True, False]
    clock.now = 1_000.0
    assert [limit.allows(1) for _ in range(3)] == [True, True, False]


def test_it_keeps_what_was_refused_from_costing_anything() -> None:
    clock = Clock()
    limit = RateLimit(1, 60, clock)
    assert limit.allows(1)
    for _ in range(100):
        assert not limit.allows(1)
    clock.now = 1.0
    assert limit.allows(1)


def test_it_counts_each_link_by_itself() -> None:
    limit = RateLimit(1, 60, Clock())
    assert limit.allows(1)
    assert limit.allows(2)
    assert not limit.allows(1)


def test_it_remembers_no_more_links_than_it_should() -> None:
    limit = RateLimit(1, 60, Clock())
    for key in range(limits.REMEMBERED + 1):
        assert limit.allows(key)
    assert not limit.allows(limits.REMEMBERED)
    assert limit.allows(0)  # the one used longest ago was forgotten, and starts afresh
