"""What changed between two versions reads in sentences; other spellings of the same are no change."""

from copy import deepcopy
from typing import Any

import pytest

from negotiation.playbooks.diff import differences
from tests.factories import guardrails


def changed(**changes: Any) -> tuple[str, ...]:
    return differences(guardrails(), guardrails(**changes), currency="EUR")


def price_changed(**changes: Any) -> tuple[str, ...]:
    after = guardrails()
    after["levers"][0].update(changes)
    return differences(guardrails(), after, currency="EUR")


def test_equal_guardrails_have_no_differences() -> None:
    assert changed() == ()


def test_other_spellings_of_the_same_are_no_difference() -> None:
    after = guardrails(floor="0.150", authority=250000, tone="warm", triggers={"stall": "escalate"}, deadline_hours=48)
    after["levers"][0].update(weight="50.0", target={"change_pct": -6.0}, options=[])
    assert differences(guardrails(), after, currency="EUR") == ()


SENTENCES = {
    "one round": (changed(rounds=1), "The bot makes at most 1 offer; before, 8 offers."),
    "rounds": (changed(rounds=6), "The bot makes at most 6 offers; before, 8 offers."),
    "floor": (changed(floor=0.2), "The bot never goes below a utility of 20 %; before, 15 %."),
    "authority": (changed(authority=None), "The bot closes alone up to any value; before, 250,000 EUR a year."),
    "shown rounds": (changed(shows_rounds=False), "Suppliers no longer see how many rounds are left."),
    "a trigger": (
        changed(triggers={"stall": "close"}),
        "The supplier hardly moves any more: the bot will end the talk without a deal; "
        "before, ask a person to take over.",
    ),
    "the opening message": (changed(opening_message="Hello"), "The opening message is now: “Hello”"),
    "the aim": (
        changed(aim=None),
        "Its own offers lead to a utility of one half, or the floor where that is higher; before, 15 %.",
    ),
    "a reason": (
        changed(reasons=["more_volume"]),
        "For an offer the bot may say, where it is true: it is more volume than today. "
        "Before: For an offer the bot may say, where it is true: nothing.",
    ),
    "an answer": (
        changed(questions=[{"keywords": ["warranty"], "answer": "As before."}]),
        "New answer. Asked about warranty: “As before.”",
    ),
    "what is asked": (changed(asks_interests=True), "The bot asks what matters most."),
    "a target": (
        price_changed(target={"change_pct": "-8"}),
        "The target of Unit price goes from 6 % below current to 8 % below current.",
    ),
    "an absolute walk-away": (
        price_changed(walk_away={"value": "9.9"}),
        "The walk-away of Unit price goes from the current value to 9.90 EUR.",
    ),
    "a weight": (price_changed(weight=55), "The weight of Unit price goes from 50 to 55."),
    "a label": (price_changed(label="Box price"), "Unit price is now called Box price."),
    "options": (
        price_changed(options=[{"value": "9.4"}]),
        "What the bot may offer on Unit price: only 9.40 EUR; before, any value on its step.",
    ),
    "a trade-off less": (
        changed(trade_offs=[]),
        "No longer: Contract length up to 12 months if Unit price is at least 3 % below current.",
    ),
    "a lever less": (
        changed(levers=guardrails()["levers"][:2], trade_offs=[]),
        "Contract length is no lever any more.",
    ),
}


@pytest.mark.parametrize(("sentences", "expected"), SENTENCES.values(), ids=SENTENCES.keys())
def test_it_says_a_change_in_a_sentence(sentences: tuple[str, ...], expected: str) -> None:
    assert expected in sentences


def test_a_new_lever_is_told_with_its_values() -> None:
    before = guardrails()
    after = deepcopy(before)
    before["levers"].pop(1)
    assert differences(before, after, currency="EUR")[0] == (
        "Payment is a new lever: target 60 days, walk-away 45 days, weight 40."
    )


def test_each_changed_entry_is_one_sentence() -> None:
    after = guardrails(rounds=6, concession=1, floor=0.2, accept_at=0.5, packages=2, tone="plain", language="de")
    assert len(differences(guardrails(), after, currency="EUR")) == 7
