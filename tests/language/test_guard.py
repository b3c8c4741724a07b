"""No number passes that neither the words nor the public facts hold."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from negotiation.engine import Action, Intent
from negotiation.language import Context, Message, Reading, Source
from negotiation.language.guard import check_phrase, check_reading, phrase_safely
from negotiation.language.templates import TemplatePhraser
from tests.language.rooms import BOXES, read, terms

COUNTER = Message(Action.COUNTER, (terms(unit_price="9.60", payment_days="60"),))


@dataclass(frozen=True)
class Parrot:
    """A phraser that says what it was given, as a model might."""

    text: str

    def phrase(self, message: Message, context: Context) -> str:
        return self.text


@pytest.mark.parametrize(
    "text",
    [
        "2% off at net 45 if you sign for two years",
        "split the difference",
        "another 10 cents off, payment in six weeks",
        "9,700 per thousand at 1,200 boxes a month",
        "EUR 97,000 for 10,000 boxes",
        "nine seventy, twice the volume",
        "prepayment, month to month, same price",
        "9.60 if you raise the volume by 20 %",
        "11.50 less 15%",
        "9.70 at a quarterly volume of 3,000",
        "500 units more per year and 9.60",
        "97 hundred dollars for a thousand units",
        "Agreed, 9.40 and 60 days",
    ],
)
def test_what_the_rules_read_derives_from_the_words(text: str) -> None:
    reading = read(text)
    assert reading.sources or reading.intent == "accept"
    assert check_reading(reading, text, BOXES) == reading


@pytest.mark.parametrize(
    "source",
    [
        Source("unit_price", Decimal("9.10"), 12, 16),
        Source("unit_price", Decimal("9.10"), 12, 16, "midpoint"),
        Source("unit_price", Decimal("9.10"), 12, 16, "percent of current"),
        Source("unit_price", Decimal("9.10"), 12, 16, "last_supplier_offer-0.70"),
        Source("unit_price", Decimal("9.10"), 12, 16, "it felt right"),
        Source("unit_price", Decimal("9.10"), 400, 404),
        Source("unit_price", Decimal("9.10"), -4, 0),
    ],
)
def test_a_number_that_nobody_said_becomes_a_question(source: Source) -> None:
    invented = Reading((Intent.OFFER,), terms(unit_price="9.10"), sources=(source,))
    checked = check_reading(invented, "We can offer 9.80 per box", BOXES)
    assert (checked.intent, checked.package) == (Intent.UNCLEAR, {})


def test_what_does_derive_is_kept_to_ask_about() -> None:
    text = "9.80 and we are flexible on the rest"
    reading = Reading(
        (Intent.OFFER,),
        terms(unit_price="9.80", payment_days="90"),
        sources=(Source("unit_price", Decimal("9.80"), 0, 4),),
    )
    checked = check_reading(reading, text, BOXES)
    assert (checked.intent, checked.terms) == (Intent.UNCLEAR, terms(unit_price="9.80"))


def test_a_number_in_another_package_is_checked_too() -> None:
    reading = read("Either 9.70 or 9.80")
    forged = replace(reading, alternatives=(replace(reading.alternatives[0], condition=terms(volume="99")),))
    assert check_reading(forged, "Either 9.70 or 9.80", BOXES).intent == Intent.UNCLEAR


@pytest.mark.parametrize("text", ["Agreed at 9.69", "Accepted, 45 days", "Deal, 5 % more"])
def test_an_acceptance_with_another_number_becomes_a_question(text: str) -> None:
    assert check_reading(Reading((Intent.ACCEPT,)), text, BOXES).intent == Intent.UNCLEAR


@pytest.mark.parametrize(
    "text", ["How about 9.55?", "Net 61 then.", "We go down by 4 %", "Only 7 days are left", "eleven euros"]
)
def test_a_phrase_with_a_number_of_its_own_is_replaced_by_the_template(text: str) -> None:
    assert check_phrase(text, COUNTER, BOXES)
    assert phrase_safely(Parrot(text), COUNTER, BOXES) == TemplatePhraser().phrase(COUNTER, BOXES)


@pytest.mark.parametrize("text", ["9.60 € at net 60 would do it.", "One last idea: 9,60.", "From 10.00 to 9.60!"])
def test_a_phrase_with_the_decided_numbers_is_said(text: str) -> None:
    assert phrase_safely(Parrot(text), COUNTER, BOXES) == text


def test_silence_is_replaced_by_the_template() -> None:
    assert phrase_safely(Parrot("  "), COUNTER, BOXES) == TemplatePhraser().phrase(COUNTER, BOXES)


def test_numbers_in_company_names_are_no_terms() -> None:
    context = replace(BOXES, buyer_name="Studio 54", supplier_name="3M")
    assert check_phrase("Hello 3M, Studio 54 offers 9.60.", COUNTER, context) == ()
