"""A record in memory is trusted only as far as its hash: the ledger is the truth."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction

from negotiation import ledger, records, turns
from negotiation.messages import MakeOffer
from negotiation.models import Negotiation
from tests import factories

OFFER = MakeOffer(client_id="m", terms={"unit_price": "9.80", "payment_days": "45"})


def fresh(made: Negotiation) -> Negotiation:
    return Negotiation.objects.get(pk=made.pk)


def from_ledger(made: Negotiation) -> records.Record:
    return records.fold(ledger.events_after(made))


@pytest.mark.django_db
def test_a_record_in_memory_is_the_one_that_the_ledger_gives() -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    assert records.load(fresh(made)) == from_ledger(made)


@pytest.mark.django_db
def test_what_another_process_wrote_is_caught_up_with() -> None:
    made = factories.opened()
    old = records.load(fresh(made))
    turns.take(made.pk, OFFER)
    records.remember(made, old)
    assert records.load(fresh(made)) == from_ledger(made)


@pytest.mark.django_db
def test_a_record_that_belongs_to_another_history_is_forgotten() -> None:
    made = factories.opened()
    turns.take(made.pk, OFFER)
    records.remember(made, replace(from_ledger(made), seq=3, hash="0" * 64, offers=()))
    assert records.load(fresh(made)) == from_ledger(made)


def test_what_was_rolled_back_never_happened(file_database: Path) -> None:
    made = factories.opened()
    with transaction.atomic():
        turns.take(made.pk, OFFER)
        transaction.set_rollback(True)
    assert records.load(fresh(made)) == from_ledger(made)
    assert "supplier_said" not in factories.kinds(made)
    taken = turns.take(made.pk, OFFER)
    assert [event.kind for event in taken.events] == ["supplier_said", "decided", "bot_said"]
    assert ledger.verify(fresh(made)) is None
