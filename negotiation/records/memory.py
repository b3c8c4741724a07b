"""Records that this process has made, kept for the next look. Nothing here is trusted without its hash."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from negotiation import ledger
from negotiation.models import Event, Negotiation
from negotiation.records.changes import after, fold
from negotiation.records.record import Record

REMEMBERED = 5_000  # records kept in memory, the least recently used go first; some kilobytes each


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


def load(negotiation: Negotiation, newest: Sequence[Event] = ()) -> Record:
    """The record at `negotiation`'s head, from memory as far as its hash still holds, else from the ledger.

    Memory may be behind (another process wrote) or ahead (a transaction was rolled back): the head's hash tells.
    `newest` are its last events, where the caller has just read them; they are not read again.
    """
    known = _memory.get(negotiation.pk)
    if known is not None and known.hash == negotiation.head_hash:
        return known
    record = _caught_up(negotiation, known, newest) or fold(ledger.events_after(negotiation))
    _memory.put(negotiation.pk, record)
    return record


def _caught_up(negotiation: Negotiation, known: Record | None, newest: Sequence[Event]) -> Record | None:
    if known is None or known.seq >= negotiation.head_seq:
        return None
    events = [event for event in newest if event.seq > known.seq]
    if not events or events[0].seq != known.seq + 1:
        events = ledger.events_after(negotiation, known.seq)
    if not events or events[0].prev_hash != known.hash:
        return None
    for event in events:
        known = after(known, event)
    return known


def remember(negotiation: Negotiation, record: Record) -> None:
    """Keeps the record for the next load."""
    _memory.put(negotiation.pk, record)
