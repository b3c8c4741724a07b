"""What a ledger amounts to: the events of one negotiation, folded into the position it stands at.

A `Record` is immutable; `after` gives the next one. Services decide on it, pages are drawn from it, the replay walks
through it, so all of them see the same negotiation.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from threading import Lock
from typing import Any

from negotiation import ledger
from negotiation.engine import Intent, Party, Policy, Terms, Turn
from negotiation.facts import Facts
from negotiation.language import Reading
from negotiation.language.account import UNUSED, Usage
from negotiation.models import Actor, Event, Kind, Negotiation, State

REMEMBERED = 5_000  # records kept in memory, the least recently used go first; some kilobytes each


@dataclass(frozen=True)
class Offer:
    """Terms that one side put on the table. `number` counts the offers of both, from 1."""

    seq: int
    number: int
    by: Actor
    packages: tuple[Terms, ...]
    answers: int | None  # the seq of the offer that it answers
    is_final: bool = False


@dataclass(frozen=True)
class Said:
    """A supplier's message that nobody has read yet: how it was said, and the terms it named by form or button."""

    seq: int
    how: str  # "text", "offer", "accept" or "ask_person"
    terms: Terms
    has_words: bool


@dataclass(frozen=True)
class Record:
    """Where a negotiation stands after event `seq`.

    `sheet` is the package that waits to be confirmed; `agreed` the one that was, subject to approval while that is
    awaited; `buyer` the user name of the person who has taken over; `used` what language models took so far.
    `choices` are what the bot's last message asks to choose between; `language` is the one that the supplier writes,
    empty while that is not sure; `topics` are the levers of which it asks what matters most.
    """

    policy: Policy
    facts: Facts
    state: State
    seq: int
    hash: str
    turns: tuple[Turn, ...] = ()
    offers: tuple[Offer, ...] = ()
    unread: tuple[Said, ...] = ()
    sheet: Terms | None = None
    sheet_needs_approval: bool = False
    agreed: Terms | None = None
    buyer: str | None = None
    client_ids: Mapping[str, int] = field(default_factory=dict)
    used: Usage = UNUSED
    choices: tuple[Terms, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = ""

    @property
    def bot_offer(self) -> Offer | None:
        """The offer of ours that lies on the table."""
        return next((offer for offer in reversed(self.offers) if offer.by != Actor.SUPPLIER), None)

    @property
    def supplier_offer(self) -> Offer | None:
        return next((offer for offer in reversed(self.offers) if offer.by == Actor.SUPPLIER), None)

    @property
    def rounds_used(self) -> int:
        return sum(offer.by == Actor.BOT for offer in self.offers)


def begin(event: Event) -> Record:
    """The record after a chain's first event."""
    payload = json.loads(event.payload)
    return Record(
        policy=Policy.from_dict(payload["policy"]),
        facts=Facts.from_dict(payload["facts"]),
        state=State(event.state),
        seq=event.seq,
        hash=event.hash,
    )


def after(record: Record, event: Event) -> Record:
    """The record once `event` has happened."""
    payload = json.loads(event.payload)
    record = replace(record, state=State(event.state), seq=event.seq, hash=event.hash)
    if event.client_id:
        record = replace(record, client_ids={**record.client_ids, event.client_id: event.seq})
    change = _CHANGES.get(Kind(event.kind))
    return change(record, event, payload) if change else record


def fold(events: Iterable[Event]) -> Record:
    """The record after all `events`, which begin with the chain's first."""
    events = iter(events)
    record = begin(next(events))
    for event in events:
        record = after(record, event)
    return record


def as_terms(values: Mapping[str, str] | None) -> Terms:
    return Terms({lever: Decimal(value) for lever, value in (values or {}).items()})


def as_strings(terms: Mapping[str, Decimal]) -> dict[str, str]:
    return {lever: str(value) for lever, value in terms.items()}


def _supplier_said(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    said = Said(event.seq, payload["how"], as_terms(payload.get("terms")), "words" in payload)
    return replace(record, unread=(*record.unread, said))


def _decided(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    """Only now that they were read do the supplier's messages become turns, and their terms offers."""
    for seq, stored in sorted(payload["readings"].items(), key=lambda item: int(item[0])):
        reading = Reading.from_dict(stored)
        turn = supplier_turn(reading, int(seq))
        record = replace(record, turns=(*record.turns, turn), language=reading.language or record.language)
        if turn.terms and Intent.ACCEPT not in turn.intents:
            # What they leave out stays as they last said it.
            said_before = record.supplier_offer.packages[0] if record.supplier_offer else Terms()
            record = _with_offer(record, int(seq), Actor.SUPPLIER, (said_before.merged_with(turn.terms),))
    if "usage" in payload:
        record = replace(record, used=record.used + Usage.from_dict(payload["usage"]))
    answered = {int(seq) for seq in payload["readings"]}
    return replace(record, unread=tuple(said for said in record.unread if said.seq not in answered))


def supplier_turn(reading: Reading, seq: int) -> Turn:
    """A read message as the engine takes it."""
    intents = reading.intents if not reading.unknown else (*reading.intents, Intent.UNUSUAL)
    return Turn(Party.SUPPLIER, intents, reading.package, seq, interests=reading.interests)


def _bot_said(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    packages = tuple(as_terms(package) for package in payload.get("packages", ()))
    choices = tuple(as_terms(package) for package in payload.get("choices", ()))
    record = replace(record, choices=choices, topics=tuple(payload.get("interests", ())))
    if not payload["is_offer"]:
        # Holding and asking are turns of ours too, without terms of their own.
        return replace(record, turns=(*record.turns, Turn(Party.BUYER, (), Terms(), event.seq)))
    turn = Turn(Party.BUYER, (Intent.OFFER,), packages[0], event.seq, alternatives=packages[1:])
    is_final = payload["act"] == "final_offer"
    record = replace(record, turns=(*record.turns, turn))
    return _with_offer(record, event.seq, Actor.BOT, packages, is_final=is_final)


def _with_offer(record: Record, seq: int, by: Actor, packages: tuple[Terms, ...], *, is_final: bool = False) -> Record:
    other = record.bot_offer if by == Actor.SUPPLIER else record.supplier_offer
    offer = Offer(seq, len(record.offers) + 1, by, packages, other.seq if other else None, is_final)
    return replace(record, offers=(*record.offers, offer))


def _term_sheet(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    return replace(record, sheet=as_terms(payload["terms"]), sheet_needs_approval=payload["needs_approval"])


def _declined(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    """What led to the sheet was misread or is taken back: that turn no longer offers anything."""
    turns = list(record.turns)
    for index in range(len(turns) - 1, -1, -1):
        if turns[index].party == Party.SUPPLIER:
            turns[index] = Turn(Party.SUPPLIER, (Intent.REJECT,), Terms(), turns[index].seq)
            break
    return replace(record, turns=tuple(turns), sheet=None, sheet_needs_approval=False)


def _escalated(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    """A person decides what becomes of a term sheet that was still open."""
    return replace(record, sheet=None, sheet_needs_approval=False)


def _agreed(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    return replace(record, agreed=as_terms(payload["terms"]))


def _claimed(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    return replace(record, buyer=payload["by"])


def _sent_back(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    return replace(record, agreed=None, buyer=payload["by"])


def _handed_back(record: Record, event: Event, payload: Mapping[str, Any]) -> Record:
    """What was said to a person was answered by that person; the bot owes nothing for it."""
    return replace(record, buyer=None, unread=())


_CHANGES = {
    Kind.SUPPLIER_SAID: _supplier_said,
    Kind.DECIDED: _decided,
    Kind.BOT_SAID: _bot_said,
    Kind.TERM_SHEET: _term_sheet,
    Kind.DECLINED: _declined,
    Kind.ESCALATED: _escalated,
    Kind.AGREED: _agreed,
    Kind.APPROVAL_ASKED: _agreed,
    Kind.CLAIMED: _claimed,
    Kind.SENT_BACK: _sent_back,
    Kind.HANDED_BACK: _handed_back,
}


class _Memory:
    """Records by negotiation, safe to share between threads. Nothing here is trusted without its hash."""

    def __init__(self, size: int) -> None:
        self._records: OrderedDict[int, Record] = OrderedDict()
        self._size = size
        self._lock = Lock()

    def get(self, pk: int) -> Record | None:
        with self._lock:
            record = self._records.get(pk)
            if record is not None:
                self._records.move_to_end(pk)
            return record

    def put(self, pk: int, record: Record) -> None:
        with self._lock:
            self._records[pk] = record
            self._records.move_to_end(pk)
            if len(self._records) > self._size:
                self._records.popitem(last=False)


_memory = _Memory(REMEMBERED)


def load(negotiation: Negotiation) -> Record:
    """The record at `negotiation`'s head, from memory as far as its hash still holds, else from the ledger.

    Memory may be behind (another process wrote) or ahead (a transaction was rolled back): the head's hash tells.
    """
    known = _memory.get(negotiation.pk)
    if known is not None and known.hash == negotiation.head_hash:
        return known
    record = _caught_up(negotiation, known) or fold(ledger.events_after(negotiation))
    _memory.put(negotiation.pk, record)
    return record


def _caught_up(negotiation: Negotiation, known: Record | None) -> Record | None:
    if known is None or known.seq >= negotiation.head_seq:
        return None
    events = ledger.events_after(negotiation, known.seq)
    if not events or events[0].prev_hash != known.hash:
        return None
    for event in events:
        known = after(known, event)
    return known


def remember(negotiation: Negotiation, record: Record) -> None:
    """Keeps the record for the next load."""
    _memory.put(negotiation.pk, record)
