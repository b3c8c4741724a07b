"""Simulated suppliers: from hard to easy, each with tastes, a limit and a patience of its own.

A supplier is drawn from a seed and a number alone, so the same two always give the same supplier, whichever policy it
meets: two policies can be compared on equal suppliers.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from random import Random

from negotiation.engine import PRICE, Lever, Policy, Terms

# Pace, after Faratin, Sierra and Jennings (1998): below 1 a supplier gives way late, above 1 early.
PACES = {"hard": (0.2, 0.6), "fair": (0.7, 1.6), "easy": (1.8, 4.0)}
# How well a supplier must fare at least, as a share of what today's terms are worth to it.
RESERVES = {"hard": (0.45, 0.85), "fair": (0.3, 0.7), "easy": (0.15, 0.55)}
PATIENCE = (4, 12)  # messages
WANTS_INCREASE = 0.08  # share of suppliers that ask for a higher price than today's
LARGEST_INCREASE = 0.05  # of today's price
ASKS_PERSON = 0.04  # share of suppliers that sooner or later ask for a person
MIRRORS = 0.3  # share of suppliers that give as they are given, rather than by the clock


@dataclass(frozen=True)
class Interest:
    """One lever as the supplier sees it: from `best`, worth 1 to it, to `worst`, worth 0. `weight` is a share of 1."""

    weight: float
    best: float
    worst: float

    def worth(self, value: float) -> float:
        """How good a value is, 0 to 1."""
        if self.best == self.worst:
            return 1.0
        share = (value - self.worst) / (self.best - self.worst)
        return 0.0 if share < 0.0 else min(share, 1.0)


@dataclass(frozen=True)
class SimulatedSupplier:
    """Bargains by its own utility. `reserve` is the least it takes; it speaks at most `patience` times."""

    kind: str
    interests: dict[str, Interest]
    reserve: float
    pace: float
    patience: int
    is_mirroring: bool = False
    asks_person_at: int | None = None

    def utility(self, terms: Terms) -> float:
        """How good complete terms are for it, a share of 1."""
        total = 0.0  # a plain loop: a generator under sum() costs a tenth of a simulated talk
        for name, interest in self.interests.items():
            total += interest.weight * interest.worth(float(terms[name]))
        return total

    def aspiration(self, spoken: int) -> float:
        """What it holds out for after it has spoken so many times."""
        given: float = min(1.0, spoken / self.patience) ** (1.0 / self.pace)
        return 1.0 - (1.0 - self.reserve) * given


def supplier_for(policy: Policy, *, seed: int, number: int) -> SimulatedSupplier:
    """The supplier of this seed and number, with interests in the policy's levers."""
    draw = Random(f"{seed}:{number}")
    kind = draw.choice(tuple(PACES))
    wants_more = 1 + draw.uniform(0.01, LARGEST_INCREASE) if draw.random() < WANTS_INCREASE else 1.0
    asks_person = draw.random() < ASKS_PERSON
    patience = draw.randint(*PATIENCE)
    return SimulatedSupplier(
        kind=kind,
        reserve=draw.uniform(*RESERVES[kind]),
        pace=draw.uniform(*PACES[kind]),
        patience=patience,
        is_mirroring=draw.random() < MIRRORS,
        asks_person_at=draw.randint(1, patience) if asks_person else None,
        interests=_interests(policy, draw, wants_more),
    )


def _interests(policy: Policy, draw: Random, wants_more: float) -> dict[str, Interest]:
    """Random weights, which sum to 1; price tends to matter twice as much as anything else."""
    drawn = {lever.name: draw.gammavariate(2.0 if lever.name == PRICE else 1.0, 1.0) for lever in policy.levers}
    total = sum(drawn.values())
    return {
        lever.name: Interest(drawn[lever.name] / total, _best(policy, lever, wants_more), float(lever.target))
        for lever in policy.levers
    }


def _best(policy: Policy, lever: Lever, wants_more: float) -> float:
    """Today's value, or what lies further from the buyer's target: its limit, or what a trade-off could bring."""
    reaches = [lever.baseline, lever.walk_away]
    reaches += [trade.up_to for trade in policy.trade_offs if trade.give == lever.name]
    best = max(reaches, key=lambda value: abs(value - lever.target))
    return round(float(best) * wants_more, 2) if lever.name == PRICE else float(best)


def moved_by(lever: Lever, interest: Interest, share: float, offer: Decimal) -> Decimal:
    """The value that lies a share of the way from the supplier's best to the offer, as a supplier would name it.

    It moves in whole steps, finer than the bot's on price, and rounds in its own favour.
    """
    unit = lever.step / 10 if lever.name == PRICE else lever.step
    best = Decimal(repr(interest.best))
    steps = (abs(offer - best) * Decimal(repr(share)) / unit).to_integral_value(rounding=ROUND_FLOOR)
    return best + unit * steps.copy_sign(offer - best)
