"""Background work. Rows are the truth, the queue is a nudge: each sweep finds in the rows what must happen.

So nothing is lost when the queue is emptied, and doing a thing twice is the same as doing it once.
"""

import structlog
from django.db import transaction
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from negotiation import ledger, lifecycle, rooms, turns
from negotiation.campaigns import invitations, launching, mailing
from negotiation.desk import absent_owners, presence
from negotiation.desk import mail as desk_mail
from negotiation.desk import mailing as desk_mailing
from negotiation.models import Campaign, DryRun, Negotiation
from negotiation.trials import dry_runs

BATCH = 500  # negotiations in one sweep; the next minute takes the rest
SLICE = 2.0  # seconds for one job of many; other work, such as messages without an answer, comes between

log = structlog.get_logger(__name__)


@db_periodic_task(crontab(minute="*"))
def sweep() -> None:
    """Every minute: answers what a crash left unanswered, expires what is overdue, goes on with what was begun."""
    answer_unanswered()
    expire_overdue()
    release_rooms_of_absent_owners()
    presence.clear_away()
    nudge_campaigns()
    tell_colleagues()
    for pk in dry_runs.left_behind():
        work_on_dry_run(pk)


@db_task()
def work_on_campaign(pk: int) -> None:
    """Goes on with a launch or a cancellation for a moment, and comes back for the rest."""
    if launching.work(pk, seconds=SLICE):
        work_on_campaign(pk)
    else:
        send_letters()


@db_task()
def send_letters() -> None:
    """Sends what waits for a moment, and comes back for the rest."""
    if mailing.outbox.deliver(seconds=SLICE):
        send_letters()


@db_task()
def send_desk_letters() -> None:
    """The same for what colleagues are written."""
    if desk_mailing.outbox.deliver(seconds=SLICE):
        send_desk_letters()


@db_task()
def work_on_dry_run(pk: int) -> None:
    """Goes on with a dry run for a moment, and comes back for the rest."""
    if dry_runs.work(pk, seconds=SLICE):
        work_on_dry_run(pk)


def try_soon(run: DryRun) -> None:
    """Has a dry run worked on soon, once the running transaction is committed."""
    transaction.on_commit(lambda: work_on_dry_run(run.pk))


def take_up(campaign: Campaign) -> None:
    """Has a campaign worked on soon, once the running transaction is committed."""
    transaction.on_commit(lambda: work_on_campaign(campaign.pk))


def send_soon() -> None:
    """Has what waits sent soon, once the running transaction is committed."""
    transaction.on_commit(send_letters)


def send_desk_soon() -> None:
    """The same for what colleagues are written."""
    transaction.on_commit(send_desk_letters)


def nudge_campaigns() -> None:
    """Takes up what lost its nudge or its worker, and writes the reminders that are due."""
    mailing.outbox.settle()
    invitations.remind()
    for pk in launching.left_behind():
        work_on_campaign(pk)
    if mailing.outbox.is_left_waiting():
        send_letters()


def tell_colleagues() -> None:
    """Writes to buyers whom a supplier waits for, and to approvers whom a deal waits for."""
    desk_mailing.outbox.settle()
    desk_mail.write_due()
    if desk_mailing.outbox.is_left_waiting():
        send_desk_letters()


def answer_unanswered() -> int:
    """Answers messages that nobody has answered; returns how many negotiations that were."""
    due = Negotiation.objects.filter(unanswered_seq__isnull=False, state__in=lifecycle.TALKING)
    return sum(_answer(negotiation) for negotiation in due.order_by("pk")[:BATCH])


def expire_overdue() -> int:
    """Ends negotiations whose deadline has passed; returns how many."""
    due = Negotiation.objects.filter(state__in=lifecycle.EXPIRING, deadline__lte=timezone.now())
    return sum(_expire(negotiation) for negotiation in due.order_by("deadline")[:BATCH])


def release_rooms_of_absent_owners() -> int:
    """Lets any buyer have the rooms whose owner has been gone for too long; returns how many."""
    try:
        return len(absent_owners.release())
    except Exception:
        log.exception("release_failed")  # what else the sweep has to do must not wait for it
        return 0


def _answer(negotiation: Negotiation) -> bool:
    try:
        events = turns.answer(negotiation.pk)
    except Exception:
        # One broken room must not keep the others waiting; it stays due, and visible in the log.
        log.exception("answer_failed", negotiation=str(negotiation.public_id))
        return False
    rooms.announce_on_commit(negotiation, events)
    return bool(events)


def _expire(negotiation: Negotiation) -> bool:
    try:
        events = lifecycle.expire(negotiation)
    except ledger.Conflict:
        return False  # a message arrived this very moment; it sees the deadline itself
    except Exception:
        log.exception("expire_failed", negotiation=str(negotiation.public_id))
        return False
    rooms.announce_on_commit(negotiation, events)
    return bool(events)
