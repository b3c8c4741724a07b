"""How a supplier's own words were understood, shown under them so that a mistake can be put right at once."""

from collections.abc import Sequence

from negotiation.models import Event
from suppliers.offer_cards import summary
from suppliers.position import Position
from suppliers.public import Understood, understood_in

_WITH_TERMS = {
    "accept": "yes to {terms}",
    "unclear": "perhaps {terms}",
}
_WITHOUT_TERMS = {
    "accept": "yes to our offer",
    "reject": "no to our offer",
    "question": "a question",
    "human": "you would like to talk to a person",
    "unusual": "a request that is not part of this negotiation",
    "withdraw": "you withdraw",
    "delay": "you need more time",
    "unclear": "not clear to us yet",
}


def understood_words(events: Sequence[Event], position: Position) -> dict[int, str]:
    """By the number of each message that was read in these events, what it was understood to say."""
    return {seq: words for event in events for seq, one in understood_in(event) if (words := _words(one, position))}


def _words(understood: Understood, position: Position) -> str:
    """In words; empty for what needs none, such as a greeting."""
    if understood.terms:
        sentence = _WITH_TERMS.get(understood.intent, "{terms}")
        return sentence.format(terms=summary(understood.terms, position.facts))
    if understood.interests and understood.intent == "smalltalk":
        levers = (position.facts.lever(name) for name in understood.interests)
        return f"what matters to you: {', '.join(lever.title for lever in levers if lever)}"
    return _WITHOUT_TERMS.get(understood.intent, "")
