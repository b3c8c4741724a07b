"""What a policy may do and its author may not have meant."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from negotiation.engine import PRICE, Policy, TradeOff, utility
from negotiation.playbooks.curves import pacing_of
from negotiation.playbooks.sentences import Words, share
from negotiation.playbooks.words import setting

_CLOSE_TO_EQUAL = 1e-9


def contract_doubts(policy: Policy, words: Words) -> Iterator[str]:
    """What is doubtful about the policy of one contract."""
    yield from _worse_than_today(policy, words)
    for trade in policy.trade_offs:
        yield from _bad_bargain(policy, trade, words)


def general_doubts(guardrails: Mapping[str, Any], policies: Sequence[Policy], words: Words) -> Iterator[str]:
    """What is doubtful whatever the contract."""
    for lever in guardrails["levers"]:
        if not float(lever["weight"]):
            yield f"{words.lever(lever['name'])} has no weight: the bot gives it away first, for nothing."
    if policies:
        yield from _threshold(policies[0])
    yield from _authority(guardrails, policies, words)


def _worse_than_today(policy: Policy, words: Words) -> Iterator[str]:
    for name, scale in policy.scales.items():
        lever = scale.lever
        if scale.better and scale.limit > max(scale.distance(lever.baseline), Decimal(0)):
            today = "what is paid today" if name == PRICE else "what holds today"
            yield (
                f"{words.lever(name)}: the walk-away {words.value(name, lever.walk_away)} is worse than {today}, "
                f"{words.value(name, lever.baseline)}."
            )


def _bad_bargain(policy: Policy, trade: TradeOff, words: Words) -> Iterator[str]:
    """Whether a trade-off, used to its end, leaves the buyer worse off than the walk-aways without it."""
    limits = {name: scale.lever.walk_away for name, scale in policy.scales.items()}
    without = utility(policy, limits)
    traded = utility(policy, {**limits, trade.give: trade.up_to, trade.get: trade.at_least})
    if traded < without - _CLOSE_TO_EQUAL:
        gained = utility(policy, {**limits, trade.get: trade.at_least}) - without
        given = without - utility(policy, {**limits, trade.give: trade.up_to})
        yield (
            f"{words.lever(trade.give)} for {words.lever(trade.get)}: this trade-off gives more than it gets at these "
            f"weights, {share(given)} of utility for {share(gained)}."
        )


def _threshold(policy: Policy) -> Iterator[str]:
    lowest = pacing_of(policy).lowest
    if policy.accept_at < lowest - _CLOSE_TO_EQUAL:
        yield (
            f"The acceptance threshold of {share(policy.accept_at)} lies below anything that the pacing would ever "
            f"offer: the last offer still holds out for {share(lowest)}. The bot would take at once what it would "
            f"never propose."
        )


def _authority(guardrails: Mapping[str, Any], policies: Sequence[Policy], words: Words) -> Iterator[str]:
    authority = setting(guardrails, "authority")
    if authority is None:
        yield "There is no limit of authority: the bot closes a deal of any value alone."
        return
    if not float(authority):
        yield "The authority is zero: the bot closes nothing alone, every deal waits for an approver."
        return
    best = [policy.yearly_value({lever.name: lever.target for lever in policy.levers}) for policy in policies]
    values = [value for value in best if value is not None]
    if values and all(policy.authority is not None for policy in policies) and min(values) > float(authority):
        yield (
            f"The authority of {float(authority):,.0f} {words.currency} a year is below every contract, even at the "
            f"target: every deal waits for an approver."
        )
