"""Everything that was found in one message, before deciding what the message is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.language.context import Context
from negotiation.language.figure import Figure
from negotiation.language.statement import Statement
from negotiation.language.tokens import Sort


@dataclass(frozen=True)
class Evidence:
    """A statement, the figures that the supplier offers in it, and codes of its requests outside the levers."""

    statement: Statement
    context: Context
    offered: Sequence[Figure]
    unknown: tuple[str, ...]

    @property
    def has_unread_numbers(self) -> bool:
        """Whether a number stands in the message that no offered figure accounts for."""
        covered = positions(self.offered) | self._false_friends()
        numbers = (place for place, token in enumerate(self.statement.tokens) if token.sort is Sort.NUMBER)
        return any(place not in covered for place in numbers)

    def _false_friends(self) -> set[int]:
        """Words inside a phrase that are a number in another language: the "très" of "très bien" is a Spanish three."""
        phrases = [cue for cue in self.statement.find("accept", "yes") if cue.last > cue.first]
        inside = {place for cue in phrases for place in range(cue.first, cue.last + 1)}
        return {place for place in inside if self.statement.tokens[place].text.isalpha()}

    def words(self, first: int, last: int) -> set[int]:
        """The positions of words, numbers and signs in a span."""
        tokens = self.statement.tokens
        return {place for place in range(first, last + 1) if tokens[place].sort is not Sort.BREAK}


def positions(parts: Sequence[Figure]) -> set[int]:
    """Every token that the figures stand on."""
    return {place for part in parts for place in range(part.first, part.last + 1)}
