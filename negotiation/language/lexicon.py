"""Phrases and what they mean, found in one pass over the words of a message.

The phrases stand in `vocabulary/*.txt`, one file a language, so that a speaker of it can extend them without reading
code. All languages are searched at once: suppliers mix them, and false friends between them are few.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from negotiation.language.normalise import fold
from negotiation.language.tokens import Sort, Token
from negotiation.language.vocabulary_files import GAP, Part, all_lines, expanded, parts

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


@dataclass(slots=True, eq=False)
class _Node:
    """One word further into the phrases that begin alike."""

    following: dict[str, _Node] | None = None  # most are the last word of a phrase, and memory is dear
    meanings: tuple[str | _Half, ...] = ()


_Place = tuple[_Node, str]
"""How far a phrase has been read: the words behind, and what has been read of the next one."""


@cache
def lexicon() -> _Node:
    """The root of all phrases of all languages, read once per process."""
    root = _Node()
    with _without_looking_for_garbage():
        for number, line in enumerate(all_lines(), start=1):
            if line.meaning not in _NO_CUES:
                _add_line(root, line.meaning, line.text, number)
    return root


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """For what makes a great many objects and drops none: the collector would look at them all, again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@cache
def words() -> frozenset[str]:
    """Every single word that stands in some phrase."""
    found: set[str] = set()
    nodes = [lexicon()]
    while nodes:
        node = nodes.pop()
        if node.following:
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
    beginnings = lexicon().following or {}
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
        following = node.following.get(tokens[last].text) if node.following else None
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
        _add(root, line, meaning)
        return
    for half, is_opening in ((opening, True), (closing, False)):
        _add(root, half, _Half(meaning, number, is_opening))


@cache
def _folded(word: str) -> tuple[str, ...]:
    """One word in the spelling of tokens. The same few thousand words stand in all the phrases."""
    return tuple(fold(word).split())


def _add(root: _Node, line: str, meaning: str | _Half) -> None:
    """All phrases of a line at once: hundreds begin alike, and their beginnings are walked once."""
    ends = {id(node): node for node, word in _walked({(root, "")}, parts(line)) for node in [_after(node, word)]}
    for node in ends.values():
        if node is not root and meaning not in node.meanings:
            node.meanings = (*node.meanings, meaning)


def _walked(places: set[_Place], line: Sequence[Part]) -> set[_Place]:
    """Where the phrases of a line lead from some places."""
    for part in line:
        if isinstance(part, str):
            places = {_read(place, part) for place in places}
        else:
            places = {end for option in part for end in _walked(places, option)}
    return places


def _read(place: _Place, text: str) -> _Place:
    node, begun = place
    *complete, begun = (begun + text).split(" ")
    for word in complete:
        node = _after(node, word)
    return node, begun


def _after(node: _Node, word: str) -> _Node:
    for each in _folded(word):
        if node.following is None:
            node.following = {}
        following = node.following.get(each)
        if following is None:
            following = node.following[each] = _Node()
        node = following
    return node
