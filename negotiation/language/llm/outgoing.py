"""Whether a model's phrase may leave: the decided terms word for word, and beside them nothing that claims anything.

A phrase is taken apart. Sentences that the template itself would say are out of question. The decided terms must all
be there, each in the words that pages use for it, so that number, unit and currency go together. What remains are the
model's own words: in them no figure may stand, and every word must be an everyday one (a closed world, as for
acceptances: what a list of bad words forgets costs a promise, what a list of good words forgets costs some variety).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from negotiation.engine import Action, Terms
from negotiation.language.context import Context
from negotiation.language.message import Message
from negotiation.language.normalise import fold, normalise
from negotiation.language.number_words import merge_number_words
from negotiation.language.tokens import Sort, tokenise
from negotiation.language.wording import describe, describe_commitment, describe_terms

MOST_CHARACTERS, MOST_WORDS, MOST_SENTENCES = 700, 90, 7
"""Length goes with impasses; the templates are at most two thirds of this long."""
_HELD = "\ue000"
"""Where a decided term stood."""
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_MARKUP = re.compile(r"[<>{}\[\]`*#|\\@_=~^\ue000]|://|\bwww\.", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_CONTRACTION = re.compile(r"'(?:s|d|m|ve|re)$")
"""Not "'t": nothing that is decided is put in the negative."""
_FINAL = re.compile(r"\b(?:final|last)\b")


class _Never(NamedTuple):
    code: str
    pattern: re.Pattern[str]
    is_statement: bool


def breach(text: str, draft: str, message: Message, context: Context) -> str:
    """What keeps a phrase from being said, as a code; empty when nothing does. `draft` is the template's phrase."""
    if not text.strip():
        return "empty"
    if len(text) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS:
        return "length"
    if _MARKUP.search(text) or not all(map(_is_plain, text)):
        return "form"
    said = _spaced(text)
    if message.act is Action.FINAL_OFFER and not _FINAL.search(said.lower()):
        return "terms"
    said, is_complete = _without_terms(_without_names(said, context), message, context)
    if not is_complete:
        return "terms"
    drafted, _ = _without_terms(_without_names(_spaced(draft), context), message, context)
    return _breach_of_own_words(_without_sentences(said, drafted))


def _breach_of_own_words(own: str) -> str:
    if len(_sentences(own)) > MOST_SENTENCES or own.count("!") > 1 or _shouts(own):
        return "tone"
    if any(map(_counts, own)) or _has_number(own):
        return "figure"
    for sentence in _sentences(own):
        lowered = sentence.lower()
        for never in _never():
            if never.pattern.search(lowered) and not (never.is_statement and lowered.rstrip().endswith("?")):
                return never.code
    return "" if all(map(_is_everyday, _WORD.findall(own))) else "words"


def _without_names(text: str, context: Context) -> str:
    """Company names may hold anything; who is addressed is no claim."""
    for name in sorted(filter(None, (context.supplier_name, context.buyer_name)), key=len, reverse=True):
        text = text.replace(_spaced(name), "you")
    return text


def _without_terms(text: str, message: Message, context: Context) -> tuple[str, bool]:
    """The text with its decided terms taken out, and whether every one of them was there."""
    decided = _wordings(message.packages, context)
    is_complete = all(any(_has(text, wording) for wording in wordings) for wordings in decided)
    for wording in sorted(set(chain.from_iterable(decided)), key=len, reverse=True):
        text = re.sub(_whole(wording), _HELD, text)
    return text, is_complete


def _wordings(packages: Sequence[Terms], context: Context) -> list[tuple[str, ...]]:
    """The ways in which each decided term may stand; of several packages each as a whole, so that none are mixed."""
    if len(packages) > 1:
        return [(_spaced(describe_terms(terms, context)),) for terms in packages]
    return [
        (_spaced(describe(name, value, context)), _spaced(describe_commitment(name, value, context)))
        for terms in packages
        for name, value in terms.items()
    ]


def _has(text: str, wording: str) -> bool:
    return re.search(_whole(wording), text) is not None


def _whole(wording: str) -> str:
    """A wording that is no part of a longer number or word: not the "9.60" of "19.60", nor of "9.605"."""
    return rf"(?<![\w.,]){re.escape(wording)}(?![\w%])(?![.,]\d)"


def _without_sentences(text: str, draft: str) -> str:
    drafted = {sentence.strip() for sentence in _sentences(draft)}
    return " ".join(sentence for sentence in _sentences(text) if sentence.strip() not in drafted)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence.strip()]


def _spaced(text: str) -> str:
    """One kind of blank and of apostrophe."""
    return " ".join(text.replace("’", "'").split())


def _is_plain(character: str) -> bool:
    """Letters, figures, punctuation, blanks and currency signs; no pictures, controls or invisible characters."""
    return unicodedata.category(character)[0] in "LNPZ" or unicodedata.category(character) == "Sc"


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] == "N" or unicodedata.category(character) == "Sc" or character == "%"


def _has_number(text: str) -> bool:
    """Whether a number stands in the words, spelled out as well; "this one" counts nothing."""
    tokens = merge_number_words(tokenise(normalise(text)))
    return any(token.sort is Sort.NUMBER for token in tokens)


def _shouts(text: str) -> bool:
    return any(len(word) > 3 and word.isupper() for word in _WORD.findall(text))


def _is_everyday(word: str) -> bool:
    return fold(_CONTRACTION.sub("", word.lower())) in _everyday()


@cache
def _everyday() -> frozenset[str]:
    return frozenset(word for line in _lines("everyday.txt") for word in line.split())


@cache
def _never() -> tuple[_Never, ...]:
    found, heading = [], ""
    for line in _lines("never.txt"):
        if line.startswith("[") and line.endswith("]"):
            heading = line[1:-1]
        else:
            code, _, kind = heading.partition(" ")
            found.append(_Never(code, re.compile(line), is_statement=kind == "statement"))
    return tuple(found)


def _lines(name: str) -> Iterator[str]:
    text = files(__package__).joinpath("wording", name).read_text(encoding="utf-8")
    lines: Iterable[str] = map(str.strip, text.splitlines())
    return (line for line in lines if line and not line.startswith("#"))
