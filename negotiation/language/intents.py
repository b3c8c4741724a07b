"""What a message is for: the one intent that a careful buyer would hear in it."""

from __future__ import annotations

from negotiation.engine import Intent
from negotiation.language.acceptance import JOINERS, is_acceptance
from negotiation.language.attribution import is_echo, refusals
from negotiation.language.context import PRICE
from negotiation.language.evidence import Evidence
from negotiation.language.lexicon import Cue
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


def unusual_requests(statement: Statement) -> tuple[str, ...]:
    """Codes of the requests outside the levers that a message names."""
    return tuple(code.replace(" ", "_") for code in UNUSUAL_REQUESTS if statement.has(code))


def intent_of(evidence: Evidence) -> tuple[Intent, float]:
    """The main intent and how sure it is, as a share of 1: what is explicit comes before what is vague."""
    statement = evidence.statement
    if _wants_person(statement):
        return Intent.HUMAN, 0.95
    if is_acceptance(evidence):
        return Intent.ACCEPT, 0.95
    if evidence.offered:
        return _offer(evidence)
    if evidence.unknown and not _asks_what_price_covers(statement):
        return Intent.UNUSUAL, 0.8
    if _withdraws(statement):
        return Intent.WITHDRAW, 0.9
    if _rejects(statement):
        return Intent.REJECT, 0.85
    if _recoils(statement):
        return Intent.REJECT, 0.7
    if _asks(statement):
        return Intent.QUESTION, 0.85
    if statement.has("delay"):
        return Intent.DELAY, 0.8
    if _regrets(statement):
        return Intent.REJECT, 0.6
    if any(_scorns(clause, statement) for clause in statement.clauses):
        return Intent.REJECT, 0.6
    if statement.has("smalltalk", "off topic"):
        return Intent.SMALLTALK, 0.7
    return Intent.UNCLEAR, 0.3


def _asks_what_price_covers(statement: Statement) -> bool:
    """ "Is this price ex works?", "which incoterm?" ask about the offer; "can we agree on CIF?" for something else."""
    for clause in (clause for clause in statement.clauses if clause.is_question):
        span = (clause.first, clause.last)
        if statement.starting(clause.first, "clarification") and statement.has("price", within=span):
            return True
        if statement.starting(clause.first, "interrogative") and not statement.has("proposal", within=span):
            return True
    return False


def _wants_person(statement: Statement) -> bool:
    """Somebody on the buyer's side: "let me talk to my boss" is a delay, "is this a bot?" a question."""
    if statement.has("bot question"):
        return False
    own = list(statement.find("delay", "own people"))
    if any(not any(map(cue.overlaps, own)) for cue in statement.find("human")):
        return True
    return any(not any(map(cue.overlaps, own)) and _is_sought(cue, statement) for cue in statement.find("counterpart"))


def _is_sought(person: Cue, statement: Statement) -> bool:
    """ "I'd feel better if a colleague of yours took over": with the person, a way of having to do with them."""
    number = statement.clause_at(person.first).sentence
    after = min(number + 1, statement.clauses[-1].sentence)  # "Who is your supervisor? I want to speak with them."
    span = (statement.sentence(number)[0], statement.sentence(after)[1])
    if statement.has("third party", "own people", "delay", within=span):
        return False
    return statement.has("contact", within=span)


def _offer(evidence: Evidence) -> tuple[Intent, float]:
    confidence = min(figure.confidence for figure in evidence.offered)
    baseline = evidence.context.baseline(PRICE)
    prices = [figure.value for figure in evidence.offered if figure.lever == PRICE]
    if prices and baseline is not None and prices[0] > baseline:
        return Intent.PRICE_INCREASE, confidence
    return Intent.OFFER, confidence


def _withdraws(statement: Statement) -> bool:
    """ "I am out", but not "I am out of office"."""
    delays = list(statement.find("delay"))
    return any(not any(map(cue.overlaps, delays)) for cue in statement.find("withdraw"))


def _recoils(statement: Statement) -> bool:
    """ "Sixty days? My bank manager would faint.": what is asked back is not asked about."""
    return any(is_echo(clause, statement) for clause in statement.clauses) and _regrets(statement)


def _regrets(statement: Statement) -> bool:
    """ "Unfortunately", "that is not how we work"; but not "sorry for the late reply", "I don't understand that"."""
    others = list(statement.find("apology", "no refusal"))
    return any(not any(map(cue.overlaps, others)) for cue in statement.find("regret"))


_TOPICS = ("price", "payment", "volume", "contract", "delivery", "rebate")
_BESIDE_THE_POINT = ("human", "no refusal", "smalltalk", "off topic", "apology", "third party", "cost")


def _scorns(clause: Clause, statement: Statement) -> bool:
    """ "We're not biting", "ridiculous": said of the offer where the clause has no other subject."""
    span = (clause.first, clause.last)
    if clause.opener == "if" or statement.has(*_BESIDE_THE_POINT, within=span):
        return False
    if statement.has("bad", within=span):
        return True
    denies = statement.has("negation", within=span) and statement.has("first person", within=span)
    return denies and not statement.has(*_TOPICS, within=span)


def _rejects(statement: Statement) -> bool:
    if any(refusals(clause, statement) and not _only_asks(clause, statement) for clause in statement.clauses):
        return True
    if any(_is_only_a_no(clause, statement) for clause in statement.clauses):
        return True
    first = next((place for place, token in enumerate(statement.tokens) if token.sort is Sort.WORD), None)
    return first is not None and statement.starting(first, "no") is not None


def _is_only_a_no(clause: Clause, statement: Statement) -> bool:
    """ "Yes, but no"; "meh, no"; but not "that works, no?"."""
    word = statement.starting(clause.first, "but")
    no = statement.starting(word.last + 1 if word else clause.first, "no")
    if word is None and (clause.is_question or clause.first == 0 or statement.has("yes", "accept")):
        return False
    return no is not None and all(token.sort is Sort.BREAK for token in statement.tokens[no.last + 1 : clause.last + 1])


def _only_asks(clause: Clause, statement: Statement) -> bool:
    """ "What happens if we don't agree?" and "can you do better?" refuse nothing; "are you joking?" does."""
    first = statement.sentence(clause.sentence)[0]
    asks = statement.starting(first, "interrogative", "asking", "clarification")
    is_question = clause.is_question or statement.starting(first, "open question") is not None
    return is_question and asks is not None and statement.starting(first, "reject") is None


def _is_courtesy(clause: Clause, statement: Statement) -> bool:
    """ "How are you?" """
    words = {p for p in range(clause.first, clause.last + 1) if statement.tokens[p].sort is not Sort.BREAK}
    said = statement.find("smalltalk", "polite", within=(clause.first, clause.last))
    return words <= {p for cue in said for p in range(cue.first, cue.last + 1)}


def _asks(statement: Statement) -> bool:
    if not any(token.sort is Sort.WORD for token in statement.tokens):
        return False
    if statement.has("bot question"):
        return True
    if any(clause.is_question and not _is_courtesy(clause, statement) for clause in statement.clauses):
        return True
    if any(clause.is_question for clause in statement.clauses):
        return False
    sentences = {clause.sentence: clause.first for clause in reversed(statement.clauses)}
    return any(_begins_question(first, statement) for first in sentences.values())


def _begins_question(first: int, statement: Statement) -> bool:
    """ "And who pays for insurance": also where the mark is missing."""
    first += statement.tokens[first].text in JOINERS
    return statement.starting(first, "interrogative", "clarification") is not None
