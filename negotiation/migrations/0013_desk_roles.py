"""What the roles may do with saved replies and authorities; a migration of its own, since it writes rows."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "Category admin": ("view_savedreply", "add_savedreply", "change_savedreply", "delete_savedreply"),
    "Buyer": ("view_savedreply", "add_savedreply", "change_savedreply", "delete_savedreply"),
    "Auditor": ("view_savedreply", "view_buyerauthority"),
}


def give_rights(apps: Any, schema_editor: Any) -> None:
    """The roles may what `negotiation.roles` says. In a new database the rights are not there before the last migration."""
    database = schema_editor.connection.alias
    create_permissions(installed.get_app_config("negotiation"), verbosity=0, using=database, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for name, rights in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(database).get(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label="negotiation", codename__in=rights))


class Migration(migrations.Migration):

    dependencies = [("negotiation", "0012_event_of_people")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
