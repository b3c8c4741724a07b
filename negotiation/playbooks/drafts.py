"""A playbook's draft: saved by one person at a time, without anybody's work getting lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from negotiation.models import Playbook, PlaybookVersion
from negotiation.playbooks.shape import ShapeError, guardrails_faults

SOMEBODY = "Somebody"


class DraftChanged(Exception):
    """Somebody saved the draft since it was last seen. `revision`, `by` and `at` tell of the draft that stands now."""

    def __init__(self, playbook: Playbook) -> None:
        self.revision = playbook.draft_revision
        self.by = str(playbook.draft_saved_by) if playbook.draft_saved_by else SOMEBODY
        self.at: datetime | None = playbook.draft_saved_at
        self.guardrails: dict[str, Any] = playbook.draft
        super().__init__(f"{self.by} has saved this draft since you opened it.")


@transaction.atomic
def save(playbook: Playbook, guardrails: Mapping[str, Any], *, seen_revision: int, by: User | None) -> Playbook:
    """Makes the guardrails the draft, and returns the playbook as it is now; `by` None is a file from a command.

    Raises ShapeError when they have not the shape of guardrails, DraftChanged when somebody saved another draft
    since `seen_revision`. The same guardrails again change nothing.
    """
    faults = guardrails_faults(guardrails)
    if faults:
        raise ShapeError(faults)
    locked = locked_playbook(playbook)
    require_seen(locked, seen_revision)
    if locked.draft == dict(guardrails):
        return locked
    locked.draft = dict(guardrails)
    locked.draft_revision += 1
    locked.draft_saved_at = timezone.now()
    locked.draft_saved_by = by
    locked.save(update_fields=["draft", "draft_revision", "draft_saved_at", "draft_saved_by"])
    return locked


def copy_back(version: PlaybookVersion, *, seen_revision: int, by: User) -> Playbook:
    """Makes a published version the draft again. Raises as `save` does."""
    return save(version.playbook, version.guardrails, seen_revision=seen_revision, by=by)


def locked_playbook(playbook: Playbook) -> Playbook:
    """The playbook as it stands, locked until the transaction ends. Must be called inside one."""
    return (
        Playbook.objects.select_for_update(of=("self",))
        .select_related("category", "draft_saved_by")
        .get(pk=playbook.pk)
    )


def require_seen(locked: Playbook, seen_revision: int) -> None:
    """Raises DraftChanged when the draft of a locked playbook is another one than was seen."""
    if locked.draft_revision != seen_revision:
        raise DraftChanged(locked)
