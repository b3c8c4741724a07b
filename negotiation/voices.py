"""Who understands and who phrases in this installation, by its settings."""

from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from negotiation.language.account import UNUSED, Allowance, Usage
from negotiation.language.llm import Chat, LLMPhraser, LLMReader, ModelOptions
from negotiation.language.llm.phraser import PHRASING
from negotiation.language.llm.reader import READING
from negotiation.language.voice import Voice

USES = frozenset({"read", "phrase"})


@lru_cache(maxsize=1)
def voice() -> Voice:
    """The configured reader and phraser; with a model, these stand behind it. Raises ImproperlyConfigured."""
    reader, phraser = import_string(settings.LANGUAGE_READER)(), import_string(settings.LANGUAGE_PHRASER)()
    options = model_options()
    if options is None:
        return Voice(reader, phraser)
    uses = set(settings.LANGUAGE_MODEL_USES)
    if not uses or not uses <= USES:
        raise ImproperlyConfigured(f"LANGUAGE_MODEL_USES is {','.join(uses)!r}; set it to read, phrase or read,phrase.")
    chat = Chat(options)
    chat.warm_up_soon(READING, PHRASING)
    return Voice(
        LLMReader(chat, reader) if "read" in uses else reader,
        LLMPhraser(chat) if "phrase" in uses else phraser,
    )


def model_options() -> ModelOptions | None:
    """How the configured model is asked; None when there is none."""
    if not settings.LANGUAGE_MODEL:
        return None
    return ModelOptions(
        model=settings.LANGUAGE_MODEL,
        url=settings.LANGUAGE_MODEL_URL,
        key=settings.LANGUAGE_MODEL_KEY,
        more=settings.LANGUAGE_MODEL_OPTIONS,
        time_limit=float(settings.LANGUAGE_TIME_LIMIT),
        retries=settings.LANGUAGE_RETRIES,
        max_tokens=settings.LANGUAGE_MAX_TOKENS or None,
        max_cost=Decimal(settings.LANGUAGE_MAX_COST) or None,
        input_price=Decimal(settings.LANGUAGE_INPUT_PRICE),
        output_price=Decimal(settings.LANGUAGE_OUTPUT_PRICE),
        redact=settings.LANGUAGE_REDACT,
    )


def allowance(waited: float, used: Usage = UNUSED) -> Allowance:
    """What an answer may take for a message that has waited so many seconds, in a negotiation that has `used` so much.

    Time in a queue counts: whoever waited long already is answered at once, by rules and templates.
    """
    limit = float(settings.LANGUAGE_TIME_LIMIT)
    return Allowance.of(min(max(limit - waited, 0.0), limit), used)
