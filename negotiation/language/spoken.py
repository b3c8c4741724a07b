"""Which language a supplier writes: one of those that the bot answers in, or none that can be told surely."""

from __future__ import annotations

from functools import cache

from negotiation.language.normalise import normalise
from negotiation.language.tokens import Sort, tokenise
from negotiation.language.vocabulary_files import LANGUAGES, phrases_of

FEWEST_WORDS = 2
"""So many words of a language must stand in a message, and twice as many as of any other, before it is followed."""
_HEADING = "own language"


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of a message, None when it is not sure."""
    words = [token.text for token in tokenise(normalise(text)) if token.sort is Sort.WORD]
    found, languages = dict.fromkeys(LANGUAGES, 0), _languages_of_words()
    for word in words:
        for code in languages.get(word, ()):
            found[code] += 1
    counts = sorted(((count, code) for code, count in found.items()), reverse=True)
    (most, language), (next_most, _) = counts[0], counts[1]
    return language if most >= FEWEST_WORDS and most >= 2 * next_most else None


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """The languages that each everyday word gives away."""
    languages: dict[str, tuple[str, ...]] = {}
    for code in LANGUAGES:
        for word in set(phrases_of(code, _HEADING)):
            languages[word] = (*languages.get(word, ()), code)
    return languages
