"""What the bot says without a model."""

from dataclasses import replace
from itertools import product

import pytest

from negotiation.engine import Action, Terms
from negotiation.language import SUBJECT_TO_APPROVAL, Context, Message
from negotiation.language.context import PLAIN, WARM
from negotiation.language.guard import check_phrase
from negotiation.language.templates import TemplatePhraser
from tests.language.rooms import BOXES, intent, levers, terms

CONTEXT = replace(BOXES, levers=levers(unit_price="10.00", payment_days="30", contract_months="1"))
OFFER = terms(unit_price="9.60", payment_days="60", contract_months="12")
OTHER = terms(unit_price="9.70", payment_days="75", contract_months="1")
PREVIOUS = terms(unit_price="9.40", payment_days="60", contract_months="1")
HEARD = terms(unit_price="9.80", payment_days="45")
TOPICS = [
    None,
    "person_asked",
    "price_increase",
    "not_understood",
    "unusual_request",
    "supplier_withdrew",
    "what_would_work",
    "nothing_to_accept",
    "colleague_needed",
    SUBJECT_TO_APPROVAL,
    "a_topic_of_next_year",
]
LOCALES = ["en_IE", "de_DE", "fr_FR", "de_CH", "sv_SE", "es_MX", "ar_EG", "hi_IN"]


def say(message: Message, context: Context = CONTEXT) -> str:
    return TemplatePhraser().phrase(message, context).replace("\u00a0", " ").replace("\u202f", " ")


def every_message() -> list[Message]:
    packages: list[tuple[Terms, ...]] = [(), (OFFER,), (OFFER, OTHER)]
    combinations = product(Action, TOPICS, packages, (None, PREVIOUS), (Terms(), HEARD), (True, False), (True, False))
    return [
        Message(act, choice, before, heard, topic, first, sheet)
        for act, topic, choice, before, heard, first, sheet in combinations
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_holds_a_number_that_is_neither_in_the_message_nor_public(locale: str) -> None:
    context = replace(CONTEXT, locale=locale, bot_offer=None, supplier_offer=None, list_price=None)
    for message in every_message():
        assert check_phrase(TemplatePhraser().phrase(message, context), message, context) == (), message


@pytest.mark.parametrize("tone", [WARM, PLAIN])
def test_every_message_is_whole_sentences(tone: str) -> None:
    for message in every_message():
        text = say(message, replace(CONTEXT, tone=tone))
        assert text[0].isupper(), message
        assert text[-1] in ".?", message
        assert not any(flaw in text for flaw in ("  ", ": .", " .", "..", "None", "{", " ,", "a 12 months")), text


def test_every_first_message_says_that_it_is_a_bot_and_for_whom() -> None:
    for message in every_message():
        assert ("I am a bot and negotiate for Nordwind AG" in say(message)) == (
            message.is_first or message.act is Action.OPEN
        )


def test_the_same_message_is_said_in_the_same_words() -> None:
    for message in every_message():
        assert say(message) == say(message)


def test_the_opening_names_todays_terms_and_the_proposal() -> None:
    text = say(Message(Action.OPEN, (OFFER,)))
    assert "Today's terms are 10.00 EUR per box, Net 30, monthly." in text
    assert "we propose 9.60 EUR per box, Net 60, 12-month commitment." in text
    assert "ask for a person at any time" in text


def test_a_trade_is_offered_as_one() -> None:
    text = say(Message(Action.COUNTER, (OFFER,), PREVIOUS))
    assert text.startswith("We can commit to 12 months if you can do 9.60 EUR per box and Net 60.")


def test_a_concession_is_thanked_for() -> None:
    assert say(Message(Action.COUNTER, (OTHER,), PREVIOUS, HEARD)).startswith(
        "Thank you for offering 9.80 EUR per box and Net 45."
    )


def test_a_price_increase_is_not_thanked_for() -> None:
    assert "Thank you for offering" not in say(Message(Action.COUNTER, (OTHER,), PREVIOUS, terms(unit_price="10.30")))


def test_several_packages_are_a_choice() -> None:
    for act in (Action.OPEN, Action.COUNTER, Action.FINAL_OFFER, Action.HOLD):
        text = say(Message(act, (OFFER, OTHER)))
        assert "A) 9.60 EUR per box, Net 60, 12-month commitment; or B) 9.70 EUR per box, Net 75, monthly." in text


def test_an_agreement_repeats_its_terms() -> None:
    assert say(Message(Action.ACCEPT, (OFFER,))).startswith("Agreed: 9.60 EUR per box, Net 60, 12-month commitment.")


def test_what_was_agreed_in_words_waits_for_the_term_sheet() -> None:
    text = say(Message(Action.ACCEPT, (OFFER,), needs_confirmation=True))
    assert "9.60 EUR per box" in text
    assert "confirm" in text
    assert not text.startswith("Agreed")


def test_above_the_bots_authority_the_deal_is_subject_to_approval() -> None:
    text = say(Message(Action.ESCALATE, (OFFER,), topic=SUBJECT_TO_APPROVAL))
    assert text.startswith(
        "Agreed from my side: 9.60 EUR per box, Net 60, 12-month commitment, subject to approval by a colleague"
    )
    assert "joins this chat" not in text
    sheet = say(Message(Action.ESCALATE, (OFFER,), topic=SUBJECT_TO_APPROVAL, needs_confirmation=True))
    assert "subject to approval" in sheet
    assert "term sheet" in sheet


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic != SUBJECT_TO_APPROVAL])
def test_an_escalation_says_that_a_colleague_joins(topic: str | None) -> None:
    assert "olleague of mine joins this chat" in say(Message(Action.ESCALATE, topic=topic)).replace(", who", "")


def test_a_bare_no_is_asked_what_would_work() -> None:
    text = say(Message(Action.HOLD, (PREVIOUS,), PREVIOUS, topic="what_would_work"))
    assert "Our offer still stands: 9.40 EUR per box" in text
    assert text.endswith("What would work on your side?")


def test_an_unusual_request_is_told_what_can_be_negotiated() -> None:
    text = say(Message(Action.HOLD, (PREVIOUS,), PREVIOUS, topic="unusual_request"))
    assert text.startswith("I can only negotiate price, payment and contract here.")


def test_a_yes_before_any_offer_is_asked_for_terms() -> None:
    text = say(Message(Action.CLARIFY, topic="nothing_to_accept"))
    assert text == (
        "So far there was no offer of ours to accept. Which terms do you have in mind for price, payment and contract?"
    )


def test_what_was_understood_is_shown_when_asking_again() -> None:
    text = say(Message(Action.CLARIFY, previous=PREVIOUS, understood=HEARD, topic="not_understood"))
    assert text.startswith("I understood 9.80 EUR per box, Net 45")


def test_a_question_for_clarity_is_never_one_that_yes_would_answer() -> None:
    for message in every_message():
        if message.act is Action.CLARIFY:
            assert not say(message).endswith(("is that right?", "Is that what you offer?", "Correct?"))
    assert intent("yes") == "accept", "which is why"


def test_a_withdrawal_is_noted_without_reproach() -> None:
    assert say(Message(Action.CLOSE, topic="supplier_withdrew")).startswith("I have noted that you withdraw.")


def test_a_plain_tone_says_the_same_terms_without_courtesies() -> None:
    plain = replace(CONTEXT, tone=PLAIN)
    counter = Message(Action.COUNTER, (OFFER,), understood=HEARD)
    assert "Thank you for offering" in say(counter)
    assert say(counter, plain).endswith("12-month commitment.")
    assert "9.60 EUR per box" in say(counter, plain)
    assert say(Message(Action.ACCEPT, (OFFER,)), plain) == say(Message(Action.ACCEPT, (OFFER,))).partition(" Thank")[0]
