"""What a supplier asks, as codes: what the facts answer, what the buyer wants said, and what nobody here knows."""

from __future__ import annotations

from negotiation.language.context import Context
from negotiation.language.normalise import fold
from negotiation.language.statement import Statement, understand

UNKNOWN = "unknown"
BUYER_SAYS = "playbook:"
"""How the code of an answer of the playbook begins; its number in the list follows."""
_KNOWN = ("bot", "deadline", "today", "buyer", "quantity", "offer")
_MEANING = {"bot": "bot question"}


def asked(text: str, context: Context) -> tuple[str, ...]:
    """The codes of what a question is about: what the buyer wants said first, else what the facts answer."""
    statement = understand(text)
    words = {token.text for token in statement.tokens}
    wanted = [
        f"{BUYER_SAYS}{number}"
        for number, answer in enumerate(context.questions)
        if any(words.issuperset(fold(keyword).split()) for keyword in answer.keywords)
    ]
    if wanted:
        return tuple(wanted[:2])
    known = [code for code in _KNOWN if _asks(code, statement) and _is_answered(code, context)]
    return tuple(known[:2]) or (UNKNOWN,)


def _asks(code: str, statement: Statement) -> bool:
    return statement.has(_MEANING.get(code, f"ask {code}"))


def _is_answered(code: str, context: Context) -> bool:
    """Whether the public facts hold the answer."""
    facts = {
        "quantity": context.annual_quantity is not None,
        "buyer": bool(context.buyer_name),
        "offer": context.bot_offer is not None,
    }
    return facts.get(code, True)
