"""One decision's view of the negotiation: the standing, and the numbers worked out from it once, when first needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from negotiation.engine.pacing import Pace, pace_of
from negotiation.engine.packages import Bounds, Package, best_packages, supplier_gain
from negotiation.engine.policy import Policy
from negotiation.engine.probing import probes
from negotiation.engine.standing import Standing
from negotiation.engine.supplier_model import estimated_weights
from negotiation.engine.terms import Terms
from negotiation.engine.utility import TOLERANCE, Position, breaches, permits, position


@dataclass(frozen=True)
class Situation:
    """What the rules of `decide` look at. `is_traced`: whether the decision is to carry its numbers."""

    policy: Policy
    standing: Standing
    pace: Pace
    probes: int
    is_traced: bool = True

    @classmethod
    def of(cls, standing: Standing, *, is_traced: bool = True) -> Situation:
        policy = standing.policy
        reached = [asked.progress for asked in standing.asks]
        probed = probes(standing.asks)
        pace = pace_of(policy, standing.rounds_used, reached, policy.today_progress, probed)
        return cls(policy, standing, pace, probed, is_traced)

    @property
    def aspiration(self) -> float:
        """The own utility held out for."""
        return self.pace.aspiration

    @cached_property
    def weights(self) -> dict[str, float]:
        """The supplier's estimated weights."""
        return estimated_weights(self.policy, self.standing.asks, self.standing.interests)

    @property
    def is_last_round_over(self) -> bool:
        """Whether the bot has made, or stood by, all the offers that it may make."""
        return self.standing.rounds_used >= self.policy.max_rounds

    @property
    def offer(self) -> Position:
        """The supplier's complete offer. Only to be asked for while there is one."""
        if not self.standing.asks:
            raise LookupError("the supplier has made no offer yet")
        return self.standing.asks[-1]

    @property
    def asked(self) -> Terms:
        return self.offer.terms

    @property
    def asked_utility(self) -> float:
        return self.offer.utility

    @cached_property
    def asked_breaches(self) -> dict[str, str]:
        """The levers of the supplier's offer that lie beyond their limits, with the limit as text."""
        return {name: format(limit, "f") for name, limit in breaches(self.policy, self.asked).items()}

    @property
    def is_asked_permitted(self) -> bool:
        return permits(self.policy, self.offer)

    @cached_property
    def current(self) -> tuple[Position, ...]:
        """The packages of ours on the table."""
        return tuple(position(self.policy, terms) for terms in self.standing.current)

    @cached_property
    def repeatable(self) -> tuple[Position, ...]:
        """Those of ours on the table that may be repeated; what only a person may offer is not among them."""
        return tuple(ours for ours in self.current if permits(self.policy, ours))

    @property
    def on_table(self) -> tuple[Terms, ...]:
        return tuple(ours.terms for ours in self.repeatable)

    @cached_property
    def next(self) -> tuple[Package, ...]:
        """What the bot would offer now, the supplier's best first.

        Own utility never rises from one offer to the next: where nothing on the ladders is worth between the
        aspiration and the last offer, the last offer stands.
        """
        policy, standing, weights = self.policy, self.standing, self.weights
        if policy.held is not None:
            stood_by = position(policy, policy.held)
            return (Package(stood_by, supplier_gain(policy, weights, stood_by), ()),)
        if not self.repeatable:
            return best_packages(policy, weights, Bounds(self.aspiration, 1.0, standing.asked, standing.most))
        last = self.repeatable[0].utility
        if self.pace.unbraked - TOLERANCE <= last < self.aspiration:
            return self._as_packages(self.repeatable)  # given by pacing before the supplier was seen to creep
        bounds = Bounds(self.aspiration, max(last, self.aspiration), standing.asked, standing.most)
        found = best_packages(policy, weights, bounds)
        return found or self._as_packages(self.repeatable)

    def _as_packages(self, positions: tuple[Position, ...]) -> tuple[Package, ...]:
        return tuple(Package(ours, supplier_gain(self.policy, self.weights, ours), ()) for ours in positions)
