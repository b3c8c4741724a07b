"""The desk's figures: shares with what they are shares of, of the categories that one sees, and as a file."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from negotiation.category_rights import categories_seen_by
from negotiation.desk import people
from negotiation.desk.figures import desk_figures
from negotiation.desk.service_levels import Measure
from negotiation.engine import Terms
from negotiation.models import Negotiation
from negotiation.roles import AUDITOR, BUYER
from suppliers.models import Category
from tests import factories, states
from tests.negotiation import staged
from tests.negotiation.roles import person, signed_in

pytestmark = pytest.mark.django_db


def answered() -> Negotiation:
    made = states.with_buyer()
    return staged.say(made, "Good morning.")


@pytest.fixture
def auditor() -> Client:
    return signed_in(person("otto", AUDITOR))


def page(client: Client, **period: str) -> str:
    return str(client.get(reverse("desk_figures"), period).content.decode().replace("\xa0", " "))


def rows(client: Client, **period: str) -> list[dict[str, str]]:
    file = client.get(reverse("desk_figures_csv"), period)
    assert file["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))


def test_a_share_stands_beside_what_it_is_a_share_of(auditor: Client) -> None:
    made = answered()
    shown = page(auditor)
    assert made.playbook.category.name in shown
    assert "kim" in shown
    assert "100.0 %" in shown
    assert "1 of 1" in shown


def test_an_answer_after_the_playbooks_time_is_counted_and_not_in_time(auditor: Client) -> None:
    made = factories.opened(factories.guardrails(response_minutes=0))
    factories.ask_person(made)
    people.claim(made.pk, by="kim")
    staged.say(made, "Good morning.")
    [first, *_] = rows(auditor)
    assert (first["measure"], first["in_time"], first["of"], first["percent"]) == ("first_answer", "0", "1", "0.0")


def test_the_file_has_a_row_for_each_category_buyer_and_measure(auditor: Client) -> None:
    made = answered()
    people.close(made.pk, by="kim", reason="too_dear")
    found = rows(auditor)
    assert [(row["buyer"], row["measure"], row["of"]) for row in found] == [
        ("kim", "first_answer", "1"),
        ("kim", "next_answer", "0"),
        ("kim", "resolution", "1"),
        ("", "ended: no deal, Too dear", "1"),
    ]


def test_a_deal_that_an_approver_signed_counts_for_the_reason_that_its_buyer_gave(auditor: Client) -> None:
    made = answered()
    people.agree(made.pk, Terms(unit_price="10.20"), by="kim", because="Sole source.", reason="supply_secured")
    people.approve(made.pk, by="petra")
    assert [row["measure"] for row in rows(auditor)][-1] == "ended: agreed, To secure the supply"


def test_a_name_that_a_spreadsheet_would_run_is_text(auditor: Client) -> None:
    category = answered().playbook.category
    category.name = "=1+1"
    category.save()
    assert rows(auditor)[0]["category"] == "'=1+1"


def test_reasons_of_closings_are_counted(auditor: Client) -> None:
    states.no_deal()
    states.withdrawn()
    states.agreed()
    shown = page(auditor)
    assert "Too dear" in shown
    assert "Budget cut" in shown
    assert "1 of 3" in shown


def test_a_reason_is_named_as_it_was_chosen(auditor: Client) -> None:
    made = states.with_buyer()
    people.close(made.pk, by="kim", reason="supplier_stopped")
    assert "The supplier does not want to go on" in page(auditor)
    assert "ended: no deal, The supplier does not want to go on" in [row["measure"] for row in rows(auditor)]


def test_other_times_have_other_figures(auditor: Client) -> None:
    answered()
    long_ago = timezone.localdate() - timedelta(days=90)
    assert "Nobody waited for a person" in page(auditor, **{"from": str(long_ago), "to": str(long_ago)})


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-21", "", "Both days are needed"),
        ("2026-13-45", "2026-11-21", "Both days are needed"),
        ("2026-11-21", "2026-11-01", "is before"),
        ("2020-01-01", "2026-11-01", "A year is the most"),
    ],
)
def test_a_time_that_makes_no_sense_is_told(auditor: Client, first: str, last: str, said: str) -> None:
    assert said in page(auditor, **{"from": first, "to": last})
    assert auditor.get(reverse("desk_figures_csv"), {"from": first, "to": last}).status_code == 400


def test_other_peoples_categories_and_rehearsals_are_not_in_them() -> None:
    made = answered()
    buyer = person("ben", BUYER)
    assert made.playbook.category.name not in page(signed_in(buyer))
    made.playbook.category.buyers.add(buyer)
    assert made.playbook.category.name in page(signed_in(buyer))


def test_a_stranger_signs_in_first() -> None:
    assert Client().get(reverse("desk_figures")).status_code == 302
    assert Client().get(reverse("desk_figures_csv")).status_code == 302


def test_the_queries_do_not_grow_with_the_rooms(auditor: Client, django_assert_num_queries: Any) -> None:
    answered()
    with CaptureQueriesContext(connection) as before:
        page(auditor)
    for _ in range(4):
        answered()
    with django_assert_num_queries(len(before)):
        page(auditor)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
def test_the_rooms_of_people_are_found_by_their_index() -> None:
    answered()
    user = User.objects.create_superuser("root")
    now = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        desk_figures(categories_seen_by(user), now - timedelta(days=1), now)
    reads = [query["sql"] for query in asked if "negotiation_event WHERE kind IN" in query["sql"]]
    assert len(reads) == 2
    for statement in reads:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + statement)
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "event_of_people" in plan, plan


def test_a_room_that_is_put_off_waits_for_nobody_until_its_date() -> None:
    made, now = answered(), timezone.now()
    factories.say(made, "Please come back after our holidays.")
    people.snooze(made.pk, by="kim", until=now + timedelta(days=2))

    def next_answers(days: int) -> int:
        """How many count so many days from now, for the time until a week from now."""
        later = now + timedelta(days=days)
        found = desk_figures(Category.objects.all(), now - timedelta(days=1), now + timedelta(days=7), now=later)
        return sum(line.shares[Measure.NEXT].of for line in found.totals)

    assert next_answers(1) == 0
    assert next_answers(3) == 1
