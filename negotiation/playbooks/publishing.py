"""Publishing: a draft becomes a numbered version that never changes, where required with a second person's consent."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from negotiation.models import Playbook, PlaybookVersion, Publication
from negotiation.playbooks.check import Findings, check
from negotiation.playbooks.diff import differences
from negotiation.playbooks.drafts import locked_playbook, require_seen


class NotPublished(Exception):
    """Nothing was published; the message says why."""


class HasFaults(NotPublished):
    """The check found faults, all in `findings`."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__(f"{_counted(len(findings.faults), 'fault')} to fix before this can be published.")


class HasDoubts(NotPublished):
    """The check found doubts that nobody has accepted yet, all in `findings`."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__(f"{_counted(len(findings.doubts), 'doubt')} to think about before publishing.")


def needs_approval() -> bool:
    """Whether a second person must approve what is published (PLAYBOOK_APPROVAL)."""
    return bool(getattr(settings, "PLAYBOOK_APPROVAL", False))


def publish(
    playbook: Playbook,
    *,
    seen_revision: int,
    by: User,
    note: str = "",
    accepted_doubts: tuple[str, ...] = (),
) -> PlaybookVersion | Publication:
    """Publishes the draft as the next version, or asks for approval where that is required.

    `accepted_doubts`: the doubts that the author was shown and publishes in spite of. Raises DraftChanged when the
    draft is not the one that was seen; HasFaults, HasDoubts (for any doubt not among the accepted ones) or
    NotPublished, when nothing changed or somebody already waits for approval.
    """
    seen = Playbook.objects.select_related("category", "draft_saved_by").get(pk=playbook.pk)
    require_seen(seen, seen_revision)
    _require_news(seen)
    findings = check(seen.category, seen.draft)  # takes seconds on thousands of contracts, so before the lock
    if findings.faults:
        raise HasFaults(findings)
    if set(findings.doubts) - set(accepted_doubts):
        raise HasDoubts(findings)
    return _publish_checked(seen, by=by, note=note)


@transaction.atomic
def _publish_checked(checked: Playbook, *, by: User, note: str) -> PlaybookVersion | Publication:
    """Publishes what was checked. Raises DraftChanged when that is not the draft any more."""
    locked = locked_playbook(checked)
    require_seen(locked, checked.draft_revision)
    _require_news(locked)
    if not needs_approval():
        return _next_version(locked, locked.draft, note=note, by=by, approved_by=None)
    waiting = waiting_publication(locked)
    if waiting is not None:
        raise NotPublished(f"{waiting.asked_by} already asked for approval; decide on that or withdraw it first.")
    return Publication.objects.create(
        playbook=locked,
        guardrails=locked.draft,
        note=note,
        asked_by=by,
        written_by=locked.draft_saved_by,
    )


def approve(publication: Publication, *, by: User) -> PlaybookVersion:
    """Publishes what somebody else asked to publish. Raises NotPublished, HasFaults."""
    reason = why_not_approver(publication, by)
    if reason:
        raise NotPublished(reason)
    # Contracts may have changed since it was asked. What is asked for never does, so this needs no lock.
    findings = check(publication.playbook.category, publication.guardrails)
    if findings.faults:
        raise HasFaults(findings)
    with transaction.atomic():
        playbook = locked_playbook(publication.playbook)
        asked = _still_asked(publication)
        _decide(asked, Publication.Outcome.APPROVED, by=by)
        return _next_version(playbook, asked.guardrails, note=asked.note, by=asked.asked_by, approved_by=by)


@transaction.atomic
def refuse(publication: Publication, *, by: User, reason: str) -> Publication:
    """Refuses to publish what somebody else asked for, and says why. Raises NotPublished."""
    locked_playbook(publication.playbook)
    asked = _still_asked(publication)
    if asked.asked_by_id == by.pk:
        raise NotPublished("You asked for this yourself: withdraw it instead.")
    if not reason.strip():
        raise NotPublished("Say why, so that the author knows what to change.")
    return _decide(asked, Publication.Outcome.REFUSED, by=by, reason=reason.strip())


@transaction.atomic
def withdraw(publication: Publication, *, by: User) -> Publication:
    """Takes back a request for approval. Raises NotPublished."""
    locked_playbook(publication.playbook)
    asked = _still_asked(publication)
    if asked.asked_by_id != by.pk:
        raise NotPublished(f"Only {asked.asked_by} can withdraw this; you can refuse it.")
    return _decide(asked, Publication.Outcome.WITHDRAWN, by=by)


def why_not_approver(publication: Publication, user: User) -> str:
    """Why this person may not approve it, "" when they may: nobody approves what they wrote or asked for."""
    if user.pk == publication.asked_by_id:
        return "You asked for this yourself; a second person has to approve it."
    if user.pk == publication.written_by_id:
        return "You saved this draft; a second person has to approve it."
    return ""


def waiting_publication(playbook: Playbook) -> Publication | None:
    """The request for approval that nobody has decided on yet."""
    waiting = playbook.publications.filter(outcome=Publication.Outcome.ASKED)
    return waiting.select_related("asked_by", "written_by").first()


def latest_version(playbook: Playbook) -> PlaybookVersion | None:
    """What is in force: the version that new campaigns get."""
    return playbook.versions.select_related("published_by", "approved_by").order_by("-number").first()


def _require_news(playbook: Playbook) -> None:
    latest = latest_version(playbook)
    if latest and not differences(latest.guardrails, playbook.draft, currency=playbook.category.currency):
        raise NotPublished(f"The draft says the same as version {latest.number}; there is nothing new to publish.")


def _next_version(
    playbook: Playbook,
    guardrails: Mapping[str, Any],
    *,
    note: str,
    by: User,
    approved_by: User | None,
) -> PlaybookVersion:
    """The next number. Must be called while holding the playbook's lock, so that no two publishers count alike."""
    latest = latest_version(playbook)
    return PlaybookVersion.objects.create(
        playbook=playbook,
        number=latest.number + 1 if latest else 1,
        guardrails=guardrails,
        note=note,
        published_by=by,
        approved_by=approved_by,
    )


def _still_asked(publication: Publication) -> Publication:
    """The publication as it stands. Must be called while holding its playbook's lock. Raises NotPublished."""
    found = Publication.objects.select_related("asked_by", "decided_by", "playbook").get(pk=publication.pk)
    if found.outcome != Publication.Outcome.ASKED:
        who = f" by {found.decided_by}" if found.decided_by else ""
        raise NotPublished(f"This was {found.get_outcome_display().lower()}{who} already.")
    return found


def _decide(publication: Publication, outcome: Publication.Outcome, *, by: User, reason: str = "") -> Publication:
    publication.outcome, publication.reason = outcome, reason
    publication.decided_at, publication.decided_by = timezone.now(), by
    publication.save(update_fields=["outcome", "reason", "decided_at", "decided_by"])
    return publication


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
