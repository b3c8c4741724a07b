"""What a model wrote is said only when it states the decided terms word for word, and claims nothing beside them."""

from dataclasses import replace

import pytest

from negotiation.engine import Action
from negotiation.language import Message
from negotiation.language.llm.outgoing import breach
from negotiation.language.templates import TemplatePhraser
from tests.language.rooms import BOXES, terms

OFFER = terms(unit_price="9.60", payment_days="60", contract_months="12")
COUNTER = Message(Action.COUNTER, (OFFER,))
SAID = "9.60 EUR per box, Net 60, 12-month commitment"


def fault(text: str, message: Message = COUNTER) -> str:
    draft = TemplatePhraser().phrase(message, BOXES)
    return breach(" ".join(text.split()), draft, message, BOXES)


@pytest.mark.parametrize(
    "text",
    [
        f"Thank you for working through this with us. What we can offer is {SAID}. What do you think?",
        f"Thank you, we really appreciate your openness! We would like to propose {SAID}. How do you see it?",
        f"I understand that price matters to you. Our proposal is {SAID}. Is there something else that matters?",
        "We can offer 9.60 EUR per box with Net 60, and we can commit to 12 months. Does that work for you?",
        f"Hello Karton & Co, thank you for your patience. Our next offer is {SAID}. Can we settle on that?",
    ],
)
def test_warm_words_around_the_decided_terms_are_said(text: str) -> None:
    assert fault(text) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("We can offer 9.60 EUR per box. What do you think?", "terms"),
        ("We can offer 9.60 USD per box, Net 60, 12-month commitment.", "terms"),
        ("We can offer 19.60 EUR per box, Net 60, 12-month commitment.", "terms"),
        ("We can offer 9.60 EUR per box, Net 600, 12-month commitment.", "terms"),
        (f"We can offer {SAID}, and 5 % more next year.", "figure"),
        (f"We can offer {SAID}. Or twelve euros per box?", "figure"),
        (f"We can offer {SAID}. Or ٩٫٨٠?", "figure"),
        (f"We can offer {SAID}. Or €?", "figure"),
        (f"We can offer {SAID} by Friday.", "words"),
        (f"We can offer {SAID}. We guarantee your exclusivity.", "words"),
        (f"We can offer {SAID}. That was not our limit.", "words"),
        (f"We can't offer {SAID}.", "words"),
        (f"We can offer {SAID}. My manager agrees.", "words"),
        (f"We can offer {SAID}. We accept your price.", "words"),
        (f"We can offer {SAID}. Your offer works for us.", "agreement"),
        (f"We can offer {SAID}. We are happy with your proposal.", "agreement"),
        (f"We can offer {SAID}. Your price it is.", "agreement"),
        (f"We can offer {SAID}. We are open to moving on price.", "promise"),
        (f"We can offer {SAID}. Our next offer would be to your liking.", "promise"),
        (f"We can offer {SAID}. THIS IS REALLY IMPORTANT.", "tone"),
        (f"We can offer {SAID}! Thank you! Thanks!", "tone"),
        (f"We can offer {SAID}. <b>Thank you</b>", "form"),
        (f"We can offer {SAID}. **Thank you**", "form"),
        (f"We can offer {SAID}. See https://example.com", "form"),
        (f"We can offer {SAID}. \U0001f600", "form"),
        (f"We can offer {SAID}. Thank\u200b you", "form"),
        (f"We can offer {SAID}. " + "Thank you so much. " * 40, "length"),
        (f"Wir bieten {SAID}. Ihr Angebot nehmen wir an.", "words"),
        (f"We offer {SAID}, which is a lot better than what others pay.", "words"),
    ],
)
def test_what_goes_beyond_is_not_said(text: str, code: str) -> None:
    assert fault(text) == code


def test_a_template_may_always_be_said_as_it_is() -> None:
    for message in (
        COUNTER,
        replace(COUNTER, previous=terms(unit_price="9.40", payment_days="60", contract_months="1")),
        Message(Action.HOLD, (OFFER,)),
        Message(Action.HOLD, (OFFER,), topic="person_asked"),
        Message(Action.HOLD, (OFFER,), topic="price_increase"),
        Message(Action.HOLD, (OFFER,), topic="what_would_work"),
        Message(Action.FINAL_OFFER, (OFFER,)),
        Message(Action.COUNTER, (OFFER, terms(unit_price="9.50", payment_days="30", contract_months="1"))),
    ):
        assert fault(TemplatePhraser().phrase(message, BOXES), message) == ""


def test_terms_of_two_packages_are_not_mixed() -> None:
    first, second = terms(unit_price="9.60", payment_days="30"), terms(unit_price="9.50", payment_days="45")
    choice = Message(Action.COUNTER, (first, second))
    assert fault("You can choose: A) 9.60 EUR per box, Net 45; or B) 9.50 EUR per box, Net 30.", choice) == "terms"


def test_a_final_offer_says_that_it_is_final() -> None:
    final = Message(Action.FINAL_OFFER, (OFFER,))
    assert fault(f"Thank you. We can offer {SAID}.", final) == "terms"
    assert fault(f"Thank you. This is our final offer: {SAID}.", final) == ""
