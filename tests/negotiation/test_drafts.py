"""A draft is saved by one person at a time; whoever comes second is told, and loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from negotiation.models import Playbook, PlaybookVersion
from negotiation.playbooks import drafts
from negotiation.playbooks.shape import ShapeError
from tests.factories import guardrails
from tests.negotiation.playbook_people import person, playbook


@pytest.mark.django_db
def test_saving_keeps_the_guardrails_and_says_who_saved_them() -> None:
    made, ada = playbook(), person("ada")
    saved = drafts.save(made, guardrails(rounds=5), seen_revision=0, by=ada)
    made.refresh_from_db()
    assert (made.draft["rounds"], made.draft_revision, made.draft_saved_by) == (5, 1, ada)
    assert saved.draft_saved_at is not None


@pytest.mark.django_db
def test_the_second_of_two_is_told_who_saved_and_changes_nothing() -> None:
    made, ada, bob = playbook(), person("ada"), person("bob")
    drafts.save(made, guardrails(rounds=5), seen_revision=0, by=ada)
    with pytest.raises(drafts.DraftChanged, match="ada has saved") as changed:
        drafts.save(made, guardrails(rounds=6), seen_revision=0, by=bob)
    assert (changed.value.revision, changed.value.guardrails["rounds"]) == (1, 5)
    made.refresh_from_db()
    assert made.draft["rounds"] == 5


@pytest.mark.django_db
def test_the_same_again_is_no_change() -> None:
    made = playbook()
    assert drafts.save(made, guardrails(), seen_revision=0, by=person("ada")).draft_revision == 0


@pytest.mark.django_db
def test_it_refuses_what_has_not_the_shape_of_guardrails() -> None:
    with pytest.raises(ShapeError, match="rounds: 0 is not permitted: 1 is the least"):
        drafts.save(playbook(), guardrails(rounds=0), seen_revision=0, by=person("ada"))


@pytest.mark.django_db
def test_an_earlier_version_can_be_copied_back() -> None:
    made = playbook()
    version = PlaybookVersion.objects.create(playbook=made, number=1, guardrails=guardrails(rounds=3))
    drafts.copy_back(version, seen_revision=0, by=person("ada"))
    made.refresh_from_db()
    assert made.draft["rounds"] == 3


def test_of_two_who_save_at_once_one_wins(file_database: Any, at_once: Callable[..., list[Any]]) -> None:
    made, ada, bob = playbook(), person("ada"), person("bob")
    outcomes = at_once(
        lambda: drafts.save(made, guardrails(rounds=5), seen_revision=0, by=ada),
        lambda: drafts.save(made, guardrails(rounds=6), seen_revision=0, by=bob),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DraftChanged", "Playbook"]
    winner = next(outcome for outcome in outcomes if isinstance(outcome, Playbook))
    assert Playbook.objects.get().draft == winner.draft
