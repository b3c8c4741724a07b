"""Phrasing without a model: short, warm, and never a number that the message does not hold.

The sentences stand in English in `sentences`, and in the catalogues of the other languages.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from negotiation.engine import Action, Terms
from negotiation.language import sentences as s
from negotiation.language.context import CONTRACT, PAYMENT, PLAIN, PRICE, REBATE, VOLUME, Context
from negotiation.language.message import SUBJECT_TO_APPROVAL, Message
from negotiation.language.questions import BUYER_SAYS, UNKNOWN
from negotiation.language.reasons import true_reasons
from negotiation.language.selection import LETTERS
from negotiation.language.speech import said
from negotiation.language.wording import (
    describe,
    describe_commitment,
    describe_deadline,
    describe_quantity,
    describe_terms,
    in_order,
    joined,
    title,
)

T = TypeVar("T")
_LESS_IS_BETTER = frozenset({PRICE})
_MORE_IS_BETTER = frozenset({PAYMENT, REBATE})
_COMMITMENTS = frozenset({CONTRACT, VOLUME})
"""What a buyer gives by promising more of it."""
_ASKS_FOR_BOT = "bot"
"""The code of the question whether this is a bot."""


class TemplatePhraser:
    """Phrases from fixed sentences; a `Phraser`. The same message and context give the same words."""

    is_instant = True

    def phrase(self, message: Message, context: Context) -> str:
        """The bot's words for a message, one paragraph or a few."""
        text = _BY_ACT[message.act](message, context)
        if message.is_first and message.act is not Action.OPEN:
            text = f"{_introduction(message, context)} {text}"
        return _sentences(text, said(s.WHAT_MATTERS, context) if message.asks_interests else "")


def answer_text(code: str, context: Context) -> str:
    """What is said to a question with this code; empty where the rest of the message answers it."""
    if code.startswith(BUYER_SAYS):
        number = int(code.removeprefix(BUYER_SAYS))
        return context.questions[number].text if number < len(context.questions) else ""
    today = _today(context)
    facts = {
        "buyer": context.buyer_name,
        "deadline": describe_deadline(context),
        "today": describe_terms(today, context),
        "quantity": "" if context.annual_quantity is None else describe_quantity(context.annual_quantity, context),
    }
    if code in s.ANSWERS and (code not in facts or facts[code]):
        return said(s.ANSWERS[code], context).format(terms=facts["today"], **facts)
    return ""


def _today(context: Context) -> Terms:
    return Terms({lever.name: lever.baseline for lever in context.levers if lever.baseline is not None})


def _open(message: Message, context: Context) -> str:
    today = _today(context)
    return _sentences(
        _introduction(message, context),
        _reply_to(message.topic, context),
        said(s.TODAY, context).format(terms=describe_terms(today, context)) if today else "",
        _proposal(s.OPENING, s.OPENING_CHOICE, message.packages, context),
        said(s.ACCEPT_OR_OFFER if message.by_person else s.WAYS_TO_ANSWER, context),
    )


def _introduction(message: Message, context: Context) -> str:
    sentences = s.INTRODUCTIONS_BY_PERSON if message.by_person else s.INTRODUCTIONS
    sentence = sentences[bool(context.supplier_name), bool(context.buyer_name)]
    return said(sentence, context).format(supplier=context.supplier_name, buyer=context.buyer_name)


def _counter(message: Message, context: Context) -> str:
    lead, choice = _variant(s.COUNTERS, message, context)
    offer = _exchange(message, context) or _proposal(lead, choice, message.packages, context)
    ending = said(s.WHICH_SUITS if offer else s.WHICH_TERMS, context)
    if offer and len(message.packages) == 1:
        ending = _courtesy(_variant(s.COUNTER_ENDS, message, context), context)
    return _sentences(_reply(message, context), offer, _reason(message, context), ending)


def _final_offer(message: Message, context: Context) -> str:
    offer = _proposal(s.FINAL, s.FINAL_CHOICE, message.packages, context)
    ending = _courtesy(s.FINAL_END, context) if offer else said(s.NOTHING_FURTHER, context)
    return _sentences(_reply(message, context), offer, _reason(message, context), ending)


def _accept(message: Message, context: Context) -> str:
    if message.needs_confirmation:
        return said(s.ACCEPT_TO_CONFIRM, context).format(terms=_agreed(message, context))
    agreed = said(s.ACCEPT, context).format(terms=_agreed(message, context))
    return _sentences(agreed, _courtesy(s.ACCEPT_THANKS, context))


def _agreed(message: Message, context: Context) -> str:
    return describe_terms(message.terms, context) or said(s.AS_IT_STANDS, context)


def _hold(message: Message, context: Context) -> str:
    standing = message.packages or ((message.previous,) if message.previous else ())
    lead, choice = _variant(s.HOLDS, message, context)
    offer = _proposal(lead, choice, standing, context)
    reply = "" if message.topic == "nothing_to_accept" and offer else _reply(message, context)
    answers = _answers(message, context)
    thanks = "" if answers else _courtesy(_variant(s.THANKS_FOR_MESSAGE, message, context), context)
    ending = said(_way_on(message), context) if offer else said(s.WHAT_WOULD_WORK, context)
    return _sentences(answers, reply or thanks, offer, ending)


def _way_on(message: Message) -> str:
    """What the supplier can do next while the bot's offer stands."""
    if message.topic == "what_would_work":
        return s.WHAT_WOULD_WORK
    has_person = message.by_person or message.topic == "person_asked"
    return s.ACCEPT_OR_COUNTER if has_person else s.ACCEPT_COUNTER_OR_PERSON


def _clarify(message: Message, context: Context) -> str:
    """Asks, but never what a mere "yes" could answer wrongly: that would be heard as a yes to the bot's own offer."""
    reply = _reply_to(message.topic, context)
    if message.choices:
        return _which_is_meant(message.choices, context)
    if message.understood:
        return said(s.UNDERSTOOD_IN_PART, context).format(terms=describe_terms(message.understood, context))
    if reply and message.topic != "not_understood":
        return _sentences(reply, said(s.WHICH_TERMS_FOR, context).format(levers=_levers(context)))
    example = describe_terms(message.previous, context) if message.previous else _levers(context)
    return said(_variant(s.NOT_UNDERSTOOD, message, context), context).format(example=example)


def _which_is_meant(choices: Sequence[Terms], context: Context) -> str:
    """One short question with the likely answers in it."""
    if len(choices) == 1:
        return said(s.IS_THIS_MEANT, context).format(terms=describe_terms(choices[0], context))
    return said(s.WHICH_IS_MEANT, context).format(choices=_lettered(choices, context))


def _escalate(message: Message, context: Context) -> str:
    if message.topic == SUBJECT_TO_APPROVAL:
        sentence = s.APPROVAL_TO_CONFIRM if message.needs_confirmation else s.APPROVAL
        thanks = "" if message.needs_confirmation else _courtesy(s.APPROVAL_THANKS, context)
        return _sentences(said(sentence, context).format(terms=_agreed(message, context)), thanks)
    return _sentences(said(s.HANDOVERS.get(message.topic or "", s.HANDOVER), context), said(s.ASSURANCE, context))


def _close(message: Message, context: Context) -> str:
    if message.topic == "supplier_withdrew":
        return _sentences(said(s.WITHDRAWN, context), _courtesy(s.WITHDRAWN_THANKS, context))
    thanks = _courtesy(s.FAREWELL_THANKS, context)
    return _sentences(_reply_to(message.topic, context), thanks, said(s.FAREWELL, context))


_BY_ACT: dict[Action, Callable[[Message, Context], str]] = {
    Action.OPEN: _open,
    Action.COUNTER: _counter,
    Action.FINAL_OFFER: _final_offer,
    Action.ACCEPT: _accept,
    Action.HOLD: _hold,
    Action.CLARIFY: _clarify,
    Action.ESCALATE: _escalate,
    Action.CLOSE: _close,
}


def _courtesy(sentence: str, context: Context) -> str:
    """What is said for politeness only: left out in a plain tone."""
    return "" if context.tone == PLAIN else said(sentence, context)


def _sentences(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _proposal(one: str, several: str, packages: Sequence[Terms], context: Context) -> str:
    """One package in a sentence, several as a choice of letters; empty without any."""
    if not packages:
        return ""
    if len(packages) == 1:
        return said(one, context).format(terms=describe_terms(packages[0], context))
    return said(several, context).format(choices=_lettered(packages, context))


def _lettered(packages: Sequence[Terms], context: Context) -> str:
    """ "A) 9.60 EUR per box, Net 60; or B) 9.40 EUR per box, prepayment"."""
    choices = [f"{letter}) {describe_terms(terms, context)}" for letter, terms in zip(LETTERS, packages, strict=False)]
    return said(s.OR, context).join(choices)


def _reply_to(topic: str | None, context: Context) -> str:
    return said(s.REPLIES[topic], context).format(levers=_levers(context)) if topic in s.REPLIES else ""


def _reply(message: Message, context: Context) -> str:
    """A reply to what the supplier asked; else thanks for what it offers beyond today's terms."""
    if message.topic in s.REPLIES:
        return _reply_to(message.topic, context)
    gained = [name for name in in_order(message.understood, context) if _is_concession(name, message, context)]
    if not gained:
        return ""
    given = joined((describe(name, message.understood[name], context) for name in gained), context)
    return _courtesy(_variant(s.THANKS, message, context), context).format(terms=given)


def _answers(message: Message, context: Context) -> str:
    if UNKNOWN in message.answers:
        return said(s.NOT_KNOWN, context)
    # In words that a person sends as their own, nobody says to be a bot.
    codes = [code for code in message.answers if not (message.by_person and code == _ASKS_FOR_BOT)]
    return _sentences(*(answer_text(code, context) for code in codes))


def _reason(message: Message, context: Context) -> str:
    """The first reason that the playbook allows and the offer makes true."""
    if len(message.packages) != 1:
        return ""
    codes = true_reasons(message.terms, context)
    return said(s.REASONS[codes[0]], context) if codes else ""


def _is_concession(name: str, message: Message, context: Context) -> bool:
    today = context.baseline(name)
    if today is None:
        return False
    heard = message.understood[name]
    return (name in _LESS_IS_BETTER and heard < today) or (name in _MORE_IS_BETTER and heard > today)


def _exchange(message: Message, context: Context) -> str:
    """An offer that gives a commitment for the rest: "we can commit to ... if you can do ..."; else empty."""
    if len(message.packages) != 1 or message.previous is None:
        return ""
    terms, previous = message.terms, message.previous
    gives = [
        name
        for name in in_order(terms, context)
        if name in _COMMITMENTS and terms[name] > previous.get(name, terms[name])
    ]
    asks = [name for name in in_order(terms, context) if name not in gives]
    if not gives or not asks:
        return ""
    given = joined((describe_commitment(name, terms[name], context) for name in gives), context)
    asked = joined((describe(name, terms[name], context) for name in asks), context)
    return said(_variant(s.EXCHANGES, message, context), context).format(given=given, asked=asked)


def _levers(context: Context) -> str:
    return joined((title(lever, context) for lever in context.levers), context) or said(s.PRICE_AND_PAYMENT, context)


def _variant(wordings: Sequence[T], message: Message, context: Context) -> T:
    """One of several wordings: the next one at each message, so that none follows itself, beginning elsewhere for
    each supplier. All of it is public, so that a replay says the same and nothing can be told from the words.
    """
    start = zlib.crc32(context.supplier_name.encode()) if message.number else 0
    return wordings[(start + message.number) % len(wordings)]
