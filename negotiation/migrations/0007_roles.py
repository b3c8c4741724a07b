"""The roles, as groups. The table is `negotiation.roles` as it was then; a later change of it is a further migration."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "Category admin": (
        "suppliers.view_category",
        "suppliers.view_supplier",
        "suppliers.view_contact",
        "suppliers.view_riskflag",
        "suppliers.view_contract",
        "suppliers.view_purchase",
        "negotiation.view_playbook",
        "negotiation.view_playbookversion",
        "negotiation.view_publication",
        "negotiation.view_dryrun",
        "negotiation.view_campaign",
        "negotiation.view_negotiation",
        "negotiation.view_event",
        "negotiation.view_agreement",
        "suppliers.add_category",
        "suppliers.change_category",
        "suppliers.add_supplier",
        "suppliers.change_supplier",
        "suppliers.add_contact",
        "suppliers.change_contact",
        "suppliers.add_riskflag",
        "suppliers.change_riskflag",
        "suppliers.add_contract",
        "suppliers.change_contract",
        "suppliers.add_purchase",
        "suppliers.change_purchase",
        "suppliers.delete_contact",
        "suppliers.delete_purchase",
        "suppliers.view_importrun",
        "suppliers.view_importrow",
        "negotiation.add_campaign",
        "negotiation.change_campaign",
        "auditlog.view_logentry",
    ),
    "Buyer": (
        "suppliers.view_category",
        "suppliers.view_supplier",
        "suppliers.view_contact",
        "suppliers.view_riskflag",
        "suppliers.view_contract",
        "suppliers.view_purchase",
        "negotiation.view_playbook",
        "negotiation.view_playbookversion",
        "negotiation.view_publication",
        "negotiation.view_dryrun",
        "negotiation.view_campaign",
        "negotiation.view_negotiation",
        "negotiation.view_event",
        "negotiation.view_agreement",
        "negotiation.add_playbook",
        "negotiation.change_playbook",
        "negotiation.add_playbookversion",
        "negotiation.add_publication",
        "negotiation.add_dryrun",
        "negotiation.change_dryrun",
        "negotiation.negotiate",
    ),
    "Approver": (
        "suppliers.view_category",
        "suppliers.view_supplier",
        "suppliers.view_contact",
        "suppliers.view_riskflag",
        "suppliers.view_contract",
        "suppliers.view_purchase",
        "negotiation.view_playbook",
        "negotiation.view_playbookversion",
        "negotiation.view_publication",
        "negotiation.view_dryrun",
        "negotiation.view_campaign",
        "negotiation.view_negotiation",
        "negotiation.view_event",
        "negotiation.view_agreement",
        "suppliers.view_every_category",
        "negotiation.change_publication",
        "negotiation.approve_deal",
    ),
    "Auditor": (
        "suppliers.view_category",
        "suppliers.view_supplier",
        "suppliers.view_contact",
        "suppliers.view_riskflag",
        "suppliers.view_contract",
        "suppliers.view_purchase",
        "negotiation.view_playbook",
        "negotiation.view_playbookversion",
        "negotiation.view_publication",
        "negotiation.view_dryrun",
        "negotiation.view_campaign",
        "negotiation.view_negotiation",
        "negotiation.view_event",
        "negotiation.view_agreement",
        "suppliers.view_every_category",
        "suppliers.view_importrun",
        "suppliers.view_importrow",
        "negotiation.view_campaigncontract",
        "negotiation.view_invitation",
        "negotiation.view_email",
        "negotiation.view_words",
        "auth.view_user",
        "auth.view_group",
        "admin.view_logentry",
        "auditlog.view_logentry",
    ),
}


def make(apps: Any, schema_editor: Any) -> None:
    """The groups with their rights. In a new database the rights themselves are not there before the last migration."""
    database = schema_editor.connection.alias
    for app in sorted({right.partition(".")[0] for rights in ROLES.values() for right in rights}):
        create_permissions(installed.get_app_config(app), verbosity=0, using=database, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for name, rights in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=name)
        for right in rights:
            app, _, codename = right.partition(".")
            group.permissions.add(permissions.get(content_type__app_label=app, codename=codename))


class Migration(migrations.Migration):

    dependencies = [
        ("negotiation", "0006_campaigns"),
        ("suppliers", "0004_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="negotiation",
            options={
                "ordering": ("-created_at",),
                "permissions": (
                    ("negotiate", "Can take over rooms and negotiate"),
                    ("approve_deal", "Can approve deals above the bot's authority"),
                ),
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
