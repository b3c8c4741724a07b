"""Hearing and speaking as one: whoever reads and phrases, what passes here was checked, both ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol, TypeGuard

import structlog

from negotiation.language.account import RULES, TEMPLATES, Allowance, Heard, Spoken
from negotiation.language.context import Context
from negotiation.language.guard import check_phrase, check_reading, check_wording, phrase_safely
from negotiation.language.message import Message, Phraser
from negotiation.language.reading import Reader
from negotiation.language.rules import RulesReader
from negotiation.language.sentences import NO_FIGURES
from negotiation.language.speech import said
from negotiation.language.templates import TemplatePhraser

log = structlog.get_logger(__name__)


class MeteredReader(Reader, Protocol):
    """A reader that takes time and money, says what it took, and never takes more than it is allowed."""

    def hear(self, text: str, context: Context, allowance: Allowance) -> Heard: ...


class MeteredPhraser(Phraser, Protocol):
    """A phraser that takes time and money, says what it took, and never takes more than it is allowed."""

    def speak(self, message: Message, context: Context, allowance: Allowance) -> Spoken: ...


@dataclass(frozen=True)
class Voice:
    """Who understands and who phrases. `is_instant`: neither needs a network."""

    reader: Reader
    phraser: Phraser

    @property
    def is_instant(self) -> bool:
        return self.reader.is_instant and self.phraser.is_instant

    def hear(self, text: str, context: Context, allowance: Allowance) -> Heard:
        """The reading of a message, each of its numbers checked."""
        if _is_metered_reader(self.reader):
            heard = self.reader.hear(text, context, allowance)
        else:
            heard = Heard(self.reader.read(text, context), _name(self.reader))
        checked = check_reading(heard.reading, text, context)
        return heard if checked is heard.reading else replace(heard, reading=checked)

    def say(self, message: Message, context: Context, allowance: Allowance) -> Spoken:
        """The words for a message: read again before they leave, whoever made them, and stopped by a foreign figure."""
        if _is_metered_phraser(self.phraser):
            spoken = self.phraser.speak(message, context, allowance)
        else:
            spoken = Spoken(phrase_safely(self.phraser, message, context), _name(self.phraser))
        if _is_authorised(spoken, message, context):
            return spoken
        log.error("phrase_stopped", act=str(message.act), by=spoken.by)  # it held a figure that was not decided
        return replace(spoken, text=_without_figures(message, context), by=TEMPLATES, fallback="figure")


def _is_metered_reader(reader: Reader) -> TypeGuard[MeteredReader]:
    return hasattr(reader, "hear")  # isinstance() with a protocol takes as long as reading a short message


def _is_metered_phraser(phraser: Phraser) -> TypeGuard[MeteredPhraser]:
    return hasattr(phraser, "speak")


def _is_authorised(spoken: Spoken, message: Message, context: Context) -> bool:
    """Whether all figures are those of authorised terms; of a model's words, also the numbers that are spelled out."""
    if check_wording(spoken.text, message, context):
        return False
    return spoken.by == TEMPLATES or not check_phrase(spoken.text, message, context)


def _without_figures(message: Message, context: Context) -> str:
    """The template's phrase, or words without any figure when even that holds one too many."""
    template = TemplatePhraser().phrase(message, context)
    return said(NO_FIGURES, context) if check_wording(template, message, context) else template


def _name(speaker: Reader | Phraser) -> str:
    """How the record names who read or phrased."""
    known = {RulesReader: RULES, TemplatePhraser: TEMPLATES}
    return known.get(type(speaker)) or type(speaker).__name__


@cache
def stand_in() -> Voice:
    """Rules and templates: what speaks where nobody may wait."""
    return Voice(RulesReader(), TemplatePhraser())
