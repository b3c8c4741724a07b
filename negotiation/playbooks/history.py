"""Targets held against what was really paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from negotiation.engine import PRICE, Policy
from negotiation.playbooks.sentences import Words, number
from suppliers.models import Contract

PAYMENT = "payment_days"


@dataclass(frozen=True)
class Paid:
    """The purchases under one contract: how many, and the lowest and highest of each value."""

    count: int
    prices: tuple[Decimal, Decimal]
    payment_days: tuple[Decimal, Decimal]

    def range(self, lever: str) -> tuple[Decimal, Decimal]:
        return self.prices if lever == PRICE else self.payment_days


@dataclass(frozen=True)
class _Closest:
    """The purchase value that came nearest to a target, and the share of the way that it fell short by."""

    contract: Contract
    value: Decimal
    short_by: float


def unreached_targets(
    policies: Sequence[tuple[Contract, Policy]], history: Mapping[int, Paid], words: Words, *, is_sample: bool
) -> Iterator[str]:
    """A sentence for each target that no purchase under any contract ever reached.

    With `is_sample` the category has more contracts than were looked at, and the sentence says so.
    """
    nobody = "none of the suppliers looked at" if is_sample else "no supplier"
    for name in (PRICE, PAYMENT):
        bought = [(contract, policy) for contract, policy in policies if name in policy.scales]
        bought = [(contract, policy) for contract, policy in bought if contract.pk in history]
        closest = [_closest(contract, policy, history[contract.pk], name) for contract, policy in bought]
        if closest and all(found.short_by > 0 for found in closest):
            best = min(closest, key=lambda found: found.short_by)
            count = sum(history[contract.pk].count for contract, _ in bought)
            policy = next(policy for contract, policy in bought if contract.pk == best.contract.pk)
            own = Words(words.labels, words.units, best.contract.currency)
            yield (
                f"{words.lever(name)}: {nobody} ever reached the target. Of {number(Decimal(count))} purchases, "
                f"{best.contract.supplier.name} came closest with {own.value(name, best.value)}, where the target is "
                f"{own.value(name, policy.scales[name].lever.target)}."
            )


def _closest(contract: Contract, policy: Policy, paid: Paid, name: str) -> _Closest:
    scale = policy.scales[name]
    value = min(paid.range(name), key=scale.distance)
    # Relative to the target, so that contracts at different prices can be told apart.
    target = scale.lever.target
    return _Closest(contract, value, float(scale.distance(value)) / float(abs(target) or 1))
