"""What the bot wants to say, and who can put it into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from negotiation.engine import Action, Terms
from negotiation.language.context import Context
from negotiation.language.reading import NOTHING

SUBJECT_TO_APPROVAL = "subject_to_approval"
"""The topic of terms that the bot would accept and an approver has to sign."""


@dataclass(frozen=True)
class Message:
    """A decision as far as the supplier may know it.

    `packages` are the terms to state, several when the supplier may choose. `previous` is the bot's own last offer, to
    say what changed; `understood` is what the supplier's last words were read to offer. `topic` is the public reason
    for the move: one of the engine's codes, or `subject_to_approval`; an unknown one is phrased in general.
    `needs_confirmation`: the deal still waits for the supplier's press on a term sheet. `choices` are what the
    supplier's words may have meant, when the bot asks. `answers` are codes of what the supplier asked, in order;
    `asks_interests`: the bot also asks what matters most. `number` counts the bot's messages before this one.
    `by_person`: a person will send the words as their own, so they must not speak as a bot.
    """

    act: Action
    packages: tuple[Terms, ...] = ()
    previous: Terms | None = None
    understood: Terms = NOTHING
    topic: str | None = None
    is_first: bool = False
    needs_confirmation: bool = False
    by_person: bool = False
    choices: tuple[Terms, ...] = ()
    answers: tuple[str, ...] = ()
    asks_interests: bool = False
    number: int = 0

    @property
    def terms(self) -> Terms:
        """The first package, empty when there is none."""
        return self.packages[0] if self.packages else NOTHING


class Phraser(Protocol):
    """Turns a message into words. `is_instant` is true when that needs no network."""

    @property
    def is_instant(self) -> bool: ...

    def phrase(self, message: Message, context: Context) -> str: ...
