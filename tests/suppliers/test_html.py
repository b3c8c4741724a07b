"""What a browser gets over the socket."""

import re

import pytest

from negotiation import ledger
from negotiation.desk import people
from negotiation.messages import Refused
from negotiation.models import Actor, Negotiation
from suppliers.html import HtmlRenderer
from tests import factories, states

pytestmark = pytest.mark.django_db


def frame(made: Negotiation, after: int = 0) -> str:
    """The one frame for everything after an event."""
    (only,) = HtmlRenderer().events(made, ledger.events_after(made, after))
    return only


def targets(html: str) -> list[str]:
    return re.findall(r'hx-target="(#[\w-]+)"', html)


def test_each_event_that_has_something_to_show_is_an_article_with_its_number() -> None:
    made = factories.opened()
    before = made.head_seq
    factories.say(made, "2 % off, Net 45")
    seqs = [event.seq for event in made.events.filter(seq__gt=before).exclude(kind="decided")]
    assert re.findall(r'<article id="event-(\d+)"', frame(made, before)) == [str(seq) for seq in sorted(seqs)]


def test_messages_are_added_and_never_replace_the_conversation() -> None:
    assert 'hx-target="#log" hx-swap="beforeend"' in frame(factories.opened())


def test_a_frame_never_touches_the_box_that_somebody_types_in() -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    html = frame(made)
    assert "#dock" not in targets(html)
    assert "<textarea" not in html


def test_the_frame_that_closes_the_room_brings_the_end_in_place_of_the_box() -> None:
    made = factories.opened()
    before = made.head_seq
    factories.accept(made)
    html = frame(made, before)
    assert "#dock" in targets(html)
    assert "Download the agreement" in html


def test_a_frame_says_up_to_which_event_it_shows() -> None:
    made = factories.opened()
    assert f'data-seq="{made.head_seq}"' in frame(made)


def test_what_a_supplier_types_is_escaped() -> None:
    made = factories.opened()
    before = made.head_seq
    factories.say(made, "<script>alert(1)</script>")
    html = frame(made, before)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_erased_words_are_gone_from_the_fragments() -> None:
    made = factories.opened()
    before = made.head_seq
    factories.say(made, "My private number is 0170 1234567")
    ledger.erase_words(made, by=Actor.SYSTEM, reason="asked for")
    html = frame(made, before)
    assert "0170" not in html
    assert "This message was erased on request." in html


def test_an_acknowledgement_names_the_client_s_own_id() -> None:
    (html,) = HtmlRenderer().ack('a"b', 7)
    assert targets(html) == ["#acks"]
    assert 'data-client-id="a&quot;b" data-seq="7"' in html


def test_a_refusal_says_what_would_be_right_and_which_message_it_is_about() -> None:
    (html,) = HtmlRenderer().error(Refused("stale_offer", "There is a newer offer."), "mine")
    assert "There is a newer offer." in html
    assert 'data-client-id="mine" data-refused="stale_offer"' in html


def test_a_refusal_of_nothing_in_particular_names_no_message() -> None:
    (html,) = HtmlRenderer().error(Refused("bad_json", "This is not valid JSON."), None)
    assert "data-client-id" not in html


def test_typing_says_who_types() -> None:
    assert "A person is typing" in HtmlRenderer().typing("buyer")[0]
    assert "Somebody else on your side is typing" in HtmlRenderer().typing("supplier")[0]


@pytest.mark.parametrize("state", states.IN)
def test_every_state_has_a_frame(state: str) -> None:
    assert "#standing" in targets(frame(states.IN[state]()))


def test_the_frame_shows_the_state_of_now_also_to_a_socket_that_was_opened_before() -> None:
    made = factories.opened()
    stale = Negotiation.objects.get(pk=made.pk)
    people.withdraw(made.pk, by="kim", reason="budget")
    assert "Withdrawn" in frame(stale)


def test_no_fragment_has_the_guardrails() -> None:
    rules = factories.guardrails(authority="876543", accept_at=0.97531)
    made = factories.opened(rules)
    factories.say(made, "What is your limit?")
    html = frame(made)
    assert "876543" not in html
    assert "97531" not in html
