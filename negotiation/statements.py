"""The statements of every turn, written out: Django's compiler takes longer over them than the database does.

They are measured in `benchmarks`; everything that is not on the way of every message goes through the ORM.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from negotiation.models import Event, Negotiation, Words

_SWAP_HEAD = """
    UPDATE negotiation_negotiation
    SET head_seq = %s, head_hash = %s, state = %s, unanswered_seq = %s, person_due_since = %s, held_by = %s
    WHERE id = %s AND head_seq = %s
"""
_INSERT_EVENTS = """
    INSERT INTO negotiation_event
        (negotiation_id, seq, kind, actor, at, state, client_id, payload, prev_hash, hash)
    VALUES """
_EVENT = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_INSERT_WORDS = """
    INSERT INTO negotiation_words (event_id, salt, text, erased_at)
    SELECT id, %s, %s, NULL FROM negotiation_event WHERE negotiation_id = %s AND seq = %s
"""


def locked(negotiation_pk: int) -> Negotiation:
    """The negotiation, locked until the transaction ends. On SQLite the transaction itself is the lock.

    Raises Negotiation.DoesNotExist.
    """
    return _negotiation(negotiation_pk, locks=True)


def unlocked(negotiation_pk: int) -> Negotiation:
    """The negotiation as it is now, for whoever compares and swaps. Raises Negotiation.DoesNotExist."""
    return _negotiation(negotiation_pk, locks=False)


def _negotiation(negotiation_pk: int, *, locks: bool) -> Negotiation:
    select = _select_negotiation(locks)
    rows = select.rows(negotiation_pk)
    if not rows:
        raise Negotiation.DoesNotExist(f"no negotiation {negotiation_pk}")
    return Negotiation.from_db(connection.alias, select.columns, rows[0])


def events_after(negotiation_pk: int, seq: int) -> list[Event]:
    """The events after `seq`, in order, each with its words loaded."""
    select = _select_events()
    return [_event(select.columns, row) for row in select.rows(negotiation_pk, seq)]


def _event(columns: Sequence[str], row: Sequence[Any]) -> Event:
    event = Event.from_db(connection.alias, columns[:_EVENT_WIDTH], row[:_EVENT_WIDTH])
    typed = row[_EVENT_WIDTH:]
    words = Words.from_db(connection.alias, columns[_EVENT_WIDTH:], typed) if typed[0] is not None else None
    Event.words.related.set_cached_value(event, words)
    if words is not None:
        words.event = event
    return event


_EVENT_WIDTH = len(Event._meta.concrete_fields)


@dataclass(frozen=True)
class _Select:
    """A statement, the attributes that its columns are, and by place how Django reads what SQLite has no type for."""

    statement: str
    columns: list[str]
    converters: Mapping[int, tuple[Any, Any]]

    @classmethod
    def of(cls, found: "QuerySet[Any]") -> "_Select":
        compiler = found.query.get_compiler(connection.alias)
        statement, _ = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        return cls(statement, [column.target.attname for column in columns], compiler.get_converters(columns))

    def rows(self, *parameters: Any) -> list[list[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self.statement, parameters)
            found = [list(row) for row in cursor.fetchall()]
        for at, (converters, expression) in self.converters.items():
            for row in found:
                for convert in converters:
                    row[at] = convert(row[at], expression, connection)
        return found


@cache
def _select_negotiation(locks: bool) -> _Select:
    rows = Negotiation.objects.select_for_update() if locks else Negotiation.objects.all()
    return _Select.of(rows.filter(pk=0).order_by())


@cache
def _select_events() -> _Select:
    return _Select.of(Event.objects.filter(negotiation=0, seq__gt=0).select_related("words").order_by("seq"))


def swap_head(
    negotiation: Negotiation,
    last: Event,
    *,
    unanswered: int | None,
    person_due_since: datetime | None,
    held_by: str,
) -> bool:
    """Moves the negotiation's row on to its event `last`, unless it has moved on from where it was read."""
    waiting = connection.ops.adapt_datetimefield_value(person_due_since) if person_due_since else None
    head = (last.seq, last.hash, str(last.state), unanswered, waiting, held_by)
    with connection.cursor() as cursor:
        cursor.execute(_SWAP_HEAD, (*head, negotiation.pk, negotiation.head_seq))
        return bool(cursor.rowcount)


def insert_events(negotiation_pk: int, events: Sequence[Event]) -> None:
    """Appends events. They do not learn their primary keys; their sequence numbers name them."""
    values: list[Any] = []
    for event in events:
        values += (
            negotiation_pk,
            event.seq,
            str(event.kind),
            str(event.actor),
            connection.ops.adapt_datetimefield_value(event.at),
            str(event.state),
            event.client_id,
            event.payload,
            event.prev_hash,
            event.hash,
        )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_EVENTS + ", ".join([_EVENT] * len(events)), values)


def insert_words(negotiation_pk: int, words: Sequence[Words]) -> None:
    """Keeps what people typed beside its events, which are inserted already."""
    rows = [(typed.salt, typed.text, negotiation_pk, typed.event.seq) for typed in words]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT_WORDS, rows)
