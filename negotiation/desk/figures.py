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
from operator import attrgetter, itemgetter

from django.db import connection
from django.db.models import Case, Count, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from negotiation import closing_reasons
from negotiation.desk.service_levels import Happening, Measure, waits
from negotiation.models import OF_PEOPLE, Campaign, Event, Kind, PlaybookVersion, State
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
# Read here, for the ORM takes longer to make its datetimes than the database to find the rows.
AT = Cast("at", TextField())
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
    now, limits = now or timezone.now(), _limits(categories)
    for campaign, happenings in _rooms(categories, begin, end):
        category, limit = limits[campaign]
        for wait in waits(happenings):
            is_in_time = wait.is_in_time(limit, now)
            if is_in_time is None or not begin <= wait.since < end:
                continue
            key = (category, wait.by)
            line = lines.get(key) or lines.setdefault(key, Line(*key))
            line.shares[wait.measure].add(is_in_time=is_in_time)
    found = tuple(lines[key] for key in sorted(lines))
    return DeskFigures(
        lines=found,
        totals=tuple(_total(category, of_it) for category, of_it in groupby(found, key=attrgetter("category"))),
        closings=_closings(categories, begin, end),
    )


def _total(category: str, lines: Iterable[Line]) -> Line:
    total = Line(category, "")
    for line in lines:
        for measure, share in line.shares.items():
            total.shares[measure].count += share.count
            total.shares[measure].of += share.of
    return total


def _limits(categories: "QuerySet[Category]") -> Mapping[int, tuple[str, timedelta]]:
    """By campaign its category's name, and within which time a person is to answer."""
    versions = PlaybookVersion.objects.filter(playbook__category__in=categories).order_by()
    found = versions.values_list("pk", "playbook__category__name", "guardrails")
    limits = {pk: (name, timedelta(minutes=int(setting(rules, "response_minutes")))) for pk, name, rules in found}
    campaigns = _campaigns(categories).values_list("pk", "playbook_version")
    return {pk: limits[version] for pk, version in campaigns}


def _campaigns(categories: "QuerySet[Category]") -> "QuerySet[Campaign]":
    return Campaign.objects.filter(playbook_version__playbook__category__in=categories).order_by()


def _rooms(
    categories: "QuerySet[Category]", begin: datetime, end: datetime
) -> Iterator[tuple[int, Iterable[Happening]]]:
    """Each room in which people had to do with suppliers around the period: its campaign, and its events.

    What a supplier and the bot said among themselves says since when a person is due only where the bot advises.
    """
    around = begin - MARGIN, end + MARGIN
    rooms, advised = _found("negotiation_id", IN_ROOMS, *around), _found("negotiation_id", (Kind.ADVISED,), *around)
    matters = ~Q(kind__in=TALK) | Q(state__in=WITH_PEOPLE) | Q(negotiation__in=advised)
    # By their campaigns, not by joining them: then a database reads the events in their order and sorts nothing.
    seen = Q(negotiation__campaign__in=_campaigns(categories).values("pk"))
    events = Event.objects.filter(seen, matters, negotiation__in=rooms, kind__in=READ)
    rows = events.order_by("negotiation_id", "seq").values_list(
        "negotiation_id", "negotiation__campaign_id", "kind", "actor", AT, "state", WHO
    )
    for (_, campaign), found in groupby(rows.iterator(chunk_size=2000), key=itemgetter(0, 1)):
        yield campaign, [_happening(*row[2:]) for row in found]


_SNOOZED = Kind.SNOOZED.value  # a member of an enum takes longer to be looked up than all that is done here


def _happening(kind: str, actor: str, at: str, state: str, who: str | None) -> Happening:
    if kind == _SNOOZED:
        return Happening(kind, actor, _moment(at), state, until=datetime.fromisoformat(who or ""))
    return Happening(kind, actor, _moment(at), state, who or "")


def _moment(text: str) -> datetime:
    """A moment as the database writes it; SQLite writes all of them in UTC, and does not say so."""
    return datetime.fromisoformat(text if "+" in text else text + "+00:00")


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
