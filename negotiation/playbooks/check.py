"""What is wrong with guardrails, and what is doubtful about them, on every contract that they are meant for.

Faults refuse publishing; doubts make it ask once more. What the engine itself refuses comes first: for all contracts
it is a fault, for some of them a doubt, since those are then left out of a campaign.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min

from negotiation.category_rights import negotiators
from negotiation.engine import Policy
from negotiation.playbooks.amounts import as_written
from negotiation.playbooks.compiling import Baseline, PlaybookError, compile_policy
from negotiation.playbooks.doubts import contract_doubts, general_doubts
from negotiation.playbooks.history import Paid, unreached_targets
from negotiation.playbooks.leaks import leaks
from negotiation.playbooks.preview import baseline_of
from negotiation.playbooks.sentences import Words
from negotiation.playbooks.shape import guardrails_faults
from negotiation.playbooks.words import routes
from suppliers.models import Category, Contract, Purchase

_NUMBER = re.compile(r"\d[\d.,]*")
_STAND_IN = Decimal(100)  # today's value of a lever, where there is no contract to tell it
MOST_CONTRACTS = 1_000  # looked at one by one, half a second; of more, so many from all over the category


@dataclass(frozen=True)
class Findings:
    """Sentences that name the lever. `contracts`: on how many of the category's `of` they were checked."""

    faults: tuple[str, ...]
    doubts: tuple[str, ...]
    contracts: int
    of: int


@dataclass
class _Grouped:
    """Sentences about single contracts, put together where they differ in their numbers only."""

    found: dict[str, list[tuple[Contract, str]]] = field(default_factory=dict)

    def add(self, contract: Contract, sentences: Iterable[str]) -> None:
        for sentence in dict.fromkeys(sentences):
            shape = _NUMBER.sub("#", sentence).replace(f"# {contract.currency}", "#")
            self.found.setdefault(shape, []).append((contract, sentence))

    def sentences(self, total: int, *, everywhere: bool | None = None) -> Iterator[str]:
        """One sentence a group; only those that hold for all contracts, or only for some, where asked for."""
        for told in self.found.values():
            holds_for = len({contract.pk for contract, _ in told})
            if everywhere is None or everywhere == (holds_for == total):
                yield _for_contracts(told, holds_for, total)


def check(category: Category, guardrails: Mapping[str, Any]) -> Findings:
    """All that is wrong or doubtful about guardrails for this category."""
    contracts, of = _looked_at(category)
    shape = guardrails_faults(guardrails)
    if shape:
        return Findings(tuple(str(fault) for fault in shape), (), len(contracts), of)
    words = Words.of(guardrails, category.currency)
    if not contracts:
        return _without_contracts(guardrails, words)
    faults, doubts, said = _Grouped(), _Grouped(), _Grouped()
    policies: list[tuple[Contract, Policy]] = []
    unknown = _levers_of_no_contract(category, guardrails, contracts, of)
    for contract in contracts:
        try:
            policy = compile_policy(_without(guardrails, unknown), baseline_of(contract))
        except PlaybookError as error:
            faults.add(contract, map(words.plain, error.faults))
            continue
        policies.append((contract, policy))
        own_words = Words(words.labels, words.units, contract.currency)
        doubts.add(contract, contract_doubts(policy, own_words))
        said.add(contract, leaks(guardrails, policy, own_words))
    total = len(contracts)
    first = [f"{words.lever(name)}: no contract of the category says what holds today." for name in unknown]
    return Findings(
        faults=(
            *first,
            *faults.sentences(total, everywhere=True),
            *said.sentences(total),
        ),
        doubts=(
            *(f"{told} Nothing can be negotiated there." for told in faults.sentences(total, everywhere=False)),
            *general_doubts(guardrails, [policy for _, policy in policies], words),
            *_unknown_people(category, guardrails),
            *doubts.sentences(total),
            *unreached_targets(policies, _history(category), words, is_sample=total < of),
        ),
        contracts=total,
        of=of,
    )


def _unknown_people(category: Category, guardrails: Mapping[str, Any]) -> Iterator[str]:
    """Names in the routing that nobody who may negotiate in the category has: a queue, or a slip."""
    named = sorted(set(routes(guardrails).values()))
    known = set(negotiators(category).filter(username__in=named).values_list("username", flat=True)) if named else set()
    for name in named:
        if name not in known:
            yield f"Rooms are meant for {name}, and nobody of that user name negotiates in {category}: a queue, then."


def _looked_at(category: Category) -> tuple[list[Contract], int]:
    """The contracts to check on, evenly spread over the category where there are too many; and how many there are."""
    pks = list(category.contracts.order_by("pk").values_list("pk", flat=True))
    contracts = category.contracts.select_related("supplier").order_by("pk")
    if len(pks) > MOST_CONTRACTS:
        spread = [pks[place * len(pks) // MOST_CONTRACTS] for place in range(MOST_CONTRACTS)]
        contracts = contracts.filter(pk__in=spread)
    return list(contracts), len(pks)


def _history(category: Category) -> dict[int, Paid]:
    rows = (
        Purchase.objects.filter(contract__category=category)
        .order_by()
        .values("contract_id")
        .annotate(
            count=Count("pk"),
            lowest_price=Min("unit_price"),
            highest_price=Max("unit_price"),
            shortest=Min("payment_days"),
            longest=Max("payment_days"),
        )
    )
    return {
        row["contract_id"]: Paid(
            count=row["count"],
            prices=(row["lowest_price"], row["highest_price"]),
            payment_days=(Decimal(row["shortest"]), Decimal(row["longest"])),
        )
        for row in rows
    }


def _levers_of_no_contract(
    category: Category, guardrails: Mapping[str, Any], contracts: Sequence[Contract], of: int
) -> list[str]:
    known = {name for contract in contracts for name in contract.terms}
    missing = [lever["name"] for lever in guardrails["levers"] if lever["name"] not in known]
    if len(contracts) == of:
        return missing
    return [name for name in missing if not category.contracts.filter(terms__has_key=name).exists()]


def _without(guardrails: Mapping[str, Any], unknown: Sequence[str]) -> Mapping[str, Any]:
    """The guardrails without levers that are told as faults already, so that the rest is checked as well."""
    if not unknown:
        return guardrails
    kept = [lever for lever in guardrails["levers"] if lever["name"] not in unknown]
    trade_offs = [
        trade
        for trade in guardrails.get("trade_offs", ())
        if trade["give"] not in unknown and trade["get"] not in unknown
    ]
    return {**guardrails, "levers": kept, "trade_offs": trade_offs} if kept else guardrails


def _without_contracts(guardrails: Mapping[str, Any], words: Words) -> Findings:
    """The engine's own validation on stand-in values, since there is no contract to take today's from."""
    stand_in = {lever["name"]: _stand_in(lever) for lever in guardrails["levers"]}
    doubts = ["The category has no contracts yet, so amounts relative to today could not be checked."]
    try:
        policy = compile_policy(guardrails, Baseline(stand_in, Decimal(1)))
    except PlaybookError as error:
        return Findings(tuple(dict.fromkeys(map(words.plain, error.faults))), tuple(doubts), 0, 0)
    said = leaks(guardrails, policy, words)
    return Findings(tuple(said), (*doubts, *general_doubts(guardrails, [policy], words)), 0, 0)


def _stand_in(lever: Mapping[str, Any]) -> Decimal:
    absolute = (lever[key]["value"] for key in ("target", "walk_away") if "value" in lever[key])
    return as_written(next(absolute, _STAND_IN))


def _for_contracts(told: list[tuple[Contract, str]], holds_for: int, total: int) -> str:
    contract, sentence = told[0]
    is_same = len({text for _, text in told}) == 1
    if holds_for == total and is_same:
        return sentence
    if total == 1:
        return sentence
    everywhere = "both" if total == 2 else f"all {total:,}"
    which = everywhere if holds_for == total else f"{holds_for:,} of {total:,}"
    return f"For {which} contracts, such as {contract.supplier.name} ({contract.title}): {sentence}"
