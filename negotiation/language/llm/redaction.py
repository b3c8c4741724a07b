"""Names, e-mail addresses and phone numbers out of what leaves for a model, and back into what it returns.

Known names are replaced wherever they stand; people's names where a greeting, a title or a closing gives them away.
Placeholders hold letters only, so that no figure comes in with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)\d[\d ()/.-]{5,18}\d|(?<![\w.,])\(?0\d{1,5}\)?[ /-]\d[\d /-]{4,14}\d")
_PHONE_AFTER_WORD = re.compile(
    r"\b(?:tel|telephone|phone|call|ring|mobile|cell|fax|whatsapp|telefon|handy|mobil|anrufen|"
    r"téléphone|portable|teléfono|móvil|llam\w{1,5})\b[^\d\n+]{0,20}(\+?\d[\d ()/.-]{4,18}\d)",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,30}"
_NAMES = rf"{_NAME}(?:[ ](?:(?:van|von|der|den|de|del|la|du|di|da) ){{0,2}}{_NAME}){{0,2}}"
_GREETED = re.compile(
    r"(?:^|[\n.!?,:] {0,3})(?:(?:Dear|Hi|Hello|Hey|Hallo|Liebe[rs]?|Sehr geehrte[rs]?|Guten (?:Tag|Morgen)|Bonjour|"
    rf"Ch[eè]re?|Hola|Estimad[oa]|Buenos días),? (?:Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Herrn?|Frau)? ?)({_NAMES})"
)
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Dr|Herrn?|Frau|Mme|Monsieur|Madame|Sr|Sra|Señora?)\.? ({_NAMES})")
_SIGNED = re.compile(
    r"(?i:regards|wishes|sincerely|cheers|thanks|yours|Grüßen?|Gruß|cordialement|salutations|saludos|atentamente)"
    rf"[,!.]?\s{{1,4}}({_NAMES})\s{{0,3}}(?:$|\n|,)"
)
_INTRODUCED = re.compile(
    rf"\b(?:[Mm]y name is|[Tt]his is|I am|I'm|[Ii]ch bin|[Mm]ein Name ist|[Jj]e suis|[Ss]oy|[Mm]e llamo) ({_NAMES})"
)
_BY_CONTEXT = (_GREETED, _TITLED, _SIGNED, _INTRODUCED)
_NO_NAMES = frozenset(
    {"Sir", "Madam", "All", "Team", "There", "Damen", "Herren", "Net", "Bot", "Thank", "Thanks", "We"}
)


@dataclass(frozen=True)
class Redacted:
    """A text with placeholders; `originals` says what each stands for."""

    text: str
    originals: Mapping[str, str] = field(default_factory=dict)

    def restored(self, text: str) -> str:
        """Any text with its placeholders replaced by what they stand for."""
        for placeholder, original in self.originals.items():
            text = text.replace(placeholder, original)
        return text


def redact(text: str, known_names: Iterable[str] = ()) -> Redacted:
    """The text without what would tell who wrote it or whom to reach."""
    originals: dict[str, str] = {}
    for kind, found in (("EMAIL", _emails(text)), ("PHONE", _phones(text)), ("NAME", _names(text, known_names))):
        labels = _labels(kind, text)
        for original in sorted(set(found), key=lambda part: (-len(part), part)):
            if original in text:
                placeholder = next(labels)
                originals[placeholder] = original
                text = _replaced(text, original, placeholder)
    return Redacted(text, originals)


def _replaced(text: str, original: str, placeholder: str) -> str:
    """Whole words only: a person named Mark must not take the mark out of a remark."""
    return re.sub(rf"(?<!\w){re.escape(original)}(?!\w)", placeholder, text)


def _emails(text: str) -> Iterator[str]:
    return (found[0].rstrip(".") for found in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[str]:
    yield from (found[0] for found in _PHONE.finditer(text))
    yield from (found[1] for found in _PHONE_AFTER_WORD.finditer(text) if sum(map(str.isdigit, found[1])) >= 6)


def _names(text: str, known: Iterable[str]) -> Iterator[str]:
    yield from filter(None, known)
    for pattern in _BY_CONTEXT:
        for found in pattern.finditer(text):
            words = found[1].split()
            if words[0] not in _NO_NAMES and not found[1].isupper():
                yield found[1]


def _labels(kind: str, text: str) -> Iterator[str]:
    """[NAME_A], [NAME_B] ... [NAME_AA]; none that somebody has typed."""
    for number in count():
        label = f"[{kind}_{_letters(number)}]"
        if label not in text:
            yield label


def _letters(number: int) -> str:
    more, last = divmod(number, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)
