"""`evaluate_language --reader llm` says how a model reads a corpus, and what that took."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings as SettingsWrapper

from tests.models.conftest import Asking
from tests.models.server import Reply

CONTEXT = {"currency": "EUR", "current_price": 10.0, "last_buyer_offer": {"unit_price": 9.4}}
ROWS = [
    {
        "id": "one",
        "text": "2% off, Net 45",
        "expected": {"intent": "offer", "terms": {"unit_price": 9.8, "payment_days": 45}},
    },
    {"id": "two", "text": "Agreed", "expected": {"intent": "accept", "terms": {}}},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({**row, "context": CONTEXT}) + "\n" for row in ROWS))
    return path


@pytest.fixture
def made(asking: Callable[..., Asking], settings: SettingsWrapper) -> Asking:
    made = asking()
    settings.LANGUAGE_MODEL, settings.LANGUAGE_MODEL_URL = "openai:fake", made.server.openai_url
    settings.LANGUAGE_MODEL_KEY, settings.LANGUAGE_INPUT_PRICE = "key", Decimal(1)
    settings.LANGUAGE_RETRIES = 0
    return made


def printed(file: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("evaluate_language", str(file), *arguments, stdout=out)
    return " ".join(out.getvalue().split())


def test_it_says_who_read_and_what_it_took(made: Asking, file: Path) -> None:
    lines = printed(file, "--reader", "llm")
    assert "read exactly 2 of 2 100.0 %" in lines
    assert "Read by model 2 of 2 100.0 %" in lines
    assert "240 tokens in 2 requests, 120 a message, cost 0.0002 (0.10 per 1,000 messages)" in lines


def test_it_says_why_the_model_did_not_read(made: Asking, file: Path) -> None:
    made.server.script = lambda asked: Reply(status=401)
    lines = printed(file, "--reader", "llm")
    assert "Read by rules 2 of 2 100.0 %" in lines
    assert "refused 2 of 2" in lines


def test_the_rules_can_be_measured_beside_it(made: Asking, file: Path) -> None:
    assert "tokens" not in printed(file, "--reader", "rules")
    assert made.server.asked == []


def test_without_a_model_it_says_what_to_set(file: Path) -> None:
    with pytest.raises(CommandError, match="LANGUAGE_MODEL is not set"):
        printed(file, "--reader", "llm")


def test_a_provider_that_is_not_installed_is_an_error_in_words(settings: SettingsWrapper, file: Path) -> None:
    settings.LANGUAGE_MODEL = "mistralai:large"
    with pytest.raises(CommandError, match=r"cannot be asked: .*langchain-mistralai"):
        printed(file, "--reader", "llm")
