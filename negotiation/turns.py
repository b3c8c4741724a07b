"""The only way a message enters: receive, understand, decide, phrase, record.

`receive` writes the message down; from then on it cannot be lost. With a reader that is instant the answer is written
in the same transaction, and `Receiving` thinks before that begins. With one that takes its time, `answer` follows
outside any transaction. What is thought outside is compared and swapped on the ledger's head when it is written: if
anything came in meanwhile, it looks again. Never two answers to one message, and a crash in between leaves a message
that `answer` finds.
"""

from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from negotiation import answers, ledger, lifecycle, records, statements, voices
from negotiation.batches import Outdated
from negotiation.hearing import Effort
from negotiation.lifecycle import Draft
from negotiation.messages import Refused, Say, SupplierMessage
from negotiation.models import Event, Negotiation, State, Words
from negotiation.one_at_a_time import OneAtATime
from negotiation.recording import open_talk, record_message
from negotiation.records import Record

TOO_LATE = "The deadline of this negotiation has passed, so this was not sent."
ATTEMPTS = 8  # looks at a room in which others keep writing, before the sweep is left to try again

log = structlog.get_logger(__name__)
_answering = OneAtATime()


@dataclass(frozen=True)
class Taken:
    """What became of a message: its number in the ledger, and the events that it caused (none for a repetition).

    With `owes_answer`, a message still waits for the bot, and `answer` is to be called. `too_late` is set when it came
    after the deadline: then the events say so, and the message is not among them.
    """

    seq: int
    events: tuple[Event, ...] = ()
    owes_answer: bool = False
    too_late: Refused | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        rows = tuple(ledger.as_row(event) for event in self.events)
        return _taken, (self.seq, rows, self.owes_answer, self.too_late)


def _taken(seq: int, rows: tuple[ledger.Row, ...], owes_answer: bool, too_late: Refused | None) -> Taken:
    """The one that travelled between processes."""
    return Taken(seq, tuple(map(ledger.from_row, rows)), owes_answer, too_late)


def enter(negotiation_pk: int) -> Taken:
    """A supplier is there: shows that a bot negotiates, and opens the talk if it has not begun. Once; then nothing."""
    with transaction.atomic():
        negotiation = statements.locked(negotiation_pk)
        if negotiation.state != State.INVITED:
            return Taken(negotiation.head_seq, owes_answer=negotiation.unanswered_seq is not None)
        events = lifecycle.expire(negotiation)
        if not events:
            draft = Draft(negotiation, records.load(negotiation))
            open_talk(draft)
            events = draft.write()
        return Taken(negotiation.head_seq, tuple(events))


def take(negotiation_pk: int, message: SupplierMessage) -> Taken:
    """Receives a message and answers it. Raises Refused when it changes nothing."""
    taken = receive(negotiation_pk, message)
    if not taken.owes_answer:
        return taken
    return Taken(taken.seq, (*taken.events, *answer(negotiation_pk)))


def receive(negotiation_pk: int, message: SupplierMessage) -> Taken:
    """Writes a message down, and answers it where that is instant. Raises Refused when it changes nothing."""
    with transaction.atomic():
        negotiation = statements.locked(negotiation_pk)
        record = records.load(negotiation)
        if (seq := record.client_ids.get(message.client_id)) is not None:
            return Taken(seq)
        if lifecycle.is_overdue(negotiation, timezone.now()):
            events = lifecycle.expire(negotiation)
            return Taken(events[-1].seq, tuple(events), too_late=Refused("expired", TOO_LATE))
        return _written(*_composed(negotiation, record, message))


@dataclass
class Receiving:
    """`receive` as a piece of work for a writer, which need not hold a lock while the bot thinks.

    What is thought through outside any transaction is written only if the ledger's head has not moved meanwhile.
    """

    negotiation_pk: int
    message: SupplierMessage
    _thought: tuple[Draft, int] | None = field(default=None, init=False, repr=False, compare=False)

    def think(self) -> None:
        """Composes all that there is to write, where that is the usual case. Writes nothing."""
        negotiation = statements.unlocked(self.negotiation_pk)
        record = records.load(negotiation)
        is_repeated = self.message.client_id in record.client_ids
        if not is_repeated and not lifecycle.is_overdue(negotiation, timezone.now()):
            self._thought = _composed(negotiation, record, self.message)

    def __call__(self) -> Taken:
        """Raises Outdated when something came in since it thought; called again, it receives under a lock."""
        thought, self._thought = self._thought, None
        if thought is None:
            return receive(self.negotiation_pk, self.message)
        try:
            return _written(*thought)
        except ledger.Conflict as conflict:
            raise Outdated from conflict


def answer(negotiation_pk: int) -> list[Event]:
    """Answers what is unanswered, if anything is; safe to call at any time, from anywhere, any number of times.

    While another thread of this process answers here, it returns at once: that one looks again before it leaves.
    """
    return _answering.run((connection.settings_dict["NAME"], negotiation_pk), lambda: _answer(negotiation_pk))


def _answer(negotiation_pk: int) -> list[Event]:
    effort: Effort | None = None
    for _ in range(ATTEMPTS):
        negotiation = Negotiation.objects.get(pk=negotiation_pk)
        record = records.load(negotiation)
        owed = lifecycle.owed(record)
        if owed is None:
            break
        effort = effort or _effort(negotiation, record, owed)
        draft, texts = Draft(negotiation, record), _texts(record, negotiation)
        _let_go_of_the_database()
        answers.answer(draft, texts, effort)
        try:
            with transaction.atomic():
                return draft.write()
        except ledger.Conflict:
            continue  # something came in, or somebody else has answered: look again
    if effort is not None and effort.usage.calls:
        log.warning("usage_not_recorded", negotiation=negotiation_pk, tokens=effort.usage.tokens)
    return []


def _effort(negotiation: Negotiation, record: Record, owed: int) -> Effort:
    """What the answer may take: its time runs from when the oldest unanswered message came in."""
    came = Event.objects.values_list("at", flat=True).get(negotiation=negotiation, seq=owed)
    return Effort(voices.allowance((timezone.now() - came).total_seconds(), record.used))


def _let_go_of_the_database() -> None:
    """A model takes seconds to read; the connection goes back to the pool meanwhile."""
    if not voices.voice().is_instant and not connection.in_atomic_block:
        connection.close()


def _composed(negotiation: Negotiation, record: Record, message: SupplierMessage) -> tuple[Draft, int]:
    """The message, and the answer where that is instant, as steps to be written; and the message's number."""
    draft = Draft(negotiation, record)
    if record.state == State.INVITED:
        open_talk(draft)
    seq = record_message(draft, message)
    if lifecycle.owed(draft.record) is not None and voices.voice().is_instant:
        texts = _texts(record, negotiation)
        if isinstance(message, Say):
            texts[seq] = message.text
        answers.answer(draft, texts)
    return draft, seq


def _written(draft: Draft, seq: int) -> Taken:
    events = draft.write() if draft.events else []
    return Taken(seq, tuple(events), owes_answer=lifecycle.owed(draft.record) is not None)


def _texts(record: Record, negotiation: Negotiation) -> dict[int, str]:
    """What was typed in the messages that are still unread, by sequence number."""
    seqs = [said.seq for said in record.unread if said.has_words]
    if not seqs:
        return {}
    found = Words.objects.filter(event__negotiation=negotiation, event__seq__in=seqs)
    return dict(found.values_list("event__seq", "text"))
