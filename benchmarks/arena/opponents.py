"""NegMAS's side of the house: a domain as its mechanism knows it, and our engine as one of its negotiators."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib import import_module
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction, TableFun
    from negmas.sao import ResponseType, SAOMechanism, SAONegotiator, SAOResponse, SAOState

from benchmarks.arena.domains import Domain, Places
from benchmarks.arena.roster import Strategy
from benchmarks.arena.seat import Bargainer, gives_up, places_of, policy_for, terms_of
from benchmarks.arena.suppliers import Supplier, probing
from negotiation.engine import Action


@dataclass(frozen=True)
class Table:
    """A domain laid out for NegMAS. The utilities are made once: its negotiators sort all packages by them."""

    domain: Domain
    space: Any
    buyer_utility: Any
    seller_utility: Any


def laid_out(domain: Domain) -> Table:
    space = make_os([make_issue(list(range(len(issue.values))), name=issue.name) for issue in domain.issues])
    buyer, seller = _utility(domain, space, is_buyer=True), _utility(domain, space, is_buyer=False)
    for utility in (buyer, seller):
        utility.invert()
    return Table(domain, space, buyer, seller)


def _utility(domain: Domain, space: Any, *, is_buyer: bool) -> Any:
    tables = [
        {place: issue.buyer_score(place) if is_buyer else 1.0 - issue.buyer_score(place) for place in _places(issue)}
        for issue in domain.issues
    ]
    weights = [issue.buyer_weight if is_buyer else issue.seller_weight for issue in domain.issues]
    reserve = domain.buyer_reserve if is_buyer else domain.seller_reserve
    return LinearAdditiveUtilityFunction(
        [TableFun(table) for table in tables], weights=weights, outcome_space=space, reserved_value=reserve
    )


def _places(issue: Any) -> range:
    return range(len(issue.values))


def made(strategy: Strategy, table: Table, rounds: int) -> Any:
    """A fresh negotiator of this strategy. Only our engine is told the domain; it takes its own side from it."""
    module, name = strategy.made_by.split(":")
    make = getattr(import_module(module), name)
    if make is EngineNegotiator:
        return EngineNegotiator(table.domain, rounds)
    return make(name=strategy.name, **strategy.settings)


class EngineNegotiator(SAONegotiator):  # type: ignore[misc]
    """Our engine among NegMAS's negotiators. It sees its own policy and the offers made, and nothing else."""

    def __init__(self, domain: Domain, rounds: int) -> None:
        super().__init__(name="Parley")
        # Whoever does not open answers last, and its last answer cannot be an offer: it has one offer less to make.
        offers = rounds if domain.buyer_opens else rounds - 1
        self._domain = domain
        self._bargainer = Bargainer(policy_for(domain, offers))

    def __call__(self, state: SAOState, dest: str | None = None) -> SAOResponse:
        if state.current_offer is not None:
            self._bargainer.hear(terms_of(self._domain, state.current_offer))
        decision = self._bargainer.move()
        if decision.action is Action.ACCEPT:
            return SAOResponse(ResponseType.ACCEPT_OFFER, state.current_offer)
        if gives_up(decision):
            return SAOResponse(ResponseType.END_NEGOTIATION, None)
        return SAOResponse(ResponseType.REJECT_OFFER, self._offer(decision.terms[0]))

    def _offer(self, terms: Any) -> Places:
        return places_of(self._domain, terms)


class ProbingNegotiator(SAONegotiator):  # type: ignore[misc]
    """Notes what it is offered, asks for everything and a little less by turns, and agrees to nothing."""

    def __init__(self, domain: Domain, rounds: int) -> None:
        super().__init__(name="probing")
        self._supplier = Supplier(domain, rounds, probing)
        self.offered: list[tuple[float, Places]] = []

    def __call__(self, state: SAOState, dest: str | None = None) -> SAOResponse:
        if state.current_offer is not None:
            self.offered.append((state.relative_time, state.current_offer))
        liked = [state.current_offer] if state.current_offer else [(0,) * len(self._supplier.domain.issues)]
        return SAOResponse(ResponseType.REJECT_OFFER, self._supplier.proposes(state.step, liked))


def curve_shown(table: Table, buyer: Strategy, rounds: int) -> list[tuple[float, float]]:
    """The time and the buyer's own utility of each offer that it shows a probing seller, without the last."""
    mechanism = SAOMechanism(outcome_space=table.space, n_steps=rounds)
    seller = ProbingNegotiator(table.domain, rounds)
    sides = [(made(buyer, table, rounds), table.buyer_utility), (seller, table.seller_utility)]
    for negotiator, utility in sides if table.domain.buyer_opens else reversed(sides):
        mechanism.add(negotiator, ufun=utility)
    mechanism.run()
    return [(time, table.domain.buyer_utility(places)) for time, places in seller.offered[: rounds - 1]]
