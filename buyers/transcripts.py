"""A room's transcript for the buyer's own files: as a page that prints well, as text, or for programs.

With private notes it is for colleagues alone. Without them it holds no note and no reason of a person either.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string

from buyers.conversation import Entry, Side, entries
from buyers.room_page import buyers_position
from negotiation import ledger
from negotiation.models import Negotiation
from negotiation.records import as_strings
from suppliers.formats import moment
from suppliers.position import Position

WITH_NOTES = "Holds private notes: for colleagues only."


def shown(negotiation: Negotiation, position: Position, *, has_notes: bool) -> tuple[Entry, ...]:
    """The entries of a transcript, in order."""
    events = [event for event in ledger.events_after(negotiation) if event.seq <= position.seq]
    found = entries(events, position)
    if has_notes:
        return tuple(found)
    return tuple(replace(entry, because="") for entry in found if entry.side != Side.PRIVATE)


def as_page(negotiation: Negotiation, *, has_notes: bool) -> str:
    """A page of its own, which a browser prints or keeps as PDF."""
    position = buyers_position(negotiation)
    lines = [
        (entry, moment(entry.at, position.locale, position.time_zone))
        for entry in shown(negotiation, position, has_notes=has_notes)
    ]
    head = {"title": _title(position), "record": _record(negotiation, position), "has_notes": has_notes}
    return render_to_string("buyers/transcript.html", {**head, "lines": lines, "facts": position.facts})


def as_text(negotiation: Negotiation, *, has_notes: bool) -> str:
    position = buyers_position(negotiation)
    head = [_title(position), _record(negotiation, position), *([WITH_NOTES] if has_notes else [])]
    said = ["\n".join(_lines(entry, position)) for entry in shown(negotiation, position, has_notes=has_notes)]
    return "\n\n".join(["\n".join(head), *said]) + "\n"


def as_json(negotiation: Negotiation, *, has_notes: bool) -> str:
    """Indented JSON; decimals as text, moments as ISO 8601."""
    position = buyers_position(negotiation)
    record: dict[str, Any] = {
        "negotiation": str(negotiation.public_id),
        "title": position.facts.title,
        "buyer": position.facts.buyer,
        "supplier": position.facts.supplier,
        "category": position.facts.category,
        "state": str(position.state),
        "head": {"seq": position.seq, "sha256": position.hash},
        "has_private_notes": has_notes,
        "entries": [_plain(entry, position) for entry in shown(negotiation, position, has_notes=has_notes)],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _title(position: Position) -> str:
    return f"{position.facts.title}: {position.facts.supplier} and {position.facts.buyer}"


def _record(negotiation: Negotiation, position: Position) -> str:
    return f"Record {negotiation.public_id}, event {position.seq}, SHA-256 {position.hash}"


def _plain(entry: Entry, position: Position) -> dict[str, Any]:
    offer = position.offer_at(entry.seq)
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "side": str(entry.side),
        "author": entry.author,
        "is_prepared_by_bot": entry.is_prepared,
        "text": entry.text,
        "offer": [as_strings(package) for package in offer.packages] if offer else [],
        **({"because": entry.because} if entry.because else {}),
    }


def _lines(entry: Entry, position: Position) -> Sequence[str]:
    who = {Side.BOT: f"{entry.author} (bot)", Side.PRIVATE: f"{entry.author} (private note)"}.get(
        entry.side, entry.author
    )
    lines = [f"[{moment(entry.at, position.locale, position.time_zone)}] {who}".rstrip()]
    lines += [f"  {line}" for line in entry.text.splitlines()]
    if entry.card:
        lines.append(f"  Offer {entry.card.number}:")
        lines += [f"  {one.letter + ': ' if one.letter else '- '}{one.summary}" for one in entry.card.packages]
    if entry.sheet:
        lines.append(f"  Term sheet: {entry.sheet.summary}")
    if entry.because:
        lines.append(f"  For colleagues: {entry.because}")
    return lines
