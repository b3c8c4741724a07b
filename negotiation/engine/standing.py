"""Where a negotiation stands: the history, folded into the few facts that a decision is made on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from negotiation.engine.conversation import Intent, Party, Turn
from negotiation.engine.policy import Policy
from negotiation.engine.terms import Terms
from negotiation.engine.utility import Position, position

# What makes a message the one to answer when several came in; small talk after an offer does not.
SUBSTANCE = frozenset({Intent.ACCEPT, Intent.REJECT, Intent.UNCLEAR})
# An acceptance that comes with one of these is not one.
DOUBTS = frozenset(
    {
        Intent.REJECT,
        Intent.DELAY,
        Intent.UNCLEAR,
        Intent.INJECTION,
        Intent.UNUSUAL,
        Intent.PRICE_INCREASE,
    }
)


@dataclass
class Standing:
    """The facts of a history so far. Grown by `fold` and `advance`, and only read by others.

    `offers`: the bot's offers in order, each a tuple of packages. `promised`: every package that the buyer ever named.
    `rounds_used`: offers made, and offers stood by in answer to one of the supplier's. `said`: the supplier's latest
    value for each lever that it named. `asks`: its offers, completed, one for each round that it answered; `dearest`:
    for each lever the one of its offers that asked the most. `moves`: where it stood after each of its answers since a
    person last spoke for the buyer. `interests`: levers that it said matter to it. `pending`: its messages not yet
    answered. `waiting`: its messages since the bot's last round. `unclear`: how many of its messages in a row were not
    understood.
    """

    policy: Policy
    offers: list[tuple[Terms, ...]] = field(default_factory=list)
    promised: list[Terms] = field(default_factory=list)
    rounds_used: int = 0
    said: dict[str, Decimal] = field(default_factory=dict)
    asks: list[Position] = field(default_factory=list)
    dearest: list[Position] = field(default_factory=list)
    moves: list[Position] = field(default_factory=list)
    interests: set[str] = field(default_factory=set)
    pending: list[Turn] = field(default_factory=list)
    waiting: int = 0
    unclear: int = 0
    has_pending_offer: bool = False
    _has_pending_move: bool = False

    @property
    def asked(self) -> Terms | None:
        return self.asks[-1].terms if self.asks else None

    @property
    def most(self) -> dict[str, Decimal]:
        """The furthest from the target that the supplier ever asked each lever to go; empty before its first offer."""
        names = self.policy.scales.items()
        return {
            name: scale.distance(asked.terms[name]) for (name, scale), asked in zip(names, self.dearest, strict=False)
        }

    @property
    def current(self) -> tuple[Terms, ...]:
        """The packages that the bot has on the table; empty before its first offer."""
        return self.offers[-1] if self.offers else ()

    @property
    def message(self) -> Turn:
        """The pending message that asks for an answer: the last one of substance, else the last one."""
        for turn in reversed(self.pending):
            if turn.is_offer or turn.intents & SUBSTANCE:
                return turn
        return self.pending[-1]

    @property
    def intents(self) -> frozenset[Intent]:
        """All that the pending messages are for."""
        return frozenset().union(*(turn.intents for turn in self.pending))

    def accepted(self, turn: Turn) -> Terms | None:
        """The terms, once named by the bot, that `turn` accepts; None when it accepts none of them."""
        if Intent.ACCEPT not in turn.intents or turn.intents & DOUBTS:
            return None
        if not turn.terms:
            return self.current[0] if self.current else None
        return turn.terms if turn.terms in self.promised else None


def fold(policy: Policy, history: Sequence[Turn]) -> Standing:
    """Where `history`, both parties' turns in order, has led."""
    standing = Standing(policy)
    for turn in history:
        advance(standing, turn)
    return standing


def advance(standing: Standing, turn: Turn) -> None:
    """Grow `standing` by the next turn."""
    if turn.party is Party.SUPPLIER:
        _hear(standing, turn)
    else:
        _speak(standing, turn)


def _hear(standing: Standing, turn: Turn) -> None:
    standing.pending.append(turn)
    standing.waiting += 1
    standing.interests |= turn.interests
    standing.unclear = standing.unclear + 1 if Intent.UNCLEAR in turn.intents else 0
    if turn.is_offer and standing.accepted(turn) is None:
        scales = standing.policy.scales
        for name, value in turn.terms.items():
            if name in scales:
                standing.said[name] = value
        _ask(standing, completed(standing))
        _move(standing)
    elif Intent.REJECT in turn.intents:
        _move(standing)


def _ask(standing: Standing, asked: Terms) -> None:
    """Note what the supplier asks for; several offers before one answer are one, though each was made."""
    if standing.has_pending_offer:
        standing.asks.pop()
    here = position(standing.policy, asked)
    standing.asks.append(here)
    standing.has_pending_offer = True
    if not standing.dearest:
        standing.dearest = [here] * len(here.losses)
        return
    for place, loss in enumerate(here.losses):
        if loss > standing.dearest[place].losses[place]:
            standing.dearest[place] = here


def _move(standing: Standing) -> None:
    """Note where the supplier now stands; several messages before one answer are one move."""
    if standing._has_pending_move:
        standing.moves.pop()
    policy = standing.policy
    standing.moves.append(standing.asks[-1] if standing.asks else position(policy, policy.baseline))
    standing._has_pending_move = True


def _speak(standing: Standing, turn: Turn) -> None:
    if Intent.HUMAN in turn.intents:
        standing.moves.clear()
        standing.waiting = standing.unclear = 0
    packages = tuple(_full(standing, package) for package in turn.packages)
    standing.promised.extend(packages)
    is_new = bool(packages) and Intent.ACCEPT not in turn.intents and packages != standing.current
    if is_new:
        standing.offers.append(packages)
    if is_new or (standing.offers and standing.has_pending_offer):
        standing.rounds_used += 1
        standing.waiting = 0
    standing.pending.clear()
    standing.has_pending_offer = standing._has_pending_move = False


def _full(standing: Standing, package: Terms) -> Terms:
    """A package of the buyer's for every lever: a person may name a few, and leave the others as they were."""
    before = standing.current[0] if standing.current else standing.policy.baseline
    return before.merged_with(package)


def completed(standing: Standing) -> Terms:
    """The supplier's offer for every lever: as it last said, else at the baseline, but for what it was given.

    A lever that the bot's last offer gives past its walk-away in exchange for something stays given while the
    supplier has not named that lever itself and its terms meet the condition: silence does not throw away a
    concession.
    """
    policy, said = standing.policy, standing.said
    terms = policy.baseline.merged_with(Terms.of_checked(said))
    for trade in policy.trade_offs:
        if trade.give in said:
            continue
        give, get = policy.scales[trade.give], policy.scales[trade.get]
        if get.distance(terms[trade.get]) > get.distance(trade.at_least):
            continue
        for package in standing.current:
            distance = give.distance(package.get(trade.give, give.lever.baseline))
            if give.limit < distance <= give.distance(trade.up_to):
                terms = terms.merged_with({trade.give: package[trade.give]})
                break
    return terms
