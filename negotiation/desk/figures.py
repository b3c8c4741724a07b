"""The desk's figures for a period, read from the ledger in a constant number of queries, whatever there is.

What a wait counts for is decided by when it began. The rooms that matter are found by an index of the events of people,
and only their events are read. Each share stands beside what it is a share of.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Case, Count, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from negotiation import closing_reasons
from negotiation.desk.service_levels import Happening, Measure, waits
from negotiation.models import OF_PEOPLE, Event, Kind, PlaybookVersion, State
from negotiation.playbooks.words import setting
from suppliers.models import Category

# A wait without an event of a person in so long before its period, and after, is no wait that anybody measures.
MARGIN = timedelta(days=14)
IN_ROOMS = tuple(kind for kind in OF_PEOPLE if kind not in (Kind.AGREED, Kind.CLOSED, Kind.WITHDRAWN))
CLOSINGS = (Kind.AGREED, Kind.CLOSED, Kind.WITHDRAWN)
READ = (
    *OF_PEOPLE,
    Kind.SUPPLIER_SAID,
    Kind.BOT_SAID,
    Kind.REASSIGNED,
    Kind.SENT_BACK,
    Kind.APPROVAL_ASKED,
    Kind.EXPIRED,
    Kind.SNOOZED,
)
TALK = (Kind.SUPPLIER_SAID, Kind.BOT_SAID)
WITH_PEOPLE = (State.ESCALATED, State.WITH_BUYER)
# Who acted, by the name that each kind's payload has for it; for what was put off, until when.
NOT_WHO = (Kind.ADVISED, Kind.ESCALATED, Kind.RELEASED, Kind.SUPPLIER_SAID, Kind.EXPIRED)
PAYLOAD = Cast("payload", JSONField())
WHO = Case(
    When(kind__in=NOT_WHO, then=Value("")),
    When(kind=Kind.BOT_SAID, then=KeyTextTransform("sent_by", PAYLOAD)),
    When(kind__in=(Kind.REASSIGNED, Kind.SENT_BACK), then=KeyTextTransform("to", PAYLOAD)),
    When(kind=Kind.SNOOZED, then=KeyTextTransform("until", PAYLOAD)),
    default=KeyTextTransform("by", PAYLOAD),
    output_field=TextField(),
)
CATEGORY = "negotiation__campaign__playbook_version__playbook__category"


@dataclass
class Share:
    """`count` of `of`."""

    count: int = 0
    of: int = 0

    def add(self, *, is_in_time: bool) -> None:
        self.of += 1
        self.count += is_in_time

    @property
    def percent(self) -> Decimal | None:
        """To one decimal; None where there is nothing to be a share of."""
        return round(Decimal(100 * self.count) / self.of, 1) if self.of else None


def _shares() -> dict[Measure, Share]:
    return {measure: Share() for measure in Measure}


@dataclass
class Line:
    """The shares of one buyer in a category; `buyer` is empty for what nobody took up."""

    category: str
    buyer: str
    shares: dict[Measure, Share] = field(default_factory=_shares)


@dataclass(frozen=True)
class Closing:
    """How many negotiations ended like this, for this reason, of all that ended in the period."""

    outcome: str
    reason: str
    share: Share


@dataclass(frozen=True)
class DeskFigures:
    """`lines` by category and buyer, `totals` by category, `closings` the most frequent first."""

    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    closings: tuple[Closing, ...]


def desk_figures(
    categories: "QuerySet[Category]", begin: datetime, end: datetime, now: datetime | None = None
) -> DeskFigures:
    """What began, and what ended, from `begin` until before `end`, in these categories; as it stands `now`."""
    lines: dict[tuple[str, str], Line] = {}
    totals: dict[tuple[str, str], Line] = {}
    now, limits = now or timezone.now(), _limits(categories)
    for version, happenings in _rooms(categories, begin, end):
        category, limit = limits[version]
        for wait in waits(happenings):
            is_in_time = wait.is_in_time(limit, now)
            if is_in_time is None or not begin <= wait.since < end:
                continue
            for found, key, by in ((lines, (category, wait.by), wait.by), (totals, (category, ""), "")):
                line = found.get(key) or found.setdefault(key, Line(category, by))
                line.shares[wait.measure].add(is_in_time=is_in_time)
    return DeskFigures(
        lines=tuple(lines[key] for key in sorted(lines)),
        totals=tuple(totals[key] for key in sorted(totals)),
        closings=_closings(categories, begin, end),
    )


def _limits(categories: "QuerySet[Category]") -> Mapping[int, tuple[str, timedelta]]:
    """By playbook version its category's name, and within which time a person is to answer."""
    versions = PlaybookVersion.objects.filter(playbook__category__in=categories).order_by()
    found = versions.values_list("pk", "playbook__category__name", "guardrails")
    return {pk: (name, timedelta(minutes=int(setting(rules, "response_minutes")))) for pk, name, rules in found}


def _rooms(
    categories: "QuerySet[Category]", begin: datetime, end: datetime
) -> Iterator[tuple[int, Iterable[Happening]]]:
    """Each room in which people had to do with suppliers around the period: its playbook version, and its events.

    What a supplier and the bot said among themselves says since when a person is due only where the bot advises.
    """
    around = begin - MARGIN, end + MARGIN
    rooms, advised = _found("negotiation_id", IN_ROOMS, *around), _found("negotiation_id", (Kind.ADVISED,), *around)
    matters = ~Q(kind__in=TALK) | Q(state__in=WITH_PEOPLE) | Q(negotiation__in=advised)
    events = Event.objects.filter(matters, negotiation__in=rooms, kind__in=READ, **{f"{CATEGORY}__in": categories})
    rows = events.order_by("negotiation_id", "seq").values_list(
        "negotiation_id", "negotiation__campaign__playbook_version", "kind", "actor", "at", "state", WHO
    )
    for (_, version), found in groupby(rows.iterator(chunk_size=2000), key=itemgetter(0, 1)):
        yield version, [_happening(row) for row in found]


def _happening(row: tuple[Any, ...]) -> Happening:
    _, _, kind, actor, at, state, who = row
    if kind == Kind.SNOOZED:
        return Happening(kind, actor, at, state, until=datetime.fromisoformat(who))
    return Happening(kind, actor, at, state, who or "")


def _closings(categories: "QuerySet[Category]", begin: datetime, end: datetime) -> tuple[Closing, ...]:
    found = Event.objects.filter(pk__in=_found("id", CLOSINGS, begin, end), **{f"{CATEGORY}__in": categories})
    given = KeyTextTransform("reasons", PAYLOAD)
    rows = found.order_by().annotate(given=given).values_list("state", "given").annotate(times=Count("pk"))
    counts: Counter[tuple[str, str]] = Counter()
    total = 0
    for state, reasons, times in rows:
        total += times
        for reason in (json.loads(reasons) if reasons else None) or [""]:
            counts[state, str(reason)] += times
    return tuple(
        Closing(State(state).label, closing_reasons.in_words(reason), Share(count, total))
        for (state, reason), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _found(column: str, kinds: Iterable[Kind], begin: datetime, end: datetime) -> RawSQL:
    """A subquery for events of these kinds in a period.

    Written out, for a database uses a partial index only where the query repeats the index's condition word by word.
    """
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (begin, end)]
    statement = (
        f"SELECT {column} FROM negotiation_event WHERE kind IN ({_quoted(OF_PEOPLE)}) AND kind IN ({_quoted(kinds)})"
        " AND at >= %s AND at < %s"
    )
    return RawSQL(statement, moments)


def _quoted(kinds: Iterable[Kind]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)
