"""What an event is, and how it is written: chained, in order, and by one writer at a time."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from negotiation import ledger, turns
from negotiation.ledger import Chain, Conflict, Entry
from negotiation.messages import Say
from negotiation.models import Actor, Event, Kind, Negotiation, State, Words
from tests import factories

pytestmark = pytest.mark.django_db


def bot_said(text: str = "Hello") -> Entry:
    return Entry(Kind.BOT_SAID, Actor.BOT, State.OPEN, {"text": text, "is_offer": False})


def test_it_hashes_everything_in_an_event_and_the_hash_before_it() -> None:
    """Worked from the description alone, so that a supplier's own program can do the same."""
    made = factories.opened()
    first, second = ledger.events_after(made)[:2]
    described = {
        "negotiation": str(made.public_id),
        "seq": 2,
        "kind": "opened",
        "actor": "supplier",
        "at": second.at.astimezone(UTC).isoformat(),
        "state": "open",
        "client_id": None,
        "payload": second.payload,
        "prev_hash": first.hash,
    }
    spelled = json.dumps(described, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert second.hash == hashlib.sha256(spelled.encode()).hexdigest()


def test_it_begins_with_the_compiled_policy_and_the_facts() -> None:
    made = factories.negotiation()
    first = json.loads(made.events.get().payload)
    assert Decimal(first["policy"]["levers"][0]["walk_away"]) == 10
    assert Decimal(first["facts"]["annual_quantity"]) == 20_000
    assert made.events.get().prev_hash == ""


def test_it_numbers_events_from_one_without_gaps_and_keeps_the_head() -> None:
    made = factories.opened()
    factories.say(made, "9.80, Net 45")
    events = ledger.events_after(made)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert (made.head_seq, made.head_hash, made.state) == (events[-1].seq, events[-1].hash, events[-1].state)


def test_it_gives_the_events_after_a_number() -> None:
    made = factories.opened()
    assert [event.seq for event in ledger.events_after(made, 3)] == list(range(4, made.head_seq + 1))


def test_it_keeps_the_words_beside_the_chain_and_only_their_salted_hash_in_it() -> None:
    made = factories.opened()
    factories.say(made, "Our mill in Ghent raised its price, 9.80 is what we can do")
    said = factories.last(made, "supplier_said")
    assert said.words.text.startswith("Our mill in Ghent")
    salted = hashlib.sha256((said.words.salt + said.words.text).encode()).hexdigest()
    assert json.loads(said.payload)["words"] == salted
    assert len(said.words.salt) == 32
    for event in made.events.all():
        assert "Ghent" not in event.payload


def test_it_salts_the_same_words_differently_each_time() -> None:
    made = factories.opened()
    for _ in range(2):
        factories.say(made, "yes, 9.80")
    first, second = Words.objects.filter(event__negotiation=made)
    assert first.salt != second.salt


def test_it_lets_one_of_two_writers_that_read_the_same_head_write() -> None:
    made = factories.opened()
    slow, fast = Chain(Negotiation.objects.get(pk=made.pk)), Chain(Negotiation.objects.get(pk=made.pk))
    slow.add(bot_said("slow"))
    fast.add(bot_said("fast"))
    fast.commit(unanswered=None, person_due_since=None, held_by="")
    with pytest.raises(Conflict):
        slow.commit(unanswered=None, person_due_since=None, held_by="")
    assert factories.payload_of(made.events.latest("seq"))["text"] == "fast"
    assert ledger.verify(Negotiation.objects.get(pk=made.pk)) is None


def test_it_writes_all_of_a_chain_or_nothing() -> None:
    made = factories.opened()
    chain = Chain(made)
    chain.add(bot_said())
    chain.add(bot_said())
    chain.events[1].seq = chain.events[0].seq
    before = (made.events.count(), made.head_seq)
    with pytest.raises(Exception, match="recorded already"), transaction.atomic():
        chain.commit(unanswered=None, person_due_since=None, held_by="")
    fresh = Negotiation.objects.get(pk=made.pk)
    assert (fresh.events.count(), fresh.head_seq) == before == (made.events.count(), made.head_seq)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"at": datetime(2026, 5, 1, tzinfo=UTC)}, {1, 2}])
def test_it_refuses_to_spell_what_json_has_no_one_spelling_for(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        ledger.canonical(value)


def test_it_spells_the_same_value_the_same_way_however_it_was_built() -> None:
    assert (
        ledger.canonical({"b": [1, 2], "a": "é"}) == ledger.canonical({"a": "é", "b": (1, 2)}) == '{"a":"é","b":[1,2]}'
    )


def test_it_can_hash_words_that_no_encoding_takes() -> None:
    assert ledger.words_hash("salt", "\ud800") != ledger.words_hash("salt", "\ud801")


def test_it_has_an_event_for_every_row_of_words() -> None:
    made = factories.opened()
    factories.offer(made, note="Only with forecast", unit_price="9.80")
    factories.offer(made, unit_price="9.70")
    assert Words.objects.count() == 1
    assert ledger.text_of(Event.objects.get(words__isnull=False)) == "Only with forecast"


def test_an_event_that_travelled_as_a_row_is_the_same_event() -> None:
    made = factories.opened()
    taken = turns.take(made.pk, Say(client_id="m", text="9.80 EUR, net 45 days"))
    for event in taken.events:
        arrived = ledger.from_row(ledger.as_row(event))
        assert ledger.event_hash(arrived, str(made.public_id)) == event.hash
        assert (arrived.content, ledger.text_of(arrived)) == (event.content, ledger.text_of(event))
