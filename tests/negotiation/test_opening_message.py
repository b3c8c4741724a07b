"""What a playbook says about words is what suppliers read: the message that comes first, and the tone."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from negotiation import links
from suppliers.models import Stage
from tests import factories
from tests.factories import guardrails, last, payload_of
from tests.negotiation import staged

pytestmark = pytest.mark.django_db

MESSAGE = "Good day, and thank you for ten good years.\n\nWe would like to renew."


def test_the_opening_message_stands_above_the_first_offer_and_the_bot_still_says_what_it_is() -> None:
    said = payload_of(last(factories.opened(guardrails(opening_message=MESSAGE)), "bot_said"))["text"]
    assert said.startswith(f"{MESSAGE}\n\nHello Supplier ")
    assert "I am a bot" in said
    assert "9.40" in said


def test_it_is_said_once() -> None:
    made = factories.opened(guardrails(opening_message=MESSAGE))
    factories.say(made, "2 % off, Net 45")
    assert "ten good years" not in payload_of(last(made, "bot_said"))["text"]


def test_a_person_who_sends_the_bots_draft_sends_it_too() -> None:
    made = staged.opened(Stage.ADVISOR, guardrails(opening_message=MESSAGE))
    staged.send(made)
    assert payload_of(last(made, "bot_said"))["text"].startswith(MESSAGE)


@pytest.mark.parametrize("limit", ["We hope for 9.40.", "Six per cent less would be fine.", "Net 60 is what we want."])
def test_it_is_left_out_where_it_would_tell_a_limit_of_this_contract(limit: str) -> None:
    made = factories.opened(guardrails(opening_message=limit))
    assert limit not in payload_of(last(made, "bot_said"))["text"]
    assert limit not in json.dumps(payload_of(made.events.get(seq=1))["facts"])


def test_it_is_shown_as_it_was_typed_and_never_as_markup(client: Client) -> None:
    made = factories.opened(guardrails(opening_message="<b>Hello</b> & welcome"))
    page = client.get(reverse("room", args=[links.issue(made)[1]])).content.decode()
    assert "&lt;b&gt;Hello&lt;/b&gt; &amp; welcome" in page


def test_a_plain_tone_leaves_out_courtesies() -> None:
    def counter(tone: str) -> str:
        made = factories.opened(guardrails(tone=tone))
        factories.say(made, "2 % off, Net 45")
        return str(payload_of(last(made, "bot_said"))["text"])

    assert re.search("Thank|appreciate", counter("warm"))
    assert not re.search("Thank|appreciate", counter("plain"))


def test_a_fixed_language_is_spoken_to_everybody_whatever_they_write() -> None:
    made = factories.opened(guardrails(language="fr"))
    assert payload_of(last(made, "bot_said"))["text"].startswith("Bonjour")
    factories.say(made, "2 % off, Net 45")
    assert "par carton" in payload_of(last(made, "bot_said"))["text"]


def test_what_a_person_sends_says_in_no_language_that_it_is_a_bot() -> None:
    for language in ("en", "de", "fr", "es"):
        made = staged.opened(Stage.ADVISOR, guardrails(language=language))
        staged.send(made)
        assert not re.search(r"\b(bot|robot|Bot|Verhandlungsbot)\b", payload_of(last(made, "bot_said"))["text"])
