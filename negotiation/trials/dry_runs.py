"""Dry runs: guardrails tried on a category's real contracts against simulated suppliers. Nothing is sent to anyone.

The row is the truth. A run is played in short slices, each of which compares and swaps `done`: of two workers on one
run, one goes on and the other stops; a crash loses at most a slice, and whoever takes the run up again goes on there.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from negotiation.engine import Policy
from negotiation.models import DryRun, Playbook, Work
from negotiation.playbooks.compiling import Baseline, PlaybookError, compile_policy
from negotiation.simulation import play, supplier_for
from negotiation.trials.results import Play, left_out, played, results_of
from suppliers.models import Contract

SIZES = (200, 1_000, 5_000)
LARGEST_SEED = 999_999
STALE = timedelta(minutes=1)  # without a sign of life for so long, whoever worked on a run is gone
WRITTEN_EVERY = 0.5  # seconds between two notes of how far it is
LOOKED_AT = 50  # contracts of which one at least must do before a run is begun
AT_WORK = (Work.WAITING, Work.RUNNING)

log = structlog.get_logger(__name__)


class NotTried(Exception):
    """There is nothing to try, or not in this way. `faults` are sentences."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def start(
    playbook: Playbook,
    tried: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    negotiations: int,
    seed: int,
    by: User | None,
) -> list[DryRun]:
    """A run for each label and its guardrails, on the same contracts and the same suppliers. Raises NotTried."""
    _refuse_size(negotiations, seed)
    contracts = _chosen(playbook, negotiations, seed)
    for label, guardrails in tried:
        _refuse_hopeless(label, guardrails, contracts)
    with transaction.atomic():
        return [
            DryRun.objects.create(
                playbook=playbook,
                label=label,
                guardrails=dict(guardrails),
                negotiations=negotiations,
                seed=seed,
                results={"contracts": contracts, "plays": []},
                started_by=by,
            )
            for label, guardrails in tried
        ]


def cancel(run: DryRun) -> bool:
    """Stops a run; returns whether there was anything to stop."""
    stopped = DryRun.objects.filter(pk=run.pk, state__in=AT_WORK).update(state=Work.CANCELLED)
    run.refresh_from_db()
    return bool(stopped)


def work(pk: int, seconds: float = float("inf")) -> bool:
    """Goes on with a run, for a while; returns whether there is more to do."""
    until = time.monotonic() + seconds
    while (run := DryRun.objects.filter(pk=pk, state__in=AT_WORK).first()) is not None:
        try:
            if not _slice(run):
                return False  # cancelled, or somebody else goes on with it
        except Exception as error:
            log.exception("dry_run_failed", run=pk)
            _swap(run, state=Work.FAILED, error=f"It stopped after {run.done:,} of {run.negotiations:,}: {error}")
        if time.monotonic() > until:
            return DryRun.objects.filter(pk=pk, state__in=AT_WORK).exists()
    return False


def left_behind() -> list[int]:
    """Runs on which nobody works that should be worked on."""
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - STALE)
    return list(DryRun.objects.filter(silent, state__in=AT_WORK).order_by("pk").values_list("pk", flat=True))


def _slice(run: DryRun) -> bool:
    """Plays for a moment and notes it; returns whether the run was ours to go on with."""
    results = run.results or {}
    plays: list[Play] = [tuple(each) for each in results["plays"]]
    until = time.monotonic() + WRITTEN_EVERY
    for made in _plays(run, results["contracts"], first=run.done):
        plays.append(made)
        if time.monotonic() > until:
            break
    changes: dict[str, Any] = {"done": len(plays), "state": Work.RUNNING, "results": {**results, "plays": plays}}
    if len(plays) >= run.negotiations:
        found = results_of(plays, contracts=_contracts(results["contracts"]))
        changes.update(state=Work.DONE, results={**changes["results"], **found})
    return _swap(run, **changes)


def _plays(run: DryRun, contracts: Sequence[int], *, first: int) -> Iterator[Play]:
    """The contracts take turns; each negotiation meets a supplier of its own.

    Which contract and which supplier does not depend on the guardrails: two runs can be compared one by one.
    """
    policies: dict[int, Policy | None] = {}
    for number in range(first, run.negotiations):
        pk = contracts[number % len(contracts)]
        if pk not in policies:
            policies[pk] = _policy(run.guardrails, pk)
        policy = policies[pk]
        yield left_out() if policy is None else played(play(policy, supplier_for(policy, seed=run.seed, number=number)))


def _policy(guardrails: Mapping[str, Any], pk: int) -> Policy | None:
    """What the guardrails come to for the contract; None when it cannot be negotiated under them."""
    contract = Contract.objects.filter(pk=pk).first()
    if contract is None:
        return None
    try:
        return compile_policy(guardrails, Baseline(contract.baseline(), contract.annual_quantity))
    except PlaybookError:
        return None


def _chosen(playbook: Playbook, negotiations: int, seed: int) -> list[int]:
    """The category's contracts in an order of chance that the seed gives; no more than there are negotiations."""
    contracts = list(Contract.objects.filter(category=playbook.category_id).order_by("pk").values_list("pk", flat=True))
    if not contracts:
        raise NotTried(f"There is no contract in {playbook.category} yet, and a dry run needs real contracts.")
    Random(f"contracts:{seed}").shuffle(contracts)
    return contracts[:negotiations]


def _contracts(pks: Sequence[int]) -> list[Contract]:
    found: list[Contract] = []
    for begin in range(0, len(pks), 500):  # far below what a database takes in one list
        found.extend(Contract.objects.filter(pk__in=pks[begin : begin + 500]).only("currency"))
    return found


def _refuse_size(negotiations: int, seed: int) -> None:
    if negotiations not in SIZES:
        raise NotTried(
            f"{negotiations:,} negotiations cannot be tried; {', '.join(f'{size:,}' for size in SIZES)} can."
        )
    if not 0 <= seed <= LARGEST_SEED:
        raise NotTried(f"The seed is a whole number from 0 to {LARGEST_SEED:,}.")


def _refuse_hopeless(label: str, guardrails: Mapping[str, Any], contracts: Sequence[int]) -> None:
    """Better told at once, with the reasons, than by a run in which nothing can be played."""
    faults: dict[str, None] = {}
    for contract in Contract.objects.filter(pk__in=contracts[:LOOKED_AT]):
        try:
            compile_policy(guardrails, Baseline(contract.baseline(), contract.annual_quantity))
        except PlaybookError as error:
            faults.update(dict.fromkeys(error.faults))
        else:
            return
    raise NotTried(f"{label[:1].upper()}{label[1:]} does not fit any of the category's contracts.", *list(faults)[:5])


def _swap(run: DryRun, **changes: Any) -> bool:
    """Writes the changes, unless the run was cancelled or somebody else has gone on with it since it was read."""
    same = DryRun.objects.filter(pk=run.pk, state__in=AT_WORK, done=run.done)
    return bool(same.update(heartbeat_at=timezone.now(), **changes))
