"""A playbook speaks relative to a contract, a policy is absolute; this is the one way from the first to the second.

The guardrails of a playbook version are JSON:

    {"levers": [{"name": "unit_price", "label": "Unit price", "weight": 50, "step": {"value": "0.10"},
                 "target": {"change_pct": "-6"}, "walk_away": {"change_pct": "0"}, "choices": []}, ...],
     "trade_offs": [{"give": "contract_months", "up_to": {"value": "12"},
                     "get": "unit_price", "at_least": {"change_pct": "-3"}}],
     "rounds": 8, "concession": 2, "floor": 0.15, "aim": 0.15, "accept_at": 0.45, "packages": 1,
     "min_improvement": 0.02, "stall_rounds": 3, "triggers": {"price_increase": "escalate"}, "authority": "150000",
     "shows_rounds": true}

What an amount may be is told in `amounts`. `choices` are the values that a lever usually takes on the market. They
are shown to suppliers, so they say nothing about limits; `options` are what the bot may offer, and never leave the
policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from negotiation.engine import Lever, Policy, PolicyError, TradeOff
from negotiation.playbooks.amounts import Amount, AmountError, as_written
from negotiation.talk import faults_of

RULES = ("concession", "floor", "aim", "accept_at", "packages", "min_improvement", "stall_rounds", "triggers")


class PlaybookError(ValueError):
    """Guardrails that cannot become a policy for this contract. `faults` lists every reason, as sentences."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Baseline:
    """What compiling needs of a contract: the value of each lever today, and the units bought in a year."""

    terms: Mapping[str, Decimal]
    annual_quantity: Decimal


def compile_policy(guardrails: Mapping[str, Any], baseline: Baseline) -> Policy:
    """The policy for one contract. Raises PlaybookError, with every fault, when there can be none."""
    faults: list[str] = []
    levers = [
        lever
        for spec in _specs(guardrails, "levers", faults)
        if (lever := _lever(spec, baseline.terms, faults)) is not None
    ]
    by_name = {lever.name: lever for lever in levers}
    trade_offs = [
        trade_off
        for spec in _specs(guardrails, "trade_offs", faults)
        if (trade_off := _trade_off(spec, by_name, baseline.terms, faults)) is not None
    ]
    if not isinstance(guardrails.get("triggers", {}), Mapping):
        faults.append(f"The triggers are {guardrails['triggers']!r}; an object from trigger to response is expected.")
    faults.extend(faults_of(guardrails))
    if faults:
        raise PlaybookError(tuple(faults))
    try:
        return Policy(
            levers=tuple(levers),
            trade_offs=tuple(trade_offs),
            max_rounds=guardrails.get("rounds", 8),
            authority=guardrails.get("authority"),
            quantity=baseline.annual_quantity,
            **{rule: guardrails[rule] for rule in RULES if rule in guardrails},
        )
    except PolicyError as error:
        raise PlaybookError(error.faults) from error


def _specs(guardrails: Mapping[str, Any], key: str, faults: list[str]) -> list[Mapping[str, Any]]:
    """The objects of a list in the guardrails; whatever is none becomes a fault."""
    specs = _listed(guardrails, key, faults)
    objects = [spec for spec in specs if isinstance(spec, Mapping)]
    faults.extend(f"One of the {key} is {spec!r}; an object is expected." for spec in specs if spec not in objects)
    return objects


def _listed(spec: Mapping[str, Any], key: str, faults: list[str]) -> list[Any]:
    """A list in the guardrails, empty where there is none; whatever else stands there becomes a fault."""
    found = spec.get(key, [])
    if isinstance(found, (list, tuple)):
        return list(found)
    faults.append(f"The {key} are {found!r}; a list is expected.")
    return []


def _lever(spec: Mapping[str, Any], today: Mapping[str, Decimal], faults: list[str]) -> Lever | None:
    name = str(spec.get("name", ""))
    if name not in today:
        faults.append(f"The contract says nothing about {name or 'a lever without a name'}.")
        return None
    found = len(faults)
    target = _amount(spec.get("target"), name, f"the target of {name}", today[name], faults)
    walk_away = _amount(spec.get("walk_away"), name, f"the walk-away of {name}", today[name], faults)
    step = _amount(spec.get("step"), name, f"the step of {name}", today[name], faults)
    options = [
        _amount(option, name, f"an option of {name}", today[name], faults)
        for option in _listed(spec, "options", faults)
    ]
    weight = _number(spec.get("weight", 0), f"the weight of {name}", faults)
    for choice in _listed(spec, "choices", faults):
        _number(choice, f"a choice of {name}", faults)
    if len(faults) > found:
        return None
    return Lever(
        name=name,
        baseline=today[name],
        target=target.towards(walk_away.exact),
        walk_away=walk_away.towards(target.exact),
        weight=weight,
        step=step.as_step(),
        unit=str(spec.get("unit", "")),
        options=tuple(option.towards(target.exact) for option in options),
    )


def _trade_off(
    spec: Mapping[str, Any], levers: Mapping[str, Lever], today: Mapping[str, Decimal], faults: list[str]
) -> TradeOff | None:
    give, get = str(spec.get("give", "")), str(spec.get("get", ""))
    missing = [name for name in (give, get) if name not in today]
    if missing:
        faults.append(f"A trade-off names {' and '.join(map(repr, missing))}, which the contract does not have.")
        return None
    found = len(faults)
    up_to = _amount(spec.get("up_to"), give, f"how far {give} may go", today[give], faults)
    at_least = _amount(spec.get("at_least"), get, f"what {get} must reach", today[get], faults)
    if len(faults) > found:
        return None
    safe_give = levers[give].walk_away if give in levers else today[give]
    safe_get = levers[get].target if get in levers else today[get]
    return TradeOff(give=give, up_to=up_to.towards(safe_give), get=get, at_least=at_least.towards(safe_get))


def _number(value: Any, what: str, faults: list[str]) -> Decimal:
    """A plain number; a fault is added, and NaN returned, when it is none."""
    try:
        return as_written(value)
    except InvalidOperation:
        faults.append(f"{what.capitalize()} is {value!r}; a number is expected.")
        return Decimal("NaN")


def _amount(spec: Any, lever: str, what: str, today: Decimal, faults: list[str]) -> Amount:
    """The amount that a spec gives for a lever; a fault is added, and NaN returned, when there is none."""
    try:
        return Amount.of(spec, lever, today)
    except AmountError as error:
        faults.append(f"{what.capitalize()} is {error}")
        return Amount(Decimal("NaN"))
