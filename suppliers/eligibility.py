"""Which contracts a campaign may take up, and why not, rule by rule.

`judge` says it in sentences, for people. `MET` says the same in SQL, so that a list of many thousand contracts can be
filtered and counted. The tests hold the two together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from suppliers import formats
from suppliers.models import NOT_FOR_BOT, UNSUITABLE, Category, Contract, Purchase, RiskFlag

BATCH = 5_000  # contracts whose facts are fetched at once; below every database's limit of parameters
LOCALE = "en"  # of the sentences

SUITABLE, BELONGS, APPROVED = "suitable", "category", "approved"
RISK, PURCHASES, VALUE, EMAIL = "risk", "purchases", "value", "email"
LABELS: Mapping[str, str] = {
    SUITABLE: "Suitable kind of buying",
    BELONGS: "Belongs to the category",
    APPROVED: "Approved supplier",
    RISK: "No open risk flag",
    PURCHASES: "Enough past purchases",
    VALUE: "Contract value in range",
    EMAIL: "Can be invited by e-mail",
}


@dataclass(frozen=True)
class RuleResult:
    """One rule for one contract. `because` is a sentence, whether the rule is met or not."""

    code: str
    label: str
    is_met: bool
    because: str


@dataclass(frozen=True)
class Verdict:
    """What every rule says of a contract."""

    contract: Contract
    rules: tuple[RuleResult, ...]

    @property
    def is_eligible(self) -> bool:
        return all(rule.is_met for rule in self.rules)

    @property
    def unmet(self) -> tuple[RuleResult, ...]:
        return tuple(rule for rule in self.rules if not rule.is_met)

    @property
    def why_not(self) -> str:
        """The sentences of the rules that are not met; empty for an eligible contract."""
        return " ".join(rule.because for rule in self.unmet)


@dataclass(frozen=True)
class _Facts:
    """What the rules need beside the contract and its supplier: open flags, as words, and the number of purchases."""

    open_flags: tuple[str, ...]
    purchases: int


def judge(category: Category, contracts: Iterable[Contract]) -> tuple[Verdict, ...]:
    """A verdict on each contract, in their order, for a campaign in this category.

    The number of queries does not grow with the contracts, but for a few in every 5,000.
    """
    listed = _listed(contracts)
    facts = _facts(listed)
    return tuple(_verdict(category, contract, facts[contract.pk]) for contract in listed)


def judge_each(contracts: Iterable[Contract]) -> tuple[Verdict, ...]:
    """The same, each contract in its own category; one that has none is not eligible."""
    listed = _listed(contracts)
    facts = _facts(listed)
    return tuple(_verdict(contract.category, contract, facts[contract.pk]) for contract in listed)


def _listed(contracts: Iterable[Contract]) -> list[Contract]:
    """The contracts, with supplier and category at hand."""
    related = ("supplier", "category")
    if isinstance(contracts, QuerySet):
        return list(contracts.select_related(*related))
    listed = list(contracts)
    bare = [contract for contract in listed if not all(name in contract._state.fields_cache for name in related)]
    # Not by prefetch_related: on SQLite it fails for more than a thousand keys.
    for batch in _batches(bare):
        found = Contract.objects.select_related(*related).in_bulk([contract.pk for contract in batch])
        for contract in batch:
            contract.supplier, contract.category = found[contract.pk].supplier, found[contract.pk].category
    return listed


def _batches(contracts: Sequence[Contract]) -> Iterator[Sequence[Contract]]:
    return (contracts[start : start + BATCH] for start in range(0, len(contracts), BATCH))


def _facts(contracts: Sequence[Contract]) -> dict[int, _Facts]:
    flags: defaultdict[int, list[str]] = defaultdict(list)
    purchases: dict[int, int] = {}
    for batch in _batches(contracts):
        suppliers = {contract.supplier_id for contract in batch}
        for flag in RiskFlag.objects.filter(supplier__in=suppliers, cleared_on__isnull=True):
            flags[flag.supplier_id].append(f"“{flag.reason}”, raised on {_day(flag.raised_on)}")
        counted = Purchase.objects.order_by().values("contract").annotate(count=Count("pk"))
        counts = counted.filter(contract__in=[contract.pk for contract in batch])
        purchases.update(counts.values_list("contract", "count"))
    return {
        contract.pk: _Facts(tuple(flags.get(contract.supplier_id, ())), purchases.get(contract.pk, 0))
        for contract in contracts
    }


def _verdict(category: Category | None, contract: Contract, facts: _Facts) -> Verdict:
    if category is None:
        return Verdict(contract, (_result(BELONGS, (False, "It belongs to no category.")),))
    rules = tuple(_result(code, rule(category, contract, facts)) for code, rule in _RULES.items())
    return Verdict(contract, rules)


def _result(code: str, said: "_Said") -> RuleResult:
    return RuleResult(code, LABELS[code], *said)


# --- the rules, each for people and, under the same name in MET, for the database -----------------------------

_Said = tuple[bool, str]  # whether the rule is met, and the sentence


def _suitable(category: Category, contract: Contract, facts: _Facts) -> _Said:
    kind = category.get_suitability_display().removesuffix(NOT_FOR_BOT)
    if category.suitability in UNSUITABLE:
        return False, f"{category} is {kind.lower()} buying: that is for people, and cannot be launched."
    return True, f"{category} is of a kind that the bot negotiates: {kind}."


def _belongs(category: Category, contract: Contract, facts: _Facts) -> _Said:
    if contract.category_id == category.pk:
        return True, f"It belongs to {category}."
    elsewhere = "no category" if contract.category is None else f"{contract.category}"
    return False, f"It belongs to {elsewhere}, not to {category}."


def _approved(category: Category, contract: Contract, facts: _Facts) -> _Said:
    if contract.supplier.is_approved:
        return True, f"{contract.supplier} is approved."
    if not category.approved_only:
        return True, f"{contract.supplier} is not approved, which {category} does not ask for."
    return False, f"{contract.supplier} is not an approved supplier."


def _risk(category: Category, contract: Contract, facts: _Facts) -> _Said:
    if not facts.open_flags:
        return True, "No risk flag is open."
    flags = f"Open risk flag{'s' if len(facts.open_flags) > 1 else ''}: {'; '.join(facts.open_flags)}."
    return (False, flags) if category.no_open_risk_flag else (True, f"{flags} {category} takes that.")


def _purchases(category: Category, contract: Contract, facts: _Facts) -> _Said:
    count, least = facts.purchases, category.min_purchases
    known = f"{count} past purchase{'' if count == 1 else 's'}"
    return count >= least, f"{known}; {'none is' if least == 0 else f'at least {least}'} asked for."


def _value(category: Category, contract: Contract, facts: _Facts) -> _Said:
    low, high = category.min_contract_value, category.max_contract_value
    value = f"{_money(contract.annual_value, contract.currency)} a year"
    if low is None and high is None:
        return True, f"{value}; no range is asked for."
    asked = _range(low, high, category.currency)
    if contract.currency != category.currency:
        return False, f"{value} cannot be compared with the range, {asked}: the currencies differ."
    if low is not None and contract.annual_value < low:
        return False, f"{value} is too little; the range is {asked}."
    if high is not None and contract.annual_value > high:
        return False, f"{value} is too much; the range is {asked}."
    return True, f"{value} is in the range, {asked}."


def _email(category: Category, contract: Contract, facts: _Facts) -> _Said:
    supplier = contract.supplier
    if supplier.email:
        return True, f"Invitations go to {supplier.email}."
    return False, f"{supplier} has no e-mail address to send an invitation to."


_RULES: Mapping[str, Callable[[Category, Contract, _Facts], _Said]] = {
    SUITABLE: _suitable,
    BELONGS: _belongs,
    APPROVED: _approved,
    RISK: _risk,
    PURCHASES: _purchases,
    VALUE: _value,
    EMAIL: _email,
}

_OPEN_FLAG = Exists(RiskFlag.objects.filter(supplier=OuterRef("supplier"), cleared_on__isnull=True))
_HAS_NO_RANGE = Q(category__min_contract_value__isnull=True, category__max_contract_value__isnull=True)
_IS_IN_RANGE = (
    Q(currency=F("category__currency"))
    & (Q(category__min_contract_value__isnull=True) | Q(annual_value__gte=F("category__min_contract_value")))
    & (Q(category__max_contract_value__isnull=True) | Q(annual_value__lte=F("category__max_contract_value")))
)
# A contract's own category is meant. What costs least to look at comes first.
MET: Mapping[str, Q] = {
    BELONGS: Q(category__isnull=False),
    SUITABLE: Q(category__isnull=False) & ~Q(category__suitability__in=UNSUITABLE),
    APPROVED: Q(category__approved_only=False) | Q(supplier__is_approved=True),
    EMAIL: Q(supplier__email__gt=""),
    VALUE: _HAS_NO_RANGE | _IS_IN_RANGE,
    RISK: Q(category__no_open_risk_flag=False) | ~Q(_OPEN_FLAG),
    PURCHASES: Q(past_purchases__gte=F("category__min_purchases")),
}


def with_past_purchases(contracts: "QuerySet[Contract]") -> "QuerySet[Contract]":
    """Adds `past_purchases`, which the rules in SQL count on."""
    counts = Purchase.objects.order_by().filter(contract=OuterRef("pk")).values("contract").annotate(n=Count("pk"))
    return contracts.alias(past_purchases=Coalesce(Subquery(counts.values("n")), 0))


def eligible(contracts: "QuerySet[Contract]") -> "QuerySet[Contract]":
    """Those whose own category takes them."""
    return with_past_purchases(contracts).filter(all_met())


def not_eligible(contracts: "QuerySet[Contract]", code: str | None = None) -> "QuerySet[Contract]":
    """Those that their own category does not take; with a rule's code, those that this rule leaves out."""
    # CASE, for NOT would lose the contracts of which SQL does not know: those without a category.
    is_met = Case(When(all_met() if code is None else MET[code], then=True), default=False)
    left_out = with_past_purchases(contracts).alias(is_met=is_met).filter(is_met=False)
    # Without a category there is nothing to judge by but that.
    return left_out if code in (None, BELONGS) else left_out.filter(category__isnull=False)


@dataclass(frozen=True)
class Tally:
    """How many contracts there are, how many are eligible, and how many each rule leaves out (by its code)."""

    contracts: int
    suppliers: int
    eligible: int
    left_out: Mapping[str, int]


def tally(contracts: "QuerySet[Contract]") -> Tally:
    """Counts contracts of one category, in one query."""
    flags = {f"met_{code}": Case(When(rule, then=1), default=0) for code, rule in MET.items()}
    flags["met_all"] = Case(When(all_met(), then=1), default=0)
    found = (
        with_past_purchases(contracts.order_by())
        .annotate(**flags)
        .aggregate(
            contracts=Count("pk"),
            suppliers=Count("supplier", distinct=True),
            **{f"count_{flag}": Coalesce(Sum(flag), 0) for flag in flags},
        )
    )
    left_out = {code: found["contracts"] - found[f"count_met_{code}"] for code in LABELS}
    return Tally(
        contracts=found["contracts"],
        suppliers=found["suppliers"],
        eligible=found["count_met_all"],
        left_out={code: count for code, count in left_out.items() if count},
    )


def all_met() -> Q:
    """Whether a contract's own category takes it, of contracts `with_past_purchases`."""
    return reduce(and_, MET.values())


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _range(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    if low is None:
        return f"up to {_money(high or Decimal(0), currency)}"
    if high is None:
        return f"from {_money(low, currency)}"
    return f"{_money(low, currency)} to {_money(high, currency)}"


def _money(value: Decimal, currency: str) -> str:
    return formats.yearly_money(value, currency, LOCALE)
