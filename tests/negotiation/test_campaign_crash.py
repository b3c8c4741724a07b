"""A worker that is killed in the middle of a launch loses nothing, and nobody gets a second e-mail."""

from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess

import pytest

from tests.mail_server import MailServer, mail_server
from tests.servers import Installation, wait_until

PREPARE = """
from uuid import uuid4
from negotiation.campaigns import control, launching
from tests.negotiation.campaigning import launcher, plan, version_with
version = version_with(*(f"Supplier{{number}}" for number in range({count})))
campaign = control.launch(plan(version), key=uuid4(), by=launcher())
{then}
print(campaign.pk)
"""
START = "from negotiation.campaigns import launching; launching.work({pk})"
SEND = "from negotiation.campaigns import mailing; mailing.outbox.settle(); mailing.outbox.deliver()"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def made(own_installation: Installation, mail: MailServer) -> Installation:
    """An installation whose letters go to the test's mail server."""
    return Installation(own_installation.folder, {**own_installation.settings, "EMAIL_URL": mail.url})


def kill(process: ForkServerProcess) -> None:
    process.kill()
    process.join()


def count(made: Installation, table: str, where: str) -> int:
    return int(made.query(f"SELECT count(*) FROM negotiation_{table} WHERE {where}")[0][0])


def test_a_launch_goes_on_where_it_was_killed_and_starts_nothing_twice(made: Installation) -> None:
    pk = made.run(PREPARE.format(count=300, then=""))
    worker = made.begin(START.format(pk=pk))
    wait_until(lambda: count(made, "negotiation", f"campaign_id = {pk}") >= 25, "the worker has begun")
    kill(worker)
    done = count(made, "negotiation", f"campaign_id = {pk}")
    assert 25 <= done < 300, "it was to be killed in the middle"
    assert done == count(made, "campaigncontract", f"campaign_id = {pk} AND state = 'done'")
    made.run(START.format(pk=pk))
    assert count(made, "negotiation", f"campaign_id = {pk}") == 300
    assert count(made, "email", "purpose = 'invitation'") == 300
    assert count(made, "campaign", f"id = {pk} AND status = 'running'") == 1
    made.assert_whole()


def test_nobody_gets_a_second_letter_when_the_sender_is_killed_with_one_on_its_way(
    made: Installation, mail: MailServer
) -> None:
    made.run(PREPARE.format(count=5, then="launching.work(campaign.pk)"))
    mail.goes_on.clear()  # the server has the first letter, and does not say so
    sender = made.begin(SEND)
    assert mail.has_one.wait(timeout=30)
    kill(sender)
    mail.goes_on.set()
    made.run(SEND)
    assert count(made, "email", "status = 'sending'") == 1  # it may still be on its way
    made.query("UPDATE negotiation_email SET claimed_at = '2020-01-01 00:00:00' WHERE status = 'sending'")
    made.run(SEND)
    assert count(made, "email", "status = 'uncertain'") == 1
    assert count(made, "email", "status = 'sent'") == 4
    letters = Counter(mail.addresses())
    assert len(letters) == 5
    assert set(letters.values()) == {1}
