"""What a supplier's message was understood to say, and who can understand one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from negotiation.engine import Intent, Terms
from negotiation.language.context import Context

SAID = "said"

NOTHING = Terms({})


@dataclass(frozen=True)
class Source:
    """Where one number of a reading comes from.

    `start` and `end` are offsets into the message as typed. `how` is `said` when the words hold the value itself,
    else the derivation: `percent of current`, `midpoint`, `last_supplier_offer-0.20`, `total/volume` ...
    """

    lever: str
    value: Decimal
    start: int
    end: int
    how: str = SAID


@dataclass(frozen=True)
class Alternative:
    """One of several packages named side by side ("9.80 at 10k or 9.60 at 20k")."""

    terms: Terms = NOTHING
    condition: Terms = NOTHING

    @property
    def package(self) -> Terms:
        """The terms with their condition met."""
        return self.condition.merged_with(self.terms)


@dataclass(frozen=True)
class Reading:
    """A message as structure: never its words, so that it may stand in a ledger that forgets nothing.

    `intents` begins with the main one. `terms` holds only levers that were said or resolved, `condition` what the
    buyer has to do in return. `confidence` is a share of 1. `unknown` are codes of requests outside the levers, from
    a fixed vocabulary. `alternatives` lists every package when there were several, the first being `terms`.
    `choices` are the likely meanings of a message that is asked about, each a package. `interests` are the levers that
    the supplier said matter to it, `asked` the codes of its questions, `language` the one it surely wrote in.
    """

    intents: tuple[Intent, ...]
    terms: Terms = NOTHING
    condition: Terms = NOTHING
    confidence: float = 1.0
    sources: tuple[Source, ...] = ()
    unknown: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    choices: tuple[Terms, ...] = ()
    interests: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    language: str = ""

    @property
    def intent(self) -> Intent:
        """The main intent."""
        return self.intents[0]

    @property
    def package(self) -> Terms:
        """The offered terms with their condition met; a lever in both stands as in the terms."""
        return self.condition.merged_with(self.terms)

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable, numbers as strings, and without any of the supplier's words."""
        return {
            "intents": [str(intent) for intent in self.intents],
            "terms": _as_strings(self.terms),
            "condition": _as_strings(self.condition),
            "confidence": self.confidence,
            "sources": [[s.lever, str(s.value), s.start, s.end, s.how] for s in self.sources],
            "unknown": list(self.unknown),
            "alternatives": [[_as_strings(a.terms), _as_strings(a.condition)] for a in self.alternatives],
            "choices": [_as_strings(package) for package in self.choices],
            **({"interests": list(self.interests)} if self.interests else {}),
            **({"asked": list(self.asked)} if self.asked else {}),
            **({"language": self.language} if self.language else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reading:
        """The reading that `as_dict` was made from. Raises KeyError or ValueError on anything else."""
        return cls(
            intents=tuple(Intent(intent) for intent in data["intents"]),
            terms=_as_terms(data["terms"]),
            condition=_as_terms(data["condition"]),
            confidence=float(data["confidence"]),
            sources=tuple(Source(s[0], Decimal(s[1]), s[2], s[3], s[4]) for s in data["sources"]),
            unknown=tuple(data["unknown"]),
            alternatives=tuple(Alternative(_as_terms(t), _as_terms(c)) for t, c in data["alternatives"]),
            choices=tuple(_as_terms(package) for package in data.get("choices", ())),
            interests=tuple(data.get("interests", ())),
            asked=tuple(data.get("asked", ())),
            language=str(data.get("language", "")),
        )


class Reader(Protocol):
    """Turns words into a reading. `is_instant` is true when reading needs no network and takes about a millisecond."""

    @property
    def is_instant(self) -> bool: ...

    def read(self, text: str, context: Context) -> Reading: ...


def _as_strings(terms: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: str(value) for name, value in terms.items()}


def _as_terms(strings: Mapping[str, str]) -> Terms:
    return Terms({name: Decimal(value) for name, value in strings.items()})
