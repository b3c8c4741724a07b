"""Hearing and speaking as one: whoever reads and phrases, what passes here was checked, both ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import structlog

from negotiation.language.account import RULES, TEMPLATES, Allowance, Heard, Spoken
from negotiation.language.context import Context
from negotiation.language.guard import check_phrase, check_reading, check_template, phrase_safely
from negotiation.language.message import Message, Phraser
from negotiation.language.reading import Reader
from negotiation.language.rules import RulesReader
from negotiation.language.templates import TemplatePhraser

NO_FIGURES = "Thank you for your message. Please see the terms beside this chat; you can answer there or here."
"""What is said when even the template's phrase holds a figure that nobody authorised."""

log = structlog.get_logger(__name__)


@runtime_checkable
class MeteredReader(Reader, Protocol):
    """A reader that takes time and money, says what it took, and never takes more than it is allowed."""

    def hear(self, text: str, context: Context, allowance: Allowance) -> Heard: ...


@runtime_checkable
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
        if isinstance(self.reader, MeteredReader):
            heard = self.reader.hear(text, context, allowance)
        else:
            heard = Heard(self.reader.read(text, context), _name(self.reader))
        checked = check_reading(heard.reading, text, context)
        return heard if checked is heard.reading else replace(heard, reading=checked)

    def say(self, message: Message, context: Context, allowance: Allowance) -> Spoken:
        """The words for a message: read again before they leave, whoever made them, and stopped by a foreign figure."""
        if isinstance(self.phraser, MeteredPhraser):
            spoken = self.phraser.speak(message, context, allowance)
        else:
            spoken = Spoken(phrase_safely(self.phraser, message, context), _name(self.phraser))
        check = check_template if spoken.by == TEMPLATES else check_phrase
        if not check(spoken.text, message, context):
            return spoken
        log.error("phrase_stopped", act=str(message.act), by=spoken.by)  # it held a figure that was not decided
        return replace(spoken, text=_without_figures(message, context), by=TEMPLATES, fallback="figure")


def _without_figures(message: Message, context: Context) -> str:
    """The template's phrase, or words without any figure when even that holds one too many."""
    template = TemplatePhraser().phrase(message, context)
    return template if not check_template(template, message, context) else NO_FIGURES


def _name(speaker: Reader | Phraser) -> str:
    """How the record names who read or phrased."""
    known = {RulesReader: RULES, TemplatePhraser: TEMPLATES}
    return known.get(type(speaker)) or type(speaker).__name__


STAND_IN = Voice(RulesReader(), TemplatePhraser())
"""Rules and templates: what speaks where nobody may wait."""
