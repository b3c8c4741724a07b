"""What guardrails come to for one contract: the policy's absolute numbers, as rows to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from negotiation.engine import PRICE, Policy
from negotiation.playbooks.compiling import Baseline, compile_policy
from negotiation.playbooks.sentences import Words, number, share
from suppliers.models import Contract


@dataclass(frozen=True)
class LeverRow:
    """A lever's values with their units; `at_most_by_trade`: how far trade-offs let it go, "" where none does."""

    label: str
    today: str
    target: str
    walk_away: str
    by_trade_off: str
    steps: str
    weight: str


@dataclass(frozen=True)
class Preview:
    """The guardrails of one contract in absolute numbers."""

    levers: tuple[LeverRow, ...]
    trade_offs: tuple[str, ...]
    sentences: tuple[str, ...]


def baseline_of(contract: Contract) -> Baseline:
    """What compiling needs of a contract."""
    return Baseline(contract.baseline(), contract.annual_quantity)


def preview(guardrails: Mapping[str, Any], contract: Contract) -> Preview:
    """What the guardrails come to for this contract. Raises PlaybookError when they make no policy for it."""
    policy = compile_policy(guardrails, baseline_of(contract))
    words = Words.of(guardrails, contract.currency)
    return Preview(
        levers=tuple(_row(policy, name, words) for name in policy.scales),
        trade_offs=tuple(
            f"{words.lever(trade.give)} up to {words.value(trade.give, trade.up_to)} if {words.lever(trade.get)} is "
            f"{words.value(trade.get, trade.at_least)} or better."
            for trade in policy.trade_offs
        ),
        sentences=tuple(_yearly(policy, contract)),
    )


def _row(policy: Policy, name: str, words: Words) -> LeverRow:
    scale = policy.scales[name]
    lever = scale.lever
    return LeverRow(
        label=words.lever(name),
        today=words.value(name, lever.baseline),
        target=words.value(name, lever.target),
        walk_away=words.value(name, lever.walk_away),
        by_trade_off=words.value(name, scale.value_at(scale.furthest)) if scale.furthest > scale.limit else "",
        steps="only " + ", ".join(number(option) for option in lever.options)
        if lever.options
        else words.value(name, lever.step),
        weight=share(policy.shares[name]),
    )


def _yearly(policy: Policy, contract: Contract) -> list[str]:
    """What the targets and the walk-aways are worth in a year, and whether the bot may close that alone."""
    if PRICE not in policy.scales:
        return []
    levers = {lever.name: lever for lever in policy.levers}
    today = policy.yearly_value({name: lever.baseline for name, lever in levers.items()})
    best = policy.yearly_value({name: lever.target for name, lever in levers.items()})
    assert today is not None  # price is a lever, so there is a value
    assert best is not None
    sentences = [
        f"Paid today: {_money(today, contract)} a year. At every target: {_money(best, contract)}, "
        f"{_money(abs(today - best), contract)} {'less' if best <= today else 'more'}."
    ]
    if policy.authority is None:
        sentences.append("The bot may close a deal of any value alone.")
    elif best > policy.authority:
        sentences.append(f"Every deal waits for an approver: authority ends at {_money(policy.authority, contract)}.")
    return sentences


def _money(value: Decimal, contract: Contract) -> str:
    return f"{value:,.0f} {contract.currency}"
