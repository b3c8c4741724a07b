"""Whom a campaign can invite: contracts of a category, and for each that is left out, why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from negotiation.models import CLOSED_STATES, Campaign, CampaignContract, Negotiation, State, Work
from negotiation.playbooks.compiling import Baseline, PlaybookError, compile_policy
from suppliers import eligibility
from suppliers.models import Category, Contract

FEW = 500  # contracts that a query can name one by one, on every database
TAKEN, MISFIT = "taken", "misfit"  # beside the codes of eligibility's rules
LEFT_OUT: Mapping[str, str] = {
    eligibility.SUITABLE: "kind of buying is for people",
    eligibility.BELONGS: "belongs to another category",
    eligibility.APPROVED: "supplier not approved",
    eligibility.RISK: "open risk flag",
    eligibility.PURCHASES: "too few past purchases",
    eligibility.VALUE: "value out of range",
    eligibility.EMAIL: "no e-mail address",
    TAKEN: "negotiation under way already",
    MISFIT: "playbook does not fit the contract",
}
LAUNCHING = (Campaign.Status.PREPARING, Campaign.Status.LAUNCHING, Campaign.Status.PAUSED)


@dataclass(frozen=True)
class Candidate:
    """A contract, and why it is left out: the code of each reason, and a sentence; none for one to be chosen."""

    contract: Contract
    reasons: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        return not self.reasons

    @property
    def why_not(self) -> str:
        return " ".join(self.sentences)


def judge(
    category: Category,
    contracts: Iterable[Contract],
    guardrails: Mapping[str, Any] | None = None,
    *,
    launching: Campaign | None = None,
) -> tuple[Candidate, ...]:
    """The contracts in their order, each with what stands against it. A constant number of queries.

    `launching`: the campaign whose own work list does not count, since it is what is being worked on.
    """
    verdicts = eligibility.judge(category, contracts)
    about = [verdict.contract.pk for verdict in verdicts] if len(verdicts) <= FEW else None
    taken = _taken(category, launching, about)
    return tuple(_candidate(verdict, taken.get(verdict.contract.pk), guardrails) for verdict in verdicts)


def _candidate(verdict: eligibility.Verdict, taken: str | None, guardrails: Mapping[str, Any] | None) -> Candidate:
    found = [(rule.code, rule.because) for rule in verdict.unmet]
    if taken is not None:
        found.append((TAKEN, taken))
    if not found and guardrails is not None:
        found = [
            (MISFIT, f"The playbook makes no policy for it: {fault}") for fault in _misfit(verdict.contract, guardrails)
        ]
    return Candidate(verdict.contract, tuple(name for name, _ in found), tuple(sentence for _, sentence in found))


def _misfit(contract: Contract, guardrails: Mapping[str, Any]) -> tuple[str, ...]:
    """What keeps the guardrails from becoming a policy for this contract: the first reason, or nothing."""
    try:
        compile_policy(guardrails, Baseline(contract.baseline(), contract.annual_quantity))
    except PlaybookError as error:
        return error.faults[:1]
    return ()


def _taken(category: Category, launching: Campaign | None, about: Sequence[int] | None) -> dict[int, str]:
    """Contracts that somebody negotiates about already, or is about to, with the sentence that says so.

    `about`: the contracts that are asked for, None for all of the category.
    """
    asked = {"contract__category": category} if about is None else {"contract__in": about}
    live = Negotiation.objects.filter(campaign__isnull=False, **asked).exclude(state__in=CLOSED_STATES)
    taken = {
        contract: f"A negotiation about it is under way in {campaign}: {State(state).label.lower()}."
        for contract, campaign, state in live.order_by().values_list("contract", "campaign__name", "state")
    }
    on_lists = CampaignContract.objects.filter(state=Work.WAITING, campaign__status__in=LAUNCHING, **asked)
    waiting = on_lists.exclude(campaign=launching)
    for contract, campaign in waiting.values_list("contract", "campaign__name"):
        taken.setdefault(contract, f"It is chosen in {campaign}, which is being launched.")
    return taken


def taken_in(category: Category) -> frozenset[int]:
    """The contracts of a category that somebody negotiates about already, or is about to."""
    return frozenset(_taken(category, None, None))


class _Priced(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def annual_value(self) -> Decimal: ...


def spend(contracts: Iterable[_Priced]) -> dict[str, Decimal]:
    """What is paid for the contracts in a year, by currency, the largest sum first."""
    sums: dict[str, Decimal] = {}
    for contract in contracts:
        sums[contract.currency] = sums.get(contract.currency, Decimal(0)) + contract.annual_value
    return dict(sorted(sums.items(), key=lambda item: -item[1]))
