"""The only place that imports LangChain: a prompt, a model of any provider, and the schema of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.prompts import ChatPromptTemplate
from langsmith import tracing_context
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from negotiation.language.llm import schema
from negotiation.language.llm.faults import PASSING, code_of
from negotiation.language.llm.options import ModelOptions

LONGEST_PAUSE = 2.0
"""Seconds before a further try, at most."""

_PROMPT = ChatPromptTemplate.from_messages([("system", "{instructions}"), ("human", "{asked}")])
"""What is filled in is never read as a template again: braces in a supplier's words stay braces."""

_OPENAI = {"base_url": "url", "api_key": "key", "timeout": "time_limit", "max_tokens": "longest", "max_retries": "none"}
_ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "openai": _OPENAI,
    "anthropic": _OPENAI,
    "azure_openai": {**_OPENAI, "azure_endpoint": "url", "base_url": ""},
    "ollama": {"base_url": "url", "num_predict": "longest"},
    "bedrock": {"base_url": "url", "max_tokens": "longest"},
    "bedrock_converse": {"base_url": "url", "max_tokens": "longest"},
}
"""What each provider's class calls what the options hold. Retries are ours: the provider's would not know the limit."""


def build(options: ModelOptions, schema_name: str, longest: int) -> Any:
    """A chain from instructions and a question to an answer in a schema, with what it came from beside it."""
    more = dict(options.more)
    structured = {"method": more.pop("structured_output")} if "structured_output" in more else {}
    model = init_chat_model(options.model, **{**_arguments(options, longest), **more})
    return _PROMPT | model.with_structured_output(getattr(schema, schema_name), include_raw=True, **structured)


def _arguments(options: ModelOptions, longest: int) -> dict[str, Any]:
    known: dict[str, Any] = {
        "url": options.url,
        "key": options.key,
        "time_limit": options.time_limit,
        "longest": longest,
        "none": 0,
    }
    names = _ARGUMENTS.get(options.provider, {})
    return {name: known[what] for name, what in names.items() if what and known[what] != ""}


def attempts(options: ModelOptions) -> AsyncRetrying:
    """The first try and the further ones, with growing pauses, while a fault may pass."""
    return AsyncRetrying(
        stop=stop_after_attempt(1 + options.retries),
        wait=wait_random_exponential(multiplier=options.pause, max=LONGEST_PAUSE),
        retry=retry_if_exception(lambda fault: code_of(fault) in PASSING),
        reraise=True,
    )


async def ask(chain: Any, instructions: str, asked: str) -> tuple[Any, tuple[int, int] | None]:
    """The parsed answer, or the exception that parsing it raised; and the tokens in and out, when the provider says.

    Raises whatever the provider's package raises. Tracing to LangSmith stays off whatever the environment says:
    nothing leaves for anybody but the model.
    """
    with tracing_context(enabled=False):
        said = await chain.ainvoke({"instructions": instructions, "asked": asked})
    counted = getattr(said["raw"], "usage_metadata", None)
    tokens = (int(counted["input_tokens"]), int(counted["output_tokens"])) if counted else None
    if said["parsed"] is None:
        return said["parsing_error"] or ValueError("the model answered without the schema"), tokens
    return said["parsed"], tokens
