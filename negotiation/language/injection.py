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
    r"|\b(?:[01]{8}\s){4}|\b(?:[0-9a-f]{2}\s){12}|(?:%[0-9a-f]{2}){6}|(?:&\#\d{1,6};){6}"
    r"|\"(?:type|kind|role|intent|status|approved|accepted|agreed)\"\s{0,3}:|\baccept(?:ed)?\s{0,3}[:=]\s{0,3}true\b"
    r"|^\W{0,3}(?:buyer|purchaser|approver|procurement|admin|bot)\b[^:\n]{0,20}(?:\]|\))\W{0,2}\s{0,2}(?:accept|agree|approve)"
    r"|^\s{0,20}(?:dear\s)?(?:ai|bot|llm|chatbot|language\smodel)(?:\s(?:assistant|agent|bot|model))?\s{0,3}:"
    r"|<!--|\{%.{0,80}%\}|%\(\w{1,40}\)s|\b__\w{1,40}__\b|\bjavascript\s{0,3}:|(?:\.\./){2}"
    r"|^\W{0,3}(?:\w{1,20}\s{0,2}\()?(?:buyer|purchaser|approver|procurement)\)?\s{0,2}:\s{0,3}.{0,20}\b(?:accept|agree|approve)"
    r"|忽略|無視|무시하|تجاهل|अनदेखा"
    r"|</?\s{0,3}(?:iframe|img|hx-[a-z]{1,20}|button)\b",
    re.IGNORECASE | re.MULTILINE,
)
# Forty characters without a blank that mix capitals, small letters and digits: text in Base64 or the like.
_LONG_WORD = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")

# Tags, which spell letters that no font shows; joiners and blanks without width between letters; turned direction.
_TAGS = re.compile("[\U000e0020-\U000e007e]")
_INVISIBLE = re.compile("(?<=[\\w.])[\u200b\u2060-\u2064\ufeff\u00ad]|[\u2063]")
_TURNED = re.compile("[\u202d\u202e]")
_FEWEST_HIDDEN = 8


def is_injection(text: str, statement: Statement) -> bool:
    """Whether a message tries to override, unmask or impersonate the system."""
    is_said = _commands(statement) or _casts(statement)
    return is_said or _MARKUP.search(text) is not None or _is_encoded(text) or _is_hidden(text)


def _commands(statement: Statement) -> bool:
    """Words that order the software about; not those of one's own answers: "I cannot say yes"."""
    own = list(statement.find("own reply"))
    return any(not any(map(cue.overlaps, own)) for cue in statement.find("injection"))


def _casts(statement: Statement) -> bool:
    """Role play, in whatever words: something is to be played, and somebody is given a part in it."""
    return statement.has("play") and statement.has("cast")


def _is_hidden(text: str) -> bool:
    """Whether characters that nobody sees carry words, or turn their direction round."""
    if text.isascii():
        return False
    return (
        len(_TAGS.findall(text)) >= _FEWEST_HIDDEN
        or len(_INVISIBLE.findall(text)) >= _FEWEST_HIDDEN
        or (_TURNED.search(text) is not None)
    )


def _is_encoded(text: str) -> bool:
    return any(
        any(map(str.isupper, word[0])) and any(map(str.islower, word[0])) and any(map(str.isdigit, word[0]))
        for word in _LONG_WORD.finditer(text)
    )
