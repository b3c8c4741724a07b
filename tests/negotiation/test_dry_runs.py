"""Dry runs: what is played, that it goes on after a crash, and that nobody hears of it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from negotiation.models import DryRun, Email, Event, Invitation, Negotiation, Playbook, Work
from negotiation.trials import dry_runs
from negotiation.trials import results as dry_run_results
from suppliers.models import Contract
from tests.factories import TODAY, guardrails
from tests.negotiation.playbook_people import contract_in, playbook


@pytest.fixture
def boxes(db: None) -> Playbook:
    """A playbook with three contracts at different prices in its category."""
    made = playbook()
    for price in ("10.00", "12.50", "8.40"):
        contract_in(made.category, {**TODAY, "unit_price": price})
    return made


def begin(made: Playbook, rules: dict[str, Any] | None = None, *, seed: int = 7, size: int = 200) -> DryRun:
    tried = [("the draft", made.draft if rules is None else rules)]
    return dry_runs.start(made, tried, negotiations=size, seed=seed, by=None)[0]


def finished(run: DryRun) -> DryRun:
    assert not dry_runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == Work.DONE, run.error
    return run


def test_it_plays_every_negotiation_and_says_what_came_of_them(boxes: Playbook) -> None:
    run = finished(begin(boxes))
    summary = dry_run_results.summary_of(run)
    assert run.done == summary.negotiations == 200
    assert sum(summary.ends.values()) == 200
    assert 0 < summary.deals <= 200
    assert run.results is not None
    assert run.results["deals"] == summary.deals
    assert run.results["currency"] == "EUR"
    assert sum(count for _, count in dry_run_results.rounds_of(run)) == summary.deals


def test_nobody_hears_of_it_and_nothing_is_recorded(boxes: Playbook) -> None:
    finished(begin(boxes))
    assert mail.outbox == []
    for model in (Negotiation, Event, Invitation, Email):
        assert not model.objects.exists()  # type: ignore[attr-defined]


def test_the_same_seed_gives_the_same_and_another_one_does_not(boxes: Playbook) -> None:
    runs = [finished(begin(boxes, seed=seed)) for seed in (7, 7, 8)]
    plays = [(run.results or {})["plays"] for run in runs]
    assert plays[0] == plays[1]
    assert plays[0] != plays[2]


def test_it_goes_on_where_a_worker_left_it_and_comes_to_the_same(
    boxes: Playbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = finished(begin(boxes))
    monkeypatch.setattr(dry_runs, "WRITTEN_EVERY", 0.0)  # every negotiation is a slice of its own
    run = begin(boxes)
    assert dry_runs.work(run.pk, seconds=0)  # the worker is gone after one
    run.refresh_from_db()
    assert (run.state, run.done) == (Work.RUNNING, 1)
    assert dry_runs.left_behind() == []  # somebody was heard of a moment ago
    DryRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    assert dry_runs.left_behind() == [run.pk]
    assert (finished(run).results or {})["plays"] == (whole.results or {})["plays"]


def test_a_run_that_lost_its_nudge_is_found(boxes: Playbook) -> None:
    run = begin(boxes)
    assert dry_runs.left_behind() == [run.pk]


def test_a_cancelled_run_stops_and_stays_cancelled(boxes: Playbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dry_runs, "WRITTEN_EVERY", 0.0)
    run = begin(boxes)
    dry_runs.work(run.pk, seconds=0)
    assert dry_runs.cancel(run)
    assert not dry_runs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (Work.CANCELLED, 1)
    assert not dry_runs.cancel(run)
    assert dry_runs.left_behind() == []


def test_two_workers_on_one_run_play_no_negotiation_twice(at_once: Callable[..., list[Any]]) -> None:
    made = playbook()
    contract_in(made.category)
    run = begin(made)
    at_once(*[partial(dry_runs.work, run.pk)] * 3)
    run.refresh_from_db()
    assert (run.state, run.done) == (Work.DONE, 200)
    assert len((run.results or {})["plays"]) == 200


def test_what_breaks_is_told_on_the_run(boxes: Playbook, caplog: pytest.LogCaptureFixture) -> None:
    run = begin(boxes)
    DryRun.objects.filter(pk=run.pk).update(results={"contracts": [], "plays": []})
    assert not dry_runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == Work.FAILED
    assert run.error.startswith("It stopped after 0 of 200:")


def test_contracts_that_the_guardrails_do_not_fit_are_counted_apart(boxes: Playbook) -> None:
    contract_in(boxes.category, {"unit_price": "3.00"})  # says nothing about payment
    run = finished(begin(boxes))
    assert (run.results or {})["held"] == 150  # one in four is left out


def test_it_refuses_a_draft_that_fits_no_contract_and_says_why(boxes: Playbook) -> None:
    wrong = guardrails(floor=7)
    with pytest.raises(dry_runs.NotTried, match="does not fit any of the category's contracts") as refused:
        begin(boxes, wrong)
    assert len(refused.value.faults) > 1
    assert not DryRun.objects.exists()


def test_it_refuses_a_category_without_contracts(db: None) -> None:
    with pytest.raises(dry_runs.NotTried, match="There is no contract in"):
        begin(playbook())


@pytest.mark.parametrize(("size", "seed"), [(0, 1), (10**9, 1), (200, -1), (200, 10**7)])
def test_it_refuses_sizes_and_seeds_that_it_does_not_offer(boxes: Playbook, size: int, seed: int) -> None:
    with pytest.raises(dry_runs.NotTried):
        begin(boxes, size=size, seed=seed)


def test_a_large_category_is_sampled_by_the_seed(boxes: Playbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dry_runs, "SIZES", (2,))
    chosen = [tuple((begin(boxes, seed=seed, size=2).results or {})["contracts"]) for seed in range(20)]
    assert {len(each) for each in chosen} == {2}
    assert len(set(chosen)) > 1
    known = set(Contract.objects.filter(category=boxes.category).values_list("pk", flat=True))
    assert set(sum(chosen, ())) == known


class TestTwoSideBySide:
    @pytest.fixture
    def pair(self, boxes: Playbook) -> tuple[DryRun, DryRun]:
        """The draft, and one that takes nearly anything."""
        eager = guardrails(accept_at=0.16, floor=0.15, concession=4, triggers={"price_increase": "hold"})
        tried = [("version 1", boxes.draft), ("the draft", eager)]
        before, after = dry_runs.start(boxes, tried, negotiations=200, seed=3, by=None)
        return finished(before), finished(after)

    def test_they_meet_the_same_suppliers_on_the_same_contracts(self, pair: tuple[DryRun, DryRun]) -> None:
        before, after = pair
        assert dry_run_results.comparable(before, after)
        kinds = [[row[1] for row in (run.results or {})["plays"]] for run in pair]
        assert kinds[0] == kinds[1]

    def test_the_difference_is_counted_negotiation_by_negotiation(self, pair: tuple[DryRun, DryRun]) -> None:
        found = dry_run_results.compare(*pair)
        shares = [dry_run_results.summary_of(run).deals / 200 for run in pair]
        assert found.both == 200
        assert found.deals.before == pytest.approx(shares[0])
        assert found.deals.after == pytest.approx(shares[1])
        assert found.only_after - found.only_before == round(200 * found.deals.difference)
        assert found.deals.is_certain
        assert found.saved is not None

    def test_a_run_does_not_differ_from_itself(self, pair: tuple[DryRun, DryRun]) -> None:
        found = dry_run_results.compare(pair[0], pair[0])
        assert found.deals.difference == found.only_before == found.only_after == 0
        assert not found.deals.is_certain

    def test_runs_of_other_seeds_are_not_comparable(self, pair: tuple[DryRun, DryRun], boxes: Playbook) -> None:
        assert not dry_run_results.comparable(pair[0], finished(begin(boxes, seed=4)))
