"""One decision's view of the negotiation: the standing, and the numbers worked out from it once, when first needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from negotiation.engine.conversation import Turn
from negotiation.engine.pacing import aspiration
from negotiation.engine.packages import Bounds, Package, best_packages, supplier_gain
from negotiation.engine.policy import Policy
from negotiation.engine.standing import Standing, fold
from negotiation.engine.supplier_model import estimated_weights
from negotiation.engine.terms import Terms
from negotiation.engine.utility import breaches, is_permitted, utility


@dataclass(frozen=True)
class Situation:
    """What the rules of `decide` look at."""

    policy: Policy
    standing: Standing

    @classmethod
    def of(cls, policy: Policy, history: Sequence[Turn]) -> Situation:
        return cls(policy, fold(policy, history))

    @cached_property
    def aspiration(self) -> float:
        return aspiration(self.policy, self.standing.rounds_used)

    @cached_property
    def weights(self) -> dict[str, float]:
        """The supplier's estimated weights."""
        return estimated_weights(self.policy, self.standing.asked, self.standing.interests)

    @property
    def is_last_round_over(self) -> bool:
        """Whether the bot has made, or stood by, all the offers that it may make."""
        return self.standing.rounds_used >= self.policy.max_rounds

    @cached_property
    def asked(self) -> Terms:
        """The supplier's complete offer. Only to be asked for while there is one."""
        if self.standing.asked is None:
            raise LookupError("the supplier has made no offer yet")
        return self.standing.asked

    @cached_property
    def asked_utility(self) -> float:
        return utility(self.policy, self.asked)

    @cached_property
    def asked_breaches(self) -> dict[str, str]:
        """The levers of the supplier's offer that lie beyond their limits, with the limit as text."""
        return {name: format(limit, "f") for name, limit in breaches(self.policy, self.asked).items()}

    @cached_property
    def is_asked_permitted(self) -> bool:
        return is_permitted(self.policy, self.asked)

    @cached_property
    def on_table(self) -> tuple[Terms, ...]:
        """The packages of ours on the table that may be repeated; what only a person may offer is not among them."""
        return tuple(terms for terms in self.standing.current if is_permitted(self.policy, terms))

    @cached_property
    def next(self) -> tuple[Package, ...]:
        """What the bot would offer now, the supplier's best first.

        Own utility never rises from one offer to the next, unless the supplier has gone past the last offer on some
        lever, so that it cannot stand, and nothing on the ladders is as generous elsewhere.
        """
        policy, standing = self.policy, self.standing
        free = Bounds(self.aspiration, asked=standing.asked)
        if not self.on_table:
            return best_packages(policy, self.weights, free)
        last = utility(policy, self.on_table[0])
        bound = Bounds(self.aspiration, max(last, self.aspiration), standing.asked)
        found = best_packages(policy, self.weights, bound)
        if found:
            return found
        if not self._is_outdone(self.on_table[0]):
            return tuple(self._as_package(terms) for terms in self.on_table)
        return best_packages(policy, self.weights, free)

    def _is_outdone(self, terms: Terms) -> bool:
        """Whether `terms` give more on some lever than the supplier asks for, other than as a trade-off's give."""
        asked = self.standing.asked
        if asked is None:
            return False
        for name, scale in self.policy.scales.items():
            given, wanted = scale.distance(terms[name]), scale.distance(asked[name])
            if given > wanted and not (given > scale.limit >= wanted):
                return True
        return False

    def _as_package(self, terms: Terms) -> Package:
        gain = supplier_gain(self.policy, self.weights, terms)
        return Package(terms, utility(self.policy, terms), gain, ())
