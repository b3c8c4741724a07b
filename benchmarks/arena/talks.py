"""The engine and a simulated supplier, talking as they do in a room: the bot opens and has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.arena.domains import Domain, Places
from benchmarks.arena.seat import places_of, terms_of
from benchmarks.arena.suppliers import Supplier
from negotiation.engine import Action, Decision, Intent, Party, Policy, Turn, decide, utility

OFFERS = (Action.OPEN, Action.COUNTER, Action.FINAL_OFFER)


@dataclass(frozen=True)
class Talk:
    """How one went: the deal or None, the bot's offers with their packages, and how many answers the supplier gave."""

    domain: Domain
    policy: Policy
    deal: Places | None
    offers: tuple[tuple[Places, ...], ...]
    answers: int
    last: Decision

    @property
    def utility(self) -> float:
        """The buyer's; its reserve without a deal."""
        if self.deal is None:
            return self.domain.buyer_reserve
        return utility(self.policy, terms_of(self.domain, self.deal))

    @property
    def supplier_utility(self) -> float:
        """The supplier's; its reserve without a deal."""
        return self.domain.seller_reserve if self.deal is None else self.domain.seller_utility(self.deal)


@dataclass
class _Record:
    """A talk while it goes on."""

    history: list[Turn] = field(default_factory=list)
    offers: list[tuple[Places, ...]] = field(default_factory=list)


def talk(policy: Policy, supplier: Supplier, interests: Iterable[str] = ()) -> Talk:
    """Bargain to the end. `interests`: the levers that the supplier says matter to it, in its first answer."""
    domain, record, said = supplier.domain, _Record(), frozenset(interests)
    for answer in range(supplier.answers + 1):
        decision = decide(policy, record.history)
        record.history.append(decision.as_turn(len(record.history)))
        if decision.action in OFFERS:
            record.offers.append(tuple(places_of(domain, terms) for terms in decision.terms))
        if decision.action is Action.ACCEPT:
            deal = places_of(domain, decision.terms[0])
            return Talk(domain, policy, deal, tuple(record.offers), answer, decision)
        if decision.action in (Action.ESCALATE, Action.CLOSE) or answer == supplier.answers:
            return Talk(domain, policy, None, tuple(record.offers), answer, decision)
        taken = supplier.takes(answer, record.offers[-1])
        if taken is not None:
            return Talk(domain, policy, taken, tuple(record.offers), answer + 1, decision)
        record.history.append(_answer(supplier, answer, record, said if answer == 0 else frozenset()))
    raise AssertionError("a talk ends with the supplier's last answer")


def _answer(supplier: Supplier, answer: int, record: _Record, said: frozenset[str]) -> Turn:
    places = supplier.proposes(answer, record.offers[-1])
    terms = terms_of(supplier.domain, places)
    return Turn(Party.SUPPLIER, (Intent.OFFER,), terms, len(record.history), interests=said)


def deals(talks: Sequence[Talk]) -> list[Talk]:
    return [one for one in talks if one.deal is not None]
