"""The database itself refuses to change or remove an event, whoever asks: code, shell, or another program."""

from typing import Any

from django.db import migrations

SQLITE_TRIGGER = """
    CREATE TRIGGER negotiation_event_no_{verb_lower} BEFORE {verb} ON negotiation_event
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: events are never changed or removed'); END
"""
# SQLite's INSERT OR REPLACE removes the row that is in its way without asking the trigger above.
SQLITE_NO_REPLACE = """
    CREATE TRIGGER negotiation_event_no_replace BEFORE INSERT ON negotiation_event
    WHEN EXISTS (SELECT 1 FROM negotiation_event WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM negotiation_event WHERE negotiation_id = NEW.negotiation_id AND seq = NEW.seq)
        OR EXISTS (
            SELECT 1 FROM negotiation_event
            WHERE negotiation_id = NEW.negotiation_id AND client_id = NEW.client_id AND client_id IS NOT NULL
        )
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: this event is recorded already'); END
"""
POSTGRESQL_FUNCTION = """
    CREATE FUNCTION negotiation_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only: events are never changed or removed'; END $$
"""
POSTGRESQL_TRIGGER = """
    CREATE TRIGGER negotiation_event_no_{verb_lower} BEFORE {verb} ON negotiation_event
    FOR EACH {each} EXECUTE FUNCTION negotiation_event_append_only()
"""


def create(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE_TRIGGER.format(verb=verb, verb_lower=verb.lower()))
        schema_editor.execute(SQLITE_NO_REPLACE)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            schema_editor.execute(POSTGRESQL_TRIGGER.format(verb=verb, verb_lower=verb.lower(), each=each))


def drop(apps: Any, schema_editor: Any) -> None:
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON negotiation_event"
    for verb in ("update", "delete", "truncate", "replace"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS negotiation_event_no_{verb}{on_table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS negotiation_event_append_only()")


class Migration(migrations.Migration):
    dependencies = [("negotiation", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
