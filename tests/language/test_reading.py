"""A reading as it stands in a ledger that forgets nothing."""

import json

import pytest

from negotiation.language import Reading
from tests.language.rooms import read

MESSAGES = [
    "2% off at net 45 if you sign for 24 months",
    "Either 9.70 or 9.80 at 60 days",
    "exclusivity please",
    "ok",
    "?",
]


@pytest.mark.parametrize("text", MESSAGES)
def test_a_reading_survives_json(text: str) -> None:
    reading = read(text)
    assert Reading.from_dict(json.loads(json.dumps(reading.as_dict()))) == reading


def test_none_of_the_suppliers_words_are_kept() -> None:
    kept = json.dumps(read("Zaphod Beeblebrox offers 9.70 with exclusivity, call Trillian").as_dict())
    assert "9.70" in kept
    assert not any(word in kept for word in ("Zaphod", "Beeblebrox", "Trillian", "offers"))


def test_what_is_no_reading_is_refused() -> None:
    with pytest.raises((KeyError, ValueError)):
        Reading.from_dict({"intents": ["conquer"]})
