"""`manage.py evaluate_language FILE.jsonl [--predictions OUT.jsonl]`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CONTEXT = {"currency": "EUR", "current_price": 10.0, "last_buyer_offer": {"unit_price": 9.4}}
ROWS = [
    {
        "id": "one",
        "text": "2% off, Net 45",
        "expected": {"intent": "offer", "terms": {"unit_price": 9.8, "payment_days": 45}},
    },
    {"id": "two", "text": "Agreed", "expected": {"intent": "accept", "terms": {}}},
    {"id": "three", "text": "Hello", "expected": {"intent": "reject", "terms": {}}},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({**row, "context": CONTEXT}) + "\n" for row in ROWS))
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("evaluate_language", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_prints_what_was_understood_and_lists_what_was_not(file: Path) -> None:
    lines = " ".join(run(file).split())
    assert "3 messages" in lines
    assert "read exactly 2 of 3 66.7 %" in lines
    assert "unit_price precision 100.0 % recall 100.0 %" in lines
    assert "False accepts: 0" in lines
    assert 'three \'Hello\' expected {"intent": "reject"} got {"intent": "other"}' in lines


def test_it_writes_predictions_as_the_reference_scorer_reads_them(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "predictions.jsonl"
    run(file, "--predictions", out)
    first, second, _ = map(json.loads, out.read_text().splitlines())
    assert first == {
        "id": "one",
        "intent": "offer",
        "terms": {"unit_price": 9.8, "payment_days": 45.0},
        "condition": {},
    }
    assert second == {"id": "two", "intent": "accept", "terms": {}, "condition": {}}


def test_a_missing_file_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.jsonl cannot be read: No such file"):
        run(tmp_path / "absent.jsonl")


def test_a_file_without_messages_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(CommandError, match="holds no messages"):
        run(tmp_path / "empty.jsonl")


def test_a_bad_row_is_an_error_with_its_line(file: Path) -> None:
    file.write_text(file.read_text() + '{"id": "four"}\n')
    with pytest.raises(CommandError, match=r"rows\.jsonl, line 4: 'text' is missing"):
        run(file)


def test_predictions_that_cannot_be_written_are_an_error(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run(file, "--predictions", tmp_path / "no" / "where.jsonl")
