"""A row changed behind our back is found, and the first one that does not hold is named."""

from typing import Any

import pytest
from django.db import connection

from negotiation import ledger
from negotiation.ledger import Break
from negotiation.models import Actor, Kind, Negotiation, State
from tests import factories, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed() -> Negotiation:
    """A deal with words, an offer and a button press in it, on a database whose triggers are gone."""
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    factories.offer(made, unit_price="9.60", payment_days="50")
    assert made.state == "agreed"
    for verb in ("update", "delete", "replace"):
        sql(f"DROP TRIGGER negotiation_event_no_{verb}")
    return made


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def change(made: Negotiation, seq: int, column: str, value: object) -> None:
    sql(f"UPDATE negotiation_event SET {column} = %s WHERE negotiation_id = %s AND seq = %s", value, made.pk, seq)


def rehash(made: Negotiation, seq: int) -> None:
    event = made.events.get(seq=seq)
    change(made, seq, "hash", ledger.event_hash(event, str(made.public_id)))


def fault(made: Negotiation) -> Break | None:
    return ledger.verify(Negotiation.objects.get(pk=made.pk))


def test_it_finds_an_untouched_ledger_whole(agreed: Negotiation) -> None:
    assert fault(agreed) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "closed"),
        ("actor", "buyer"),
        ("at", "2020-01-01 00:00:00"),
        ("at", "yesterday"),
        ("state", "expired"),
        ("client_id", "forged"),
        ("payload", '{"reasons":["bribe"]}'),
        ("payload", "no JSON"),
        ("payload", "[]"),
        ("hash", "0" * 64),
    ],
)
@pytest.mark.parametrize("seq", [1, 5, 8])
def test_it_names_an_event_that_was_changed(agreed: Negotiation, seq: int, column: str, value: object) -> None:
    change(agreed, seq, column, value)
    found = fault(agreed)
    assert found is not None
    assert (found.seq, found.reason) == (seq, "was changed after it was written")
    assert str(found).startswith(f"negotiation {agreed.public_id}, event {seq}: ")


@pytest.mark.parametrize("payload", ["no JSON", "[]", '{"events": 5}', '{"events": [[]]}'])
def test_it_names_an_erasure_that_was_changed_into_nonsense(agreed: Negotiation, payload: str) -> None:
    ledger.erase_words(agreed, by=Actor.SYSTEM, reason="request")
    change(agreed, agreed.head_seq, "payload", payload)
    found = fault(agreed)
    assert found is not None
    # With the erasure gone, the words that it explains are what is seen to be missing first.
    assert found.seq <= agreed.head_seq


def test_it_names_the_event_after_one_that_was_changed_and_hashed_again(agreed: Negotiation) -> None:
    change(agreed, 5, "payload", "{}")
    rehash(agreed, 5)
    found = fault(agreed)
    assert found is not None
    assert (found.seq, found.reason) == (6, "does not follow from the event before it")


def test_it_finds_the_last_event_changed_and_hashed_again_by_the_head(agreed: Negotiation) -> None:
    change(agreed, agreed.head_seq, "payload", "{}")
    rehash(agreed, agreed.head_seq)
    found = fault(agreed)
    assert found is not None
    assert found.seq == agreed.head_seq


def test_it_names_an_event_that_was_removed(agreed: Negotiation) -> None:
    sql("DELETE FROM negotiation_event WHERE negotiation_id = %s AND seq = 7", agreed.pk)
    found = fault(agreed)
    assert found is not None
    assert (found.seq, found.reason) == (7, "missing; the next one is event 8")


def test_it_finds_the_last_event_removed(agreed: Negotiation) -> None:
    sql("DELETE FROM negotiation_event WHERE negotiation_id = %s AND seq = %s", agreed.pk, agreed.head_seq)
    found = fault(agreed)
    assert found is not None
    assert found.seq == agreed.head_seq


def test_it_finds_all_events_removed(agreed: Negotiation) -> None:
    sql("DELETE FROM negotiation_words")
    sql("DELETE FROM negotiation_event WHERE negotiation_id = %s", agreed.pk)
    assert fault(agreed) is not None


def test_it_finds_an_event_moved_to_another_negotiation(agreed: Negotiation) -> None:
    other = factories.negotiation()
    sql(
        "UPDATE negotiation_event SET negotiation_id = %s, seq = 2 WHERE negotiation_id = %s AND seq = 2",
        other.pk,
        agreed.pk,
    )
    found = fault(agreed), fault(other)
    assert all(one is not None and one.seq == 2 for one in found)


def test_it_finds_two_events_swapped(agreed: Negotiation) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        change(agreed, old, "seq", new)
    found = fault(agreed)
    assert found is not None
    assert found.seq == 3


@pytest.mark.parametrize(("column", "value"), [("text", "10 % off"), ("salt", "0" * 32), ("erased_at", "2026-05-01")])
def test_it_names_the_message_whose_words_were_changed(agreed: Negotiation, column: str, value: str) -> None:
    said = agreed.events.filter(words__isnull=False).earliest("seq")
    if column == "erased_at":  # erased behind our back, with no event that says so
        sql("UPDATE negotiation_words SET text = '', salt = '' WHERE event_id = %s", said.pk)
    sql(f"UPDATE negotiation_words SET {column} = %s WHERE event_id = %s", value, said.pk)
    found = fault(agreed)
    assert found is not None
    assert (found.seq, found.reason) == (said.seq, "its words were changed after they were written")


def test_it_names_the_message_whose_words_are_gone(agreed: Negotiation) -> None:
    said = agreed.events.filter(words__isnull=False).earliest("seq")
    sql("DELETE FROM negotiation_words WHERE event_id = %s", said.pk)
    found = fault(agreed)
    assert found is not None
    assert (found.seq, found.reason) == (said.seq, "its words are missing")


@pytest.mark.parametrize(
    ("column", "value"),
    [("head_seq", 5), ("head_hash", "0" * 64), ("state", "no_deal"), ("head_seq", 99)],
)
def test_it_finds_a_negotiation_that_says_otherwise_than_its_chain(
    agreed: Negotiation, column: str, value: object
) -> None:
    Negotiation.objects.filter(pk=agreed.pk).update(**{column: value})
    assert fault(agreed) is not None


AGREEMENT_CHANGES: dict[str, dict[str, Any]] = {
    "another price": {"terms": {"unit_price": "12", "payment_days": "50", "contract_months": "12"}},
    "a lever less": {"terms": {"unit_price": "9.6"}},
    "another event": {"chain_seq": 3},
    "an event that is not there": {"chain_seq": 99},
    "event zero": {"chain_seq": 0},
    "another hash": {"chain_hash": "0" * 64},
}


@pytest.mark.parametrize("changes", AGREEMENT_CHANGES.values(), ids=AGREEMENT_CHANGES.keys())
def test_it_finds_an_agreement_that_says_otherwise_than_its_chain(agreed: Negotiation, changes: dict[str, Any]) -> None:
    type(agreed.agreement).objects.update(**changes)
    found = fault(agreed)
    assert found is not None
    assert "agreement" in found.reason


def test_it_finds_an_agreement_that_was_removed(agreed: Negotiation) -> None:
    agreed.agreement.delete()
    found = fault(agreed)
    assert found is not None
    assert found.seq == agreed.events.get(kind=Kind.AGREED).seq


def test_it_names_the_first_of_two_breaks(agreed: Negotiation) -> None:
    change(agreed, 7, "payload", "{}")
    change(agreed, 4, "payload", "{}")
    found = fault(agreed)
    assert found is not None
    assert found.seq == 4


@pytest.mark.parametrize("state", State)
def test_it_finds_a_negotiation_in_any_state_whole(state: State) -> None:
    made = states.IN[state]()
    assert made.state == state
    assert fault(made) is None
