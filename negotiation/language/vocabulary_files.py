"""The vocabulary as people write it: text files, one a language, of headings and phrases.

A line is a phrase, `(a|b)` a choice in it, `(a|)` an optional word, `a .. b` two halves with a few words between. A
heading in square brackets says what the phrases below it mean. A line that begins with `# ` is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from negotiation.language.normalise import fold

LANGUAGES = ("en", "de", "fr", "es")
"""The languages of the vocabulary, which are those that the bot answers in."""
GAP = " .. "
_CHOICE = re.compile(r"\(([^()]*)\)")
_MARKS = re.compile(r"([(|)])")
_HEADING = re.compile(r"\[([^\[\]]+)\]")

Part: TypeAlias = "str | list[list[Part]]"


class VocabularyError(ValueError):
    """A line that is not in the format; says in which file and line, what is wrong, and what would be right."""


@dataclass(frozen=True)
class Line:
    """One line of phrases with its meaning, and where it stands."""

    meaning: str
    text: str
    file: str
    number: int


@cache
def all_lines() -> tuple[Line, ...]:
    """Every line of phrases of every language, the files in the order of their names. Raises VocabularyError."""
    return tuple(line for code in sorted(LANGUAGES) for line in lines_of(code))


@cache
def lines_of(code: str) -> tuple[Line, ...]:
    """The lines of one language's file. Raises VocabularyError."""
    name = f"{code}.txt"
    text = files(__package__).joinpath("vocabulary", name).read_text(encoding="utf-8")
    return tuple(parse(text, name))


def parse(text: str, file: str) -> Iterator[Line]:
    """The lines of phrases in a file's text. Raises VocabularyError."""
    meaning = ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("# "):
            continue
        if heading := _HEADING.fullmatch(line):
            meaning = heading[1]
            continue
        if fault := _fault(line, meaning):
            raise VocabularyError(f"{file}, line {number}: {fault} The line is: {line[:60]}")
        yield Line(meaning, line, file, number)


def phrases_of(code: str, meaning: str) -> Iterator[str]:
    """Every phrase of one meaning in one language, in the spelling of tokens."""
    for line in lines_of(code):
        if line.meaning == meaning:
            yield from map(fold, expanded(line.text))


def expanded(line: str) -> Iterator[str]:
    """Every way of choosing one of each `(a|b)`; an innermost choice is resolved first."""
    choice = _CHOICE.search(line)
    if choice is None:
        yield line
        return
    for option in choice[1].split("|"):
        yield from expanded(line[: choice.start()] + option + line[choice.end() :])


def parts(line: str) -> list[Part]:
    """A line as it is built: texts, and choices, each a list of options that are built alike."""
    found: list[Part] = []
    levels = [found]
    choices: list[list[list[Part]]] = []
    for mark in _MARKS.split(line):
        if mark == "(":
            choices.append([[]])
            levels[-1].append(choices[-1])
            levels.append(choices[-1][0])
        elif mark == "|":
            choices[-1].append([])
            levels[-1] = choices[-1][-1]
        elif mark == ")":
            choices.pop()
            levels.pop()
        elif mark:
            levels[-1].append(mark)
    return found


def _fault(line: str, meaning: str) -> str:
    """What is wrong with a line, empty when nothing is."""
    if not meaning:
        return "phrases stand before the first heading; put one such as [price] above them."
    if line.startswith("["):
        return "a heading is a meaning in square brackets and nothing else, such as [price]."
    if not _is_balanced(line):
        return "its brackets do not match; a choice is written (this|that)."
    if "|" in _CHOICE.sub("", _CHOICE.sub("", _CHOICE.sub("", line))):
        return "a | stands outside of brackets; a choice is written (this|that)."
    if line.count(GAP) > 1:
        return "it has more than one gap; a phrase has at most one ' .. '."
    if ".." in line.replace(GAP, "") or line.startswith("..") or line.endswith(".."):
        return "a gap is two dots with a blank on either side, between two words."
    return ""


def _is_balanced(line: str) -> bool:
    depth = 0
    for character in line:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
