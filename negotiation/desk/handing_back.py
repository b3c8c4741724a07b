"""Handing a room back to the bot: what people said meanwhile, and what the bot is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from negotiation import ledger, records, rooms
from negotiation.desk.holding import refuse_unless_held
from negotiation.hearing import understand
from negotiation.lifecycle import Draft, NotPossible
from negotiation.models import Actor, Event, Kind, Negotiation, Words
from negotiation.overrides import Instruction, Told, goes_beyond, is_within_authority, policy_after
from negotiation.records import Record, as_terms

ATTEMPTS = 8  # looks at a room in which others keep writing
CONTINUE = Told()
SPOKEN = frozenset({Kind.BUYER_SAID, Kind.SUPPLIER_SAID})


@dataclass(frozen=True)
class Line:
    """One thing that was said or offered while a person held the room; `text` is None when it was erased."""

    seq: int
    who: str
    is_ours: bool
    text: str | None
    packages: tuple[Mapping[str, str], ...]


def hand_back(negotiation_pk: int, *, by: str, told: Told = CONTINUE, because: str = "") -> list[Event]:
    """The bot goes on as `told`. What was said meanwhile is read for it, and what nobody answered it then answers.

    Above the buyer's own authority, an approver is asked instead, and the room stays theirs until that one consents.
    Raises NotYours, and NotPossible for an instruction that makes no sense here.
    """
    for _ in range(ATTEMPTS):
        negotiation = Negotiation.objects.get(pk=negotiation_pk)
        record = records.load(negotiation)
        refuse_unless_held(record, by)
        draft = Draft(negotiation, record)
        if is_within_authority(record, told, by):
            add(draft, by=by, told=told, because=because)
        else:
            policy_after(record, told)  # nobody is asked about what could not be done
            asked = {"move": "hand_back", "by": by, "because": because, **told.as_payload()}
            draft.add(Kind.CONSENT_ASKED, Actor.BUYER, asked)
        try:
            events = draft.write()
        except ledger.Conflict:
            continue
        rooms.announce_on_commit(negotiation, events)
        return events
    raise NotPossible("Others keep writing in this room; try again in a moment")


def add(draft: Draft, *, by: str, told: Told, because: str, consented_by: str = "") -> None:
    """Adds the hand-back with its instruction and the policy that follows from it."""
    record = draft.record
    readings = understand(_until_last_answer(record), _texts(record, draft.negotiation))
    policy = policy_after(record, told)
    payload: dict[str, Any] = {
        "by": by,
        "readings": {str(seq): reading.as_dict() for seq, reading in readings.items()},
        **({"because": because} if because else {}),
        **({} if told == CONTINUE else told.as_payload()),
        **({"policy": policy.as_dict()} if policy != record.policy else {}),
        **({"beyond_playbook": True} if goes_beyond(record, told) else {}),
        **({"consented_by": consented_by} if consented_by else {}),
    }
    draft.add(Kind.HANDED_BACK, Actor.BUYER, payload)


def told_of(payload: Mapping[str, Any]) -> Told:
    """The instruction that a recorded hand-back, or the question about one, holds."""
    return Told(Instruction(payload.get("instruction", Instruction.CONTINUE)), as_terms(payload.get("allowed")))


def said_meanwhile(negotiation: Negotiation) -> list[Line]:
    """What both sides said since a person took over for the last time, in order; read from the ledger."""
    events = ledger.events_after(negotiation)
    since = max((event.seq for event in events if event.kind == Kind.CLAIMED), default=0)
    return [
        _line(event) for event in events if event.seq > since and event.kind in (Kind.BUYER_SAID, Kind.SUPPLIER_SAID)
    ]


def _line(event: Event) -> Line:
    payload = event.content
    is_ours = event.kind == Kind.BUYER_SAID
    packages = payload["packages"] if is_ours else [payload["terms"]] if payload.get("terms") else []
    typed = ledger.text_of(event) if "words" in payload else ""
    return Line(event.seq, payload.get("name", ""), is_ours, typed, tuple(packages))


def _until_last_answer(record: Record) -> Record:
    """The record with only those unread messages that a person has answered."""
    return records.with_unread(record, [said for said in record.unread if said.seq < records.last_buyer_turn(record)])


def _texts(record: Record, negotiation: Negotiation) -> dict[int, str]:
    seqs = [said.seq for said in record.unread if said.has_words]
    found = Words.objects.filter(event__negotiation=negotiation, event__seq__in=seqs)
    return dict(found.values_list("event__seq", "text"))
