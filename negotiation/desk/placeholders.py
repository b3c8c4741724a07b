"""Placeholders in saved replies: which there are, what is wrong with a text, and what it says in one room."""

from collections.abc import Mapping
from string import Formatter

from django.core.exceptions import ValidationError

# What a room can fill in; nothing of it is ours alone, since a supplier will read it.
KNOWN = ("supplier", "contact", "contract", "category", "deadline", "me", "company")


def only_known_placeholders(text: str) -> None:
    """Raises ValidationError for braces that do not pair, and for a placeholder that no room can fill in."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise ValidationError(
            "A brace stands alone; write a placeholder like {supplier}, a brace itself as {{."
        ) from error
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if name not in KNOWN or form or conversion:
            known = ", ".join(f"{{{one}}}" for one in KNOWN)
            raise ValidationError(
                "There is no placeholder {%(name)s}; there are %(known)s.", params={"name": name, "known": known}
            )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; as it stands where it was never checked."""
    try:
        return text.format_map(dict(values))
    except (KeyError, ValueError, IndexError, AttributeError):
        return text
