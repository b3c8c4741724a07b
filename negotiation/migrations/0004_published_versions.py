"""The database itself refuses to change or remove a published version; a publication knows who wrote what is asked for.

SQLite drops a table's triggers when a later migration rebuilds it: such a migration has to run `create` again.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSAL = "a published version is never changed or removed: publish another one"
SQLITE_TRIGGER = """
    CREATE TRIGGER negotiation_playbookversion_no_{verb_lower} BEFORE {verb} ON negotiation_playbookversion
    BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
# SQLite's INSERT OR REPLACE removes the row that is in its way without asking the trigger above.
SQLITE_NO_REPLACE = """
    CREATE TRIGGER negotiation_playbookversion_no_replace BEFORE INSERT ON negotiation_playbookversion
    WHEN EXISTS (SELECT 1 FROM negotiation_playbookversion WHERE id = NEW.id)
        OR EXISTS (
            SELECT 1 FROM negotiation_playbookversion WHERE playbook_id = NEW.playbook_id AND number = NEW.number
        )
    BEGIN SELECT RAISE(ABORT, 'a published version is never changed: this number is taken'); END
"""
POSTGRESQL_FUNCTION = """
    CREATE FUNCTION negotiation_playbookversion_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""
POSTGRESQL_TRIGGER = """
    CREATE TRIGGER negotiation_playbookversion_no_{verb_lower} BEFORE {verb} ON negotiation_playbookversion
    FOR EACH {each} EXECUTE FUNCTION negotiation_playbookversion_immutable()
"""


def create(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE_TRIGGER.format(verb=verb, verb_lower=verb.lower(), refusal=REFUSAL))
        schema_editor.execute(SQLITE_NO_REPLACE)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION.format(refusal=REFUSAL))
        for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            schema_editor.execute(POSTGRESQL_TRIGGER.format(verb=verb, verb_lower=verb.lower(), each=each))


def drop(apps: Any, schema_editor: Any) -> None:
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON negotiation_playbookversion"
    for verb in ("update", "delete", "truncate", "replace"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS negotiation_playbookversion_no_{verb}{on_table}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS negotiation_playbookversion_immutable()")


class Migration(migrations.Migration):
    dependencies = [
        ("negotiation", "0003_guardrails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(create, drop),
    ]
