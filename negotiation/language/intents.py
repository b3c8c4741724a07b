"""What a message is for: the one intent that a careful buyer would hear in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.engine import Intent
from negotiation.language.attribution import refusals
from negotiation.language.context import PRICE, Context
from negotiation.language.figures import Figure
from negotiation.language.statement import Clause, Statement
from negotiation.language.tokens import Sort

UNUSUAL_REQUESTS = (
    "bitcoin",
    "exclusivity",
    "incoterms",
    "indexation",
    "publicity",
    "open book",
    "liability",
    "consignment",
    "barter",
    "gift",
    "surcharge",
    "other product",
)
_RESERVATIONS = (
    "but",
    "unless",
    "if",
    "or",
    "delay",
    "reject",
    "withdraw",
    "correction",
    "up",
    "third party", "off topic")
_WHOLE_OFFER = frozenset({"offer", "proposal", "deal", "terms", "agreed", "accepted", "confirmed", "everything", "all"})


@dataclass(frozen=True)
class Evidence:
    """A statement with everything found in it so far."""

    statement: Statement
    context: Context
    said: Sequence[Figure]
    offered: Sequence[Figure]
    unknown: tuple[str, ...]

    @property
    def has_unread_numbers(self) -> bool:
        """Whether a number stands in the message that no offered figure accounts for."""
        covered = {p for figure in self.offered for p in range(figure.first, figure.last + 1)}
        return any(
            token.sort is Sort.NUMBER and place not in covered for place, token in enumerate(self.statement.tokens)
        )


def unusual_requests(statement: Statement) -> tuple[str, ...]:
    """Codes of the requests outside the levers that a message names."""
    return tuple(code.replace(" ", "_") for code in UNUSUAL_REQUESTS if statement.has(code))


def intent_of(evidence: Evidence) -> tuple[Intent, float]:
    """The main intent and how sure it is, as a share of 1. Asking a person and offers come before what is vaguer."""
    statement = evidence.statement
    if statement.has("human") and not statement.has("bot question"):
        return Intent.HUMAN, 0.95
    if is_acceptance(evidence):
        return Intent.ACCEPT, 0.95
    if evidence.offered:
        return _offer(evidence)
    if evidence.unknown:
        return Intent.UNUSUAL, 0.8
    if statement.has("withdraw"):
        return Intent.WITHDRAW, 0.9
    if _rejects(evidence):
        return Intent.REJECT, 0.85
    if _asks(statement):
        return Intent.QUESTION, 0.85
    if statement.has("delay"):
        return Intent.DELAY, 0.8
    if statement.has("smalltalk", "off topic"):
        return Intent.SMALLTALK, 0.7
    return Intent.UNCLEAR, 0.3


def is_acceptance(evidence: Evidence) -> bool:
    """Agreement to the buyer's last offer as it stands: the one reading that must never be wrong.

    Needs words of acceptance; no reservation, refusal or open question; and every number in the message, if there
    are any, must be the buyer's own.
    """
    statement, offer = evidence.statement, evidence.context.bot_offer
    if statement.has(*_RESERVATIONS) or evidence.unknown or evidence.has_unread_numbers:
        return False
    if offer is None or any(offer.get(figure.lever) != figure.value for figure in evidence.offered):
        return False
    if any(_is_open_question(clause, statement) for clause in statement.clauses):
        return False
    if not (statement.has("accept") or _is_only_a_yes(evidence)):
        return False
    return not evidence.offered or _speaks_of_the_whole_offer(evidence)


def _speaks_of_the_whole_offer(evidence: Evidence) -> bool:
    """ "OK, 45 days" agrees to one lever only; with the price, or the word offer, it is the whole."""
    words = {token.text for token in evidence.statement.tokens}
    return any(figure.lever == PRICE for figure in evidence.offered) or bool(words & _WHOLE_OFFER)


def _is_open_question(clause: Clause, statement: Statement) -> bool:
    """A question other than "where do I sign?", which is itself a yes."""
    return clause.is_question and not statement.has("accept", within=(clause.first, clause.last))


def _is_only_a_yes(evidence: Evidence) -> bool:
    """The whole message is a yes, with courtesies and perhaps "we can do" the buyer's own numbers around it."""
    statement = evidence.statement
    courtesies = ("yes", "polite", "offering", "agreeing") if evidence.offered else ("yes", "polite")
    covering = [*statement.find(*courtesies), *evidence.offered]
    covered = {place for part in covering for place in range(part.first, part.last + 1)}
    words = {place for place, token in enumerate(statement.tokens) if token.sort is not Sort.BREAK}
    return statement.has("yes") and words <= covered


def _offer(evidence: Evidence) -> tuple[Intent, float]:
    confidence = min(figure.confidence for figure in evidence.offered)
    baseline = evidence.context.baseline(PRICE)
    prices = [figure.value for figure in evidence.offered if figure.lever == PRICE]
    if prices and baseline is not None and prices[0] > baseline:
        return Intent.PRICE_INCREASE, confidence
    return Intent.OFFER, confidence


def _rejects(evidence: Evidence) -> bool:
    statement = evidence.statement
    if any(refusals(clause, statement) for clause in statement.clauses):
        return True
    first = next((place for place, token in enumerate(statement.tokens) if token.sort is Sort.WORD), None)
    return first is not None and statement.starting(first, "no") is not None


def _asks(statement: Statement) -> bool:
    if not any(token.sort is Sort.WORD for token in statement.tokens):
        return False
    if statement.has("bot question") or any(clause.is_question for clause in statement.clauses):
        return True
    sentences = {clause.sentence: clause.first for clause in reversed(statement.clauses)}
    return any(statement.starting(first, "interrogative", "clarification") for first in sentences.values())
