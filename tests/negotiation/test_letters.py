"""What suppliers are written: every letter says what it must, and nothing typed can become more than text."""

from datetime import UTC, datetime
from typing import Any

import pytest

from negotiation.campaigns import letters
from negotiation.campaigns.letters import DEFAULT_SUBJECT, DEFAULT_TEXT, Letter, Occasion
from suppliers.models import Stage

DEADLINE = datetime(2026, 12, 4, 16, 0, tzinfo=UTC)
LINK = "https://parley.example/n/token/"
PURPOSES = ("invitation", "reminder", "new_link")


def letter(
    purpose: str = "invitation", subject: str = DEFAULT_SUBJECT, text: str = DEFAULT_TEXT, **more: Any
) -> Letter:
    known = {
        "supplier": "Brandt GmbH",
        "contact": "Anna Brandt",
        "title": "Shipping boxes",
        "buyer": "Acme",
        "deadline": DEADLINE,
        "link": LINK,
        "locale": "de_DE",
        "time_zone": "Europe/Berlin",
        "asks": "Bert Buyer",
        "asks_email": "bert@acme.example",
    }
    return letters.compose(purpose, subject, text, Occasion(**{**known, **more}))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_letter_says_who_asks_what_for_until_when_and_whom_to_write_to(purpose: str) -> None:
    made = letter(purpose)
    for text in (made.text, made.html):
        assert LINK in text
        assert "Acme asks you about Shipping boxes" in text
        assert "Friday 4 December 2026 at 17:00 (Berlin time)" in text  # 16:00 UTC
        assert "You will negotiate with a bot" in text
        assert "Write to Bert Buyer, bert@acme.example" in text


def test_a_reminder_and_a_new_link_are_told_from_an_invitation_by_their_subject() -> None:
    subjects = [letter(purpose).subject for purpose in PURPOSES]
    assert subjects == [
        "Shipping boxes: your renewal",
        "Reminder: Shipping boxes: your renewal",
        "New link: Shipping boxes: your renewal",
    ]


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage.AUTONOMOUS, "You will negotiate with a bot that speaks for Acme"),
        (Stage.ADVISOR, "A person at Acme answers you; a bot prepares the answers."),
        (Stage.OBSERVER, "A person at Acme answers you; a bot reads along."),
    ],
)
def test_a_letter_says_the_truth_about_who_answers(stage: str, sentence: str) -> None:
    assert sentence in letter(stage=stage).text


def test_a_language_without_texts_is_written_to_in_english() -> None:
    assert "we invited you" in letter("reminder", language="fr").text


@pytest.mark.parametrize(
    ("language", "subject", "sentences"),
    [
        (
            "de",
            "Eine Antwort für Sie: Shipping boxes",
            (
                "Guten Tag Anna Brandt,",
                "bis Freitag, 4. Dezember 2026 um 17:00 Uhr (Zeit in Berlin)",
                "Sie verhandeln mit einem Bot",
                "Zur Verhandlung",
            ),
        ),
        (
            "fr",
            "Une réponse pour vous : Shipping boxes",
            (
                "Bonjour Anna Brandt,",
                "vendredi 4 décembre 2026 à 17:00 (heure de Berlin)",
                "Vous négociez avec un robot",
                "Ouvrir la négociation",
            ),
        ),
        (
            "es",
            "Una respuesta para usted: Shipping boxes",
            (
                "Hola, Anna Brandt:",
                "viernes 4 de diciembre de 2026 a las 17:00 (hora de Berlin)",
                "Usted negocia con un bot",
                "Abrir la negociación",
            ),
        ),
        (
            "en",
            "An answer for you: Shipping boxes: your renewal",
            (
                "Dear Anna Brandt,",
                "Friday 4 December 2026 at 17:00 (Berlin time)",
                "You will negotiate with a bot",
                "Open the negotiation",
            ),
        ),
        ("it", "An answer for you: Shipping boxes: your renewal", ("Dear Anna Brandt,",)),
    ],
)
def test_that_somebody_has_answered_is_told_in_the_language_of_the_negotiation(
    language: str, subject: str, sentences: tuple[str, ...]
) -> None:
    made = letter("answer", language=language)
    assert made.subject == subject
    for sentence in (*sentences, "bert@acme.example", LINK):
        assert sentence in made.html
    assert made.text.startswith(sentences[0])


def test_without_a_contact_the_supplier_is_addressed() -> None:
    assert letter(contact="").text.startswith("Dear Brandt GmbH,")


def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
    assert "Dear {link}," in letter(contact="{link}").text


def test_what_was_typed_is_escaped_in_html() -> None:
    made = letter(text="<script>alert(1)</script> {contact} {link}", contact="<b>Anna</b>", title="<i>Boxes</i>")
    assert "<script>" not in made.html
    assert "<b>" not in made.html
    assert "<i>" not in made.html
    assert "<script>alert(1)</script> <b>Anna</b>" in made.text


@pytest.mark.parametrize(
    "evil", ["\nBcc: all@world.example", "\r\nBcc: x@y.example", "\u2028Bcc: x@y.example", "\x00", "\x85Bcc: z"]
)
def test_nothing_in_a_name_begins_another_header(evil: str) -> None:
    subject = letter(title=f"Boxes{evil}").subject
    assert subject.isprintable()
    assert len(subject.splitlines()) == 1


@pytest.mark.parametrize(
    ("subject", "text", "sentence"),
    [
        ("Hello {name}", "{link}", "The subject names {name}; {supplier}, {contact}, {title}, {deadline}, {link}"),
        ("Hello", "{contact.__class__} {link}", "The text names {contact.__class__}"),
        ("Hello", "{link} {oops", "a brace that is not closed"),
        ("Hello", "Dear {contact}", "The text needs {link}: without it nobody can answer."),
        ("Hello {link}", "{link}", "The link belongs in the text"),
        ("Hello\nBcc: all@world.example", "{link}", "The subject has to be one line."),
        (" ", "{link}", "The subject is empty."),
        ("x" * 151, "{link}", "The subject has 151 characters; 150 is the most."),
        ("Hello", "{link}" + "x" * 5_000, "The text has 5,006 characters; 5,000 is the most."),
    ],
)
def test_a_fault_in_an_invitation_is_a_sentence(subject: str, text: str, sentence: str) -> None:
    found = letters.faults(subject, text)
    assert sentence in " ".join(one for sentences in found.values() for one in sentences)


def test_the_usual_invitation_has_no_fault() -> None:
    assert letters.faults(DEFAULT_SUBJECT, DEFAULT_TEXT) == {}
