"""Runs every recorded decision again, from the ledger alone, and reports what differs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from negotiation import ledger, records
from negotiation.answers import decide_next
from negotiation.decisions import outcome
from negotiation.language import Reading
from negotiation.models import Kind, Negotiation

DECISIONS = frozenset({Kind.DECIDED, Kind.ADVISED})


@dataclass(frozen=True)
class Difference:
    """A decision that came out otherwise. `field` is what differs: action, packages, reasons or trace."""

    negotiation: str
    seq: int
    field: str
    recorded: Any
    replayed: Any

    def __str__(self) -> str:
        return (
            f"negotiation {self.negotiation}, event {self.seq}: {self.field} was {json.dumps(self.recorded)}, "
            f"and is now {json.dumps(self.replayed)}"
        )


def replay(negotiation: Negotiation) -> Iterator[Difference]:
    """Every difference between what was decided then and what the engine decides now from the same history."""
    events = iter(ledger.events_after(negotiation))
    first = next(events, None)
    if first is None:
        return
    record = records.begin(first)
    for event in events:
        if event.kind in DECISIONS:
            recorded = json.loads(event.payload)
            readings = {int(seq): Reading.from_dict(stored) for seq, stored in recorded["readings"].items()}
            # Through JSON and back, as the recorded one went: tuples and lists must not count as a difference.
            replayed = json.loads(ledger.canonical(outcome(decide_next(record, readings))))
            for field, value in replayed.items():
                if recorded.get(field) != value:
                    yield Difference(str(negotiation.public_id), event.seq, field, recorded.get(field), value)
        record = records.after(record, event)
