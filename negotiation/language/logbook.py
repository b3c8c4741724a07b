"""A reader that keeps count of who read and what that took, for measuring."""

from __future__ import annotations

from collections import Counter

from negotiation.language.account import UNUSED, Usage
from negotiation.language.context import Context
from negotiation.language.llm import LLMReader
from negotiation.language.reading import Reader, Reading


class Logbook:
    """A `Reader` around another one. `by` counts who read, `fallbacks` why not the model; `usage` is the sum of all.

    Each message may take all that the options give: the cap of a negotiation does not end a measurement.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.by: Counter[str] = Counter()
        self.fallbacks: Counter[str] = Counter()
        self.usage: Usage = UNUSED

    @property
    def is_instant(self) -> bool:
        return self._reader.is_instant

    @property
    def is_metered(self) -> bool:
        """Whether the reader asks a model."""
        return isinstance(self._reader, LLMReader)

    def read(self, text: str, context: Context) -> Reading:
        """The other reader's reading, noted."""
        if not isinstance(self._reader, LLMReader):
            return self._reader.read(text, context)
        heard = self._reader.hear(text, context, self._reader.allowance())
        self.by[heard.by] += 1
        if heard.fallback:
            self.fallbacks[heard.fallback] += 1
        self.usage += heard.usage
        return heard.reading
