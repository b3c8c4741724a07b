"""Phrasing without a model: short, warm, and never a number that the message does not hold."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

from negotiation.engine import Action, Terms
from negotiation.language.context import CONTRACT, PAYMENT, PLAIN, PRICE, REBATE, VOLUME, Context
from negotiation.language.message import SUBJECT_TO_APPROVAL, Message
from negotiation.language.wording import describe, describe_commitment, describe_terms, in_order, joined

_LESS_IS_BETTER = frozenset({PRICE})
_MORE_IS_BETTER = frozenset({PAYMENT, REBATE})
_COMMITMENTS = frozenset({CONTRACT, VOLUME})
"""What a buyer gives by promising more of it."""
_LETTERS = "ABCDEFGH"

_REPLIES = {
    "person_asked": "I understand that you would like to speak to a person.",
    "price_increase": "A price above today's is not what we had in mind for this renewal.",
    "not_understood": "I am not sure that I understood you correctly.",
    "unusual_request": "I can only negotiate {levers} here.",
    "what_would_work": "I understand that this does not work for you.",
    "nothing_to_accept": "So far there was no offer of ours to accept.",
    "supplier_withdrew": "I understand that you are thinking of leaving it at that.",
}
"""What the bot says to a supplier's words when it goes on itself, by topic."""
_HANDOVERS = {
    "person_asked": "Of course. A colleague of mine joins this chat and takes over from here.",
    "price_increase": "A price above today's is not for me to decide, so a colleague of mine joins this chat.",
    "not_understood": "I am not sure that I understand you correctly, so a colleague of mine joins this chat.",
    "unusual_request": "That goes beyond what I can negotiate, so a colleague of mine joins this chat.",
}
_HANDOVER = "Thank you. This is one for a colleague of mine, who joins this chat."
_ASSURANCE = "Everything said so far stays on record; you need not repeat anything."


class TemplatePhraser:
    """Phrases from fixed sentences; a `Phraser`. The same message and context give the same words."""

    def phrase(self, message: Message, context: Context) -> str:
        """The bot's words for a message, one paragraph or a few."""
        text = _BY_ACT[message.act](message, context)
        needs_introduction = message.is_first and message.act is not Action.OPEN
        return f"{_introduction(message, context)} {text}" if needs_introduction else text


def _open(message: Message, context: Context) -> str:
    today = {lever.name: lever.baseline for lever in context.levers if lever.baseline is not None}
    return _sentences(
        _introduction(message, context),
        _reply_to(message.topic, context),
        f"Today's terms are {describe_terms(Terms(today), context)}." if today else "",
        _proposal("For the renewal we propose", message.packages, context),
        "You can accept, or answer with an offer of your own."
        if message.by_person
        else "You can accept, answer with an offer of your own, or ask for a person at any time.",
    )


def _introduction(message: Message, context: Context) -> str:
    greeting = f"Hello {context.supplier_name}" if context.supplier_name else "Hello"
    buyer = f" for {context.buyer_name}" if context.buyer_name else ""
    return f"{greeting}, I negotiate{buyer}." if message.by_person else f"{greeting}, I am a bot and negotiate{buyer}."


def _counter(message: Message, context: Context) -> str:
    exchange = _exchange(message, context)
    offer = exchange or _proposal(_variant(_COUNTER_LEADS, message), message.packages, context)
    question = "Which of them suits you best?"
    if len(message.packages) == 1:
        question = _courtesy(_variant(_COUNTER_ENDS, message), context)
    return _sentences(_reply(message, context), offer, question if offer else "Which terms do you have in mind?")


_COUNTER_LEADS = ("What we can offer is", "We can meet you at", "Our next offer is")
_COUNTER_ENDS = ("Does that work for you?", "What do you think?", "Can we settle on that?")


def _final_offer(message: Message, context: Context) -> str:
    offer = _proposal("This is our final offer:", message.packages, context)
    ending = _courtesy("I hope you can agree to it.", context) if offer else "We have no further offer to make."
    return _sentences(_reply(message, context), offer, ending)


def _accept(message: Message, context: Context) -> str:
    terms = describe_terms(message.terms, context) or "your offer as it stands"
    if message.needs_confirmation:
        return f"That works for us: {terms}. Please check the term sheet below and confirm it, then it is agreed."
    thanks = _courtesy("Thank you, it was good to find terms that work for both of us.", context)
    return _sentences(f"Agreed: {terms}.", thanks)


def _hold(message: Message, context: Context) -> str:
    standing = message.packages or ((message.previous,) if message.previous else ())
    offer = _proposal("Our offer still stands:", standing, context)
    reply = "" if message.topic == "nothing_to_accept" and offer else _reply(message, context)
    return _sentences(
        reply or _courtesy("Thank you for your message.", context), offer, _way_on(message) if offer else _QUESTION
    )


_QUESTION = "What would work on your side?"


def _way_on(message: Message) -> str:
    """What the supplier can do next while the bot's offer stands."""
    if message.topic == "what_would_work":
        return _QUESTION
    if message.topic == "person_asked" or message.by_person:
        return "You can accept it, or answer with an offer of your own."
    return "You can accept it, answer with an offer of your own, or ask for a person."


def _clarify(message: Message, context: Context) -> str:
    """Asks, but never what a mere "yes" could answer: that would be heard as a yes to the bot's own offer."""
    reply = _reply_to(message.topic, context)
    if message.understood:
        understood = describe_terms(message.understood, context)
        return f"I understood {understood}, but I am not sure that this is all. Which terms do you offer?"
    if reply and message.topic != "not_understood":
        return f"{reply} Which terms do you have in mind for {_levers(context)}?"
    example = describe_terms(message.previous, context) if message.previous else _levers(context)
    return f"I am sorry, I did not understand that. Could you tell me your terms in numbers, such as {example}?"


def _escalate(message: Message, context: Context) -> str:
    if message.topic == SUBJECT_TO_APPROVAL:
        return _subject_to_approval(message, context)
    return _sentences(_HANDOVERS.get(message.topic or "", _HANDOVER), _ASSURANCE)


def _subject_to_approval(message: Message, context: Context) -> str:
    terms = describe_terms(message.terms, context) or "your offer as it stands"
    agreed = f"Agreed from my side: {terms}, subject to approval by a colleague of mine."
    if message.needs_confirmation:
        return f"{agreed} Please check the term sheet below and confirm it, then I pass it on."
    thanks = _courtesy("Thank you for working this out with me.", context)
    return _sentences(agreed, "You will see the answer here in this chat.", thanks)


def _close(message: Message, context: Context) -> str:
    if message.topic == "supplier_withdrew":
        thanks = _courtesy("Thank you for your time; we would be glad to talk again.", context)
        return _sentences("I have noted that you withdraw.", thanks)
    return _sentences(
        _reply_to(message.topic, context),
        _courtesy("Thank you for the open conversation.", context),
        "We did not find terms that work for both of us, so I close it here.",
    )


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
    return "" if context.tone == PLAIN else sentence


def _sentences(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _proposal(lead: str, packages: Sequence[Terms], context: Context) -> str:
    """One package in a sentence, several as a choice of letters; empty without any."""
    if not packages:
        return ""
    if len(packages) == 1:
        return f"{lead} {describe_terms(packages[0], context)}."
    choices = [f"{letter}) {describe_terms(terms, context)}" for letter, terms in zip(_LETTERS, packages, strict=False)]
    return f"{lead} your choice of {'; or '.join(choices)}."


def _reply_to(topic: str | None, context: Context) -> str:
    return _REPLIES.get(topic or "", "").format(levers=_levers(context))


def _reply(message: Message, context: Context) -> str:
    """A reply to what the supplier asked; else thanks for what it offers beyond today's terms."""
    if message.topic in _REPLIES:
        return _reply_to(message.topic, context)
    gained = [name for name in in_order(message.understood, context) if _is_concession(name, message, context)]
    if not gained:
        return ""
    return _courtesy(
        f"Thank you for offering {joined(describe(name, message.understood[name], context) for name in gained)}.",
        context,
    )


def _is_concession(name: str, message: Message, context: Context) -> bool:
    today = context.baseline(name)
    if today is None:
        return False
    said = message.understood[name]
    return (name in _LESS_IS_BETTER and said < today) or (name in _MORE_IS_BETTER and said > today)


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
    given = joined(describe_commitment(name, terms[name], context) for name in gives)
    asked = joined(describe(name, terms[name], context) for name in asks)
    return f"We can commit to {given} if you can do {asked}."


def _levers(context: Context) -> str:
    return joined(lever.title.lower() for lever in context.levers) or "price and payment"


def _variant(sentences: Sequence[str], message: Message) -> str:
    """One of several wordings, chosen by the message itself, so that a replay says the same."""
    content = repr([sorted(terms.items()) for terms in message.packages])
    return sentences[zlib.crc32(content.encode()) % len(sentences)]
