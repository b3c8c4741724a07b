"""Who is there: open pages of suppliers and buyers, and how far each side has read. Rows are the truth.

A page is a row that its socket makes and closes; a process that dies closes nothing, and is known by its heartbeat
having stopped. So every process of a cluster gives the same answer.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from negotiation.category_rights import negotiators
from negotiation.models import Presence, SeenMark, WebProcess
from suppliers.models import Category

BEAT_EVERY = timedelta(seconds=15)
GONE_AFTER = timedelta(seconds=45)  # without a heartbeat; a process that was only busy has beaten again by then
SUPPLIER = ""  # what stands for the supplier's side where buyers have their user names


def arrive(process: UUID, connection: UUID, negotiation_pk: int | None, person: str) -> None:
    """A page was opened. What the same side left behind in that place is cleared away."""
    now = timezone.now()
    with transaction.atomic():
        WebProcess.objects.get_or_create(key=process, defaults={"beat_at": now})
        _gone(now).filter(person=person, negotiation=negotiation_pk).delete()
        Presence.objects.create(
            connection=connection, process_id=process, negotiation_id=negotiation_pk, person=person, since=now
        )


def leave(connection: UUID) -> None:
    """A page was closed."""
    Presence.objects.filter(connection=connection, left_at__isnull=True).update(left_at=timezone.now())


def beat(process: UUID) -> None:
    """A process is alive, and all its pages with it. Makes the row anew where somebody has cleared it away."""
    WebProcess.objects.update_or_create(key=process, defaults={"beat_at": timezone.now()})


def is_supplier_there(negotiation_pk: int) -> bool:
    return there().filter(negotiation=negotiation_pk, person=SUPPLIER).exists()


def suppliers_there(negotiations: Collection[int]) -> set[int]:
    """In which of these negotiations, by key, the supplier has the room open."""
    return set(there().filter(negotiation__in=negotiations, person=SUPPLIER).values_list("negotiation", flat=True))


def people_in(negotiation_pk: int) -> list[str]:
    """The user names of the buyers who have the room open, in the order in which they came."""
    found = there().filter(negotiation=negotiation_pk).exclude(person=SUPPLIER).order_by("since")
    return list(dict.fromkeys(found.values_list("person", flat=True)))


def is_in(negotiation_pk: int, person: str) -> bool:
    """Whether this buyer has the room open."""
    return there().filter(negotiation=negotiation_pk, person=person).exists()


def buyers_present(category: Category) -> list[str]:
    """The user names of those who may negotiate in this category, and have the desk or a room of it open."""
    present = there().exclude(person=SUPPLIER).values("person")
    return list(
        negotiators(category).filter(username__in=present).order_by("username").values_list("username", flat=True)
    )


def last_there(person: str) -> datetime | None:
    """When a buyer last had a page of the desk open: now, if they have; None when there is no telling."""
    now = timezone.now()
    pages = Presence.objects.filter(person=person).select_related("process")
    return max((_last(page, now) for page in pages), default=None)


def absence(negotiation_pk: int) -> int:
    """A number that stays the same from when the supplier left until they come back; 0 before their first visit."""
    visits = Presence.objects.filter(negotiation=negotiation_pk, person=SUPPLIER).order_by("-pk")
    return visits.values_list("pk", flat=True).first() or 0


def mark_seen(negotiation_pk: int, seq: int, *, is_supplier: bool) -> bool:
    """Notes how far a side has read; returns whether that is further than before."""
    with transaction.atomic():
        mark, is_new = SeenMark.objects.select_for_update().get_or_create(
            negotiation_id=negotiation_pk, is_supplier=is_supplier, defaults={"seq": seq}
        )
        if is_new or mark.seq >= seq:
            return is_new
        mark.seq = seq
        mark.save(update_fields=["seq"])
        return True


def seen_by(negotiation_pk: int, *, is_supplier: bool) -> int:
    """The number of the last event that a side has seen; 0 before the first."""
    marks = SeenMark.objects.filter(negotiation=negotiation_pk, is_supplier=is_supplier)
    return marks.values_list("seq", flat=True).first() or 0


def clear_away(now: datetime | None = None) -> int:
    """Forgets processes that ended long ago and have nobody's last visit to tell of; returns how many."""
    long_ago = (now or timezone.now()) - timedelta(days=1)
    return WebProcess.objects.filter(beat_at__lt=long_ago, presences__isnull=True).delete()[0]


def there(now: datetime | None = None) -> "QuerySet[Presence]":
    """The pages that are open."""
    return Presence.objects.filter(left_at__isnull=True, process__beat_at__gt=(now or timezone.now()) - GONE_AFTER)


def _gone(now: datetime) -> "QuerySet[Presence]":
    return Presence.objects.filter(Q(left_at__isnull=False) | Q(process__beat_at__lte=now - GONE_AFTER))


def _last(page: Presence, now: datetime) -> datetime:
    if page.left_at is not None:
        return page.left_at
    return now if page.process.beat_at > now - GONE_AFTER else page.process.beat_at
