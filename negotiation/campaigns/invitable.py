"""All contracts of a category at once, for who chooses among thousands: what the rules say of them, in one read.

`choice.judge` says the same of each contract in sentences; the tests hold the two together.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Case, When

from negotiation.campaigns.choice import LEFT_OUT, MISFIT, TAKEN, Candidate, judge, taken_in
from negotiation.playbooks.compiling import Baseline, PlaybookError, compile_policy
from suppliers import eligibility
from suppliers.models import Category, Contract

KNOWN_FITS = 20_000  # two launches of the largest size; some 10 MB in a process
COLUMNS = ("supplier", "supplier__name", "title", "supplier__country", "currency", "annual_value")


@dataclass(frozen=True, slots=True)
class Invitable:
    """A contract that can be chosen, as much of it as a list shows; `supplier` is the supplier's number."""

    pk: int
    supplier: int
    name: str
    title: str
    country: str
    currency: str
    annual_value: Decimal


@dataclass(frozen=True)
class Choice:
    """The contracts of a category, as a list has them: all, those to choose from, and how many are left out by what."""

    category: Category
    guardrails: Mapping[str, Any]
    all: Sequence[int]
    free: Sequence[Invitable]
    misfits: int
    taken: int

    @cached_property
    def by_number(self) -> Mapping[int, Invitable]:
        return {one.pk: one for one in self.free}

    @cached_property
    def left_out(self) -> Sequence[int]:
        return [pk for pk in self.all if pk not in self.by_number]

    def why_left_out(self) -> dict[str, int]:
        """How many are left out for each reason, in words, the most frequent first; one may be for several."""
        counts = {**eligibility.tally(self.category.contracts.all()).left_out, TAKEN: self.taken, MISFIT: self.misfits}
        named = {LEFT_OUT[code]: count for code, count in counts.items() if count}
        return dict(sorted(named.items(), key=lambda item: -item[1]))

    def judged(self, contracts: Sequence[int]) -> tuple[Candidate, ...]:
        """Some of them with what stands against each, in the list's order."""
        found = Contract.objects.select_related("supplier", "category").in_bulk(list(contracts))
        return judge(self.category, [found[pk] for pk in contracts if pk in found], self.guardrails)


def choice(category: Category, guardrails: Mapping[str, Any]) -> Choice:
    """What can be chosen in a category now. A constant number of queries, and no work on what the rules leave out."""
    contracts = eligibility.with_past_purchases(category.contracts.all())
    is_eligible = Case(When(eligibility.all_met(), then=True), default=False)
    rows = contracts.values_list("pk", *COLUMNS, "terms", "annual_quantity", is_eligible)
    taken, rules = taken_in(category), json.dumps(guardrails, sort_keys=True)
    every, free, misfits = list[int](), list[Invitable](), 0
    for pk, *shown, terms, quantity, meets_rules in rows:
        every.append(pk)
        if not meets_rules or pk in taken:
            continue
        if _fits(rules, tuple(terms.items()), quantity):
            free.append(Invitable(pk, *shown))
        else:
            misfits += 1
    return Choice(category, guardrails, every, free, misfits, len(taken))


# A contract is looked at again with every press on the page, and compiling is most of the work.
@lru_cache(maxsize=KNOWN_FITS)
def _fits(rules: str, terms: tuple[tuple[str, str], ...], quantity: Decimal) -> bool:
    """Whether guardrails, as JSON, make a policy for a contract with these terms."""
    try:
        compile_policy(_guardrails(rules), Baseline({lever: Decimal(value) for lever, value in terms}, quantity))
    except PlaybookError:
        return False
    return True


@lru_cache(maxsize=16)
def _guardrails(rules: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(rules)
    return found
