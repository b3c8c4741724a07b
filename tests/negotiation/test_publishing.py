"""Publishing: numbered versions that never change, and a second person where the setting asks for one."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from negotiation.models import Playbook, PlaybookVersion, Publication
from negotiation.playbooks import drafts, publishing
from tests.factories import guardrails
from tests.negotiation.playbook_people import contract_in, person, playbook


def ready(**more: Any) -> Playbook:
    """A playbook without faults and doubts."""
    made = playbook(**more)
    contract_in(made.category)
    return made


@pytest.mark.django_db
def test_it_makes_a_numbered_version_with_author_and_note() -> None:
    made, ada = ready(), person("ada")
    first = publishing.publish(made, seen_revision=0, by=ada, note="As agreed with finance")
    assert isinstance(first, PlaybookVersion)
    assert (first.number, first.published_by, first.note) == (1, ada, "As agreed with finance")
    drafts.save(made, guardrails(rounds=5), seen_revision=0, by=ada)
    second = publishing.publish(made, seen_revision=1, by=ada)
    assert isinstance(second, PlaybookVersion)
    assert (second.number, second.guardrails["rounds"], first.guardrails["rounds"]) == (2, 5, 8)


@pytest.mark.django_db
def test_it_refuses_faults() -> None:
    made = ready(draft=guardrails(opening_message="We hope for Net 60"))
    with pytest.raises(publishing.HasFaults, match="1 fault to fix"):
        publishing.publish(made, seen_revision=0, by=person("ada"))
    assert not made.versions.exists()


@pytest.mark.django_db
def test_it_asks_once_more_about_doubts_and_again_about_other_ones() -> None:
    made, ada = ready(draft=guardrails(authority="0")), person("ada")
    with pytest.raises(publishing.HasDoubts) as asked:
        publishing.publish(made, seen_revision=0, by=ada)
    with pytest.raises(publishing.HasDoubts):
        publishing.publish(made, seen_revision=0, by=ada, accepted_doubts=("Something else.",))
    assert publishing.publish(made, seen_revision=0, by=ada, accepted_doubts=asked.value.findings.doubts)


@pytest.mark.django_db
def test_it_refuses_what_was_changed_since_it_was_seen() -> None:
    made, ada = ready(), person("ada")
    drafts.save(made, guardrails(rounds=5), seen_revision=0, by=person("bob"))
    with pytest.raises(drafts.DraftChanged, match="bob has saved"):
        publishing.publish(made, seen_revision=0, by=ada)


@pytest.mark.django_db
def test_it_refuses_to_publish_the_same_again() -> None:
    made, ada = ready(), person("ada")
    publishing.publish(made, seen_revision=0, by=ada)
    with pytest.raises(publishing.NotPublished, match="says the same as version 1"):
        publishing.publish(made, seen_revision=0, by=ada)


def test_of_two_who_publish_at_once_none_gets_the_others_number(
    file_database: Any, at_once: Callable[..., list[Any]]
) -> None:
    made, ada, bob = ready(), person("ada"), person("bob")
    outcomes = at_once(*(lambda by=by: publishing.publish(made, seen_revision=0, by=by) for by in (ada, bob)))
    # The second finds that its draft is published already, or, were it another one, would count on.
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotPublished", "PlaybookVersion"]
    assert list(made.versions.values_list("number", flat=True)) == [1]


@pytest.mark.django_db
class TestASecondPerson:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.PLAYBOOK_APPROVAL = True

    def asked(self) -> Publication:
        asked = publishing.publish(ready(), seen_revision=0, by=person("ada"), note="Please look")
        assert isinstance(asked, Publication)
        return asked

    def test_publishing_only_asks(self) -> None:
        asked = self.asked()
        assert (asked.outcome, asked.playbook.versions.count()) == ("asked", 0)

    def test_somebody_else_approves_and_both_are_named(self) -> None:
        asked = self.asked()
        version = publishing.approve(asked, by=person("bob"))
        assert (str(version.published_by), str(version.approved_by), version.note) == ("ada", "bob", "Please look")

    def test_the_author_cannot_approve_their_own(self) -> None:
        asked = self.asked()
        with pytest.raises(publishing.NotPublished, match="second person"):
            publishing.approve(asked, by=asked.asked_by)
        assert not asked.playbook.versions.exists()

    def test_whoever_wrote_the_draft_cannot_approve_it_when_another_asked(self) -> None:
        made, ada, bob = ready(), person("ada"), person("bob")
        drafts.save(made, guardrails(rounds=5), seen_revision=0, by=bob)
        asked = publishing.publish(made, seen_revision=1, by=ada)
        assert isinstance(asked, Publication)
        with pytest.raises(publishing.NotPublished, match="You saved this draft"):
            publishing.approve(asked, by=bob)

    def test_what_was_asked_for_is_published_even_when_the_draft_went_on(self) -> None:
        asked = self.asked()
        drafts.save(asked.playbook, guardrails(rounds=3), seen_revision=0, by=asked.asked_by)
        assert publishing.approve(asked, by=person("bob")).guardrails["rounds"] == 8

    def test_only_one_request_waits_at_a_time(self) -> None:
        asked = self.asked()
        drafts.save(asked.playbook, guardrails(rounds=3), seen_revision=0, by=asked.asked_by)
        with pytest.raises(publishing.NotPublished, match="ada already asked"):
            publishing.publish(asked.playbook, seen_revision=1, by=person("bob"))

    def test_a_refusal_needs_a_reason_and_leaves_the_draft(self) -> None:
        asked, bob = self.asked(), person("bob")
        with pytest.raises(publishing.NotPublished, match="Say why"):
            publishing.refuse(asked, by=bob, reason=" ")
        publishing.refuse(asked, by=bob, reason="The floor is too low")
        asked.refresh_from_db()
        assert (asked.outcome, asked.reason, asked.decided_by) == ("refused", "The floor is too low", bob)
        with pytest.raises(publishing.NotPublished, match="refused by bob already"):
            publishing.approve(asked, by=person("carol"))

    def test_only_the_author_withdraws(self) -> None:
        asked = self.asked()
        with pytest.raises(publishing.NotPublished, match="Only ada"):
            publishing.withdraw(asked, by=person("bob"))
        assert publishing.withdraw(asked, by=asked.asked_by).outcome == "withdrawn"


def test_of_two_who_approve_at_once_one_publishes(
    file_database: Any, at_once: Callable[..., list[Any]], settings: Any
) -> None:
    settings.PLAYBOOK_APPROVAL = True
    made = ready()
    asked = publishing.publish(made, seen_revision=0, by=person("ada"))
    assert isinstance(asked, Publication)
    bob, carol = person("bob"), person("carol")
    outcomes = at_once(lambda: publishing.approve(asked, by=bob), lambda: publishing.approve(asked, by=carol))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotPublished", "PlaybookVersion"]
    assert made.versions.count() == 1


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


TABLE = "negotiation_playbookversion"
CHANGES: dict[str, Callable[[PlaybookVersion], object]] = {
    "a saved row": lambda version: version.save(),
    "a query that updates": lambda version: PlaybookVersion.objects.filter(pk=version.pk).update(note="x"),
    "raw UPDATE": lambda version: sql(f"UPDATE {TABLE} SET guardrails = '{{}}' WHERE id = %s", version.pk),
    "a removed row": lambda version: version.delete(),
    "raw DELETE": lambda version: sql(f"DELETE FROM {TABLE} WHERE id = %s", version.pk),
    "INSERT OR REPLACE": lambda version: sql(
        f"INSERT OR REPLACE INTO {TABLE} (id, playbook_id, number, guardrails, note, published_at)"
        " VALUES (%s, %s, %s, '{}', '', '2026-01-01')",
        version.pk,
        version.playbook_id,
        version.number,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_every_change_of_a_version(change: Callable[[PlaybookVersion], object]) -> None:
    version = PlaybookVersion.objects.create(playbook=ready(), number=1, guardrails=guardrails())
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(PlaybookVersion.objects.get(pk=version.pk))
    assert PlaybookVersion.objects.get().guardrails == guardrails()


def test_postgresql_gets_a_trigger_for_every_verb() -> None:
    migration = import_module("negotiation.migrations.0004_published_versions")
    statements: list[str] = []

    class Editor:
        class connection:  # noqa: N801 - as Django's schema editor names it
            vendor = "postgresql"

        execute = staticmethod(statements.append)

    migration.create(None, Editor)
    text = " ".join(" ".join(statements).split())
    assert "RAISE EXCEPTION 'a published version is never changed" in text
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        assert f"BEFORE {verb} ON {TABLE}" in text
