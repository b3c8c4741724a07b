"""Reading runs on the way of every message: about a millisecond, and no text that makes it hang."""

import json
import statistics
import time
from pathlib import Path

import pytest

from negotiation.language.normalise import MAX_LENGTH
from tests.language.rooms import read

MESSAGES = [json.loads(line)["text"] for line in (Path(__file__).parent / "data/procurement_dev.jsonl").open()]
LIMIT = 0.25
"""Seconds; a hundred times what is measured for most, so that a busy machine does not fail, but a hang does."""
REPEATED = [
    "1", "1 ", "1,", "9-", "9.80 ", "1 111 ", ".", "!?", "<a ", "<", "&amp;", "select ", "{{", "${", "we can ", "if ",
    "9.80 or ", "ignore ", "tell me ", "2% off, ", "not ", "A", "Aa1", "twenty ", "split the difference ", "x_price = ",
    "\n", " ", "_", "a@", "http://", "+1 ", "1/", "net 60 ", "deal ", "ok? ", "wait no 9.8 ", "10k at 9.8 ", "a\u0301",
    "9️⃣", "instead of 9.40 ", "one hundred and ", "you asked for ", "'; --", "01010101 ", "[/inst", "</system",
]  # fmt: skip


def seconds(text: str) -> float:
    started = time.perf_counter()
    read(text)
    return time.perf_counter() - started


def test_half_of_the_messages_take_less_than_a_millisecond() -> None:
    read("warm up")
    assert statistics.median(min(seconds(text) for _ in range(3)) for text in MESSAGES) < 0.001


@pytest.mark.parametrize("piece", REPEATED)
def test_no_repetition_makes_reading_hang(piece: str) -> None:
    read("warm up")
    assert min(seconds((piece * MAX_LENGTH)[:MAX_LENGTH]) for _ in range(2)) < LIMIT
