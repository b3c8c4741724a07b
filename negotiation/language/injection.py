"""Attempts to steer the software instead of bargaining with it."""

from __future__ import annotations

import re

from negotiation.language.statement import Statement

# Markup of prompts and programs, which the tokens no longer show. Every repetition is bounded.
_MARKUP = re.compile(
    r"</?\s{0,3}(?:system|user|assistant|instructions?|prompt|admin)\b[^<>]{0,80}>"
    r"|<\|\w{1,40}\|>|\[/?inst\]|\[{1,2}\s{0,3}(?:admin|system|override|root)\b|^\s{0,20}(?:system|assistant)\s{0,3}:"
    r"|\b(?:select\b.{1,80}\bfrom|drop\s{1,5}table|insert\s{1,5}into|delete\s{1,5}from|union\s{1,5}select)\b|';\s{0,3}--"
    r"|<script\b|\{\{.{0,80}\}\}|\$\{.{0,80}\}|\b\w{1,40}_?price\s{0,3}=\s{0,3}\d|\b(?:approve|accept)d?\s{0,3}=\s{0,3}true"
    r"|%{3}\s{0,3}(?:begin|end)\b|#{3,}\s{0,3}(?:system|instruction)"
    r"|\b(?:[01]{8}\s){4}|\b(?:[0-9a-f]{2}\s){12}",
    re.IGNORECASE | re.MULTILINE,
)
# Forty characters without a blank that mix capitals, small letters and digits: text in Base64 or the like.
_LONG_WORD = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")


def is_injection(text: str, statement: Statement) -> bool:
    """Whether a message tries to override, unmask or impersonate the system."""
    return statement.has("injection") or _MARKUP.search(text) is not None or _is_encoded(text)


def _is_encoded(text: str) -> bool:
    return any(
        any(map(str.isupper, word[0])) and any(map(str.islower, word[0])) and any(map(str.isdigit, word[0]))
        for word in _LONG_WORD.finditer(text)
    )
