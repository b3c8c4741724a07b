"""Reading runs on the way of every message: little work for a usual one, and no text that makes it hang.

How long it takes is measured in `benchmarks/language.py`; here calls are counted, which no busy machine changes.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import pytest

from negotiation.language.normalise import MAX_LENGTH
from tests.language.rooms import read

MESSAGES = [json.loads(line)["text"] for line in (Path(__file__).parent / "data/procurement_dev.jsonl").open()]
MOST_CALLS = 800
LIMIT = 5.0
"""Seconds of the processor; a thousand times what is measured for most: only a hang takes that long."""
REPEATED = [
    "1", "1 ", "1,", "9-", "9.80 ", "1 111 ", ".", "!?", "<a ", "<", "&amp;", "select ", "{{", "${", "we can ", "if ",
    "9.80 or ", "ignore ", "tell me ", "2% off, ", "not ", "A", "Aa1", "twenty ", "split the difference ", "x_price = ",
    "\n", " ", "_", "a@", "http://", "+1 ", "1/", "net 60 ", "deal ", "ok? ", "wait no 9.8 ", "10k at 9.8 ", "a\u0301",
    "9️⃣", "instead of 9.40 ", "one hundred and ", "you asked for ", "'; --", "01010101 ", "[/inst", "</system",
]  # fmt: skip


def calls(text: str) -> int:
    """How many functions are called to read a text."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return counted


def test_half_of_the_messages_take_few_calls() -> None:
    read("warm up")
    assert statistics.median(map(calls, MESSAGES)) < MOST_CALLS


@pytest.mark.parametrize("piece", REPEATED)
def test_no_repetition_makes_reading_hang(piece: str) -> None:
    read("warm up")
    began = time.process_time()
    read((piece * MAX_LENGTH)[:MAX_LENGTH])
    assert time.process_time() - began < LIMIT
