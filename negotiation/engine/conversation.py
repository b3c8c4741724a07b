"""What was said, as the engine hears it: who, with which intents, naming which terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from negotiation.engine.terms import Number, Terms


class Party(StrEnum):
    BUYER = "buyer"
    SUPPLIER = "supplier"


class Intent(StrEnum):
    """What a message is for. A message may have several."""

    OFFER = "offer"
    ACCEPT = "accept"
    REJECT = "reject"
    QUESTION = "question"
    HUMAN = "human"
    PRICE_INCREASE = "price_increase"
    UNUSUAL = "unusual"
    WITHDRAW = "withdraw"
    INJECTION = "injection"
    SMALLTALK = "smalltalk"
    DELAY = "delay"
    UNCLEAR = "unclear"


# What came with one of these was not meant, or not understood, as an offer: its numbers are never used.
DISTRUSTED = frozenset({Intent.INJECTION, Intent.UNCLEAR})


NO_TERMS = Terms()


@dataclass(frozen=True)
class Turn:
    """One message of one party.

    `terms` may be partial. `alternatives` are further packages that the buyer put next to `terms` in the same
    message. `interests` names levers that a supplier said matter to it. `seq` is the message's place in the
    record; the engine goes by the order of the history and only carries it. A supplier's ACCEPT names the
    accepted package in full, or nothing: then it means the buyer's last offer (its first package). A buyer's
    turn with Intent.HUMAN is a person speaking for the buyer: stalls and loops are counted afresh from there.
    """

    party: Party
    intents: frozenset[Intent] = frozenset()
    terms: Terms = NO_TERMS
    seq: int = 0
    alternatives: tuple[Terms, ...] = ()
    interests: frozenset[str] = frozenset()

    def __init__(
        self,
        party: Party | str,
        intents: Iterable[Intent | str] = (),
        terms: Mapping[str, Number] | None = None,
        seq: int = 0,
        alternatives: Iterable[Mapping[str, Number]] = (),
        interests: Iterable[str] = (),
    ) -> None:
        object.__setattr__(self, "party", Party(party))
        object.__setattr__(self, "intents", frozenset(Intent(intent) for intent in intents))
        object.__setattr__(self, "terms", _as_terms(terms))
        object.__setattr__(self, "seq", seq)
        object.__setattr__(self, "alternatives", tuple(_as_terms(package) for package in alternatives))
        object.__setattr__(self, "interests", frozenset(interests))

    @property
    def packages(self) -> tuple[Terms, ...]:
        """Every package the turn puts on the table; empty when it names no terms."""
        return (self.terms, *self.alternatives) if self.terms else ()

    @property
    def is_offer(self) -> bool:
        """Whether the turn names terms that may be taken at their word."""
        return bool(self.terms) and not self.intents & DISTRUSTED


def _as_terms(terms: Mapping[str, Number] | None) -> Terms:
    return terms if isinstance(terms, Terms) else Terms(terms)
