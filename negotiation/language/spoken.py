"""Which language a supplier writes: one of those that the bot answers in, or none that can be told surely."""

from __future__ import annotations

from functools import lru_cache

from negotiation.language.normalise import normalise
from negotiation.language.tokens import Sort, tokenise
from negotiation.language.vocabulary_files import LANGUAGES, phrases_of

FEWEST_WORDS = 2
"""So many words of a language must stand in a message, and twice as many as of any other, before it is followed."""
_HEADING = "own language"


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of a message, None when it is not sure."""
    words = [token.text for token in tokenise(normalise(text)) if token.sort is Sort.WORD]
    counts = sorted(((sum(word in _own(code) for word in words), code) for code in LANGUAGES), reverse=True)
    (most, language), (next_most, _) = counts[0], counts[1]
    return language if most >= FEWEST_WORDS and most >= 2 * next_most else None


@lru_cache(maxsize=8)
def _own(code: str) -> frozenset[str]:
    """The everyday words that give a language away."""
    return frozenset(phrases_of(code, _HEADING))
