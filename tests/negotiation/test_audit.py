"""The audit trail says who changed what, when, from what to what: also of what a worker writes in the background."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.urls import reverse

from negotiation.audit import acting
from negotiation.playbooks import drafts, publishing
from suppliers import tasks
from suppliers.importing import runs
from suppliers.models import Category, RiskFlag, Supplier
from tests.factories import guardrails
from tests.negotiation.playbook_people import contract_in, playbook
from tests.negotiation.roles import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return person("ada", is_superuser=True)


def trail(row: Model) -> list[tuple[str, dict[str, Any]]]:
    """Who changed it, and what, the last first; without its making."""
    entries = LogEntry.objects.get_for_object(row).filter(action=LogEntry.Action.UPDATE)
    return [(entry.actor.username if entry.actor else "", entry.changes) for entry in entries.order_by("-pk")]


def test_a_changed_category_is_kept_with_who_before_and_after(ada: User) -> None:
    category = Category.objects.create(name="Boxes", slug="boxes")
    with acting(ada):
        category.min_purchases = 5
        category.save()
    assert trail(category)[0] == ("ada", {"min_purchases": [2, 5]})


def test_a_risk_flag_is_kept_when_it_is_raised_and_when_it_is_cleared(ada: User) -> None:
    with acting(ada):
        flag = RiskFlag.objects.create(supplier=Supplier.objects.create(name="Acme"), reason="Late")
        flag.cleared_on = flag.raised_on
        flag.save()
    made = LogEntry.objects.get_for_object(flag).get(action=LogEntry.Action.CREATE)
    assert made.actor == ada
    assert made.changes["reason"][1] == "Late"
    assert set(trail(flag)[0][1]) == {"cleared_on"}


def test_a_role_handed_out_is_kept_with_all_roles_before_and_after(ada: User) -> None:
    ben = person("ben")
    with acting(ada):
        ben.groups.add(Group.objects.get(name="Buyer"))
        ben.groups.add(Group.objects.get(name="Approver"))
    assert trail(ben)[0] == ("ada", {"groups": ["Buyer", "Approver, Buyer"]})


def test_a_draft_and_its_publication_are_kept(ada: User) -> None:
    made = playbook()
    contract_in(made.category)
    with acting(ada):
        drafts.save(made, guardrails(rounds=5), seen_revision=0, by=ada)
        made.refresh_from_db()
        publishing.publish(made, seen_revision=made.draft_revision, by=ada, note="First")
    assert "draft" in trail(made)[0][1]
    published = LogEntry.objects.get_for_object(made.versions.get()).get()
    assert (published.actor, published.changes["note"][1]) == (ada, "First")


def test_what_an_import_writes_in_the_background_was_done_by_who_let_it(ada: User) -> None:
    carla = person("carla")
    run = runs.start(subject="suppliers", file_name="s.csv", content=b"number,name\nS-1,Acme\n", by=carla)
    runs.work(run.pk)
    run.refresh_from_db()
    runs.confirm(run, by=ada)
    tasks.work_on_import.call_local(run.pk)
    made = LogEntry.objects.get_for_object(Supplier.objects.get(number="S-1")).get()
    assert made.actor == ada


def test_the_history_of_a_row_can_be_read_and_not_changed(ada: User) -> None:
    supplier = Supplier.objects.create(name="Acme")
    with acting(ada):
        supplier.is_approved = True
        supplier.save()
    page = signed_in(ada).get(reverse("admin:suppliers_supplier_history", args=[supplier.pk])).content.decode()
    assert "ada" in page
    entry = LogEntry.objects.get_for_object(supplier).latest("pk")
    assert signed_in(ada).post(reverse("admin:auditlog_logentry_delete", args=[entry.pk])).status_code == 403
    assert LogEntry.objects.filter(pk=entry.pk).exists()


def test_a_new_password_is_kept_as_changed_and_never_as_what_it_is(ada: User) -> None:
    with acting(ada):
        ada.set_password("correct-horse-battery")
        ada.save()
    [(_, changes)] = [each for each in trail(ada) if "password" in each[1]]
    assert set(changes["password"]) == {"hidden"}
