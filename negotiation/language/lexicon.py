"""Phrases and what they mean, found in one pass over the words of a message.

The phrases stand in `vocabulary/*.txt`, one file a language, so that a speaker of it can extend them without reading
code. All languages are searched at once: suppliers mix them, and false friends between them are few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import NamedTuple

from negotiation.language.normalise import fold
from negotiation.language.tokens import Sort, Token
from negotiation.language.vocabulary_files import GAP, all_lines, expanded

MAXGAP = 5
"""Words that may stand between the two halves of a phrase written `a .. b`."""
_LONGEST_HALF = 8
_TAIL, _COST_HEAD = "ends compounds", "begins compounds of cost"
"""The headings of words that are looked for in longer ones; they are no phrases."""
_NO_CUES = frozenset({_TAIL, _COST_HEAD, "own language"})


class Cue(NamedTuple):
    """A phrase found: what it means, and the indices of its first and last token."""

    meaning: str
    first: int
    last: int

    def overlaps(self, other: Cue) -> bool:
        """Whether the two phrases share a word."""
        return self.first <= other.last and other.first <= self.last


class _Half(NamedTuple):
    """One side of an `a .. b` phrase; halves of one line belong together."""

    meaning: str
    line: int
    is_opening: bool


@dataclass(slots=True)
class _Node:
    """One word further into the phrases that begin alike."""

    following: dict[str, _Node] = field(default_factory=dict)
    meanings: tuple[str | _Half, ...] = ()


@cache
def lexicon() -> _Node:
    """The root of all phrases of all languages, read once per process."""
    root = _Node()
    for number, line in enumerate(all_lines(), start=1):
        if line.meaning not in _NO_CUES:
            _add_line(root, line.meaning, line.text, number)
    return root


@cache
def words() -> frozenset[str]:
    """Every single word that stands in some phrase."""
    found: set[str] = set()
    nodes = [lexicon()]
    while nodes:
        node = nodes.pop()
        found.update(node.following)
        nodes.extend(node.following.values())
    return frozenset(found)


@cache
def compound_tails() -> tuple[str, ...]:
    """The words in which compounds may end that stand in no vocabulary, the longest first."""
    return tuple(sorted(_parts_of_words(_TAIL), key=lambda tail: (-len(tail), tail)))


@cache
def cost_heads() -> tuple[str, ...]:
    """What compounds begin with that speak of costs, whatever they end in: "Rohstoffpreise" are no prices of ours."""
    return tuple(sorted(_parts_of_words(_COST_HEAD)))


def _parts_of_words(heading: str) -> set[str]:
    return {fold(phrase) for line in all_lines() if line.meaning == heading for phrase in expanded(line.text)}


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Every phrase in the tokens: per first word and meaning the longest, in order of their first words."""
    cues: list[Cue] = []
    openings: list[tuple[_Half, int, int]] = []
    beginnings = lexicon().following
    for first, token in enumerate(tokens):
        if token.text not in beginnings:
            continue
        for meaning, last in _matches(tokens, first).items():
            if isinstance(meaning, str):
                cues.append(Cue(meaning, first, last))
            elif meaning.is_opening:
                openings.append((meaning, first, last))
            else:
                cues.extend(_closed(openings, meaning, first, last, tokens))
    return cues


def _matches(tokens: Sequence[Token], first: int) -> dict[str | _Half, int]:
    """What the phrases that begin at `first` mean, with the last token of the longest of each."""
    node, longest = lexicon(), dict[str | _Half, int]()
    for last in range(first, len(tokens)):
        following = node.following.get(tokens[last].text)
        if following is None:
            break
        node = following
        for meaning in node.meanings:
            longest[meaning] = last
    return longest


def _closed(
    openings: Sequence[tuple[_Half, int, int]], closing: _Half, first: int, last: int, tokens: Sequence[Token]
) -> Iterator[Cue]:
    for opening, start, end in reversed(openings):
        if first - end > MAXGAP + _LONGEST_HALF:
            break  # all the others began even earlier
        if opening.line == closing.line and 0 < first - end <= MAXGAP + 1:
            between = tokens[end + 1 : first]
            if not any(token.sort is Sort.BREAK for token in between):
                yield Cue(closing.meaning, start, last)


def _add_line(root: _Node, meaning: str, line: str, number: int) -> None:
    opening, gap, closing = line.partition(GAP)
    if not gap:
        for phrase in expanded(line):
            _add(root, phrase, meaning)
        return
    for half, is_opening in ((opening, True), (closing, False)):
        for phrase in expanded(half):
            _add(root, phrase, _Half(meaning, number, is_opening))


@cache
def _folded(word: str) -> tuple[str, ...]:
    """One word in the spelling of tokens. The same few thousand words stand in all the phrases."""
    return tuple(fold(word).split())


def _add(root: _Node, phrase: str, meaning: str | _Half) -> None:
    node = root
    for word in chain.from_iterable(map(_folded, phrase.split())):
        node = node.following.setdefault(word, _Node())
    if node is not root and meaning not in node.meanings:
        node.meanings = (*node.meanings, meaning)
