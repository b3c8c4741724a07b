"""Which model is asked, and how, is told by settings alone."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings as SettingsWrapper

from config import env
from negotiation import voices
from negotiation.language.llm import LLMPhraser, LLMReader, ModelOptions
from negotiation.language.llm.chains import _arguments
from negotiation.language.rules import RulesReader
from negotiation.language.templates import TemplatePhraser


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    voices.voice.cache_clear()
    yield
    voices.voice.cache_clear()


def test_without_a_model_rules_and_templates_speak_at_once() -> None:
    voice = voices.voice()
    assert isinstance(voice.reader, RulesReader)
    assert isinstance(voice.phraser, TemplatePhraser)
    assert voice.is_instant


def test_with_a_model_nobody_waits_in_a_transaction(settings: SettingsWrapper) -> None:
    settings.LANGUAGE_MODEL = "openai:gpt-5-mini"
    voice = voices.voice()
    assert isinstance(voice.reader, LLMReader)
    assert isinstance(voice.phraser, LLMPhraser)
    assert not voice.is_instant


def test_a_use_that_does_not_exist_is_an_error(settings: SettingsWrapper) -> None:
    settings.LANGUAGE_MODEL, settings.LANGUAGE_MODEL_USES = "openai:gpt-5-mini", ["decide"]
    with pytest.raises(ImproperlyConfigured, match="read, phrase"):
        voices.voice()


def test_a_cap_of_nothing_is_no_cap(settings: SettingsWrapper) -> None:
    settings.LANGUAGE_MODEL, settings.LANGUAGE_MAX_TOKENS, settings.LANGUAGE_MAX_COST = "ollama:qwen3", 0, Decimal(0)
    options = voices.model_options()
    assert options is not None
    assert (options.max_tokens, options.max_cost) == (None, None)


@pytest.mark.parametrize(
    ("model", "url_is_called"),
    [
        ("openai:gpt-5-mini", "base_url"),
        ("anthropic:claude-haiku", "base_url"),
        ("azure_openai:our-deployment", "azure_endpoint"),
        ("ollama:qwen3", "base_url"),
        ("bedrock_converse:amazon.nova-lite", "base_url"),
    ],
)
def test_each_provider_is_told_in_its_own_words(model: str, url_is_called: str) -> None:
    given = _arguments(ModelOptions(model=model, url="http://host"), longest=400)
    assert given[url_is_called] == "http://host"
    assert "api_key" not in given  # none was set: the provider's own environment variable counts
    assert 400 in given.values()


@pytest.mark.parametrize("value", ["much", "-1", "NaN", "Infinity"])
def test_a_number_that_is_none_is_an_error_with_what_would_be_right(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE_MAX_COST", value)
    with pytest.raises(ImproperlyConfigured, match="LANGUAGE_MAX_COST"):
        env.decimal("LANGUAGE_MAX_COST", "0")


@pytest.mark.parametrize("value", ["{", "[]", '"text"'])
def test_options_that_are_no_object_are_an_error(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_OPTIONS", value)
    with pytest.raises(ImproperlyConfigured, match="LANGUAGE_MODEL_OPTIONS"):
        env.json_object("LANGUAGE_MODEL_OPTIONS")


def test_a_key_does_not_show_in_a_log() -> None:
    assert "secret" not in repr(ModelOptions(model="openai:x", key="secret"))
