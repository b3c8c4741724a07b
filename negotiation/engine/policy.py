"""The guardrails of one negotiation: what the bot may offer and accept, and when it must not go on alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from negotiation.engine.faults import lever_faults, trade_off_faults
from negotiation.engine.frozen import FrozenMapping
from negotiation.engine.ladder import Ladder
from negotiation.engine.openings import Openings
from negotiation.engine.responses import Response, Trigger
from negotiation.engine.scale import Scale
from negotiation.engine.terms import (
    A_USABLE_NUMBER,
    EXACT,
    PRICE,
    VOLUME,
    Lever,
    Number,
    Terms,
    TermsError,
    TradeOff,
    as_plain,
    is_usable,
    shown,
    to_decimal,
)

# No talk is longer; beyond it lies a slip of the keyboard.
MOST_ROUNDS = 1_000
# Where pacing leads to unless a policy says otherwise: half of what there is to have.
USUAL_AIM = 0.5
# Values of a lever whose loss is remembered; a talk rarely names more.
KEPT_LOSSES = 256


class PolicyError(ValueError):
    """A policy that makes no sense. `faults` lists all that is wrong with it, a sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True)
class Policy:
    """What the bot may do, for one negotiation. All amounts are absolute; shares and utilities are floats in 0..1.

    `max_rounds`: offers the bot may make. `concession`: pacing exponent, 1 gives way evenly, below 1 late,
    above 1 early. `floor`: lowest own utility ever offered or accepted. `aim`: own utility that pacing leads to;
    below it, down to the floor, the bot only takes the supplier's last word (None: 0.5, or the floor where that is
    higher). `accept_at`: own utility at which any permitted offer is taken. `packages`: how many equal packages to
    offer at once (1 to 3). A supplier stalls when its offers gain less than `min_improvement` of own utility over
    `stall_rounds` answers. `triggers`: responses other than to escalate. `authority`: the yearly value, in the
    contract's currency, that the bot may close alone (None: any). `quantity`: units a year, where volume is not a
    lever. `held`: complete terms that a person told the bot to stand by (None: it bargains). Then nothing else is
    offered, and exactly what is no worse on any lever is permitted. Raises PolicyError with every fault at once.
    """

    levers: tuple[Lever, ...]
    trade_offs: tuple[TradeOff, ...] = ()
    max_rounds: int = 8
    concession: float = 0.8
    floor: float = 0.2
    aim: float | None = None
    accept_at: float = 1.0
    packages: int = 1
    min_improvement: float = 0.01
    stall_rounds: int = 3
    triggers: Mapping[Trigger, Response] = FrozenMapping[Trigger, Response]({})
    authority: Decimal | None = None
    quantity: Decimal = Decimal(1)
    held: Terms | None = None

    def __post_init__(self) -> None:
        faults = [*self._read_parts("levers", Lever), *self._read_parts("trade_offs", TradeOff)]
        faults += lever_faults(self.levers, self.trade_offs)
        faults += trade_off_faults(self.levers, self.trade_offs)
        faults += self._read_triggers()
        faults += self._read_numbers()
        faults += self._read_held()
        faults += self._setting_faults()
        if faults:
            raise PolicyError(faults)

    def _read_parts(self, field: str, kind: type[Lever] | type[TradeOff]) -> list[str]:
        """Keep as a tuple what is a `kind`, so that the later checks can run; a fault for whatever is not."""
        given = getattr(self, field)
        if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
            object.__setattr__(self, field, ())
            return [f"The {field} {shown(given)} are not a list."]
        parts = tuple(given)
        object.__setattr__(self, field, tuple(part for part in parts if isinstance(part, kind)))
        strangers = (part for part in parts if not isinstance(part, kind))
        return [f"The {field} contain {shown(part)}, which is not a {kind.__name__}." for part in strangers]

    def _read_triggers(self) -> list[str]:
        """Complete the triggers with the response that is taken when none is set."""
        faults, responses = [], dict.fromkeys(Trigger, Response.ESCALATE)
        given = self.triggers if isinstance(self.triggers, Mapping) else {}
        if given is not self.triggers:
            faults.append(f"The triggers {shown(self.triggers)} are not a mapping of triggers to responses.")
        for trigger, response in given.items():
            try:
                responses[Trigger(trigger)] = Response(response)
            except ValueError:
                faults.append(f"The trigger {shown(trigger)} with the response {shown(response)} is unknown.")
        object.__setattr__(self, "triggers", FrozenMapping(responses))
        return faults

    def _read_numbers(self) -> list[str]:
        """Give every number its exact type; a fault, and a stand-in for the later checks, for what is none."""
        faults = []
        for field, kind in _NUMBERS.items():
            value = getattr(self, field)
            if value is None and field in _OPTIONAL:
                continue
            try:
                number = to_decimal(field, value)
            except TermsError:
                number = Decimal("NaN")
            if not is_usable(number):
                faults.append(f"The {field} {shown(value)} is not {A_USABLE_NUMBER}.")
            elif kind is int and number != int(number):
                faults.append(f"The {field} {shown(value)} must be a whole number.")
            else:
                object.__setattr__(self, field, kind(number))
                continue
            object.__setattr__(self, field, _STAND_INS[field])
        return faults

    def _read_held(self) -> list[str]:
        """Keep the terms to stand by as Terms; a fault when they are none, or not about exactly the levers."""
        if self.held is None:
            return []
        try:
            held = Terms(self.held)
        except (TermsError, TypeError, ValueError):
            held = Terms()
        object.__setattr__(self, "held", held)
        if held.keys() == {lever.name for lever in self.levers}:
            return []
        return [f"The held terms {shown(dict(held))} must name each lever, and no other."]

    def _setting_faults(self) -> Iterator[str]:
        if not 1 <= self.max_rounds <= MOST_ROUNDS:
            yield f"The max_rounds {self.max_rounds} must lie between 1 and {MOST_ROUNDS}."
        if self.concession <= 0:
            yield f"The concession {self.concession:g} must be above 0."
        if not 0 <= self.floor < 1:
            yield f"The floor {self.floor:g} must be at least 0 and below 1."
        if self.aim is not None and not self.floor <= self.aim <= 1:
            yield f"The aim {self.aim:g} must lie between the floor {self.floor:g} and 1."
        if not self.floor <= self.accept_at <= 1:
            yield f"The accept_at {self.accept_at:g} must lie between the floor {self.floor:g} and 1."
        if not 1 <= self.packages <= 3:
            yield f"The packages {self.packages} must be 1, 2 or 3."
        if not 0 <= self.min_improvement <= 1:
            yield f"The min_improvement {self.min_improvement:g} must lie between 0 and 1."
        if self.stall_rounds < 1:
            yield f"The stall_rounds {self.stall_rounds} must be 1 or more."
        if self.quantity <= 0:
            yield f"The quantity {as_plain(self.quantity)} must be above 0."
        if self.authority is not None and self.authority < 0:
            yield f"The authority {as_plain(self.authority)} must be 0 or more."
        if self.authority is not None and PRICE not in [lever.name for lever in self.levers]:
            yield f"The authority {as_plain(self.authority)} needs a lever {PRICE} to be measured by."

    @cached_property
    def paced_to(self) -> float:
        """The own utility that pacing leads to: the aim, or what is usual without one."""
        return max(self.floor, USUAL_AIM) if self.aim is None else self.aim

    @cached_property
    def baseline(self) -> Terms:
        """Today's terms."""
        return Terms({lever.name: lever.baseline for lever in self.levers})

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """Each lever's name with its scale, in the policy's order."""
        return {lever.name: Scale.of(lever, self.trade_offs) for lever in self.levers}

    @cached_property
    def ladders(self) -> dict[str, Ladder]:
        """Each lever's name with the values that the bot may name on it."""
        return {name: Ladder.of(scale, self.trade_offs) for name, scale in self.scales.items()}

    @cached_property
    def shares(self) -> dict[str, float]:
        """Each lever's weight as a share of 1."""
        total = sum(lever.weight for lever in self.levers)
        return {lever.name: lever.weight / total for lever in self.levers}

    @cached_property
    def measures(self) -> tuple[tuple[str, Decimal, Callable[[Decimal], float], float], ...]:
        """Each lever's name, today's value, what a value of it loses (`Scale.share`), and its share of the weight.

        Utility is worked out with them again and again, mostly for values that were there before.
        """
        return tuple(
            (name, scale.lever.baseline, lru_cache(maxsize=KEPT_LOSSES)(scale.share), self.shares[name])
            for name, scale in self.scales.items()
        )

    @cached_property
    def today_progress(self) -> float:
        """The own utility of today's terms, below 0 where they lie beyond the limits."""
        return 1.0 - sum(share * loss_of(today) for _, today, loss_of, share in self.measures)

    @cached_property
    def openings(self) -> Openings:
        """What using the trade-offs opens."""
        return Openings.of(self.scales, self.ladders, self.shares, self.trade_offs)

    @cached_property
    def today_ratios(self) -> tuple[float, ...]:
        """For each lever the way to its furthest limit as a multiple of the way to today's value; 0 without the latter.

        Where the target is the only limit, anything worse is counted as today's.
        """
        today = [(scale, float(scale.distance(scale.lever.baseline))) for scale in self.scales.values()]
        return tuple((scale.way / way if scale.way else 1.0) if way > 0 else 0.0 for scale, way in today)

    def is_above_authority(self, terms: Mapping[str, Decimal]) -> bool:
        """Whether complete terms cost more a year than the bot may close alone."""
        value = self.yearly_value(terms)
        return value is not None and self.authority is not None and value > self.authority

    def yearly_value(self, terms: Mapping[str, Decimal]) -> Decimal | None:
        """What complete terms cost a year, in the contract's currency; None when price is not a lever."""
        if PRICE not in self.scales:
            return None
        return EXACT.multiply(terms[PRICE], terms[VOLUME] if VOLUME in self.scales else self.quantity)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy in another process is made of: the settings, without what is worked out from them."""
        return {field: getattr(self, field) for field in self.__dataclass_fields__}

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable, exact, in a fixed order of keys; `from_dict` is its inverse."""
        return {
            "levers": [_plain(lever) for lever in self.levers],
            "trade_offs": [_plain(trade) for trade in self.trade_offs],
            **{field: _plain_value(getattr(self, field)) for field in _NUMBERS},
            "triggers": {str(trigger): str(response) for trigger, response in self.triggers.items()},
            **({"held": self.held.as_dict()} if self.held is not None else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Policy:
        """The policy that `as_dict` wrote. Raises PolicyError when `data` is not one."""
        try:
            levers = [Lever(**lever) for lever in data["levers"]]
            trade_offs = [TradeOff(**trade) for trade in data["trade_offs"]]
            return cls(**{**data, "levers": levers, "trade_offs": trade_offs})
        except (KeyError, TypeError) as error:
            raise PolicyError([f"The policy cannot be read: {error}."]) from error


_NUMBERS: Mapping[str, type[int] | type[float] | type[Decimal]] = {
    "max_rounds": int,
    "concession": float,
    "floor": float,
    "aim": float,
    "accept_at": float,
    "packages": int,
    "min_improvement": float,
    "stall_rounds": int,
    "authority": Decimal,
    "quantity": Decimal,
}
# None says something of these.
_OPTIONAL = frozenset({"aim", "authority"})
_STAND_INS: Mapping[str, Number | None] = {
    **{field: getattr(Policy, field) for field in _NUMBERS},
    "floor": 0.0,  # below any aim and accept_at
}


def _plain(part: Lever | TradeOff) -> dict[str, Any]:
    return {field: _plain_value(getattr(part, field)) for field in part.__dataclass_fields__}


def _plain_value(value: object) -> object:
    if isinstance(value, Decimal):
        return as_plain(value)
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    return value
