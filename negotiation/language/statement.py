"""A message as tokens, the phrases found in them, and the clauses they form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from negotiation.language.lexicon import Cue, find_cues
from negotiation.language.normalise import normalise
from negotiation.language.number_words import merge_number_words
from negotiation.language.spelling import correct_spelling
from negotiation.language.tokens import Sort, Token, tokenise

_CLAUSE_ENDS = frozenset(',()[]{}"')
_CONNECTIVES = ("if", "unless", "but", "or", "then")


class Clause(NamedTuple):
    """Tokens `first` to `last`; `opener` is the meaning of the connective it begins with, empty without one."""

    first: int
    last: int
    opener: str
    sentence: int
    is_question: bool


@dataclass(frozen=True)
class Statement:
    """What the rules look at. All positions are token indices, spans include both ends."""

    tokens: Sequence[Token]
    cues: dict[str, list[Cue]]
    clauses: Sequence[Clause]

    def find(self, *meanings: str, within: tuple[int, int] | None = None) -> Sequence[Cue]:
        """The phrases of these meanings that lie wholly within the span."""
        found: list[Cue] = []
        for meaning in meanings:
            cues = self.cues.get(meaning)
            if cues and within is None:
                found += cues
            elif cues and within is not None:
                found += [cue for cue in cues if within[0] <= cue.first and cue.last <= within[1]]
        return found

    def has(self, *meanings: str, within: tuple[int, int] | None = None) -> bool:
        """Whether there is a phrase of one of these meanings in the span."""
        for meaning in meanings:
            found = self.cues.get(meaning)
            if found and (within is None or any(within[0] <= cue.first and cue.last <= within[1] for cue in found)):
                return True
        return False

    def starting(self, position: int, *meanings: str) -> Cue | None:
        """The longest phrase of one of these meanings that begins at a token."""
        longest: Cue | None = None
        for meaning in meanings:
            for cue in self.cues.get(meaning, ()):
                if cue.first == position and (longest is None or cue.last > longest.last):
                    longest = cue
        return longest

    def ending(self, position: int, *meanings: str) -> Cue | None:
        """The longest phrase of one of these meanings that ends at a token."""
        longest: Cue | None = None
        for meaning in meanings:
            for cue in self.cues.get(meaning, ()):
                if cue.last == position and (longest is None or cue.first < longest.first):
                    longest = cue
        return longest

    def nearest(self, position: tuple[int, int], *meanings: str, within: tuple[int, int]) -> Cue | None:
        """The phrase in the span with the fewest tokens between it and a position; of two, the one that follows."""
        return min(
            self.find(*meanings, within=within),
            key=lambda cue: (_gap(cue, position), cue.first < position[0], -cue.last),
            default=None,
        )

    def clause_at(self, position: int) -> Clause:
        """The clause that holds a token."""
        for clause in self.clauses:
            if position <= clause.last:
                return clause
        raise IndexError(f"No clause holds token {position}; the message has {len(self.tokens)}.")

    def sentence(self, number: int) -> tuple[int, int]:
        """The span of a sentence."""
        clauses = [clause for clause in self.clauses if clause.sentence == number]
        return clauses[0].first, clauses[-1].last


def understand(text: str) -> Statement:
    """A message cut up and its phrases found."""
    tokens = merge_number_words(correct_spelling(tokenise(normalise(text))))
    cues: dict[str, list[Cue]] = defaultdict(list)
    for cue in find_cues(tokens):
        if not _is_spanish_yes(cue, tokens):
            cues[cue.meaning].append(cue)
    return Statement(tokens, dict(cues), list(_clauses(tokens, cues)))


def _is_spanish_yes(cue: Cue, tokens: Sequence[Token]) -> bool:
    """Whether an "if" is the "sí" whose accent was folded away: an "if" is never followed by a comma or an end."""
    if cue.meaning != "if" or tokens[cue.last].text != "si":
        return False
    return cue.last + 1 == len(tokens) or tokens[cue.last + 1].sort is Sort.BREAK


def _gap(cue: Cue, position: tuple[int, int]) -> int:
    first, last = position
    return max(cue.first - last, first - cue.last, 0)


def _clauses(tokens: Sequence[Token], cues: dict[str, list[Cue]]) -> Iterator[Clause]:
    """Clauses end at punctuation and before a connective; a sentence's clauses share its question mark."""
    openers = _openers(cues)
    sentence = 0
    spans: list[tuple[int, int, str]] = []
    first = 0
    for position, token in enumerate(tokens):
        if position in openers and position > first:
            spans.append((first, position - 1, openers.get(first, "")))
            first = position
        if token.sort is Sort.BREAK and token.text != ":":
            spans.append((first, position, openers.get(first, "")))
            first = position + 1
            if token.text not in _CLAUSE_ENDS:
                yield from _sentence(spans, sentence, tokens)
                spans, sentence = [], sentence + 1
    if first < len(tokens):
        spans.append((first, len(tokens) - 1, openers.get(first, "")))
    yield from _sentence(spans, sentence, tokens)


def _sentence(spans: Sequence[tuple[int, int, str]], number: int, tokens: Sequence[Token]) -> Iterator[Clause]:
    for first, last, opener in spans:
        yield Clause(first, last, opener, number, is_question=tokens[spans[-1][1]].text == "?")


def _openers(cues: dict[str, list[Cue]]) -> dict[int, str]:
    """Where a connective begins a clause: not inside a longer phrase, as the "only if" of "if only"."""
    longer = {
        position
        for meaning, found in cues.items()
        if meaning not in _CONNECTIVES
        for cue in found
        if cue.last > cue.first
        for position in range(cue.first + 1, cue.last + 1)
    }
    return {
        cue.first: meaning
        for meaning in reversed(_CONNECTIVES)
        for cue in cues.get(meaning, ())
        if cue.first not in longer
    }
