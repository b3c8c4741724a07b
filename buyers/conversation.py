"""The conversation as the buyer's side reads it: who said what, under which name, and what the bot had prepared."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from negotiation.closing_reasons import in_words
from negotiation.desk.handing_back import told_of
from negotiation.ledger import text_of
from negotiation.models import Event, Kind
from negotiation.overrides import Instruction
from negotiation.trials.thoughts import in_words as in_words_of
from negotiation.user_names import called
from suppliers.formats import day_and_clock
from suppliers.offer_cards import Card, Package, card, package
from suppliers.position import Position

ENDINGS = frozenset({Kind.CLOSED, Kind.WITHDRAWN, Kind.AGREED, Kind.APPROVAL_ASKED})
ERASED = "This message was erased on request."


class Side(StrEnum):
    SUPPLIER = "supplier"
    BOT = "bot"
    PERSON = "person"
    NOTE = "note"  # what happened, said by nobody
    PRIVATE = "private"  # among colleagues


@dataclass(frozen=True)
class Entry:
    """One entry. `because` is a person's reason, as for terms outside the playbook; for colleagues only."""

    seq: int
    side: Side
    author: str
    text: str
    at: datetime
    when: str
    card: Card | None = None
    sheet: Package | None = None
    is_prepared: bool = False
    because: str = ""
    client_id: str | None = None


def entries(events: Sequence[Event], position: Position) -> list[Entry]:
    """An entry for each event that has something to show, in order."""
    read = [(event, Kind(event.kind), json.loads(event.payload)) for event in events]
    names = called(str(payload.get(who, "")) for _, kind, payload in read for who in _unnamed(kind, payload))
    return [made for event, kind, payload in read if (made := _entry(event, kind, payload, position, names))]


def _entry(
    event: Event, kind: Kind, payload: Mapping[str, Any], position: Position, names: Mapping[str, str]
) -> Entry | None:
    side = _SIDES.get(kind, Side.NOTE)
    text = _text(event, kind, payload, position, names)
    if text is None:
        return None
    is_prepared = kind == Kind.BOT_SAID and "sent_by" in payload
    offer = position.offer_at(event.seq)
    return Entry(
        seq=event.seq,
        side=Side.PERSON if is_prepared else side,
        author=_author(side, payload, position, names),
        text=text,
        at=event.at,
        when=day_and_clock(event.at, position.locale, position.time_zone),
        card=card(offer, position) if offer else None,
        sheet=package(position.sheet, position.facts) if kind == Kind.TERM_SHEET and position.sheet else None,
        is_prepared=is_prepared,
        client_id=event.client_id,
        because=_because(kind, payload, position, names),
    )


def _unnamed(kind: Kind, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Where an event holds user names that its entry shows, and not what these people are called."""
    if kind in _NOTES:
        return "by", "to", "consented_by"
    return () if payload.get("name") else ("sent_by", "by")


def _because(kind: Kind, payload: Mapping[str, Any], position: Position, names: Mapping[str, str]) -> str:
    """What colleagues alone may know of it: the reason that is counted, a person's own words, what the bot was told."""
    counted = [in_words(code) for code in payload.get("reasons", ())] if kind in ENDINGS and "by" in payload else []
    told = [_instruction(payload, position, names)] if kind == Kind.HANDED_BACK else []
    own = "" if _is_of_who_was_gone(kind, payload) else str(payload.get(_OWN_WORDS.get(kind, "because"), ""))
    return ": ".join(filter(None, [*counted, *told, own])) if "by" in payload else ""


_OWN_WORDS = {Kind.SENT_BACK: "reason"}  # where the reason stands that a person typed


def _is_of_who_was_gone(kind: Kind, payload: Mapping[str, Any]) -> bool:
    """Whether nobody let go of the room themself: then there is no reason but that."""
    return kind == Kind.RELEASED and payload.get("because") == "gone"


def _instruction(payload: Mapping[str, Any], position: Position, names: Mapping[str, str]) -> str:
    """With what the bot was handed the room back; empty for no more than to continue."""
    told = told_of(payload)
    terms = in_words_of({name: str(value) for name, value in told.terms.items()}, position.facts)
    consented = f" {names[payload['consented_by']]} consented" if "consented_by" in payload else ""
    words = {Instruction.HOLD: f"the bot is to hold at {terms}", Instruction.PRICE: f"the bot may go to {terms}"}
    return ".".join(filter(None, [words.get(told.instruction, ""), consented]))


def _author(side: Side, payload: Mapping[str, Any], position: Position, names: Mapping[str, str]) -> str:
    user_name = payload.get("sent_by") or payload.get("by") or ""
    person = payload.get("name") or names.get(user_name, user_name) or position.facts.buyer
    return {
        Side.SUPPLIER: position.facts.supplier,
        Side.BOT: person if "sent_by" in payload else "Bot",
        Side.PERSON: person,
        Side.PRIVATE: f"{person}, for colleagues",
        Side.NOTE: "",
    }[side]


def _text(
    event: Event, kind: Kind, payload: Mapping[str, Any], position: Position, called_by: Mapping[str, str]
) -> str | None:
    """None for what is shown in another way, or to nobody."""
    if kind == Kind.BOT_SAID:
        return str(payload["text"])
    if kind in (Kind.SUPPLIER_SAID, Kind.BUYER_SAID, Kind.NOTED):
        return _said(event, payload)
    sentence = _NOTES.get(kind)
    if _is_of_who_was_gone(kind, payload):
        sentence = "{by} was gone, so it waits for anybody to take."
    by, to = (called_by.get(payload.get(who) or "", "") for who in ("by", "to"))
    names = {"by": by or "Somebody", "to": to, "supplier": position.facts.supplier}
    if kind == Kind.SNOOZED:
        names["until"] = day_and_clock(datetime.fromisoformat(payload["until"]), position.locale, position.time_zone)
    return sentence.format(**names) if sentence is not None else None


def _said(event: Event, payload: Mapping[str, Any]) -> str:
    if payload.get("how") == "accept":
        return "Accepts the offer on the table."
    if payload.get("how") == "ask_person":
        return "Asks for a person."
    text = text_of(event)
    if text is not None:
        return text
    return ERASED if "words" in payload else ""


_SIDES = {
    Kind.SUPPLIER_SAID: Side.SUPPLIER,
    Kind.BOT_SAID: Side.BOT,
    Kind.BUYER_SAID: Side.PERSON,
    Kind.NOTED: Side.PRIVATE,
    Kind.CONSENT_ASKED: Side.PRIVATE,
    Kind.CONSENT_GIVEN: Side.PRIVATE,
    Kind.CONSENT_REFUSED: Side.PRIVATE,
    Kind.SNOOZED: Side.PRIVATE,
}
# Where a person's reason stands that colleagues may read.
# Kinds without an entry are the policy and the bot's thoughts, which stand beside the conversation.
_NOTES: Mapping[Kind, str] = {
    Kind.OPENED: "{supplier} opened the link.",
    Kind.TERM_SHEET: "A term sheet was shown, for {supplier} to confirm.",
    Kind.CONFIRMED: "{supplier} confirmed the term sheet.",
    Kind.DECLINED: "The term sheet was set aside.",
    Kind.ESCALATED: "A person was asked to take over.",
    Kind.AGREED: "Agreed.",
    Kind.APPROVAL_ASKED: "Agreed, subject to an approver.",
    Kind.CLAIMED: "{by} took over.",
    Kind.REASSIGNED: "{by} passed it on to {to}.",
    Kind.RELEASED: "{by} released it, for anybody to take.",
    Kind.HANDED_BACK: "{by} handed it back.",
    Kind.CONSENT_ASKED: "{by} asked an approver first.",
    Kind.CONSENT_GIVEN: "{by} consented.",
    Kind.CONSENT_REFUSED: "{by} did not consent.",
    Kind.SNOOZED: "{by} put it off until {until}.",
    Kind.APPROVED: "{by} approved the terms.",
    Kind.SENT_BACK: "{by} did not approve the terms.",
    Kind.CLOSED: "Closed without a deal.",
    Kind.EXPIRED: "The deadline passed.",
    Kind.WITHDRAWN: "Withdrawn.",
    Kind.WORDS_ERASED: "What people typed was erased on request.",
}
