"""Everything that can be wrong with a policy, each fault a sentence that names the lever and the value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from negotiation.engine.scale import Scale, direction
from negotiation.engine.terms import A_USABLE_NUMBER, LARGEST_VALUE, Lever, TradeOff, is_usable, shown


def lever_faults(levers: Sequence[Lever], trade_offs: Sequence[TradeOff]) -> Iterator[str]:
    """What is wrong with the levers themselves."""
    if not levers:
        yield "The policy has no levers; it needs at least one."
        return
    for name, count in Counter(lever.name for lever in levers if isinstance(lever.name, str)).items():
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
    name = lever.name if _is_name(lever.name) else shown(lever.name)
    if not _is_name(lever.name):
        yield f"A lever is named {name}; a name is a text that is not empty."
    values = [("baseline", lever.baseline), ("target", lever.target), ("walk-away", lever.walk_away)]
    options = lever.options if isinstance(lever.options, tuple) else ()
    for field, value in [*values, ("step", lever.step), *(("option", option) for option in options)]:
        if not is_usable(value):
            yield f"{name}: the {field} {shown(value)} is not {A_USABLE_NUMBER}."
    if options is not lever.options:
        yield f"{name}: the options {shown(lever.options)} are not a list of numbers."
    if not _is_weight(lever.weight):
        yield f"{name}: the weight {shown(lever.weight)} must be a number from 0 to below 10^15."
    if is_usable(lever.step) and lever.step <= 0:
        yield f"{name}: the step {shown(lever.step)} must be above 0."
    if not isinstance(lever.unit, str):
        yield f"{name}: the unit {shown(lever.unit)} is not a text."


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(name)


def _is_weight(weight: object) -> bool:
    # Not a number fails both comparisons.
    return isinstance(weight, float) and 0 <= weight < float(LARGEST_VALUE)


def _shape_faults(lever: Lever, trade_offs: Sequence[TradeOff]) -> Iterator[str]:
    usable = [trade for trade in trade_offs if is_usable(trade.up_to)]
    scale = Scale.of(lever, usable)
    wrong_side = f"{lever.name}: the target {lever.target} is on the wrong side of the walk-away {lever.walk_away}"
    if scale.limit < 0:
        yield f"{wrong_side}: a lower price is the better one."
    elif scale.better and direction(lever.baseline, lever.target) == -scale.better:
        yield f"{wrong_side}: from the baseline {lever.baseline} it is a change for the worse."
    for option in lever.options:
        if scale.distance(option) > scale.furthest >= 0:
            limit = scale.value_at(scale.furthest)
            yield f"{lever.name}: the option {option} lies outside the limit {limit}."
    if lever.options and lever.target not in lever.options:
        yield f"{lever.name}: the target {lever.target} is not among the options."


def trade_off_faults(levers: Sequence[Lever], trade_offs: Sequence[TradeOff]) -> Iterator[str]:
    """What is wrong with the trade-offs: unknown levers, and exchanges that could never, or would always, apply."""
    by_name = {lever.name: lever for lever in levers if not list(_number_faults(lever))}
    known = {lever.name for lever in levers if _is_name(lever.name)}
    usable = [trade for trade in trade_offs if is_usable(trade.up_to)]
    for trade in trade_offs:
        faults = list(_name_faults(trade, known))
        yield from faults
        if not faults and trade.give in by_name and trade.get in by_name:
            yield from _give_faults(trade, Scale.of(by_name[trade.give], usable))
            yield from _get_faults(trade, Scale.of(by_name[trade.get], usable))


def _name_faults(trade: TradeOff, known: set[str]) -> Iterator[str]:
    give, get = (name if _is_name(name) else shown(name) for name in (trade.give, trade.get))
    for name in (give, get):
        if name not in known:
            yield f"The trade-off of {give} for {get} names an unknown lever: {name}."
    if give == get:
        yield f"{give}: a trade-off cannot give and get the same lever."
    for value in (trade.up_to, trade.at_least):
        if not is_usable(value):
            yield f"The trade-off of {give} for {get} has {shown(value)}, which is not {A_USABLE_NUMBER}."


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
