"""A playbook speaks relative to a contract, a policy is absolute; this is the one way from the first to the second.

The guardrails of a playbook version are JSON:

    {"levers": [{"name": "unit_price", "label": "Unit price", "weight": 50, "step": {"value": "0.10"},
                 "target": {"change_pct": "-6"}, "walk_away": {"change_pct": "0"}, "choices": []}, ...],
     "trade_offs": [{"give": "contract_months", "up_to": {"value": "12"},
                     "get": "unit_price", "at_least": {"change_pct": "-3"}}],
     "rounds": 8, "concession": 2, "floor": 0.15, "accept_at": 0.45, "packages": 1,
     "min_improvement": 0.02, "stall_rounds": 3, "triggers": {"price_increase": "escalate"}, "authority": "150000",
     "shows_rounds": true}

An amount is `{"value": V}`, or `{"change_pct": P}`: P per cent above (or, negative, below) what holds today.
`choices` are the values a lever usually takes on the market. They are shown to suppliers, so they say nothing about
limits; `options` are what the bot may offer, and never leave the policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from negotiation.engine import Lever, Policy, PolicyError, TermsError, TradeOff

RULES = ("concession", "floor", "accept_at", "packages", "min_improvement", "stall_rounds", "triggers")
FINEST = Decimal("0.0001")  # prices relative to a contract are rounded to this, in currency per unit


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
        lever for spec in guardrails.get("levers", ()) if (lever := _lever(spec, baseline.terms, faults)) is not None
    ]
    trade_offs = [
        trade_off
        for spec in guardrails.get("trade_offs", ())
        if (trade_off := _trade_off(spec, baseline.terms, faults)) is not None
    ]
    if faults:
        raise PlaybookError(tuple(faults))
    authority = guardrails.get("authority")
    try:
        return Policy(
            levers=tuple(levers),
            trade_offs=tuple(trade_offs),
            max_rounds=guardrails.get("rounds", 8),
            authority=None if authority is None else Decimal(authority),
            quantity=baseline.annual_quantity,
            **{rule: guardrails[rule] for rule in RULES if rule in guardrails},
        )
    except PolicyError as error:
        raise PlaybookError(error.faults) from error
    except InvalidOperation as error:
        raise PlaybookError((f"The authority is {authority!r}; a yearly value in currency is expected.",)) from error


def _lever(spec: Mapping[str, Any], today: Mapping[str, Decimal], faults: list[str]) -> Lever | None:
    name = spec.get("name", "")
    if name not in today:
        faults.append(f"The contract says nothing about {name or 'a lever without a name'}.")
        return None
    found = len(faults)
    target = _amount(spec.get("target"), f"the target of {name}", today[name], faults)
    walk_away = _amount(spec.get("walk_away"), f"the walk-away of {name}", today[name], faults)
    step = _amount(spec.get("step"), f"the step of {name}", today[name], faults)
    options = [_amount(option, f"an option of {name}", today[name], faults) for option in spec.get("options", ())]
    if len(faults) > found:
        return None
    try:
        return Lever(
            name=name,
            baseline=today[name],
            target=target,
            walk_away=walk_away,
            weight=spec.get("weight", 0),
            step=step,
            unit=spec.get("unit", ""),
            options=tuple(options),
        )
    except TermsError as error:
        faults.append(str(error))
        return None


def _trade_off(spec: Mapping[str, Any], today: Mapping[str, Decimal], faults: list[str]) -> TradeOff | None:
    give, get = spec.get("give", ""), spec.get("get", "")
    missing = [name for name in (give, get) if name not in today]
    if missing:
        faults.append(f"A trade-off names {' and '.join(map(repr, missing))}, which the contract does not have.")
        return None
    found = len(faults)
    up_to = _amount(spec.get("up_to"), f"how far {give} may go", today[give], faults)
    at_least = _amount(spec.get("at_least"), f"what {get} must reach", today[get], faults)
    return None if len(faults) > found else TradeOff(give=give, up_to=up_to, get=get, at_least=at_least)


def _amount(spec: Any, what: str, today: Decimal, faults: list[str]) -> Decimal:
    """The absolute value of an amount; a fault is added, and NaN returned, when there is none."""
    try:
        if "change_pct" in spec:
            changed = today * (1 + Decimal(spec["change_pct"]) / 100)
            return changed.quantize(FINEST).normalize() + 0
        if "share_pct" in spec:  # a step as a share of today's value
            return (today * Decimal(spec["share_pct"]) / 100).quantize(FINEST).normalize() + 0
        return Decimal(spec["value"])
    except (TypeError, KeyError, ValueError, InvalidOperation):
        faults.append(f'{what.capitalize()} is {spec!r}; {{"value": ...}} or {{"change_pct": ...}} is expected.')
        return Decimal("NaN")
