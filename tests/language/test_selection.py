"""Choosing one of what the bot put side by side."""

from dataclasses import replace

import pytest

from negotiation.engine import Intent
from negotiation.language.guard import check_reading
from tests.language.rooms import BOXES, package, read, terms

A, B = terms(unit_price="9.40", payment_days="60"), terms(unit_price="9.60", payment_days="45")
PACKAGES = replace(BOXES, bot_offer=A, packages=(A, B))
ASKED = replace(BOXES, choices=(terms(unit_price="9.70"), terms(payment_days="45")))
ONE = replace(BOXES, choices=(terms(unit_price="9.70", payment_days="45"),))


@pytest.mark.parametrize(
    "text",
    [
        "option B",
        "B",
        "B please",
        "We take package 2",
        "the second one",
        "Variante B bitte",
        "la deuxième",
        "opción B",
        "Paket B",
        "B)",
        "We would go for option B, thank you",
    ],
)
def test_naming_one_of_several_packages_accepts_it(text: str) -> None:
    reading = read(text, PACKAGES)
    assert reading.intent == Intent.ACCEPT
    assert reading.package == B
    assert check_reading(reading, text, PACKAGES) is reading


@pytest.mark.parametrize("text", ["A or B?", "not option B", "What is in option B?", "option D", "option B if you pay"])
def test_what_is_no_clear_choice_accepts_nothing(text: str) -> None:
    assert read(text, PACKAGES).intent != Intent.ACCEPT


def test_a_choice_with_a_change_is_an_offer() -> None:
    assert read("option B but 30 days", PACKAGES).intent == Intent.OFFER
    assert package("option B but 30 days", PACKAGES) == {"unit_price": "9.6", "payment_days": "30"}


def test_without_packages_a_letter_means_nothing() -> None:
    assert read("option B").package == {}


def test_the_answer_to_a_question_of_the_bot_is_an_offer_and_no_acceptance() -> None:
    reading = read("B", ASKED)
    assert (reading.intent, dict(reading.package)) == (Intent.OFFER, dict(terms(payment_days="45")))


@pytest.mark.parametrize("text", ["Yes", "yes, that is right", "genau", "C'est exact", "Correcto", "oui", "Ja, stimmt"])
def test_a_yes_to_the_one_meaning_asked_about_is_that_offer(text: str) -> None:
    reading = read(text, ONE)
    assert (reading.intent, dict(reading.package)) == (Intent.OFFER, dict(ONE.choices[0]))


def test_a_yes_to_several_meanings_is_asked_again() -> None:
    assert read("yes", ASKED).intent == Intent.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "Yes, that is right.",
        "That is correct",
        "genau",
        "Stimmt so, danke",
        "c'est exact",
        "Oui, c'est bien ça.",
        "correcto",
        "Sí, así es",
    ],
)
def test_under_an_open_term_sheet_that_is_right_accepts_it(text: str) -> None:
    assert read(text, replace(BOXES, is_sheet_open=True)).intent == Intent.ACCEPT
    assert read(text, BOXES).intent != Intent.ACCEPT
