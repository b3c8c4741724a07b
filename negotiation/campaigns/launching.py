"""The background work of campaigns: starts negotiations in batches, and withdraws those of a cancelled campaign.

The work list is in the database. A batch is one transaction, in which each contract has a savepoint of its own: a crash
loses at most the batch, which then was never begun, and one faulty contract fails alone.
"""

import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from negotiation import ledger, lifecycle
from negotiation.campaigns import invitations
from negotiation.campaigns.choice import judge
from negotiation.desk import people
from negotiation.lifecycle import NotPossible
from negotiation.models import Campaign, CampaignContract, Negotiation, State, Work
from negotiation.playbooks.compiling import PlaybookError

BATCH = 25  # negotiations begun in one transaction; others who write wait for it
WITHDRAWN_AT_ONCE = 100  # each in a transaction of its own
STALE = timedelta(minutes=1)  # without a sign of life for so long, whoever worked on a campaign is gone
# What a cancellation ends. What waits for an approver was agreed on, and is the approver's.
WITHDRAWN_BY_CANCELLING = (lifecycle.LIVE | {State.INVITED}) - {State.AWAITING_APPROVAL}
TOO_LATE = "The deadline passed before it could be started."

Status = Campaign.Status
log = structlog.get_logger(__name__)


def work(pk: int, seconds: float = float("inf")) -> bool:
    """Goes on with a campaign, for a while; returns whether there is more to do."""
    until = time.monotonic() + seconds
    while _start_batch(pk) or _withdraw_batch(pk):
        if time.monotonic() > until:
            return True
    return False


def left_behind() -> list[int]:
    """Campaigns with work to do on which nobody works."""
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - STALE)
    to_withdraw = Negotiation.objects.filter(campaign=OuterRef("pk"), state__in=WITHDRAWN_BY_CANCELLING)
    has_work = Q(status=Status.LAUNCHING) | (Q(status=Status.CANCELLED) & Exists(to_withdraw))
    return list(Campaign.objects.filter(silent & has_work).order_by("pk").values_list("pk", flat=True))


# --- starting ------------------------------------------------------------------------------------------------


@transaction.atomic
def _start_batch(pk: int) -> bool:
    """Begins the next negotiations of a launch; returns whether there was anything to do."""
    # The lock keeps a second worker, a pause and a cancellation out until this batch is committed.
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("playbook_version__playbook__category")
    campaign = locked.filter(pk=pk, status=Status.LAUNCHING).first()
    if campaign is None:
        return False
    waiting = campaign.chosen.filter(state=Work.WAITING)
    now = timezone.now()
    if now >= campaign.deadline:
        waiting.update(state=Work.FAILED, error=TOO_LATE)
    chosen = list(waiting.select_related("contract__supplier", "contract__category").order_by("pk")[:BATCH])
    campaign.heartbeat_at = now
    if not chosen:
        campaign.status = Status.RUNNING
    else:
        _start_each(campaign, chosen)
    campaign.save(update_fields=["status", "heartbeat_at"])
    return bool(chosen)


def _start_each(campaign: Campaign, chosen: Sequence[CampaignContract]) -> None:
    """Looks at each contract once more: much may have happened while a launch was paused."""
    category = campaign.playbook_version.playbook.category
    judged = judge(category, [one.contract for one in chosen], launching=campaign)
    for one, candidate in zip(chosen, judged, strict=True):
        one.error = candidate.why_not or _start(campaign, one)
        one.error = one.error[:500]
        one.state = Work.FAILED if one.error else Work.DONE
    CampaignContract.objects.bulk_update(chosen, ("state", "error"))


def _start(campaign: Campaign, chosen: CampaignContract) -> str:
    """Begins one negotiation and writes its invitation; returns why that was not possible, "" when it was."""
    try:
        with transaction.atomic():
            negotiation = lifecycle.start(campaign, chosen.contract)
            invitations.invite(negotiation)
    except PlaybookError as error:
        return f"The playbook makes no policy for it: {error}"
    except Exception as error:
        # One broken contract must not keep the others waiting; it is on the campaign's page, and in the log.
        log.exception("start_failed", campaign=campaign.pk, contract=chosen.contract_id)
        return f"It could not be started: {type(error).__name__}."
    return ""


# --- withdrawing ---------------------------------------------------------------------------------------------


def _withdraw_batch(pk: int) -> bool:
    """Withdraws the next negotiations of a cancelled campaign; returns whether any was withdrawn."""
    cancelled = Campaign.objects.filter(pk=pk, status=Status.CANCELLED).select_related("cancelled_by").first()
    if cancelled is None:
        return False
    Campaign.objects.filter(pk=pk).update(heartbeat_at=timezone.now())
    open_ones = cancelled.negotiations.filter(state__in=WITHDRAWN_BY_CANCELLING).order_by("pk")
    by = cancelled.cancelled_by.get_username() if cancelled.cancelled_by else ""
    return sum(_withdraw(one, by, cancelled.cancel_reason) for one in open_ones[:WITHDRAWN_AT_ONCE]) > 0


def _withdraw(negotiation: Negotiation, by: str, reason: str) -> bool:
    try:
        people.withdraw(negotiation.pk, by=by, reason=reason)
    except (NotPossible, ledger.Conflict):
        return False  # it ended, or moved on, this very moment; the next look tells
    except Exception:
        log.exception("withdraw_failed", negotiation=str(negotiation.public_id))
        return False
    return True
