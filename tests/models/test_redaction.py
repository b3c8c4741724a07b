"""Names, addresses and numbers of people do not leave, and come back in what is returned."""

import time

import pytest

from negotiation.language.llm.redaction import redact


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Write to jane.doe+sales@example.co.uk please", "jane.doe+sales@example.co.uk"),
        ("Call me: +49 (0)30 123 45 67", "+49 (0)30 123 45 67"),
        ("Tel. 030/1234567, net 45", "030/1234567"),
        ("my mobile is 415 555 2671", "415 555 2671"),
        ("Hello Mr Smith, we can do 9.80", "Smith"),
        ("Hi Anna, 9.80 at net 45", "Anna"),
        ("Sehr geehrte Frau Müller, 9,80 EUR", "Müller"),
        ("9.80.\nBest regards,\nPeter van Dyke\nSales", "Peter"),
        ("My name is Olga Petrova. 9.80?", "Olga Petrova"),
        ("Ich bin Karl. 9,80", "Karl"),
        ("Karton & Co offers 9.80", "Karton & Co"),
    ],
)
def test_it_does_not_leave(text: str, gone: str) -> None:
    redacted = redact(text, ("Karton & Co",))
    assert gone not in redacted.text
    assert redacted.restored(redacted.text) == text


@pytest.mark.parametrize(
    "text",
    [
        "We can do 9.80 at net 45 for 12,000 boxes",
        "1 250 000 units at 1.195,00 EUR",
        "2/10 net 30, or 10.000,00 in total",
        "9.80-9.90, 24 months, 2026-11-30",
        "Dear all, thank you",
        "Thanks, we agree",
        "I am not sure",
    ],
)
def test_terms_and_plain_words_stay(text: str) -> None:
    assert redact(text).text == text


def test_no_figure_comes_in_with_a_placeholder() -> None:
    names = [f"Name{'x' * n}" for n in range(60)]
    redacted = redact(" ".join(names), names)
    assert not any(map(str.isdigit, redacted.text))
    assert redacted.restored(redacted.text) == " ".join(names)


def test_a_placeholder_that_somebody_typed_is_not_used() -> None:
    text = "[NAME_A] says: Hi Anna, 9.80"
    redacted = redact(text)
    assert "[NAME_B]" in redacted.text
    assert redacted.restored(redacted.text) == text


@pytest.mark.parametrize("piece", ["+", "(0", "a@", "call ", "Hello ", "Mr ", "0 ", "regards\n", "Ab ", "1-"])
def test_long_padding_takes_no_time(piece: str) -> None:
    text = (piece * 4000)[:4000]
    started = time.thread_time()
    redact(text)
    assert time.thread_time() - started < 0.5
