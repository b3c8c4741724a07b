"""Likely answers to what the bot has just asked, each a press that says it for the supplier."""

import json
from dataclasses import dataclass, replace

from negotiation.language.interests import SENTENCES
from negotiation.language.selection import LETTERS
from negotiation.language.speech import N_, said
from negotiation.language.wording import describe_terms, title
from negotiation.models import State
from suppliers.position import Position

OPTION = N_("Option {letter}: {terms}")


@dataclass(frozen=True)
class QuickAnswer:
    """A button: its words, and the frame that it sends, which is the same as if its text had been typed."""

    id: str
    words: str
    frame: str


def quick_answers(position: Position) -> tuple[QuickAnswer, ...]:
    """The answers that fit what the bot asked last; none once something else has happened."""
    if position.state != State.OPEN or position.owes_answer:
        return ()
    context = replace(position.facts.context(bot_offer=None, supplier_offer=None), language=position.language)
    made = []
    for letter, terms in zip(LETTERS, position.choices, strict=False):
        words = said(OPTION, context).format(letter=letter, terms=describe_terms(terms, context))
        made.append(_answer(f"choice-{position.seq}-{letter}", words, words))
    for topic in position.topics:
        lever = position.facts.lever(topic)
        if lever is not None and topic in SENTENCES:
            name = title(lever, context)
            made.append(_answer(f"topic-{topic}", name[:1].upper() + name[1:], said(SENTENCES[topic], context)))
    return tuple(made)


def _answer(identifier: str, words: str, text: str) -> QuickAnswer:
    return QuickAnswer(identifier, words, json.dumps({"type": "say", "text": text}))
