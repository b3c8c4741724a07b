"""The desk on PostgreSQL: the same lists, figures and indexes, and two processes at once that do each thing once."""

import asyncio
from typing import Any

import pytest

from tests import services
from tests.servers import Installation

HOUSE = """
from datetime import timedelta
from uuid import uuid4
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from negotiation.desk import absent_owners, mail, people, presence
from negotiation.models import Negotiation
from negotiation.roles import APPROVER, BUYER
from tests import factories, states
from tests.negotiation import staged
from tests.negotiation.roles import person
"""
PREPARE = (
    HOUSE
    + """
call_command("migrate", verbosity=0)
kim, sam, zoe = person("kim", BUYER), person("sam", BUYER), person("zoe", APPROVER)
waiting = [states.escalated() for _ in range(12)]
for made in waiting:
    made.playbook.category.buyers.add(kim, sam)
held = states.with_buyer()
held.playbook.category.buyers.add(kim)
deal = states.awaiting_approval()
print(json.dumps({"waiting": [made.pk for made in waiting], "held": held.pk, "deal": deal.pk}))
"""
)
# Both processes wait for a moment that lies ahead, so that they do it at the same time.
AT_ONCE = "\nimport time; time.sleep(max(0, {at} - time.time()))\n"
CLAIM = """
told = []
for pk in {waiting}:
    try:
        people.claim(pk, by="{by}", name="{by}")
        told.append("{by}")
    except people.AlreadyClaimed as error:
        told.append(error.by)
print(json.dumps(told))
"""
SWEEP = """
later = timezone.now() + timedelta(minutes=11)
written = mail.write_due(later)
released = absent_owners.release(timezone.now() + timedelta(hours=1))
print(json.dumps([written, len(released)]))
"""
ARRIVE = """
process = uuid4()
for number in range(20):
    presence.arrive(process, uuid4(), {held}, "{by}")
    presence.beat(process)
    presence.mark_seen({held}, number, is_supplier=False)
print(json.dumps([presence.people_in({held}), presence.seen_by({held}, is_supplier=False)]))
"""
LOOK = (
    HOUSE
    + """
from django.contrib.auth.models import User
from buyers.approvals import asking, deals, questions
from buyers.desk_page import Filters, desk
from negotiation.category_rights import categories_seen_by
from negotiation.desk.figures import desk_figures
from suppliers.position import position_of

root, kim = User.objects.create_superuser("root"), User.objects.get(username="kim")
asked_for = factories.opened(factories.guardrails(off_policy_approval=True))
people.claim(asked_for.pk, by="kim")
staged.say(staged.fresh(asked_for), "Then so.", because="Steel went up.", unit_price="10.50")
answered = states.escalated()
people.claim(answered.pk, by="kim")
staged.say(answered, "Good morning.")

def plan(queries):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET enable_sort = off")
        lines = []
        for query in queries:
            cursor.execute("EXPLAIN " + query["sql"])
            lines += [row[0] for row in cursor.fetchall()]
    return " ".join(lines)

with CaptureQueriesContext(connection) as approvals:
    found = questions(root), deals(root)
now = timezone.now()
with CaptureQueriesContext(connection) as figures:
    counted = desk_figures(categories_seen_by(root), now - timedelta(days=1), now)
with CaptureQueriesContext(connection) as lists:
    shown = desk(root), desk(kim, Filters(show="unclaimed", reason="human_requested"))
print(json.dumps({
    "questions": len(found[0]), "deals": len(found[1]),
    "waiting": shown[0].waiting_count, "unclaimed": shown[1].waiting_count,
    "lines": len(counted.lines),
    "standing": str(position_of(Negotiation.objects.filter(state="escalated").latest("pk")).waiting.notice),
    "indexes": [name for name, asked in (
        ("negotiation_consent_due", approvals), ("event_of_people", figures), ("negotiation_person_due", lists),
    ) if name in plan(asked.captured_queries)],
}))
"""
)


@pytest.fixture(scope="module")
def production(postgresql: services.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    settings = {"SECRET_KEY": "for tests only", "DATABASE_URL": postgresql.create("desk")}
    return Installation(tmp_path_factory.mktemp("desk"), settings)


@pytest.fixture(scope="module")
def house(production: Installation) -> Any:
    return production.run(PREPARE)


async def both(production: Installation, code: str, **values: object) -> list[Any]:
    """What two processes print that do it at the same time."""
    at = int(production.query("SELECT extract(epoch FROM now())")[0][0]) + 8
    codes = [HOUSE + AT_ONCE.format(at=at) + code.format(by=by, **values) for by in ("kim", "sam")]
    return list(await asyncio.gather(*[asyncio.to_thread(production.run, each) for each in codes]))


async def test_pages_of_two_processes_are_all_there_and_what_was_read_only_grows(
    production: Installation, house: Any
) -> None:
    first, second = await both(production, ARRIVE, held=house["held"])
    assert {"kim", "sam"} in (set(first[0]), set(second[0]))
    assert max(first[1], second[1]) == 19
    marks = production.query("SELECT count(*), max(seq) FROM negotiation_seenmark")
    assert marks == [(1, 19)]


async def test_two_sweeps_at_once_write_each_e_mail_once_and_release_each_room_once(
    production: Installation, house: Any
) -> None:
    found = await both(production, SWEEP)
    # Of the held room colleagues may be told too, if it was released before the other sweep came to its e-mails.
    emails = """SELECT negotiation_id, recipient_id, step FROM negotiation_deskemail
                WHERE purpose = 'unclaimed' AND negotiation_id = ANY(?)"""
    rows = production.query(emails, house["waiting"])
    assert len(rows) == len(set(rows)) == 2 * len(house["waiting"])
    assert sum(released for _, released in found) == 1
    releases = "SELECT count(*) FROM negotiation_event WHERE kind = 'released' AND negotiation_id = ?"
    assert production.query(releases, house["held"]) == [(1,)]


async def test_of_two_claims_at_once_on_two_processes_one_wins_and_the_other_is_told_who(
    production: Installation, house: Any
) -> None:
    first, second = await both(production, CLAIM, waiting=house["waiting"][1:])
    assert first == second
    claims = "SELECT count(*) FROM negotiation_event WHERE kind = 'claimed' AND negotiation_id = ANY(?)"
    assert production.query(claims, house["waiting"]) == [(len(house["waiting"]) - 1,)]
    await asyncio.to_thread(production.assert_whole)


def test_lists_approvals_and_figures_are_read_by_their_indexes(production: Installation, house: Any) -> None:
    found = production.run(LOOK)
    assert (found["questions"], found["deals"]) == (1, 1)
    assert found["waiting"] >= 1
    assert found["unclaimed"] == 1
    assert found["lines"] >= 1
    assert found["standing"] in ("handed_over", "nobody_yet")  # by whether a page of the first test still counts
    assert found["indexes"] == ["negotiation_consent_due", "event_of_people", "negotiation_person_due"]
