"""Choosing one of what the bot put side by side: "option B", "the second one", or a yes to the only one."""

from __future__ import annotations

from collections.abc import Sequence

from negotiation.engine import Terms
from negotiation.language.context import Context
from negotiation.language.figure import Figure
from negotiation.language.statement import Statement
from negotiation.language.tokens import Sort, Token

LETTERS = "ABCDEFGH"
"""How packages and choices are told apart, in words and on the page."""
CHOICE = "choice "
"""How a source names a package that was chosen, followed by its letter."""
_ORDER = ("first", "second", "third")
_NUMBERS = {"1": 0, "2": 1, "3": 2, "one": 0, "two": 1, "three": 2}
_NO_CHOICE = ("reject", "interrogative", "clarification", "delay", "negation")
_RESERVED = ("if", "unless", "but", "reservation")


def offered_side_by_side(context: Context) -> tuple[Terms, ...]:
    """What a letter would mean now: what was asked about last, else the packages of the last offer."""
    return context.choices or context.packages


def selected(said: Sequence[Figure], statement: Statement, context: Context) -> list[Figure]:
    """A figure for each lever of the chosen package; empty when the message chooses none, or not clearly.

    "Option B, but 30 days" is a choice with a change: then `said` holds the change.
    """
    packages = offered_side_by_side(context)
    if not packages or statement.has(*_NO_CHOICE) or _is_open(statement) or (not said and statement.has(*_RESERVED)):
        return []
    found = _named(statement, len(packages)) or _yes_to_the_only_one(statement, context)
    if found is None:
        return []
    index, first, last = found
    how = f"{CHOICE}{LETTERS[index]}"
    changed = {figure.lever for figure in said}
    return [
        Figure(lever, value, first, last, how=how) for lever, value in packages[index].items() if lever not in changed
    ]


def _is_open(statement: Statement) -> bool:
    """ "A or B": an "or" that is not itself the word "option"."""
    words = list(statement.find("option word"))
    return any(not any(map(cue.overlaps, words)) for cue in statement.find("or"))


def chosen(how: str, context: Context) -> Terms | None:
    """The package that a source names in this way; None when there is none."""
    packages, letter = offered_side_by_side(context), how.removeprefix(CHOICE)
    index = LETTERS.find(letter) if len(letter) == 1 else -1
    return packages[index] if 0 <= index < len(packages) else None


def _named(statement: Statement, count: int) -> tuple[int, int, int] | None:
    """Index, first and last token of the package that is named; None when none or several are."""
    found = {
        index: (place, end)
        for place, token in enumerate(statement.tokens)
        for index, end in _at(place, token, statement)
        if index < count
    }
    if len(found) != 1:
        return None
    index, (first, last) = next(iter(found.items()))
    return index, first, last


def _at(place: int, token: Token, statement: Statement) -> Sequence[tuple[int, int]]:
    named = statement.ending(place - 1, "option word") is not None
    if named or _is_alone(place, statement):
        letter = token.text.upper()
        if len(letter) == 1 and letter in LETTERS:
            return [(LETTERS.index(letter), place)]
        if token.text in _NUMBERS:
            return [(_NUMBERS[token.text], place)]
    for index, order in enumerate(_ORDER):
        cue = statement.starting(place, order)
        follows = cue is not None and statement.starting(cue.last + 1, "option word") is not None
        is_short = len(statement.tokens) <= _SHORT and not token.text.isdigit()
        if cue is not None and token.text not in _NUMBERS and (follows or is_short):
            return [(index, cue.last)]
    return []


_SHORT = 7
"""In a message of so many words, "the second" needs no "package" after it."""


def _is_alone(place: int, statement: Statement) -> bool:
    """Whether nothing but courtesies stands beside a letter: "B", "b please", "B)"."""
    polite = {p for cue in statement.find("polite", "yes") for p in range(cue.first, cue.last + 1)}
    return all(
        other == place or other in polite or token.sort is Sort.BREAK for other, token in enumerate(statement.tokens)
    )


def _yes_to_the_only_one(statement: Statement, context: Context) -> tuple[int, int, int] | None:
    """ "Yes, that is right", when the bot has asked whether one package is meant."""
    if len(context.choices) != 1 or not statement.has("yes", "confirming"):
        return None
    kind = {
        p for cue in statement.find("yes", "confirming", "polite", "accept") for p in range(cue.first, cue.last + 1)
    }
    words = [p for p, token in enumerate(statement.tokens) if token.sort is not Sort.BREAK]
    return (0, words[0], words[-1]) if words and all(p in kind for p in words) else None
