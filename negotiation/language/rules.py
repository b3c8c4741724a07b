"""Understanding a supplier's message without a model.

The message is folded to one spelling, cut into tokens, and searched for the phrases of the vocabulary. Numbers get
their units, figures their levers and owners, references their values; then one intent is chosen. What stays below
the bar of confidence is not guessed: the bot asks.
"""

from __future__ import annotations

from negotiation.engine import Intent
from negotiation.language.attribution import offered
from negotiation.language.context import Context
from negotiation.language.evidence import Evidence
from negotiation.language.figure import SURE, Figure
from negotiation.language.figures import figures
from negotiation.language.injection import is_injection
from negotiation.language.intents import intent_of, unusual_requests
from negotiation.language.interests import interests
from negotiation.language.lexicon import words
from negotiation.language.measures import measures
from negotiation.language.normalise import MAX_LENGTH
from negotiation.language.packages import alternative, mark_conditions, packages
from negotiation.language.reading import Reading, Source
from negotiation.language.references import references
from negotiation.language.selection import selected
from negotiation.language.statement import Statement, understand
from negotiation.language.tokens import Sort

CONFIDENCE_BAR = 0.5
"""Below this share of 1 the reading is UNCLEAR; its terms are then what was understood, not an offer."""

_SAYS_NOTHING = frozenset({Intent.INJECTION, Intent.UNCLEAR})

MOST_NUMBERS = 60
"""A message with more is a table, or an attempt to keep the reader busy; the bot asks for the terms instead."""


class RulesReader:
    """Reads by vocabulary and grammar alone; a `Reader`."""

    is_instant = True

    def __init__(self) -> None:
        words()  # so that nobody waits for the vocabulary to be read

    def read(self, text: str, context: Context) -> Reading:
        """The reading of a message; never raises, whatever the text."""
        text = text[:MAX_LENGTH]
        statement = understand(text)
        if not statement.tokens:
            return Reading((Intent.UNCLEAR,), confidence=0.0)
        if is_injection(text, statement):
            return Reading((Intent.INJECTION,))
        if sum(token.sort is Sort.NUMBER for token in statement.tokens) > MOST_NUMBERS:
            return Reading((Intent.UNCLEAR,), confidence=0.0)
        return _read(statement, context)


def _read(statement: Statement, context: Context) -> Reading:
    said = figures(measures(statement, context), statement, context)
    own = offered(said, statement, context)
    own = mark_conditions([*own, *references(own, statement, context)], statement)
    choice = selected(own, statement, context)
    evidence = Evidence(statement, context, [*own, *choice], unusual_requests(statement))
    is_plain_choice = bool(choice) and not own and not context.choices and not evidence.unknown
    intent, confidence = (Intent.ACCEPT, SURE) if is_plain_choice else intent_of(evidence)
    if confidence < CONFIDENCE_BAR:
        # Who only says what matters has said something, if no number with it stayed unclear.
        is_clear = not evidence.offered and interests(statement, context)
        intent = Intent.SMALLTALK if is_clear else Intent.UNCLEAR
    return _reading(intent, confidence, evidence)


def _reading(intent: Intent, confidence: float, evidence: Evidence) -> Reading:
    groups = packages(evidence.offered, evidence.statement)
    alternatives = tuple(alternative(group) for group in groups)
    first = alternatives[0] if alternatives else alternative(())
    kept = [figure for group in groups for figure in group]
    return Reading(
        intents=_intents(intent, evidence),
        terms=first.terms,
        condition=first.condition,
        confidence=confidence,
        sources=tuple(_source(figure, evidence.statement) for figure in kept),
        unknown=evidence.unknown,
        alternatives=alternatives if len(alternatives) > 1 else (),
        interests=interests(evidence.statement, evidence.context) if intent not in _SAYS_NOTHING else (),
    )


def _intents(main: Intent, evidence: Evidence) -> tuple[Intent, ...]:
    further: list[Intent] = []
    if main is Intent.PRICE_INCREASE:
        further.append(Intent.OFFER)
    if evidence.unknown and main is not Intent.UNUSUAL:
        further.append(Intent.UNUSUAL)
    return (main, *further)


def _source(figure: Figure, statement: Statement) -> Source:
    first, last = statement.tokens[figure.first], statement.tokens[figure.last]
    return Source(figure.lever, figure.value, first.start, last.end, figure.how)
