"""What a supplier can keep: the agreement, the transcript to read, and the record for programs."""

import json
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from negotiation import ledger
from negotiation.models import Event, Negotiation, State
from negotiation.records import as_strings
from suppliers.conversation import Bubble, Side, bubbles
from suppliers.formats import moment
from suppliers.position import Position, position_of
from suppliers.public import public_event
from suppliers.renderers import as_json
from suppliers.room_page import intro, room


def agreement_page(negotiation: Negotiation) -> str | None:
    """The agreement as a page that prints well and needs nothing else; None when there is none."""
    agreement = getattr(negotiation, "agreement", None)
    position = position_of(negotiation)
    if agreement is None or position.state != State.AGREED:
        return None
    context = {
        "room": room(position),
        "intro": intro(position),
        "agreement": agreement,
        "agreed_at": moment(agreement.agreed_at, position.locale, position.time_zone),
        "number": negotiation.public_id,
    }
    return render_to_string("suppliers/downloads/agreement.html", context)


def transcript(negotiation: Negotiation) -> str:
    """The conversation as plain text, as the page shows it."""
    position = position_of(negotiation)
    events = _events(negotiation, position)
    facts = position.facts
    head = [
        f"{facts.title}: {facts.supplier} and {facts.buyer}",
        f"Messages marked (bot) were written by {facts.buyer}'s negotiation bot.",
        f"Record {negotiation.public_id}, event {position.seq}, SHA-256 {position.hash}",
    ]
    entries = ["\n".join(_entry(bubble, position)) for bubble in bubbles(events, position)]
    return "\n\n".join(["\n".join(head), *entries]) + "\n"


def record(negotiation: Negotiation) -> dict[str, Any]:
    """The events that a supplier may see, JSON-serialisable, with the head of the whole chain that they stand in."""
    position = position_of(negotiation)
    shown = [public for event in _events(negotiation, position) if (public := public_event(event)) is not None]
    return {
        "negotiation": str(negotiation.public_id),
        "title": position.facts.title,
        "buyer": position.facts.buyer,
        "supplier": position.facts.supplier,
        "state": str(position.state),
        "agreed": as_strings(position.agreed) if position.state == State.AGREED and position.agreed else None,
        "head": {"seq": position.seq, "sha256": position.hash},
        "events": [as_json(public) for public in shown],
    }


def record_text(negotiation: Negotiation) -> str:
    """The record as indented JSON."""
    return json.dumps(record(negotiation), ensure_ascii=False, indent=2) + "\n"


def _events(negotiation: Negotiation, position: Position) -> Sequence[Event]:
    return [event for event in ledger.events_after(negotiation) if event.seq <= position.seq]


def _entry(bubble: Bubble, position: Position) -> list[str]:
    who = f"{bubble.author} (bot)" if bubble.side == Side.BOT else bubble.author
    if bubble.is_prepared:
        who += " (prepared by the bot, sent by a person)"
    lines = [f"[{moment(bubble.at, position.locale, position.time_zone)}] {who}".rstrip()]
    lines += [f"  {line}" for line in bubble.text.splitlines()]
    if bubble.card:
        answers = f", answers offer {bubble.card.answers}" if bubble.card.answers else ""
        lines.append(f"  Offer {bubble.card.number}{answers}:")
        for package in bubble.card.packages:
            lines.append(f"  {package.letter + ': ' if package.letter else '- '}{package.summary}")
    if bubble.sheet:
        lines.append(f"  Term sheet: {bubble.sheet.summary}")
    return lines
