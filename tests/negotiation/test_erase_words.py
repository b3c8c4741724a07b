"""A supplier's words can be erased on request; the chain still verifies, and nothing brings them back unseen."""

import pytest

from negotiation import ledger, turns
from negotiation.messages import Say
from negotiation.models import Actor, Event, Negotiation, Words
from negotiation.replay import replay
from suppliers.public import public_event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def talked() -> Negotiation:
    made = factories.opened()
    factories.say(made, "My name is Anna and 9.80 is our price")
    factories.offer(made, note="Call Anna on Monday", unit_price="9.70")
    return made


def erase(made: Negotiation) -> int:
    count = ledger.erase_words(made, by=Actor.SYSTEM, reason="request of 12 May")
    made.refresh_from_db()
    return count


def test_it_erases_texts_and_notes_and_says_how_many(talked: Negotiation) -> None:
    assert erase(talked) == 2
    assert list(Words.objects.values_list("text", "salt")) == [("", ""), ("", "")]
    assert not any("Anna" in event.payload for event in talked.events.all())


def test_it_records_the_erasure_with_its_reason(talked: Negotiation) -> None:
    said = list(talked.events.filter(kind="supplier_said").values_list("seq", flat=True))
    state = talked.state
    erase(talked)
    event = talked.events.latest("seq")
    assert (event.kind, event.actor, event.state) == ("words_erased", "system", state)
    assert factories.payload_of(event) == {"events": said, "reason": "request of 12 May"}


def test_the_chain_still_verifies_and_replays(talked: Negotiation) -> None:
    erase(talked)
    assert ledger.verify(talked) is None
    assert list(replay(talked)) == []


def test_it_leaves_the_words_of_others_alone(talked: Negotiation) -> None:
    other = factories.opened()
    factories.say(other, "hello")
    erase(talked)
    assert ledger.text_of(factories.last(other, "supplier_said")) == "hello"


def test_it_shows_an_erased_message_without_words_and_keeps_its_terms(talked: Negotiation) -> None:
    erase(talked)
    note = next(event for event in ledger.events_after(talked) if "offer" in event.payload and event.client_id)
    shown = public_event(note)
    assert shown is not None
    assert shown.text is None


def test_erasing_twice_erases_nothing_the_second_time(talked: Negotiation) -> None:
    erase(talked)
    head = talked.head_seq
    assert erase(talked) == 0
    assert talked.head_seq == head


def test_the_talk_goes_on_and_later_words_can_be_erased_too(talked: Negotiation) -> None:
    erase(talked)
    factories.say(talked, "2 % off, Net 45")
    assert erase(talked) == 1
    assert ledger.verify(talked) is None


@pytest.mark.parametrize("text", ["My name is Anna and 9.80 is our price", "something else"])
def test_it_finds_erased_words_that_come_back(talked: Negotiation, text: str) -> None:
    said = talked.events.filter(words__isnull=False).earliest("seq")
    erase(talked)
    Words.objects.filter(event=said).update(text=text, erased_at=None)
    found = ledger.verify(talked)
    assert found is not None
    assert (found.seq, found.reason) == (said.seq, "its words were erased, and are back")


def test_it_erases_though_somebody_has_written_since_the_negotiation_was_read(talked: Negotiation) -> None:
    stale = Negotiation.objects.get(pk=talked.pk)
    turns.take(talked.pk, Say(client_id="later", text="Anna again"))
    assert ledger.erase_words(stale, by=Actor.SYSTEM, reason="request") == 3
    assert ledger.verify(Negotiation.objects.get(pk=talked.pk)) is None


def test_erasing_what_nobody_wrote_is_no_event() -> None:
    made = factories.opened()
    assert erase(made) == 0
    assert not Event.objects.filter(kind="words_erased").exists()
