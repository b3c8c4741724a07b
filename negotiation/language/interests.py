"""What a supplier says matters most to it: "payment is what counts for us", "am wichtigsten ist uns der Preis"."""

from __future__ import annotations

from negotiation.language.context import CONTRACT, PAYMENT, PRICE, VOLUME, Context
from negotiation.language.speech import N_
from negotiation.language.statement import Statement

TOPICS = {
    PRICE: "interest price",
    PAYMENT: "interest payment",
    CONTRACT: "interest commitment",
    VOLUME: "interest volume",
}
"""The levers that can be said to matter, each with the heading of its words in the vocabulary."""


def interests(statement: Statement, context: Context) -> tuple[str, ...]:
    """The levers of this negotiation that are named in a sentence about what matters; a "not" there names none."""
    known = {lever.name for lever in context.levers}
    found = set()
    for cue in statement.find("interest"):
        span = statement.sentence(statement.clause_at(cue.first).sentence)
        if not statement.has("negation", "interrogative", within=span):
            found |= {lever for lever, words in TOPICS.items() if statement.has(words, within=span)}
    return tuple(sorted(found & known))


SENTENCES = {
    PRICE: N_("Price matters most to us."),
    PAYMENT: N_("Payment matters most to us."),
    CONTRACT: N_("Commitment matters most to us."),
    VOLUME: N_("Volume matters most to us."),
}
"""What a press on a topic says for the supplier."""
