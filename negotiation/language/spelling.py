"""Slips of the keyboard in the words that matter, put right before they are looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from negotiation.language import lexicon
from negotiation.language.tokens import Sort, Token

# Only these are worth a guess: their misspellings are common, and no ordinary word is one slip away.
_CORRECTED = [
    "percent",
    "discount",
    "rebate",
    "price",
    "prices",
    "payment",
    "volume",
    "quantity",
    "months",
    "month",
    "days",
    "weeks",
    "years",
    "units",
    "net",
    "increase",
    "agreed",
    "accept",
    "accepted",
    "agree",
    "contract",
    "minimum",
    "maximum",
    "reduction",
    "confirmed",
    "delivery",
    "pieces",
    "proposal",
    "halfway",
    "difference",
    "prepayment",
    "that",
    "offer",
    "offers",
    "piece",
    "disregard",
    "message",
    "manager",
    "possible",
    "impossible",
    "acceptable",
    "unfortunately",
    "increase",
    "commitment",
    "annual",
    "agreement",
    "instead",
]
_SHORTEST_FOR_A_MISSING_LETTER = 5


def correct_spelling(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, unknown words one slip away from a word that matters being replaced by it."""
    known = lexicon.words()
    return [
        token
        if token.sort is not Sort.WORD or token.text in known or len(token.text) < _SHORTEST
        else _corrected(token)
        for token in tokens
    ]


_ELIDED = frozenset("cdjlmnst")
_SHORTEST = 3
_SHORTEST_COMPOUND = 8
_COST = "kosten"


def _corrected(token: Token) -> Token:
    word = token.text
    intended = _without_elision(token) or _intended(word) or _tail(word)
    return token._replace(text=intended) if intended else token


def _without_elision(token: Token) -> str | None:
    """French "d'augmenter", "l'unité": the word after the apostrophe, which the token's text no longer shows."""
    had_apostrophe = token.end - token.start == len(token.text) + 1
    rest = token.text[1:]
    return rest if had_apostrophe and token.text[0] in _ELIDED and rest in lexicon.words() else None


@lru_cache(maxsize=4096)
def _tail(word: str) -> str | None:
    """German compounds mean what they end in: a "Treuerabatt" is a discount; but "Stahlpreise" are costs."""
    if len(word) < _SHORTEST_COMPOUND:
        return None
    if word.startswith(lexicon.cost_heads()) and word.endswith(lexicon.compound_tails()):
        return _COST
    return next((tail for tail in lexicon.compound_tails() if word.endswith(tail) and word != tail), None)


@lru_cache(maxsize=4096)
def _intended(word: str) -> str | None:
    """The word meant: the same letters in another order, or one letter too few, too many or doubled."""
    by_letters, by_omission = _indices()
    same_letters = by_letters.get((word[0], "".join(sorted(word))))
    if same_letters or len(word) < _SHORTEST_FOR_A_MISSING_LETTER - 1:
        return same_letters
    return next((by_omission[form] for form in (word, *_omissions(word)) if form in by_omission), None)


@cache
def _indices() -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    by_letters = {(word[0], "".join(sorted(word))): word for word in _CORRECTED}
    by_omission = {}
    for word in _CORRECTED:
        by_omission[word] = word
        if len(word) >= _SHORTEST_FOR_A_MISSING_LETTER:
            by_omission |= dict.fromkeys(_omissions(word), word)
    return by_letters, by_omission


def _omissions(word: str) -> Iterator[str]:
    """Every way of leaving one letter out, the first excepted: people begin a word correctly."""
    return (word[:i] + word[i + 1 :] for i in range(1, len(word)))
