"""The benchmark's own arithmetic: what is promised must fail when it is not kept."""

import pytest

from benchmarks.figures import Case, Pair, Sample, percentile, ratios, sample, typical, verdicts

CLOSED_500, PACED_2000 = Case(500), Case(2_000, 8.0)


def taken(rate: float = 100.0, p50: float = 10.0, p99: float = 20.0, errors: int = 0) -> Sample:
    return Sample(rate, p50, p99, errors)


def kept(case: Case, *pairs: Pair) -> dict[str, bool]:
    """Each promise by what it is about, and whether it was kept."""
    return {verdict.promise.removeprefix(f"{case}: ").split()[0]: verdict.is_kept for verdict in verdicts(case, pairs)}


@pytest.mark.parametrize(
    ("per_cent", "value"),
    [(50, 50), (99, 99), (100, 100), (1, 1)],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(per_cent: int, value: int) -> None:
    assert percentile(range(1, 101), per_cent) == value


def test_one_slow_round_trip_of_two_shows_in_the_99th_percentile_and_not_in_the_median() -> None:
    found = sample([0.001, 0.5], seconds=2.0, errors=0)
    assert found == Sample(rate=1.0, p50=1.0, p99=500.0, errors=0)


def test_a_server_that_answers_nothing_is_infinitely_slow() -> None:
    found = sample([], seconds=8.0, errors=3)
    assert (found.rate, found.p50, found.p99) == (0.0, float("inf"), float("inf"))
    assert not all(verdict.is_kept for verdict in verdicts(PACED_2000, [Pair(parley=found, echo=taken())]))


def test_the_typical_figures_are_medians_but_every_error_counts() -> None:
    rounds = [taken(rate=1, errors=0), taken(rate=2, errors=1), taken(rate=900, errors=1)]
    assert (typical(rounds).rate, typical(rounds).errors) == (2, 2)


def test_a_ratio_compares_within_a_round_so_that_a_machine_that_slows_down_does_not_move_it() -> None:
    rounds = [Pair(parley=taken(rate=speed * 0.6), echo=taken(rate=speed)) for speed in (1_000, 500, 200)]
    assert ratios(rounds).rate == pytest.approx(0.6)


def test_half_the_echos_rate_at_500_rooms_is_just_enough() -> None:
    assert kept(CLOSED_500, Pair(parley=taken(rate=50), echo=taken(rate=100)))["at"]
    assert not kept(CLOSED_500, Pair(parley=taken(rate=49), echo=taken(rate=100)))["at"]


def test_three_times_the_echos_latency_at_2000_paced_rooms_is_just_enough() -> None:
    assert all(kept(PACED_2000, Pair(parley=taken(p50=30, p99=60), echo=taken())).values())
    assert kept(PACED_2000, Pair(parley=taken(p50=31, p99=60), echo=taken())) == {"no": True, "p50": False, "p99": True}
    assert kept(PACED_2000, Pair(parley=taken(p50=30, p99=61), echo=taken())) == {"no": True, "p50": True, "p99": False}


def test_three_times_the_echos_latency_on_the_way_to_the_buyers_screens_is_just_enough() -> None:
    desk = Case(500, 4.0, buyers=50)
    assert kept(desk, Pair(parley=taken(p50=90, p99=60), echo=taken())) == {"no": True, "p99": True}
    assert kept(desk, Pair(parley=taken(p50=10, p99=61), echo=taken())) == {"no": True, "p99": False}


def test_a_single_error_breaks_the_promise_at_any_number_of_rooms() -> None:
    assert kept(Case(7), Pair(parley=taken(), echo=taken())) == {"no": True}
    assert kept(Case(7), Pair(parley=taken(errors=1), echo=taken())) == {"no": False}
