"""Languages, answers and reasons, through a whole turn."""

from itertools import pairwise

import pytest

from negotiation.models import Negotiation
from negotiation.playbooks.compiling import PlaybookError
from negotiation.replay import replay
from tests import factories

pytestmark = pytest.mark.django_db


def said(made: Negotiation) -> str:
    return str(factories.payload_of(factories.last(made, "bot_said"))["text"]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("locale", "hello"),
    [("de_DE", "Guten Tag"), ("fr_FR", "Bonjour"), ("es_ES", "Hola"), ("en_IE", "Hello"), ("sv_SE", "Hello")],
)
def test_the_bot_opens_in_the_language_of_the_suppliers_locale(locale: str, hello: str) -> None:
    assert said(factories.opened(locale=locale)).startswith(hello)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wir können Ihnen 9,80 bei 45 Tagen anbieten", "pro Karton"),
        ("Nous pouvons vous proposer 9,80 € à 45 jours", "par carton"),
        ("Podemos ofrecerle 9,80 € a 45 días", "por caja"),
    ],
)
def test_the_bot_follows_the_language_that_the_supplier_writes(text: str, words: str) -> None:
    made = factories.opened()
    factories.say(made, text)
    assert words in said(made)
    factories.say(made, "9,70")
    assert words in said(made), "a number alone does not change the language"
    factories.say(made, "Could we please go back to English for this?")
    assert words not in said(made)
    assert list(replay(made)) == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Until when is this open?", "This negotiation is open until"),
        ("What are the current terms?", "Today's terms are 10.00 EUR per box, Net 30, monthly."),
        ("Who do you negotiate for?", "I negotiate for "),
        ("Is this a bot?", "I am a bot; a person can join at any time."),
        ("How much volume is planned?", "Today's contract is for 20,000 boxes a year."),
        ("Wer sind Sie, für welche Firma?", "Ich verhandle für "),
    ],
)
def test_a_question_is_answered_from_what_is_public(question: str, answer: str) -> None:
    made = factories.opened()
    factories.say(made, question)
    assert answer in said(made)
    assert "open_questions" not in factories.payload_of(factories.last(made, "decided"))


def test_a_question_of_the_playbooks_list_is_answered_as_the_buyer_wants_it() -> None:
    rules = factories.guardrails(questions=[{"keywords": ["warranty", "garantie"], "answer": "24 months, as today."}])
    made = factories.opened(rules)
    factories.say(made, "What about warranty?")
    assert "24 months, as today." in said(made)


def test_what_is_not_known_goes_to_a_buyer_and_not_to_imagination() -> None:
    made = factories.opened()
    taken = factories.say(made, "Why do you use blue trucks?")
    assert "I do not know that" in said(made)
    assert factories.payload_of(factories.last(made, "decided"))["open_questions"] == [taken.seq]


def test_ten_rounds_do_not_sound_like_a_form() -> None:
    made = factories.opened(factories.guardrails(rounds=12, stall_rounds=12, triggers={"loop": "hold"}))
    leads = []
    for price in ("9.99", "9.97", "9.95", "9.93", "9.91", "9.89", "9.87"):
        factories.say(made, f"We can do {price} at net 30")
        leads.append(said(made).split("EUR")[0].rstrip("0123456789., "))
    assert all(one != other for one, other in pairwise(leads))


def test_a_reason_is_given_only_when_the_playbook_allows_it_and_the_offer_makes_it_true() -> None:
    for allowed, is_said in (([], False), (["longer_commitment"], True), (["more_volume"], False)):
        made = factories.opened(factories.guardrails(reasons=allowed))
        texts = []
        for price in ("9.90", "9.80", "9.75", "9.70"):
            if made.state == "open":
                factories.say(made, f"We can do {price} at net 45 if you commit for 12 months")
                texts.append(said(made))
        assert any("longer commitment than today" in text for text in texts) == is_said


def test_words_about_talking_that_make_no_sense_are_refused_with_every_reason() -> None:
    rules = factories.guardrails(questions=[{"keywords": [], "answer": ""}], reasons=["charm"], asks_interests="yes")
    with pytest.raises(PlaybookError) as refused:
        factories.negotiation(rules)
    assert len(refused.value.faults) == 4
