"""Two readings of one message: where the rules' and the model's agree it stands, where not the supplier is asked."""

from __future__ import annotations

from dataclasses import replace

from negotiation.engine import Intent, Terms
from negotiation.language.account import MODEL, NEITHER
from negotiation.language.context import Context
from negotiation.language.reading import NOTHING, SAID, Reading, Source

MOST_CHOICES = 3
_FINAL = frozenset({Intent.ACCEPT, Intent.WITHDRAW})
"""What ends a negotiation is never taken from one reading alone."""


def settle(rules: Reading, model: Reading, context: Context) -> tuple[Reading, str]:
    """The reading that counts, and by whom it is: the model's when the two go together, else a question by neither."""
    if rules.intent in _FINAL or model.intent in _FINAL:
        return (rules, MODEL) if _is_same_end(rules, model) else (_asked(rules, model, context), NEITHER)
    if rules.intent is Intent.HUMAN:
        return rules, MODEL  # whoever asks for a person, in words that the rules know, gets one
    if rules.package == model.package and (rules.package or rules.intent is model.intent):
        return (model if rules.intent is Intent.UNCLEAR else rules), MODEL
    if not rules.package and not model.package:
        return model, MODEL
    if rules.intent is Intent.UNCLEAR and _covers(model, rules) and all(map(_is_in_the_words, model.sources)):
        return model, MODEL
    return _asked(rules, model, context), NEITHER


def _is_same_end(rules: Reading, model: Reading) -> bool:
    return rules.intent is model.intent


def _covers(model: Reading, rules: Reading) -> bool:
    """Whether the model read what the rules half understood, and perhaps more."""
    return all(model.package.get(lever) == value for lever, value in rules.package.items())


def _is_in_the_words(source: Source) -> bool:
    """Whether a number stands in the message: a mere reference that only the model sees is asked about."""
    has_step = "+" in source.how or "-" in source.how
    return source.how in (SAID, "total/volume") or source.how.startswith("percent of ") or has_step


def _asked(rules: Reading, model: Reading, context: Context) -> Reading:
    """A question, with what each of the two understood as its likely answers."""
    likely: list[Terms] = []
    for reading in (rules, model):
        package = reading.package
        if reading.intent is Intent.ACCEPT and not package:
            package = context.bot_offer or NOTHING
        likely += [terms for terms in (package, *(other.package for other in reading.alternatives)) if terms]
    choices = tuple(dict.fromkeys(likely))[:MOST_CHOICES]
    common = Terms({k: v for k, v in rules.package.items() if model.package.get(k) == v})
    sources = tuple(source for source in rules.sources if source.lever in common)
    return replace(
        rules,
        intents=(Intent.UNCLEAR,),
        terms=common,
        condition=NOTHING,
        confidence=0.0,
        sources=sources,
        alternatives=(),
        choices=choices,
    )
