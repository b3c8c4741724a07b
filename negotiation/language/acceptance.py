"""Agreement to the buyer's last offer as it stands: the one reading that must never be wrong.

So it is read in a closed world. From the words of acceptance to the end of their sentence every word must be known
to be harmless; no reservation, negation or open question may stand anywhere; and every number must be the buyer's
own. A true acceptance that fails this costs one question; a false one would cost a contract.
"""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.language.context import PRICE
from negotiation.language.evidence import Evidence, positions
from negotiation.language.lexicon import Cue
from negotiation.language.statement import Clause, Statement
from negotiation.language.tokens import Sort

_WEAK_RESERVATIONS = ("weak reservation",)
"""These count in the sentence that agrees alone: "Deal. I hope you like them." """
_RESERVATIONS = (
    "reservation",
    "but",
    "unless",
    "if",
    "or",
    "delay",
    "reject",
    "withdraw",
    "correction",
    "up",
    "third party",
    "own offer",
    "off topic",
    "human",
)
_AGREEMENT = ("accept", "closing question")
_RESTATING = (*_AGREEMENT, "offering", "agreeing")
"""With every term of the buyer's offer named, "we can do" them is agreement too."""
_AFTERWARDS = ("closing step", "closing question", "harmless", "all the same", "grudging")
"""What is said of the time after the deal takes nothing back: "I send the contract tomorrow", "don't forget". """
_HARMLESS = (*_AGREEMENT, "yes", "polite", "harmless", "net", "closing step", "all the same")
JOINERS = frozenset({"and", "und", "et", "y"})
_JOINING_SIGNS = frozenset({"/", "&"})
_WHOLE_OFFER = frozenset({"offer", "proposal", "deal", "terms", "angebot", "offre", "oferta"})


def is_acceptance(evidence: Evidence) -> bool:
    """Whether the message agrees to the buyer's last offer unchanged, and to nothing else."""
    statement = evidence.statement
    if evidence.unknown or _has_reservation(statement) or _is_negated(statement):
        return False
    if any(_is_open_question(clause, statement) for clause in statement.clauses):
        return False
    if evidence.has_unread_numbers or not _are_the_buyers_numbers(evidence):
        return False
    if _is_only_a_yes(evidence) and len(evidence.context.choices) == 0:
        return True
    if _names_the_whole_offer(evidence):
        return any(_is_unqualified(cue, evidence, _RESTATING) for cue in statement.find(*_RESTATING))
    return any(_is_unqualified(cue, evidence, ()) for cue in _agreements(statement)) and _is_about_the_whole_offer(
        evidence
    )


def _agreements(statement: Statement) -> Iterator[Cue]:
    """ "Great, when do we start?" takes the deal as done; without a yes, "when do we start?" only asks."""
    yield from statement.find(*_AGREEMENT if statement.has("accept", "yes") else ("accept",))


def _are_the_buyers_numbers(evidence: Evidence) -> bool:
    """Nothing can be accepted before the buyer's first offer; a reference to one lever of it is partial agreement."""
    offer = evidence.context.bot_offer
    if offer is None:
        return False
    return all(
        offer.get(figure.lever) == figure.value and figure.how != "last_buyer_offer" for figure in evidence.offered
    )


def _has_reservation(statement: Statement) -> bool:
    """A reservation that is not only a word of a longer, harmless phrase ("pick it up", "I suppose")."""
    harmless = list(statement.find(*_AFTERWARDS))
    partial = (cue for cue in statement.find("agree on") if statement.tokens[cue.last + 1 :])
    return any(not _is_within(cue, harmless) for cue in statement.find(*_RESERVATIONS)) or any(
        not _is_within(cue, harmless) and not _names_number(cue, statement) for cue in partial
    )


def _names_number(cue: Cue, statement: Statement) -> bool:
    """ "We can agree on 9.40" names what it agrees to; "agreed on the price" leaves the rest open."""
    following = statement.tokens[cue.last + 1 : cue.last + 3]
    return any(token.sort is Sort.NUMBER for token in following)


def _is_within(cue: Cue, longer: list[Cue]) -> bool:
    """Whether a longer phrase holds the cue and more."""
    return any(
        other.first <= cue.first and cue.last <= other.last and other.last - other.first > cue.last - cue.first
        for other in longer
    )


def _is_negated(statement: Statement) -> bool:
    """A negation that is not itself part of agreeing, as in "no objections"."""
    agreements, harmless = list(statement.find(*_AGREEMENT, "yes")), list(statement.find(*_AFTERWARDS))
    return any(
        not any(map(negation.overlaps, agreements)) and not _is_within(negation, harmless)
        for negation in statement.find("negation")
    )


def _is_open_question(clause: Clause, statement: Statement) -> bool:
    """A question other than "where do I sign?", which is itself a yes."""
    return clause.is_question and not statement.has("closing question", within=statement.sentence(clause.sentence))


def _is_unqualified(agreement: Cue, evidence: Evidence, further: tuple[str, ...]) -> bool:
    """Nothing unknown stands between the beginning of the agreement's clause and the end of its sentence."""
    statement = evidence.statement
    clause = statement.clause_at(agreement.first)
    joints = [p for p in range(clause.first, agreement.first) if statement.tokens[p].text in JOINERS]
    first = max(joints, default=clause.first)
    last = statement.sentence(clause.sentence)[1]
    if statement.has(*_WEAK_RESERVATIONS, within=(first, last)):
        return False
    return evidence.words(first, last) <= _harmless(evidence, (*_HARMLESS, *further))


def _is_only_a_yes(evidence: Evidence) -> bool:
    """The whole message is a yes, with courtesies and perhaps "we can do" the buyer's own price around it."""
    statement = evidence.statement
    numbers = {figure.lever for figure in evidence.offered}
    is_yes = statement.has("yes") or (evidence.context.is_sheet_open and statement.has("confirming"))
    if not is_yes or (numbers and PRICE not in numbers):
        return False
    yes = ("yes", "polite", "all the same", *(("confirming",) if evidence.context.is_sheet_open else ()))
    meanings = (*yes, "offering", "agreeing", "net") if numbers else yes
    return evidence.words(0, len(statement.tokens) - 1) <= _harmless(evidence, meanings)


def _names_the_whole_offer(evidence: Evidence) -> bool:
    """Whether each term of the buyer's offer is said; that they are the buyer's values is checked before."""
    offer = evidence.context.bot_offer
    return bool(offer) and {figure.lever for figure in evidence.offered}.issuperset(offer or ())


def _is_about_the_whole_offer(evidence: Evidence) -> bool:
    """ "Agreed, 45 days" agrees to one lever only; with the price, or the word offer, it is the whole."""
    words = {token.text for token in evidence.statement.tokens}
    named = {figure.lever for figure in evidence.offered}
    return not named or PRICE in named or bool(words & _WHOLE_OFFER)


def _harmless(evidence: Evidence, meanings: tuple[str, ...]) -> set[int]:
    cues = list(evidence.statement.find(*meanings))
    if evidence.statement.has("all the same"):
        cues += evidence.statement.find("grudging")  # "you drive a hard bargain" alone agrees to nothing
    joined = {place for place, token in enumerate(evidence.statement.tokens) if token.text in _JOINING_SIGNS}
    return joined | positions(evidence.offered) | {place for cue in cues for place in range(cue.first, cue.last + 1)}
