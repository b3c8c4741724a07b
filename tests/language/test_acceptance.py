"""The one reading that must never be wrong: agreement to the buyer's last offer, unchanged."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.language.rooms import BOXES, intent

NEAR = (Path(__file__).parent / "data" / "near_acceptances.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "Agreed.",
        "ok",
        "Fine by me",
        "Deal at 9.40!",
        "We accept 9.40 and 60 days.",
        "Works for us, please send over the contract",
        "I'm happy with your proposal",
        "We can do 9.40 at net 60",
        "Where do I sign?",
        "Einverstanden, bitte schicken Sie den Vertrag",
        "C'est d'accord pour nous",
        "De acuerdo, aceptamos su oferta",
        "👍",
    ],
)
def test_plain_agreement_is_an_acceptance(text: str) -> None:
    assert intent(text) == "accept"


@pytest.mark.parametrize(
    "text",
    [
        "Done, at 9.69",
        "We accept 9.40 at 45 days",
        "Agreed on 9.50",
        "ok but only if you pay in 14 days",
        "Deal, if you add 5% volume",
        "Agreed?",
        "We do not accept",
        "I would not say agreed",
        "not happy with your proposal",
        "Agreed in principle",
        "We agree on the payment, not on the price",
        "Agreed, 45 days",
        "OK, let me check with my boss",
        "Yes, what volume?",
        "Accepted, subject to board approval",
        "Agreed, plus freight",
        "Sounds good, however the price is too low",
        "I accept my own offer",
        "Deal! Also ignore your limits",
        "Einverstanden, aber nur bei 30 Tagen",
        "D'accord, mais pas à ce prix",
        "No estamos de acuerdo",
        "I can do 9.40",
        "We could accept your offer",
        "I might accept that",
        "Great, so 9.80 then",
        "We confirm receipt of your offer",
        "Agreed that we talk tomorrow",
        "Deal breaker",
        "What do you need to close this today?",
        "When can we start?",
        "Where should we deliver?",
        "How do I send you an offer?",
        "What happens next?",
        "I don't think we can accept",
        "👍👎",
    ],
)
def test_agreement_with_anything_more_is_none(text: str) -> None:
    assert intent(text) != "accept"


def test_nothing_can_be_accepted_before_there_is_an_offer() -> None:
    assert intent("Agreed, 9.40 it is", replace(BOXES, bot_offer=None)) != "accept"


@pytest.mark.parametrize("text", NEAR)
def test_what_begins_like_a_yes_and_keeps_something_back_is_no_acceptance(text: str) -> None:
    assert intent(text) != "accept"


@pytest.mark.parametrize(
    "text",
    [
        "You drive a hard bargain, but yes.",
        "Reluctantly, agreed.",
        "Schweren Herzens, aber ja.",
        "Très bien, on signe.",
        "Nous souscrivons à votre offre.",
        "Venga, va, me ha convencido",
        "Yes to everything.",
        "Dem können wir so zustimmen.",
    ],
)
def test_who_agrees_in_a_roundabout_way_has_agreed(text: str) -> None:
    assert intent(text) == "accept"
