"""What campaigns need to be launched once, mailed at most once, and to say what they saved."""

import json
from decimal import Decimal
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """What agreements were worth before, read from the first event of their ledger, as every new one has it."""
    for agreement in apps.get_model("negotiation", "Agreement").objects.iterator():
        first = apps.get_model("negotiation", "Event").objects.get(negotiation=agreement.negotiation_id, seq=1)
        facts = json.loads(first.payload)["facts"]
        before = {lever["name"]: lever["baseline"] for lever in facts["levers"]}.get("unit_price")
        agreed = agreement.terms.get("unit_price")
        quantity = Decimal(facts["annual_quantity"])
        agreement.currency = facts["currency"]
        agreement.value_before = None if before is None else round(Decimal(before) * quantity, 2)
        agreement.value_agreed = None if agreed is None else round(Decimal(agreed) * quantity, 2)
        agreement.save(update_fields=["currency", "value_before", "value_agreed"])


class Migration(migrations.Migration):

    dependencies = [
        ('negotiation', '0005_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='currency',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name='agreement',
            name='value_agreed',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='value_before',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='cancel_reason',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='campaign',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='cancelled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='campaign',
            name='heartbeat_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Last sign of its worker.', null=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='launch_key',
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='campaign',
            name='time_zone',
            field=models.CharField(default='UTC', help_text='In which its deadline was set.', max_length=64),
        ),
        migrations.AddField(
            model_name='email',
            name='claimed_at',
            field=models.DateTimeField(blank=True, help_text='When it was last handed to the mail server.', null=True),
        ),
        migrations.AddField(
            model_name='email',
            name='sent_to',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
