"""What is read from the fields of the desk's forms."""

from django.http import QueryDict

MOST_REASON = 500


def reason(form: QueryDict) -> str:
    """Why, as far as somebody said; for colleagues."""
    return form.get("because", "").replace("\x00", "").strip()[:MOST_REASON]


def whole(form: QueryDict, key: str) -> int:
    """A whole number; -1, which nothing has, for what is none."""
    text = form.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
