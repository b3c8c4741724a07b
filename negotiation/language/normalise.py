"""A message as typed, in the one spelling that the vocabulary is written in, with the way back to the original.

Markup, entities, full-width and keycap digits, accents and capitals are folded away. Every character of the folded
text remembers where in the message it stood, so that a number can be pointed at in the supplier's own words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

# A letter that slipped in for the digit beside it: "9.6o", "1O,5".
_LETTER_O = re.compile(r"(?<=\d)[oO](?=\d|[.,]\d|\b)|(?<=\d[.,])[oO](?=\d)")
MAX_LENGTH = 4000
"""Characters read of one message; what is longer is no negotiation any more, and reading stays a few milliseconds."""

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,80}>|&#?\w{1,10};")
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_APOSTROPHES = dict.fromkeys("'’‘‛`´", "'")
_OTHER_SIGNS = {
    "¿": " ",
    "¡": " ",
    "…": "...",
    "„": '"',
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "•": "\n",
    "·": " ",
    "½": ".5",
    "¼": ".25",
    "¾": ".75",
}
_REPLACED = {**_DASHES, **_APOSTROPHES, **_OTHER_SIGNS}
# Mn: accents that stand alone after decomposition; Me: keycaps; Cf: zero-width and direction marks.
_DROPPED_CATEGORIES = frozenset({"Mn", "Me", "Cf"})


class Normalised(NamedTuple):
    """Folded text; `offsets[i]` is where character i stood, with one more entry for the end of the message."""

    text: str
    offsets: Sequence[int]


def normalise(text: str) -> Normalised:
    """The first MAX_LENGTH characters of a message, folded."""
    text = _LETTER_O.sub("0", text[:MAX_LENGTH])
    if text.isascii() and "<" not in text and "&" not in text:
        return Normalised(text.lower(), range(len(text) + 1))
    characters: list[str] = []
    offsets: list[int] = []
    for piece, start in _pieces(text):
        characters.extend(piece)
        offsets.extend([start] * len(piece))
    return Normalised("".join(characters), [*offsets, len(text)])


def fold(phrase: str) -> str:
    """A phrase of the vocabulary in the spelling of tokens: also without apostrophes and hyphens."""
    return normalise(phrase).text.replace("'", "").replace("-", " ") if phrase != "-" else phrase


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Folded bits of the text, each with the offset where it stood."""
    position = 0
    for markup in _MARKUP.finditer(text):
        yield from _folded(text, position, markup.start())
        yield _plain(markup[0]), markup.start()
        position = markup.end()
    yield from _folded(text, position, len(text))


def _folded(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    return ((_fold_character(text[i]), i) for i in range(start, end))


def _plain(markup: str) -> str:
    """An entity becomes its character; a tag becomes a blank, as it separates words."""
    return " " if markup.startswith("<") else "".join(map(_fold_character, html.unescape(markup)))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    decomposed = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in _DROPPED_CATEGORIES)
    return "".join(_REPLACED.get(c, c) for c in kept.casefold())
