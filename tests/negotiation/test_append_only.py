"""The database itself refuses to change or remove an event, whoever asks."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from negotiation import ledger
from negotiation.models import Event, Negotiation
from tests import factories

pytestmark = pytest.mark.django_db

CHANGES: dict[str, Callable[[Event], object]] = {
    "a saved row": lambda event: event.save(),
    "a query that updates": lambda event: Event.objects.filter(pk=event.pk).update(payload="{}"),
    "a bulk update": lambda event: Event.objects.bulk_update([event], ["payload"]),
    "an update of all rows": lambda event: Event.objects.update(seq=F("seq") + 100),
    "raw UPDATE": lambda event: sql("UPDATE negotiation_event SET payload = '{}' WHERE id = %s", event.pk),
    "raw UPSERT": lambda event: sql(
        "INSERT INTO negotiation_event SELECT * FROM negotiation_event WHERE id = %s"
        " ON CONFLICT (id) DO UPDATE SET payload = '{}'",
        event.pk,
    ),
    "a removed row": lambda event: event.delete(),
    "raw DELETE": lambda event: sql("DELETE FROM negotiation_event WHERE id = %s", event.pk),
    "DELETE without a condition": lambda event: sql("DELETE FROM negotiation_event"),
}


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_refuses_every_change_of_an_event(change: Callable[[Event], object]) -> None:
    made = factories.opened()
    # An event without words: those of others are protected by a foreign key already, before any trigger.
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(factories.last(made, "bot_said"))
    assert ledger.verify(Negotiation.objects.get(pk=made.pk)) is None


def test_it_refuses_to_replace_an_event_by_one_of_the_same_number() -> None:
    made = factories.opened()
    event = factories.last(made, "bot_said")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(
            "INSERT OR REPLACE INTO negotiation_event SELECT id, seq, kind, actor, at, state, client_id, '{}',"
            " prev_hash, hash, negotiation_id FROM negotiation_event WHERE id = %s",
            event.pk,
        )
    assert ledger.verify(Negotiation.objects.get(pk=made.pk)) is None


def test_it_refuses_to_remove_a_negotiation_with_a_history() -> None:
    made = factories.opened()
    with pytest.raises(Exception, match="protected"):
        made.delete()


def test_it_takes_one_event_of_a_number_and_one_of_a_client_id() -> None:
    made = factories.opened()
    factories.say(made, "Hello", client_id="m-1")
    said = factories.last(made, "supplier_said")
    for changes in ({"seq": said.seq, "client_id": None}, {"seq": 99, "client_id": "m-1"}):
        again = Event.objects.get(pk=said.pk)
        again.pk = None
        for name, value in changes.items():
            setattr(again, name, value)
        with pytest.raises(DatabaseError, match="recorded already"), transaction.atomic():
            again.save(force_insert=True)


def test_it_protects_postgresql_by_triggers_for_every_verb() -> None:
    migration = import_module("negotiation.migrations.0002_append_only")
    statements: list[str] = []

    class Editor:
        class connection:  # noqa: N801 - as Django's schema editor names it
            vendor = "postgresql"

        execute = staticmethod(statements.append)

    migration.create(None, Editor)
    text = " ".join(" ".join(statements).split())
    assert "RAISE EXCEPTION 'the ledger is append-only" in text
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        assert f"BEFORE {verb} ON negotiation_event" in text
