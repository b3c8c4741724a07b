"""150 labelled messages: thresholds just under what is measured, so that a step back shows."""

from pathlib import Path

import pytest

from negotiation.language import Context, Reading
from negotiation.language.evaluation import Score, evaluate, read_rows
from negotiation.language.guard import check_reading
from negotiation.language.rules import RulesReader

FILE = Path(__file__).parent / "data" / "procurement_dev.jsonl"


class Guarded:
    """The reader as the bot uses it: behind the guard."""

    is_instant = True

    def read(self, text: str, context: Context) -> Reading:
        return check_reading(RulesReader().read(text, context), text, context)


@pytest.fixture(scope="module")
def score() -> Score:
    return evaluate(read_rows(FILE), Guarded())[0]


def test_nothing_is_read_as_an_acceptance_that_is_none(score: Score) -> None:
    assert score.false_accepts == []


def test_nearly_every_message_is_read_exactly(score: Score) -> None:
    assert score.rows == 150
    assert score.exact / score.rows >= 0.97
    assert score.strict / score.rows >= 0.95


def test_every_intent_is_recognised_nearly_always(score: Score) -> None:
    for intent, total in score.intents.items():
        assert score.right_intents[intent] >= 0.9 * total, intent


def test_every_lever_is_read_with_few_wrong_or_missed(score: Score) -> None:
    for lever, counts in score.levers.items():
        assert counts["right"] >= 0.9 * counts.total(), lever


def test_the_guard_takes_back_none_of_it() -> None:
    for row in read_rows(FILE):
        readings = evaluate([row], RulesReader())[1], evaluate([row], Guarded())[1]
        assert readings[0] == readings[1], row.text
