"""What a playbook says about talking: the message that comes first, the tone, and the language.

    {"opening_message": "Good day, and thank you for ten good years.", "tone": "plain", "language": ""}

All of it may be told to suppliers, so limits have no place here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Talk:
    """The public part of a playbook that is about words. `language` is empty for the supplier's own."""

    opening_message: str = ""
    tone: str = "warm"
    language: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable, in the form that a playbook has it in."""
        return {"opening_message": self.opening_message, "tone": self.tone, "language": self.language}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What a playbook, or `as_dict`, says."""
        return cls(
            opening_message=str(data.get("opening_message", "")).strip(),
            tone=str(data.get("tone", "warm")),
            language=str(data.get("language", "")),
        )


NO_TALK = Talk()
"""A playbook that says nothing about words."""
