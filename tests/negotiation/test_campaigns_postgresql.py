"""Campaigns on PostgreSQL: launched by two people, worked on and mailed by two workers, each thing done once."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import services
from tests.mail_server import mail_server
from tests.servers import PROJECT, Installation

PREPARE = """
from django.core.management import call_command
from tests.negotiation.campaigning import launcher, version_with
call_command("migrate", verbosity=0)
launcher("anna"), launcher("bert")
print(version_with(*(f"Supplier{number}" for number in range(60))).pk)
"""
LAUNCH_AND_WORK = """
import django; django.setup()
from uuid import uuid4
from negotiation.campaigns import control, launching, mailing
from negotiation.models import Campaign, PlaybookVersion
from tests.negotiation.campaigning import launcher, plan
try:
    control.launch(plan(PlaybookVersion.objects.get(pk={version})), key=uuid4(), by=launcher({name!r}))
except control.ChoiceChanged:
    pass
launching.work(Campaign.objects.get(playbook_version={version}).pk)
mailing.outbox.deliver()
"""
LOOK = """
from datetime import timedelta
from django.utils import timezone
from negotiation import turns; from negotiation.campaigns import control, figures, invitations, launching
from negotiation.models import Campaign, Email
from tests.negotiation.campaigning import launcher, of
campaign = Campaign.objects.get(playbook_version={version})
made = of(campaign, "Supplier0")
turns.enter(made.pk)
made.refresh_from_db()
factories.accept(made)
found = figures.figures(campaign)
reminders = invitations.remind(campaign.deadline - timedelta(minutes=1))
control.extend(campaign, campaign.deadline + timedelta(days=1))
control.cancel(campaign, by=launcher(), reason="Enough")
launching.work(campaign.pk)
print(json.dumps({{
    "counts": {{figure.code: figure.count for figure in found.counts}},
    "saved": str(found.savings[0].saved),
    "reminders": reminders,
    "withdrawn": campaign.negotiations.filter(state="withdrawn").count(),
    "sent": Email.objects.filter(status="sent").count(),
    "left": launching.left_behind(),
}}))
"""


@pytest.fixture
def production(postgresql: services.Cluster, tmp_path: Path) -> Installation:
    return Installation(tmp_path, {"SECRET_KEY": "for tests only", "DATABASE_URL": postgresql.create("campaigns")})


def test_two_people_and_two_workers_do_each_thing_once(production: Installation) -> None:
    version = production.run(PREPARE)
    with mail_server() as mail:
        environment = {**production.environment, "EMAIL_URL": mail.url}
        both = [
            subprocess.Popen(
                [sys.executable, "-c", LAUNCH_AND_WORK.format(version=version, name=name)],
                cwd=PROJECT,
                env=environment,
            )
            for name in ("anna", "bert")
        ]
        assert [one.wait(timeout=120) for one in both] == [0, 0]
        production_with_mail = Installation(production.folder, {**production.settings, "EMAIL_URL": mail.url})
        production_with_mail.run("from negotiation.campaigns import mailing; mailing.outbox.deliver()")
        assert len(mail.addresses()) == len(set(mail.addresses())) == 60
    found = production.run(LOOK.format(version=version))
    assert found["counts"]["invited"] == 60
    assert (found["counts"]["agreed"], found["saved"]) == (1, "12000.00")
    assert (found["reminders"], found["withdrawn"], found["sent"], found["left"]) == (59, 59, 60, [])
