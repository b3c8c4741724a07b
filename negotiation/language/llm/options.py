"""Which model to ask, and what asking it may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from negotiation.language.account import Usage

MILLION = 1_000_000


@dataclass(frozen=True)
class ModelOptions:
    """How to reach a model, and the caps on it.

    `model` is LangChain's name for it, "provider:model" ("openai:gpt-5-mini", "ollama:qwen3"). `url` and `key` may
    be empty: then the provider's own environment variables count. `more` are further arguments for the provider's
    class. `time_limit` is in seconds and covers everything that one answer to a supplier asks of the model.
    `retries` come on top of the first try, after pauses at random up to `pause` seconds, doubled each time.
    `max_tokens` and `max_cost` cap a whole negotiation (None: no cap); prices are for a million tokens, in whatever
    currency the provider bills in. `redact` takes names, addresses and numbers of people out of what leaves. After
    `faults_to_rest` faults in a row the model is not asked for `rest` seconds.
    """

    model: str
    url: str = ""
    key: str = field(default="", repr=False)
    more: Mapping[str, Any] = field(default_factory=dict)
    time_limit: float = 8.0
    retries: int = 2
    pause: float = 0.25
    max_tokens: int | None = 60_000
    max_cost: Decimal | None = None
    input_price: Decimal = Decimal(0)
    output_price: Decimal = Decimal(0)
    redact: bool = True
    faults_to_rest: int = 3
    rest: float = 30.0

    @property
    def provider(self) -> str:
        """What stands before the colon; empty when LangChain is to infer it."""
        return self.model.partition(":")[0] if ":" in self.model else ""

    def usage(self, input_tokens: int, output_tokens: int, *, is_estimated: bool = False) -> Usage:
        """One request's usage, priced."""
        cost = (input_tokens * self.input_price + output_tokens * self.output_price) / MILLION
        return Usage(1, input_tokens, output_tokens, cost, is_estimated)

    def allows(self, used: Usage, further: Usage) -> bool:
        """Whether a request that may take `further` still fits under the caps of a negotiation."""
        after = used + further
        has_tokens = self.max_tokens is None or after.tokens <= self.max_tokens
        return has_tokens and (self.max_cost is None or after.cost <= self.max_cost)
