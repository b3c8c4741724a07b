"""Numbers that only we may know, in what a playbook tells suppliers: its opening message and its answers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from negotiation.engine import Policy
from negotiation.language.normalise import normalise
from negotiation.language.number_words import merge_number_words
from negotiation.language.tokens import Sort, tokenise
from negotiation.playbooks.amounts import as_written
from negotiation.playbooks.sentences import Words, number
from negotiation.playbooks.words import setting

_SMALLEST_COUNT = 4  # spelled numbers below this are everyday words, as in negotiation.language.guard


def leaks(guardrails: Mapping[str, Any], policy: Policy, words: Words) -> Iterator[str]:
    """A sentence for each number in what suppliers are told that is a limit, and is not known to them anyway."""
    for what, text in _told(guardrails):
        yield from _leaks_in(what, text, guardrails, policy, words)


def without_leaks(guardrails: Mapping[str, Any], policy: Policy, currency: str) -> Mapping[str, Any]:
    """The guardrails, without the opening message and the answers that would tell a limit of this very contract.

    Publishing refuses such words for the contracts of that day; others come later, at other prices.
    """
    words = Words.of(guardrails, currency)

    def tells(text: str) -> bool:
        return any(_leaks_in("", text, guardrails, policy, words))

    message = str(setting(guardrails, "opening_message"))
    questions = [one for one in guardrails.get("questions", ()) if not tells(one["answer"])]
    return {**guardrails, "opening_message": "" if tells(message) else message, "questions": questions}


def _told(guardrails: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a playbook tells suppliers in words of its own, with what that is called."""
    yield "The opening message", str(setting(guardrails, "opening_message"))
    for one in guardrails.get("questions", ()):
        yield f"The answer about {one['keywords'][0]}", one["answer"]


def _leaks_in(what: str, text: str, guardrails: Mapping[str, Any], policy: Policy, words: Words) -> Iterator[str]:
    said = _numbers(text)
    if not said:
        return
    public = {lever.baseline for lever in policy.levers}
    public.add(Decimal(setting(guardrails, "deadline_hours")))
    if setting(guardrails, "shows_rounds"):
        public.add(Decimal(policy.max_rounds))
    told: set[Decimal] = set()
    for value, limit in (*_limits(policy, words), *_relative(guardrails, words)):
        if value in said and value not in public and value not in told:
            told.add(value)
            yield f"{what} says {number(value)}, which is {limit}: suppliers would read it there."


def _limits(policy: Policy, words: Words) -> Iterator[tuple[Decimal, str]]:
    for lever in policy.levers:
        yield lever.target, f"the target of {words.lever(lever.name)}"
        yield lever.walk_away, f"the walk-away of {words.lever(lever.name)}"
    for trade in policy.trade_offs:
        yield trade.up_to, f"how far {words.lever(trade.give)} may go in a trade-off"
        yield trade.at_least, f"what {words.lever(trade.get)} must reach in a trade-off"
    if policy.authority is not None:
        yield policy.authority, "the bot's authority"


def _relative(guardrails: Mapping[str, Any], words: Words) -> Iterator[tuple[Decimal, str]]:
    """Limits as they were entered: "6 % off" tells as much as the price that it comes to."""
    for lever in guardrails["levers"]:
        for key, called in (("target", "target"), ("walk_away", "walk-away")):
            yield from _change(lever[key], f"the {called} of {words.lever(lever['name'])}, in per cent")
    for trade in guardrails.get("trade_offs", ()):
        yield from _change(trade["up_to"], f"how far {words.lever(trade['give'])} may go, in per cent")
        yield from _change(trade["at_least"], f"what {words.lever(trade['get'])} must reach, in per cent")


def _change(spec: Mapping[str, Any], what: str) -> Iterator[tuple[Decimal, str]]:
    if "change_pct" in spec and as_written(spec["change_pct"]):
        yield abs(as_written(spec["change_pct"])), what


@lru_cache(maxsize=64)  # the same words are held against each of thousands of contracts
def _numbers(text: str) -> frozenset[Decimal]:
    """Every value that a number in the text may stand for, in digits or in words; "one question" is no number."""
    tokens = merge_number_words(tokenise(normalise(text))) if text else ()
    return frozenset(
        value
        for token in tokens
        if token.sort is Sort.NUMBER
        for value in token.values
        if value >= _SMALLEST_COUNT or not token.text.isalpha()
    )
