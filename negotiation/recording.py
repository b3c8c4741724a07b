"""What each message of a supplier adds to the ledger, before anybody has thought about it; and how a talk begins.

The opening waits for nobody: it is the rules' and templates'.
"""

from collections.abc import Callable
from typing import Any

from negotiation import answers
from negotiation.desk import people
from negotiation.lifecycle import TALKING, WITH_PEOPLE, Draft
from negotiation.messages import (
    Accept,
    AskPerson,
    Confirm,
    Decline,
    MakeOffer,
    Refused,
    Say,
    SupplierMessage,
)
from negotiation.models import Actor, Kind, State
from negotiation.records import Record, as_strings
from negotiation.values import parse_terms


def open_talk(draft: Draft) -> None:
    """Adds that the link was opened and the bot disclosed, and the bot's opening, or its advice on one."""
    draft.add(Kind.OPENED, Actor.SUPPLIER)
    # What is disclosed is the truth of this negotiation: where people answer, no bot is said to.
    stage = draft.record.stage
    draft.add(Kind.DISCLOSED, Actor.SYSTEM, {} if draft.record.is_bot_speaking else {"stage": str(stage)})
    answers.answer(draft, {})


def record_message(draft: Draft, message: SupplierMessage) -> int:
    """Adds a message to the draft; returns its number. Raises Refused when there is nothing that it could change."""
    return _RECORDERS[type(message)](draft, message)


def _say(draft: Draft, message: Say) -> int:
    _refuse_when_closed(draft.record)
    return draft.add(
        Kind.SUPPLIER_SAID, Actor.SUPPLIER, {"how": "text"}, client_id=message.client_id, words=message.text
    ).seq


def _make_offer(draft: Draft, message: MakeOffer) -> int:
    record = draft.record
    _refuse_when_closed(record)
    terms = parse_terms(message.terms, record.facts)
    return draft.add(
        Kind.SUPPLIER_SAID,
        Actor.SUPPLIER,
        {"how": "offer", "terms": as_strings(terms)},
        client_id=message.client_id,
        words=message.note or None,
    ).seq


def _accept(draft: Draft, message: Accept) -> int:
    record = draft.record
    _refuse_when_closed(record)
    on_table = record.bot_offer
    is_persons = on_table is not None and bool(on_table.person)
    if record.state in WITH_PEOPLE and not (record.state == State.WITH_BUYER and is_persons):
        raise Refused("with_a_person", "A colleague is looking at this now; write to them, and they will answer here.")
    if on_table is None or message.offer != on_table.seq:
        if any(offer.seq == message.offer and offer.by != Actor.SUPPLIER for offer in record.offers):
            raise Refused("stale_offer", "There is a newer offer on the table; please look at that one.")
        raise Refused("unknown_offer", "There is no such offer in this negotiation.")
    if not 0 <= message.package < len(on_table.packages):
        raise Refused("unknown_package", f"This offer has packages 0 to {len(on_table.packages) - 1}.")
    package = on_table.packages[message.package]
    accepted = {"how": "accept", "offer": message.offer, "package": message.package, "terms": as_strings(package)}
    seq = draft.add(Kind.SUPPLIER_SAID, Actor.SUPPLIER, accepted, client_id=message.client_id).seq
    if is_persons:
        # A person stands by it; the bot has no say.
        people.conclude(draft, package, by=on_table.person, is_approved=on_table.is_approved)
    return seq


def _ask_person(draft: Draft, message: AskPerson) -> int:
    _refuse_when_closed(draft.record)
    if draft.record.state in WITH_PEOPLE:
        return draft.record.seq  # somebody was asked already; a second press changes nothing
    return draft.add(Kind.SUPPLIER_SAID, Actor.SUPPLIER, {"how": "ask_person"}, client_id=message.client_id).seq


def _confirm(draft: Draft, message: Confirm) -> int:
    record = draft.record
    if record.agreed is not None:
        return record.seq  # the second press of a double click
    if record.sheet is None:
        _refuse_when_closed(record)
        raise Refused("nothing_to_confirm", "There is no term sheet to confirm at the moment.")
    sheet, needs_approval = record.sheet, record.sheet_needs_approval
    terms = {"terms": as_strings(sheet)}
    seq = draft.add(Kind.CONFIRMED, Actor.SUPPLIER, terms, client_id=message.client_id).seq
    answers.conclude(draft, sheet, needs_approval=needs_approval)
    return seq


def _decline(draft: Draft, message: Decline) -> int:
    record = draft.record
    if record.sheet is None:
        _refuse_when_closed(record)
        raise Refused("nothing_to_decline", "There is no term sheet to decline at the moment.")
    return draft.add(Kind.DECLINED, Actor.SUPPLIER, {"because": "not_meant"}, client_id=message.client_id).seq


def _refuse_when_closed(record: Record) -> None:
    if record.state not in TALKING | WITH_PEOPLE:
        raise Refused("closed", "This negotiation is closed, so this was not sent.")


_RECORDERS: dict[type[SupplierMessage], Callable[[Draft, Any], int]] = {
    Say: _say,
    MakeOffer: _make_offer,
    Accept: _accept,
    AskPerson: _ask_person,
    Confirm: _confirm,
    Decline: _decline,
}
