"""One simulated negotiation: the engine on one side, a simulated supplier on the other."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from negotiation.engine import PRICE, Action, Decision, Intent, Party, Policy, Reason, Terms, Turn, utility
from negotiation.engine.decide import decide_at
from negotiation.engine.standing import Standing, advance
from negotiation.simulation.population import SimulatedSupplier, moved_by

MOST_TURNS = 60  # far beyond any policy's rounds; a talk that gets here is counted as given up


class End(StrEnum):
    """How a talk ended."""

    AGREED = "agreed"
    APPROVAL = "approval"  # agreed, above what the bot may sign alone
    ESCALATED = "escalated"
    NO_DEAL = "no_deal"  # the bot closed it
    GAVE_UP = "gave_up"  # the supplier left


@dataclass(frozen=True)
class Outcome:
    """What came of it. `terms` and the figures about them are None without a deal.

    `buyer_utility` and `supplier_utility` are shares of 1; `saved` is what the price saves a year, in currency, and
    `saved_share` the same as a share of what is paid today.
    """

    end: End
    kind: str
    rounds: int
    reasons: tuple[str, ...] = ()
    terms: Terms | None = None
    buyer_utility: float | None = None
    supplier_utility: float | None = None
    saved: Decimal | None = None
    saved_share: float | None = None

    @property
    def is_deal(self) -> bool:
        return self.end in (End.AGREED, End.APPROVAL)


def play(policy: Policy, supplier: SimulatedSupplier) -> Outcome:
    """Bargains to the end. Pure: equal arguments give equal outcomes."""
    standing = Standing(policy)
    offers: list[Terms] = []
    spoken = 0
    while 2 * spoken < MOST_TURNS:
        decision = decide_at(standing, is_traced=False)
        advance(standing, decision.as_turn())
        if decision.action in (Action.ACCEPT, Action.ESCALATE, Action.CLOSE):
            return _ended(policy, supplier, decision, len(offers))
        if decision.action in (Action.OPEN, Action.COUNTER, Action.FINAL_OFFER):
            offers.append(_liked(supplier, decision.terms))
        if spoken >= supplier.patience and not _takes(supplier, offers[-1], supplier.reserve):
            return Outcome(End.GAVE_UP, supplier.kind, len(offers))
        advance(standing, _reply(policy, supplier, offers, spoken, is_final=decision.action is Action.FINAL_OFFER))
        spoken += 1
    return Outcome(End.GAVE_UP, supplier.kind, len(offers))


def _reply(policy: Policy, supplier: SimulatedSupplier, offers: list[Terms], spoken: int, *, is_final: bool) -> Turn:
    """Accept what is good enough, and what is better than nothing at the end; else an offer of its own."""
    offer = offers[-1]
    if spoken == supplier.asks_person_at:
        return Turn(Party.SUPPLIER, (Intent.HUMAN,))
    wanted = _wanted(supplier, offers, spoken)
    is_last = is_final or spoken >= supplier.patience
    if _takes(supplier, offer, supplier.reserve if is_last else wanted):
        return Turn(Party.SUPPLIER, (Intent.ACCEPT,), offer)
    return Turn(Party.SUPPLIER, (Intent.OFFER,), _proposal(policy, supplier, offer, wanted))


def _liked(supplier: SimulatedSupplier, packages: tuple[Terms, ...]) -> Terms:
    return packages[0] if len(packages) == 1 else max(packages, key=supplier.utility)


def _takes(supplier: SimulatedSupplier, offer: Terms, wanted: float) -> bool:
    return supplier.utility(offer) >= wanted - 1e-9


def _wanted(supplier: SimulatedSupplier, offers: list[Terms], spoken: int) -> float:
    """By the clock; or, for one that mirrors, as much less than everything as it was itself given, with the clock
    for company at the end (tit for tat after Faratin, Sierra and Jennings, 1998).
    """
    by_clock = supplier.aspiration(spoken + 1)
    if not supplier.is_mirroring:
        return by_clock
    given = supplier.utility(offers[-1]) - supplier.utility(offers[0])
    mirrored = 1.0 - max(0.0, given) - 0.05 * (spoken + 1)
    return max(supplier.reserve, min(1.0, mirrored if spoken < supplier.patience - 1 else by_clock))


def _proposal(policy: Policy, supplier: SimulatedSupplier, offer: Terms, wanted: float) -> Terms:
    """Terms worth `wanted` to the supplier: it moves towards the offer on every lever, further where it cares less."""
    named = {}
    shares = _shares_of_the_way(supplier, offer, 1.0 - wanted)
    for lever in policy.levers:
        interest = supplier.interests[lever.name]
        named[lever.name] = moved_by(lever, interest, shares[lever.name], offer[lever.name])
    return Terms.of_checked(named)


def _shares_of_the_way(supplier: SimulatedSupplier, offer: Terms, budget: float) -> dict[str, float]:
    """How far to move on each lever, from its best to the offer, at a total cost of `budget` of its utility.

    Shares go as 1/weight and stop at 1; what a lever cannot use goes to the others.
    """
    costs = {
        name: interest.weight * (1.0 - interest.worth(float(offer[name])))
        for name, interest in supplier.interests.items()
    }
    shares = {name: 1.0 for name, cost in costs.items() if cost <= 1e-9}
    left = {name: cost for name, cost in costs.items() if name not in shares}
    while left:
        pull = {name: 1.0 / supplier.interests[name].weight for name in left}
        scale = max(0.0, budget) / sum(left[name] * pull[name] for name in left)
        full = [name for name in left if scale * pull[name] >= 1.0]
        if not full:
            shares.update({name: scale * pull[name] for name in left})
            break
        for name in full:
            shares[name] = 1.0
            budget -= left.pop(name)
    return shares


def _ended(policy: Policy, supplier: SimulatedSupplier, decision: Decision, rounds: int) -> Outcome:
    reasons = tuple(str(reason) for reason in decision.reasons)
    is_approval = decision.action is Action.ESCALATE and Reason.ABOVE_AUTHORITY in decision.reasons
    if decision.action is Action.ACCEPT or (is_approval and decision.terms):
        return _deal(policy, supplier, decision, rounds, reasons, End.APPROVAL if is_approval else End.AGREED)
    end = End.ESCALATED if decision.action is Action.ESCALATE else End.NO_DEAL
    return Outcome(end, supplier.kind, rounds, reasons)


def _deal(
    policy: Policy, supplier: SimulatedSupplier, decision: Decision, rounds: int, reasons: tuple[str, ...], end: End
) -> Outcome:
    terms = decision.terms[0]
    # Without a price lever there is nothing to save on; what is paid today is measured at the agreed volume.
    paid = policy.yearly_value(terms)
    today = policy.yearly_value(terms.merged_with({PRICE: _baseline(policy, PRICE)})) if paid is not None else None
    saved = today - paid if today is not None and paid is not None else None
    return Outcome(
        end=end,
        kind=supplier.kind,
        rounds=rounds,
        reasons=reasons,
        terms=terms,
        buyer_utility=utility(policy, terms),
        supplier_utility=supplier.utility(terms),
        saved=saved,
        saved_share=float(saved / today) if saved is not None and today else None,
    )


def _baseline(policy: Policy, name: str) -> Decimal:
    return next(lever.baseline for lever in policy.levers if lever.name == name)
