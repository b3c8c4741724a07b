"""Our engine in the buyer's seat: what it is told of a domain, and its turns there. Needs no NegMAS."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.arena.domains import Domain, Places
from negotiation.engine import Action, Decision, Intent, Lever, Party, Policy, Response, Terms, Trigger, Turn, decide

# Nobody can be fetched here: where a policy would ask for a person, the bot holds firm and stays at the table.
NOBODY_TO_FETCH = {
    Trigger.OUTSIDE_POLICY: Response.HOLD,
    Trigger.STALL: Response.HOLD,
    Trigger.LOOP: Response.HOLD,
}


def policy_for(domain: Domain, offers: int) -> Policy:
    """What a buyer knows: its values, weights and reserve, and how many offers it may make. The rest are defaults."""
    return Policy(
        levers=tuple(_lever(domain, place) for place in range(len(domain.issues))),
        max_rounds=offers,
        floor=domain.buyer_reserve,
        stall_rounds=offers,
        triggers=NOBODY_TO_FETCH,
    )


def _lever(domain: Domain, place: int) -> Lever:
    issue = domain.issues[place]
    step = issue.values[1] - issue.values[0]
    return Lever(issue.name, issue.worst, issue.best, issue.worst, issue.buyer_weight, step)


def terms_of(domain: Domain, places: Places) -> Terms:
    """The package as the engine reads it."""
    return Terms({issue.name: issue.values[place] for issue, place in zip(domain.issues, places, strict=True)})


def places_of(domain: Domain, terms: Terms) -> Places:
    """The package as NegMAS holds it. Raises ValueError for a value that the domain does not have."""
    return tuple(_place(issue.values, terms[issue.name]) for issue in domain.issues)


def _place(values: tuple[Decimal, ...], value: Decimal) -> int:
    return values.index(value)


@dataclass
class Bargainer:
    """The engine through one negotiation: hears offers, says what it decided, and remembers both."""

    policy: Policy
    history: list[Turn] = field(default_factory=list)

    def hear(self, terms: Terms) -> None:
        self.history.append(Turn(Party.SUPPLIER, (Intent.OFFER,), terms, len(self.history)))

    def move(self) -> Decision:
        decision = decide(self.policy, self.history)
        self.history.append(decision.as_turn(len(self.history)))
        return decision


def gives_up(decision: Decision) -> bool:
    """Whether the bot leaves the table, or calls for somebody who is not there."""
    return decision.action in (Action.ESCALATE, Action.CLOSE, Action.CLARIFY)
