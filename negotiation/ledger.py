"""The append-only, hash-chained record of a negotiation: append, read, verify, erase.

An event's hash is SHA-256 over the canonical JSON of everything else in it, the hash before it included; so a row
changed, moved or removed behind our back breaks the chain at that row. What a person typed is kept beside the chain,
and the event holds only its salted hash: it can be erased, and the chain still verifies.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from negotiation import statements
from negotiation.models import Actor, Event, Kind, Negotiation, State, Words

Row = tuple[tuple[Any, ...], tuple[str, str, datetime | None] | None]  # an event's columns, and its words


class Conflict(Exception):
    """Somebody else has written to this negotiation since it was read; look again."""


@dataclass(frozen=True)
class Entry:
    """An event to be: what the caller knows of it. `words` is what a person typed."""

    kind: Kind
    actor: Actor
    state: State
    payload: dict[str, Any] = field(default_factory=dict)
    client_id: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    negotiation: str
    seq: int
    reason: str

    def __str__(self) -> str:
        return f"negotiation {self.negotiation}, event {self.seq}: {self.reason}"


def canonical(value: Any) -> str:
    """JSON with one spelling: keys sorted, no spaces, no NaN. Raises ValueError or TypeError on anything else."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def event_hash(event: Event, negotiation_id: str) -> str:
    """SHA-256, in hex, over the rest of the event."""
    return _sha256(
        canonical(
            {
                "negotiation": negotiation_id,
                "seq": event.seq,
                "kind": event.kind,
                "actor": event.actor,
                "at": event.at.isoformat(),
                "state": event.state,
                "client_id": event.client_id,
                "payload": event.payload,
                "prev_hash": event.prev_hash,
            }
        )
    )


def words_hash(salt: str, text: str) -> str:
    """The salted hash of typed words that an event holds, SHA-256 in hex."""
    return _sha256(salt + text)


class Chain:
    """Events about to be written, each already linked to the one before it. Nothing is kept until `commit`."""

    def __init__(self, negotiation: Negotiation, at: datetime | None = None) -> None:
        self.negotiation = negotiation
        self.at = at or timezone.now()
        self.events: list[Event] = []
        self._words: list[Words] = []
        self._seq, self._hash = negotiation.head_seq, negotiation.head_hash
        self._id = str(negotiation.public_id)

    def add(self, entry: Entry) -> Event:
        """Links one more event to the chain."""
        payload, salt = dict(entry.payload), ""
        if entry.words is not None:
            salt = secrets.token_hex(16)
            payload["words"] = words_hash(salt, entry.words)
        event = Event(
            negotiation=self.negotiation,
            seq=self._seq + 1,
            kind=entry.kind,
            actor=entry.actor,
            at=self.at,
            state=entry.state,
            client_id=entry.client_id,
            payload=canonical(payload),
            prev_hash=self._hash,
        )
        event.content = payload  # what reading the payload back would give
        event.hash = event_hash(event, self._id)
        self._seq, self._hash = event.seq, event.hash
        self.events.append(event)
        if entry.words is not None:
            self._words.append(Words(event=event, salt=salt, text=entry.words))
        return event

    def commit(self, *, unanswered: int | None, person_due_since: datetime | None, held_by: str) -> list[Event]:
        """Writes the events and moves the negotiation along. To be called in a transaction, for it takes several steps.

        The negotiation's `head_seq`, as it was read, is compared and swapped: Conflict is raised, and nothing is
        written, when another writer was faster. The rest is kept to find the negotiation by: `unanswered`, the
        sequence number of the oldest message that the bot now owes an answer to; since when a person is due; and the
        user name of the buyer who holds the room.
        """
        negotiation, last = self.negotiation, self.events[-1]
        has_swapped = statements.swap_head(
            negotiation, last, unanswered=unanswered, person_due_since=person_due_since, held_by=held_by
        )
        if not has_swapped:
            raise Conflict(f"negotiation {self._id} moved on from event {negotiation.head_seq}")
        statements.insert_events(negotiation.pk, self.events)
        if self._words:
            statements.insert_words(negotiation.pk, self._words)
        negotiation.head_seq, negotiation.head_hash = last.seq, last.hash
        negotiation.state, negotiation.unanswered_seq = last.state, unanswered
        negotiation.person_due_since, negotiation.held_by = person_due_since, held_by
        return self.events


def events_after(negotiation: Negotiation, seq: int = 0) -> list[Event]:
    """The events after `seq`, in order, each with its words loaded."""
    return statements.events_after(negotiation.pk, seq)


def text_of(event: Event) -> str | None:
    """What the person typed; None when the event has no words or they were erased."""
    words = getattr(event, "words", None)
    return None if words is None or words.erased_at else words.text


def payload_of(event: Event) -> dict[str, Any]:
    """What the event holds."""
    payload: dict[str, Any] = json.loads(event.payload)
    return payload


def as_row(event: Event) -> Row:
    """An event in plain values, to travel between processes: pickling the model takes ten times as long."""
    words = getattr(event, "words", None) if "words" in event.content else None
    typed = (words.salt, words.text, words.erased_at) if words is not None else None
    states = (str(event.kind), str(event.actor), event.at, str(event.state))
    chain = (event.client_id, event.payload, event.prev_hash, event.hash)
    return (event.pk, event.negotiation_id, event.seq, *states, *chain), typed


_COLUMNS = [column.attname for column in Event._meta.concrete_fields]


def from_row(row: Row) -> Event:
    """The event of a row, as if it had been read."""
    values, typed = row
    event = Event.from_db(DEFAULT_DB_ALIAS, _COLUMNS, values)
    if typed is not None:
        salt, text, erased_at = typed
        Words(event=event, salt=salt, text=text, erased_at=erased_at)
    return event


def verify(negotiation: Negotiation) -> Break | None:
    """Walks the chain; returns the first event at which it does not hold, None when it is whole."""
    chain_id = str(negotiation.public_id)
    events = events_after(negotiation)
    fault = _first_fault(chain_id, events) or _row_fault(negotiation, events) or _agreement_fault(negotiation, events)
    return Break(chain_id, *fault) if fault else None


def _first_fault(chain_id: str, events: Sequence[Event]) -> tuple[int, str] | None:
    prev_hash = ""
    erased = {seq for event in events for seq in _erased_by(event)}
    for expected_seq, event in enumerate(events, start=1):
        if event.seq != expected_seq:
            return expected_seq, f"missing; the next one is event {event.seq}"
        if event.prev_hash != prev_hash:
            return event.seq, "does not follow from the event before it"
        if event.at is None or event.hash != event_hash(event, chain_id):  # None: a time that is none any more
            return event.seq, "was changed after it was written"
        if fault := _words_fault(event, is_erased=event.seq in erased):
            return event.seq, fault
        prev_hash = event.hash
    return None


def _erased_by(event: Event) -> frozenset[int]:
    """The messages whose words this event erased; none when it was changed into nonsense, which its hash will tell."""
    if event.kind != Kind.WORDS_ERASED:
        return frozenset()
    try:
        return frozenset(json.loads(event.payload)["events"])
    except (ValueError, TypeError, KeyError):
        return frozenset()


def _row_fault(negotiation: Negotiation, events: Sequence[Event]) -> tuple[int, str] | None:
    """Whether the negotiation's own row says what its chain says."""
    head = (events[-1].seq, events[-1].hash) if events else (0, "")
    if head != (negotiation.head_seq, negotiation.head_hash):
        return negotiation.head_seq, f"the chain ends at event {head[0]}, the head names another"
    if events and events[-1].state != negotiation.state:
        return head[0], f"it left the state {events[-1].state}, the negotiation says {negotiation.state}"
    return None


def _words_fault(event: Event, *, is_erased: bool) -> str | None:
    promised = json.loads(event.payload).get("words")
    words = getattr(event, "words", None)
    if promised is None:
        return None
    if words is None:
        return "its words are missing"
    if is_erased:
        return None if words.erased_at and not words.text else "its words were erased, and are back"
    if words_hash(words.salt, words.text) != promised:
        return "its words were changed after they were written"
    return None


def _agreement_fault(negotiation: Negotiation, events: Sequence[Event]) -> tuple[int, str] | None:
    agreement = getattr(negotiation, "agreement", None)
    agreed = next((event for event in events if event.kind == Kind.AGREED), None)
    if agreement is None:
        return (agreed.seq, "the agreement that it made is missing") if agreed else None
    named = (agreed.seq, agreed.hash, json.loads(agreed.payload)["terms"]) if agreed else None
    if named != (agreement.chain_seq, agreement.chain_hash, agreement.terms):
        return agreement.chain_seq, "the agreement does not match the event that it names"
    return None


def erase_words(negotiation: Negotiation, *, by: Actor, reason: str) -> int:
    """Erases everything that people typed in this negotiation; returns how many messages. The chain still verifies.

    Salt and text both go, so that nothing is left from which a guess could be proved. The erasure is an event itself.
    """
    with transaction.atomic():
        negotiation.refresh_from_db(from_queryset=Negotiation.objects.select_for_update())
        found = Words.objects.filter(event__negotiation=negotiation, erased_at__isnull=True)
        seqs = list(found.order_by("event__seq").values_list("event__seq", flat=True))
        if not seqs:
            return 0
        chain = Chain(negotiation)
        chain.add(Entry(Kind.WORDS_ERASED, by, State(negotiation.state), {"events": seqs, "reason": reason}))
        chain.commit(
            unanswered=negotiation.unanswered_seq,
            person_due_since=negotiation.person_due_since,
            held_by=negotiation.held_by,
        )
        return found.update(text="", salt="", erased_at=timezone.now())


def _sha256(text: str) -> str:
    # Lone surrogates can arrive in JSON ("\ud800"); the edge refuses them, and here they must not raise either.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
