"""A message cut into words, numbers and signs."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from negotiation.language.normalise import Normalised
from negotiation.language.numbers import values_of_figures


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"
    BREAK = "break"


class Token(NamedTuple):
    """One word, number or sign, with its place in the message as typed.

    `values` are the ways in which a number can be read, the likeliest first: "1.195" is 1195 or 1.195. A number
    without values is none that could be bargained over: a date, a part code, a clock time.
    """

    sort: Sort
    text: str
    start: int
    end: int
    values: tuple[Decimal, ...] = ()


# Every repetition is over one class or bounded, so matching stays linear in the length of the message.
_TOKEN = re.compile(
    r"""
    (?P<address>https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,64}\.\w+)
  | (?P<code>
        \+\d[\d\ ()/-]{6,30}\d                          # phone
      | \d{1,2}:\d{2}(?![.,]?\d)                        # clock
      | \d{1,4}(?P<same>[./-])\d{1,2}(?P=same)\d{2,4}(?![.,]?\d)   # date
      | \d{1,3}/\d{1,3}(?![.,]?\d)                      # fraction, "2/10"
      | \d{1,6}(?:st|nd|rd|th)\b                        # ordinal
      | \d{1,12}(?:[.,]\d{1,6})?-[a-z]\b | \b[a-z]-\d{1,12}   # part code, "9.40-B"
    )
  | (?P<number>
        (?:\d{1,3}(?:[\ \u00a0']\d{3})+(?!\d)(?:[.,]\d+)?   # groups by blank or apostrophe
      | (?<!\d)\.\d+
      | \d+(?:[.,]\d+)*)
    )(?:[.,]-{1,2}(?!\d))?                              # the ".-" of Swiss price tags
  | (?P<glued>(?:netto|nett|net|eur|usd|gbp|chf|n(?=\d\d\b))(?=\d))   # "net45", "n30", "EUR9.70"
  | (?P<short>\b[a-z]\.[a-z]\.(?:[a-z]\.)?)              # "p.a.", "c.o.d."
  | (?P<word>[^\W\d_](?:[^\W_]|'(?=[^\W\d_]))*)
  | (?P<dash>-+)
  | (?P<break>\.{2,}|[!?]+|[.;:,()\n\[\]{}"|])
  | (?P<sign>[^\w\s])
    """,
    re.VERBOSE,
)


def tokenise(message: Normalised) -> list[Token]:
    """All tokens in order. Hyphens inside words vanish ("walk-away"), between numbers they are signs ("40-45")."""
    text, offsets = message
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup or ""
        if kind == "word":
            tokens.append(Token(Sort.WORD, match[kind].replace("'", ""), offsets[start], offsets[end - 1] + 1))
        elif kind == "number":
            figures = match[kind]
            values = values_of_figures(figures)
            tokens.append(Token(Sort.NUMBER, figures, offsets[start], offsets[end - 1] + 1, values))
        else:
            sort, sign = _sorted(kind, match, text)
            if sign:
                tokens.append(Token(sort, sign, offsets[start], offsets[end - 1] + 1))
    return tokens


def _sorted(kind: str, match: re.Match[str], text: str) -> tuple[Sort, str]:
    """What a match of the rarer kinds is, and its text; an empty text is nothing to keep."""
    if kind in ("glued", "short"):
        return Sort.WORD, match[kind].replace(".", "")
    if kind == "code":
        return Sort.NUMBER, match[kind]
    if kind == "dash":
        return _dash(text, match.start(), match.end())
    if kind == "sign":
        return Sort.SIGN, match[kind]
    ending = match["break"] or "address"
    return Sort.BREAK, "?" if "?" in ending else ending


def _dash(text: str, start: int, end: int) -> tuple[Sort, str]:
    """A dash is a range, a minus, a pause or only a hyphen, by what stands around it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    number_follows = text[end : end + 2].strip()[:1].isdigit()
    if number_follows and text[max(0, start - 2) : start].strip()[-1:].isdigit():
        return Sort.SIGN, "-"
    if after.isdigit() and not before.strip():
        return Sort.WORD, "minus"
    if before.strip() and after.strip():
        return Sort.WORD, ""
    return Sort.BREAK, "-"
