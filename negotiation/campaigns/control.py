"""Launches campaigns, and stops them: what people decide. `launching` does the work in the background.

Each function checks, locks, writes, and is one transaction. Launching writes down which contracts were chosen; from
then on nothing of it can be lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from negotiation.campaigns import invitations, letters
from negotiation.campaigns.choice import Candidate, judge
from negotiation.lifecycle import NotPossible
from negotiation.models import Campaign, CampaignContract, Email, PlaybookVersion, Work
from suppliers import eligibility
from suppliers.formats import zone
from suppliers.models import UNSUITABLE, Category, Contract

MOST_CONTRACTS = 10_000  # in one campaign
MOST_REMINDER_HOURS = 30 * 24
Status = Campaign.Status


class NotLaunched(Exception):
    """Nothing was launched. `faults` are sentences by the field that they are about, "" for the whole."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        self.faults = faults
        super().__init__(" ".join(sentence for sentences in faults.values() for sentence in sentences))


class ChoiceChanged(NotLaunched):
    """Some of the chosen contracts cannot be invited, or not any more: `left_out` says which, and why."""

    def __init__(self, left_out: tuple[Candidate, ...]) -> None:
        self.left_out = left_out
        count = len(left_out)
        whom = "One of the chosen contracts" if count == 1 else f"{count:,} of the chosen contracts"
        super().__init__({"": [f"{whom} cannot be invited. Look at the choice again, and launch what is left."]})


@dataclass(frozen=True)
class Plan:
    """A campaign as somebody wants to launch it."""

    name: str
    version: PlaybookVersion
    contracts: Sequence[int]
    deadline: datetime
    subject: str
    text: str
    remind_hours_before: int = 24
    time_zone: str = "UTC"


def check(plan: Plan) -> None:
    """Raises NotLaunched with everything that is wrong with a plan, but for the choice of contracts."""
    faults = {**letters.faults(plan.subject, plan.text)}
    if not plan.name.strip():
        faults["name"] = ["The campaign needs a name."]
    if plan.deadline <= timezone.now():
        faults["deadline"] = ["The deadline has passed already."]
    if not 0 <= plan.remind_hours_before <= MOST_REMINDER_HOURS:
        faults["remind_hours_before"] = [f"Between 0 (no reminder) and {MOST_REMINDER_HOURS} hours are possible."]
    if not plan.contracts:
        faults["contracts"] = ["Nobody is chosen: tick at least one contract."]
    if len(plan.contracts) > MOST_CONTRACTS:
        faults["contracts"] = [f"{len(plan.contracts):,} contracts are chosen; {MOST_CONTRACTS:,} are the most."]
    category = plan.version.playbook.category
    if category.suitability in UNSUITABLE:
        kind = category.get_suitability_display().removesuffix(" (not for the bot)").lower()
        faults[""] = [f"{category} is {kind} buying: that is for people, and cannot be launched."]
    if faults:
        raise NotLaunched(faults)


def launch(plan: Plan, *, key: UUID, by: User) -> Campaign:
    """Writes the campaign and its work list; the same key again returns the campaign that it made.

    Raises NotLaunched, and ChoiceChanged when one of the contracts is not eligible, or is taken by somebody else who
    launched at the same time. `launching.work` starts the negotiations.
    """
    if (made := Campaign.objects.filter(launch_key=key).first()) is not None:
        return made
    check(plan)
    try:
        with transaction.atomic():
            return _launch(plan, key, by)
    except IntegrityError:
        made = Campaign.objects.filter(launch_key=key).first()
        if made is None:
            raise
        return made  # the same form, sent twice at once: the other one has won


def _launch(plan: Plan, key: UUID, by: User) -> Campaign:
    # Everybody who launches in a category waits here, so that no two take up the same contract.
    category = Category.objects.select_for_update().get(pk=plan.version.playbook.category_id)
    if (made := Campaign.objects.filter(launch_key=key).first()) is not None:
        return made
    _require_free(category, plan)
    campaign = Campaign.objects.create(
        name=plan.name.strip(),
        launch_key=key,
        playbook_version=plan.version,
        status=Status.LAUNCHING,
        deadline=plan.deadline,
        time_zone=zone(plan.time_zone).key,
        invitation_subject=plan.subject.strip(),
        invitation_text=plan.text.strip(),
        remind_hours_before=plan.remind_hours_before,
        launched_at=timezone.now(),
        launched_by=by,
    )
    chosen = [CampaignContract(campaign=campaign, contract_id=pk) for pk in sorted(set(plan.contracts))]
    CampaignContract.objects.bulk_create(chosen, batch_size=1_000)
    return campaign


def _require_free(category: Category, plan: Plan) -> None:
    chosen = set(plan.contracts)
    known = category.contracts.select_related("supplier", "category")
    judged = judge(category, [contract for contract in known if contract.pk in chosen], plan.version.guardrails)
    left_out = [candidate for candidate in judged if not candidate.is_free]
    if moved := chosen - {candidate.contract.pk for candidate in judged}:
        left_out.extend(_moved(moved, category))
    if left_out:
        raise ChoiceChanged(tuple(left_out))


def _moved(contracts: set[int], category: Category) -> list[Candidate]:
    """Contracts that belong to the category no more, or never did."""
    found = Contract.objects.select_related("supplier").in_bulk(list(contracts)[:100])
    because = f"It does not belong to {category}."
    return [Candidate(contract, (eligibility.BELONGS,), (because,)) for contract in found.values()]


@transaction.atomic
def pause(campaign: Campaign) -> None:
    """No new invitation and no reminder leaves. Rooms go on: who was invited can open, and the bot answers."""
    _move(campaign, (Status.LAUNCHING, Status.RUNNING), Status.PAUSED)


@transaction.atomic
def resume(campaign: Campaign) -> None:
    """Goes on where it was paused."""
    locked = _move(campaign, (Status.PAUSED,), Status.RUNNING)
    if locked.chosen.filter(state=Work.WAITING).exists():
        _write(campaign, status=Status.LAUNCHING)


@transaction.atomic
def cancel(campaign: Campaign, *, by: User, reason: str) -> None:
    """Ends a campaign: what waits is dropped at once; what is not concluded is withdrawn in the background.

    What is agreed, or agreed subject to an approver, stays.
    """
    if not reason.strip():
        raise NotPossible("Say why: your colleagues will read it in each negotiation that this withdraws.")
    locked = _move(campaign, (Status.LAUNCHING, Status.RUNNING, Status.PAUSED), Status.CANCELLED)
    _write(campaign, cancelled_at=timezone.now(), cancelled_by=by, cancel_reason=reason.strip()[:500])
    locked.chosen.filter(state=Work.WAITING).update(state=Work.CANCELLED)
    letters_left = Email.objects.filter(invitation__negotiation__campaign=campaign)
    invitations.drop(letters_left, "The campaign was cancelled.")


@transaction.atomic
def extend(campaign: Campaign, deadline: datetime) -> None:
    """A later deadline for whatever is not over. What has expired stays expired."""
    locked = _locked(campaign)
    if locked.status == Status.CANCELLED:
        raise NotPossible("The campaign was cancelled; there is nothing to extend.")
    if deadline <= max(locked.deadline, timezone.now()):
        raise NotPossible("The new deadline has to be later than the present one, and still to come.")
    _write(campaign, deadline=deadline)
    invitations.extend(campaign, deadline)


def _move(campaign: Campaign, sources: Sequence[str], to: str) -> Campaign:
    locked = _locked(campaign)
    if locked.status not in sources:
        raise NotPossible(f"The campaign is {locked.get_status_display().lower()} already; nothing was changed.")
    _write(campaign, status=to, heartbeat_at=None)
    return locked


def _locked(campaign: Campaign) -> Campaign:
    """The campaign as it stands, locked until the transaction ends: its worker waits, or we wait for the worker."""
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _write(campaign: Campaign, **changes: object) -> None:
    """Only these columns: whoever else has an older copy of the row overwrites nothing."""
    for name, value in changes.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(changes))
