"""The supplier sees how their words were understood, and answers a question of the bot with one press."""

import json

import pytest
from django.template.loader import render_to_string

from negotiation import ledger
from negotiation.models import Negotiation
from suppliers.renderers import JsonRenderer
from suppliers.room_page import update, whole_page
from tests import factories

pytestmark = pytest.mark.django_db


def bubble_of(made: Negotiation, seq: int) -> str:
    page = whole_page(made)
    bubble = next(bubble for bubble in page["bubbles"] if bubble.seq == seq)
    return render_to_string("suppliers/parts/bubble.html", {"bubble": bubble}).replace("\u00a0", " ")


def dock_of(made: Negotiation) -> str:
    return render_to_string("suppliers/parts/decision.html", whole_page(made)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We can do 9.80 at net 45", "9.80 EUR per box, Net 45"),
        ("2 % Rabatt bei 24 Monaten Laufzeit", "9.80 EUR per box, 24-month commitment"),
        ("No, that does not work for us", "no to our offer"),
        ("What is the deadline?", "a question"),
        ("I accept your offer", "yes to our offer"),
        ("Payment matters most to us", "what matters to you: Payment"),
        ("zorblax grumpf", "not clear to us yet"),
    ],
)
def test_under_a_typed_message_stands_how_it_was_understood(text: str, words: str) -> None:
    made = factories.opened()
    taken = factories.say(made, text)
    shown = bubble_of(made, taken.seq)
    assert f"Understood:</span> {words}" in shown
    assert 'data-opens="counter"' in shown


def test_a_form_needs_no_such_line() -> None:
    made = factories.opened()
    taken = factories.offer(made, unit_price="9.80", payment_days="45")
    assert "Understood:" not in bubble_of(made, taken.seq)


def test_the_form_for_a_correction_begins_with_what_was_understood() -> None:
    made = factories.opened()
    factories.say(made, "We can do 9.83 at net 45")
    fields = {field.name: field.value for field in whole_page(made)["room"].fields}
    assert (fields["unit_price"], fields["payment_days"]) == ("9.83", "45")


def test_a_message_that_was_read_later_gets_its_line_later() -> None:
    made = factories.opened()
    taken = factories.say(made, "We can do 9.80")
    later = [event for event in ledger.events_after(made) if event.seq > taken.seq]
    frame = render_to_string("suppliers/frames/events.html", update(made, later)).replace("\u00a0", " ")
    assert f'hx-target="#understood-{taken.seq}"' in frame
    assert "9.80 EUR per box" in frame


def test_a_program_is_told_how_its_words_were_understood() -> None:
    made = factories.opened()
    taken = factories.say(made, "We can do 9.80 at net 45")
    frames = [json.loads(frame) for frame in JsonRenderer().events(made, ledger.events_after(made))]
    told = [frame["understood"] for frame in frames if "understood" in frame]
    assert told == [[{"message": taken.seq, "intent": "offer", "terms": {"unit_price": 9.8, "payment_days": 45}}]]


def test_what_matters_most_is_asked_with_buttons_and_the_answer_is_kept() -> None:
    made = factories.opened(factories.guardrails(asks_interests=True))
    opening = factories.payload_of(factories.last(made, "bot_said"))
    assert opening["text"].endswith("What matters most to you?")
    assert opening["interests"] == ["unit_price", "payment_days", "contract_months"]
    dock = dock_of(made)
    assert "Payment matters most to us." in dock
    factories.say(made, "Payment matters most to us.")
    decided = factories.payload_of(factories.last(made, "decided"))
    (reading,) = decided["readings"].values()
    assert reading["interests"] == ["payment_days"]
    assert "Payment matters most" not in dock_of(made)


def test_nobody_is_asked_what_matters_unless_the_playbook_says_so() -> None:
    made = factories.opened()
    assert "matters" not in factories.payload_of(factories.last(made, "bot_said"))["text"]
    assert 'class="quick"' not in dock_of(made)
