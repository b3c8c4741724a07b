"""What a playbook says about talking: what comes first, the tone, the language, answers, reasons, what the bot asks.

    {"opening_message": "Good day, and thank you for ten good years.", "tone": "plain", "language": "",
     "questions": [{"keywords": ["warranty", "garantie"], "answer": "Our general terms apply."}],
     "reasons": ["longer_commitment"], "asks_interests": true}

All of it may be told to suppliers, so limits have no place here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from negotiation.language import Answer
from negotiation.language.context import WARM
from negotiation.language.reasons import REASONS

LONGEST_ANSWER = 600  # characters; length goes with impasses


@dataclass(frozen=True)
class Talk:
    """The public part of a playbook that is about words. `language` is empty for the supplier's own."""

    questions: tuple[Answer, ...] = ()
    reasons: tuple[str, ...] = ()
    asks_interests: bool = False
    opening_message: str = ""
    tone: str = WARM
    language: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable, in the form that a playbook has it in."""
        return {
            "questions": [{"keywords": list(one.keywords), "answer": one.text} for one in self.questions],
            "reasons": list(self.reasons),
            "asks_interests": self.asks_interests,
            "opening_message": self.opening_message,
            "tone": self.tone,
            "language": self.language,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What a playbook, or `as_dict`, says; `faults_of` tells beforehand whether that makes sense."""
        return cls(
            questions=tuple(Answer(tuple(one["keywords"]), one["answer"]) for one in data.get("questions", ())),
            reasons=tuple(data.get("reasons", ())),
            asks_interests=bool(data.get("asks_interests", False)),
            opening_message=str(data.get("opening_message", "")).strip(),
            tone=str(data.get("tone", WARM)),
            language=str(data.get("language", "")),
        )


NO_TALK = Talk()
"""A playbook that says nothing about words."""


def faults_of(guardrails: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a playbook's words about talking, as sentences."""
    questions, reasons = guardrails.get("questions", []), guardrails.get("reasons", [])
    if not isinstance(questions, (list, tuple)):
        yield f"The questions are {questions!r}; a list is expected."
    else:
        for number, question in enumerate(questions, start=1):
            yield from _faults_of_question(question, number)
    if not isinstance(reasons, (list, tuple)):
        yield f"The reasons are {reasons!r}; a list is expected."
    else:
        unknown = [reason for reason in reasons if reason not in REASONS]
        yield from (f"There is no reason {reason!r}; choose from {', '.join(REASONS)}." for reason in unknown)
    if not isinstance(guardrails.get("asks_interests", False), bool):
        yield f"asks_interests is {guardrails['asks_interests']!r}; true or false is expected."


def _faults_of_question(question: Any, number: int) -> Iterator[str]:
    if not isinstance(question, Mapping):
        yield f"Question {number} is {question!r}; an object with keywords and an answer is expected."
        return
    keywords, answer = question.get("keywords"), question.get("answer")
    if not isinstance(keywords, (list, tuple)) or not keywords or not all(isinstance(w, str) and w for w in keywords):
        yield f"The keywords of question {number} are {keywords!r}; a list of words is expected."
    if not isinstance(answer, str) or not 0 < len(answer) <= LONGEST_ANSWER:
        yield f"The answer to question {number} is no text of 1 to {LONGEST_ANSWER} characters."
