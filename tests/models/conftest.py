"""A fake endpoint, and a chat that asks it with limits of fractions of a second."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from negotiation import voices
from negotiation.language.llm import Chat, LLMPhraser, LLMReader, ModelOptions
from negotiation.language.llm.phraser import PHRASING
from negotiation.language.llm.reader import READING
from negotiation.language.rules import RulesReader
from tests.language.rooms import BOXES
from tests.models.models import diligent
from tests.models.server import ModelServer, serving

LIMIT = 0.2  # seconds; a model that stalls is given up after it


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """An endpoint with a diligent model behind it, until a test gives it another script."""
    with serving(diligent) as running:
        yield running


@dataclass
class Asking:
    """A model at the fake endpoint, ready to answer."""

    server: ModelServer
    chat: Chat
    reader: LLMReader = field(init=False)
    phraser: LLMPhraser = field(init=False)

    def __post_init__(self) -> None:
        self.reader = LLMReader(self.chat, RulesReader())
        self.phraser = LLMPhraser(self.chat)


def options(server: ModelServer, provider: str = "openai", **changes: Any) -> ModelOptions:
    pytest.importorskip(f"langchain_{provider}")
    url = server.openai_url if provider == "openai" else server.anthropic_url
    given: dict[str, Any] = {"time_limit": 5.0, "retries": 0, "pause": 0.001, "faults_to_rest": 1000, **changes}
    prices = {"input_price": Decimal(1), "output_price": Decimal(10)}
    return ModelOptions(model=f"{provider}:fake", url=url, key="key-of-a-test", **{**prices, **given})


@pytest.fixture
def asking(server: ModelServer) -> Callable[..., Asking]:
    """Makes a model at the endpoint, with further options: `asking(time_limit=0.2)`."""

    def make(provider: str = "openai", **changes: Any) -> Asking:
        chat = Chat(options(server, provider, **changes))
        chat.warm_up(READING, PHRASING)
        _import_everything(provider)
        return Asking(server, chat)

    return make


@cache
def _import_everything(provider: str) -> None:
    """Asks once, of another endpoint: a provider's package imports most of itself only then, and that takes seconds."""
    with serving(diligent) as other:
        chat = Chat(options(other, provider, time_limit=30.0))
        assert LLMReader(chat, RulesReader()).hear("9.80", BOXES, chat.allowance()).by == "model"


@pytest.fixture
def model(asking: Callable[..., Asking], settings: SettingsWrapper, file_database: Path) -> Iterator[ModelServer]:
    """The product with a model at the fake endpoint; real commits, real threads."""
    server = asking().server
    settings.LANGUAGE_MODEL, settings.LANGUAGE_MODEL_URL = "openai:fake", server.openai_url
    settings.LANGUAGE_MODEL_KEY, settings.LANGUAGE_RETRIES, settings.LANGUAGE_TIME_LIMIT = "key", 0, 5
    voices.voice.cache_clear()
    yield server
    voices.voice.cache_clear()
