"""Equal packages, stated interests and manipulation: what each does to the deals of simulated suppliers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import sqrt
from statistics import fmean, stdev

from benchmarks.arena.domains import Domain, random_domain
from benchmarks.arena.seat import places_of, policy_for, terms_of
from benchmarks.arena.suppliers import (
    Manner,
    Supplier,
    boulware,
    conceder,
    flooding,
    linear,
    probing,
    stalling,
    taking_back,
)
from benchmarks.arena.talks import Talk, deals, talk
from negotiation.engine import Policy, decide, utility
from negotiation.engine.supplier_model import estimated_weights
from negotiation.engine.utility import position

SMALL = 2_000  # packages; simulated suppliers look at every one
ROUNDS = (8, 10, 20)
PACES: tuple[Manner, ...] = (boulware, linear, conceder)
TRICKS: dict[str, Manner] = {
    "linear": linear,
    "probes": probing,
    "feigns stalls": stalling,
    "takes concessions back": taking_back,
    "floods with tiny steps": flooding,
}


@dataclass(frozen=True)
class Setting:
    """One domain at a number of rounds."""

    domain: Domain
    rounds: int

    def policy(self, **changed: object) -> Policy:
        return replace(policy_for(self.domain, self.rounds), **changed)  # type: ignore[arg-type]

    def supplier(self, manner: Manner) -> Supplier:
        return Supplier(self.domain, self.rounds, manner)


def settings(seed: int, count: int) -> list[Setting]:
    """`count` random domains that are not too large, each at every number of rounds."""
    found: list[Domain] = []
    number = 0
    while len(found) < count:
        domain = random_domain(seed, number)
        found += [domain] if domain.size <= SMALL else []
        number += 1
    return [Setting(domain, rounds) for domain, rounds in product(found, ROUNDS)]


@dataclass(frozen=True)
class Gain:
    """A mean difference of the supplier's utility, with its standard error."""

    mean: float
    error: float

    def is_at_most(self, limit: float, errors: float) -> bool:
        """Whether it is no more than `limit`, give or take so many standard errors."""
        return self.mean <= limit + errors * self.error

    def __str__(self) -> str:
        return f"{self.mean:+.3f} ± {self.error:.3f}"


@dataclass(frozen=True)
class Comparisons:
    """A table, and what each of its suppliers gained over the plain one."""

    rows: list[list[str]]
    gains: dict[str, Gain]
    errors: dict[str, float] = field(default_factory=dict)


# Equal packages


def package_rows(chosen: Sequence[Setting]) -> list[list[str]]:
    """What one, two and three equal packages at once do, with suppliers that take or answer the one they like best."""
    rows = [["packages", *TALK_FIGURES, "best of an offer: supplier", "own"]]
    for count in (1, 2, 3):
        talks = [
            talk(setting.policy(packages=count), setting.supplier(manner)) for setting in chosen for manner in PACES
        ]
        rows.append([str(count), *_talk_figures(talks), *_offer_figures(talks)])
    return rows


# Both sides' advantages over their reserves; without a deal they have none.
TALK_FIGURES = ("deals", "buyer", "supplier", "Nash product", "rounds")


def _talk_figures(talks: Sequence[Talk]) -> list[str]:
    made = deals(talks)
    return [
        f"{len(made) / len(talks):.2f}",
        f"{fmean(one.utility - one.domain.buyer_reserve for one in talks):.3f}",
        f"{fmean(one.supplier_utility - one.domain.seller_reserve for one in talks):.3f}",
        f"{fmean(nash(one) for one in talks):.4f}",
        f"{fmean(one.answers for one in talks):.1f}",
    ]


def _offer_figures(talks: Sequence[Talk]) -> list[str]:
    """What the best of each offer's packages gives the supplier over the first, and what that costs the buyer."""
    gains, costs = [], []
    for one in talks:
        for packages in one.offers[1:]:
            best = max(packages, key=one.domain.seller_utility)
            gains.append(one.domain.seller_utility(best) - one.domain.seller_utility(packages[0]))
            costs.append(_own(one, best) - _own(one, packages[0]))
    return [f"{fmean(gains):+.4f}", f"{fmean(costs):+.4f}"]


def _own(one: Talk, places: tuple[int, ...]) -> float:
    return utility(one.policy, terms_of(one.domain, places))


def nash(one: Talk) -> float:
    mine, theirs = one.utility - one.domain.buyer_reserve, one.supplier_utility - one.domain.seller_reserve
    return max(0.0, mine) * max(0.0, theirs)


# Stated interests


def _silent(domain: Domain) -> Collection[str]:
    return ()


def _truth(domain: Domain) -> Collection[str]:
    return (max(domain.issues, key=lambda issue: issue.seller_weight).name,)


def _lie(domain: Domain) -> Collection[str]:
    return (min(domain.issues, key=lambda issue: issue.seller_weight).name,)


def _buyers_own(domain: Domain) -> Collection[str]:
    """As a supplier would who knows what the buyer cares about, and wants to be paid for it."""
    return (max(domain.issues, key=lambda issue: issue.buyer_weight).name,)


def _everything(domain: Domain) -> Collection[str]:
    return [issue.name for issue in domain.issues]


STATEMENTS: dict[str, Callable[[Domain], Collection[str]]] = {
    "says nothing": _silent,
    "says what matters most": _truth,
    "names what matters least": _lie,
    "names what matters most to the buyer": _buyers_own,
    "says that everything matters": _everything,
}


SILENCE, TRUTH = "says nothing", "says what matters most"
LIES = ("names what matters least", "names what matters most to the buyer", "says that everything matters")


def interest_comparisons(chosen: Sequence[Setting]) -> Comparisons:
    """What suppliers get by saying what matters to them, truthfully or not, against saying nothing."""
    rows = [["supplier", *TALK_FIGURES, "weights off by", "supplier against silence"]]
    silent: list[Talk] = []
    gains: dict[str, Gain] = {}
    errors: dict[str, float] = {}
    for name, statement in STATEMENTS.items():
        talks = [
            talk(setting.policy(), setting.supplier(manner), statement(setting.domain))
            for setting in chosen
            for manner in PACES
        ]
        silent = silent or talks
        gains[name] = against(talks, silent)
        errors[name] = fmean(_misjudged(setting, manner, statement) for setting in chosen for manner in PACES)
        rows.append([name, *_talk_figures(talks), f"{errors[name]:.3f}", str(gains[name])])
    return Comparisons(rows, gains, errors)


def _misjudged(setting: Setting, manner: Manner, statement: Callable[[Domain], Collection[str]]) -> float:
    """How far the supplier's weights, as estimated after its first answer, are off: half the sum of the differences."""
    policy, domain = setting.policy(), setting.domain
    opening = places_of(domain, decide(policy, ()).terms[0])
    asked = terms_of(domain, setting.supplier(manner).proposes(0, [opening]))
    estimated = estimated_weights(policy, [position(policy, asked)], statement(domain))
    return sum(abs(estimated[issue.name] - issue.seller_weight) for issue in domain.issues) / 2


def against(talks: Sequence[Talk], others: Sequence[Talk]) -> Gain:
    """How much more the supplier gets in `talks` than in `others`, pair by pair; domains are what was drawn."""
    by_domain: dict[str, list[float]] = {}
    for one, other in zip(talks, others, strict=True):
        by_domain.setdefault(one.domain.name, []).append(one.supplier_utility - other.supplier_utility)
    means = [fmean(differences) for differences in by_domain.values()]
    return Gain(fmean(means), stdev(means) / sqrt(len(means)) if len(means) > 1 else 0.0)


# Manipulation


def trick_comparisons(chosen: Sequence[Setting], responses: Iterable[tuple[str, Mapping[str, object]]]) -> Comparisons:
    """What tricks bring a supplier over bargaining evenly, for each way in which a policy may respond to them."""
    rows = [["supplier", "the bot", *TALK_FIGURES, "supplier against linear"]]
    gains: dict[str, Gain] = {}
    for label, changed in responses:
        even: list[Talk] = []
        for name, manner in TRICKS.items():
            talks = [talk(setting.policy(**changed), setting.supplier(manner)) for setting in chosen]
            even = even or talks
            gain = gains[f"{name} (the bot {label})"] = against(talks, even)
            rows.append([name, label, *_talk_figures(talks), str(gain)])
    return Comparisons(rows, gains)
