"""Everything that can be wrong with a policy, each fault a sentence that names the lever and the value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import isfinite

from negotiation.engine.scale import Scale, sign
from negotiation.engine.terms import LARGEST_VALUE, Lever, TradeOff


def lever_faults(levers: Sequence[Lever], trade_offs: Sequence[TradeOff]) -> Iterator[str]:
    """What is wrong with the levers themselves."""
    if not levers:
        yield "The policy has no levers; it needs at least one."
        return
    for name, count in Counter(lever.name for lever in levers).items():
        if count > 1:
            yield f"{name}: {count} levers have this name; names must be unique."
    if all(lever.weight == 0 for lever in levers):
        yield "The weights of all levers are zero; at least one must be positive."
    for lever in levers:
        numbers = list(_number_faults(lever))
        yield from numbers
        if not numbers:
            yield from _shape_faults(lever, trade_offs)


def _number_faults(lever: Lever) -> Iterator[str]:
    if not lever.name:
        yield "A lever has an empty name."
    values = {
        "baseline": lever.baseline,
        "target": lever.target,
        "walk-away": lever.walk_away,
        "step": lever.step,
    }
    for field, value in [*values.items(), *(("option", option) for option in lever.options)]:
        if not _is_usable(value):
            yield f"{lever.name}: the {field} {value} is not a finite number below {LARGEST_VALUE}."
    if not isfinite(lever.weight) or lever.weight < 0:
        yield f"{lever.name}: the weight {lever.weight:g} must be a number of 0 or more."
    if _is_usable(lever.step) and lever.step <= 0:
        yield f"{lever.name}: the step {lever.step} must be above 0."


def _shape_faults(lever: Lever, trade_offs: Sequence[TradeOff]) -> Iterator[str]:
    usable = [trade for trade in trade_offs if _is_usable(trade.up_to)]
    scale = Scale.of(lever, usable)
    hoped_for = sign(lever.target - lever.baseline)
    if scale.better and hoped_for == -scale.better:
        yield (
            f"{lever.name}: the target {lever.target} is on the wrong side of the walk-away "
            f"{lever.walk_away}: from the baseline {lever.baseline} it is a change for the worse."
        )
    for option in lever.options:
        if scale.distance(option) > scale.furthest:
            limit = scale.value_at(scale.furthest)
            yield f"{lever.name}: the option {option} lies outside the limit {limit}."
    if lever.options and lever.target not in lever.options:
        yield f"{lever.name}: the target {lever.target} is not among the options."


def trade_off_faults(levers: Sequence[Lever], trade_offs: Sequence[TradeOff]) -> Iterator[str]:
    """What is wrong with the trade-offs: unknown levers, and exchanges that could never, or would always,
    apply.
    """
    by_name = {lever.name: lever for lever in levers if not list(_number_faults(lever))}
    known = {lever.name for lever in levers}
    usable = [trade for trade in trade_offs if _is_usable(trade.up_to)]
    for trade in trade_offs:
        faults = list(_name_faults(trade, known))
        yield from faults
        if not faults and trade.give in by_name and trade.get in by_name:
            yield from _give_faults(trade, Scale.of(by_name[trade.give], usable))
            yield from _get_faults(trade, Scale.of(by_name[trade.get], usable))


def _name_faults(trade: TradeOff, known: set[str]) -> Iterator[str]:
    for name in (trade.give, trade.get):
        if name not in known:
            yield f"The trade-off of {trade.give} for {trade.get} names an unknown lever: {name}."
    if trade.give == trade.get:
        yield f"{trade.give}: a trade-off cannot give and get the same lever."
    for value in (trade.up_to, trade.at_least):
        if not _is_usable(value):
            yield f"The trade-off of {trade.give} for {trade.get} has {value}, which is not a finite number."


def _give_faults(trade: TradeOff, give: Scale) -> Iterator[str]:
    if give.distance(trade.up_to) <= give.limit:
        yield (
            f"{trade.give}: a trade-off up to {trade.up_to} can never apply, because it is not beyond the "
            f"walk-away {give.lever.walk_away}."
        )
    reachable = [option for option in give.lever.options if give.limit < give.distance(option)]
    if give.lever.options and all(give.distance(option) > give.distance(trade.up_to) for option in reachable):
        yield f"{trade.give}: a trade-off up to {trade.up_to} can never apply: no option lies in its range."


def _get_faults(trade: TradeOff, get: Scale) -> Iterator[str]:
    needed = get.distance(trade.at_least)
    if needed < 0 or (get.better == 0 and needed):
        yield (
            f"{trade.get}: a trade-off that needs {trade.at_least} can never apply, because the bot never "
            f"asks for more than the target {get.lever.target}."
        )
    elif needed > get.furthest:
        yield (
            f"{trade.get}: a trade-off that needs {trade.at_least} would always apply, because that lies "
            f"outside the limit {get.value_at(get.furthest)}."
        )


def _is_usable(value: Decimal) -> bool:
    return value.is_finite() and abs(value) < LARGEST_VALUE
