"""Reasons that may be given for an offer. Each is said only when the offer itself makes it true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from negotiation.engine import Terms
from negotiation.language.context import CONTRACT, PAYMENT, VOLUME, Context


def _more(lever: str) -> Callable[[Terms, Context], bool]:
    return lambda terms, context: _compared(lever, terms, context) > 0


def _less(lever: str) -> Callable[[Terms, Context], bool]:
    return lambda terms, context: _compared(lever, terms, context) < 0


def _compared(lever: str, terms: Mapping[str, Decimal], context: Context) -> Decimal:
    """How far the offered value lies above today's; 0 where either is unknown."""
    today = context.baseline(lever)
    return Decimal(0) if today is None or lever not in terms else terms[lever] - today


REASONS: dict[str, Callable[[Terms, Context], bool]] = {
    "longer_commitment": _more(CONTRACT),
    "more_volume": _more(VOLUME),
    "sooner_payment": _less(PAYMENT),
}
"""What a playbook may allow, with what must be true of the offered terms."""


def true_reasons(terms: Terms, context: Context) -> list[str]:
    """The codes of those reasons that the playbook allows and the offer makes true."""
    return [code for code in context.reasons if code in REASONS and REASONS[code](terms, context)]
