"""What a person does in a room through a socket: each act calls `negotiation.desk.people` once, for one transaction.

Run by the writer, which may be another process: so it takes plain values, raises Refused alone, and announces nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User

from buyers.frames import Act, Claim, Note, Reassign, Release, Say
from buyers.rights import colleagues_for, may_negotiate, rooms_of
from negotiation import records, rooms
from negotiation.desk import people
from negotiation.desk.people import AlreadyClaimed, NotYours, OutsidePolicy
from negotiation.lifecycle import NotPossible
from negotiation.messages import Refused
from negotiation.models import Event, Negotiation
from negotiation.trials.thoughts import LOCALE
from negotiation.user_names import name_of
from negotiation.values import parse_terms

CODES = ((AlreadyClaimed, "already_claimed"), (NotYours, "not_yours"), (OutsidePolicy, "outside_policy"))


@dataclass(frozen=True)
class Done:
    """The number of the event that an act made, or had made before; and whether the desk's lists changed."""

    seq: int
    is_new: bool
    is_for_desk: bool


def do(negotiation_pk: int, person_pk: int, act: Act) -> Done:
    """Does it, for who may. Raises Refused, with nothing written."""
    person = User.objects.filter(pk=person_pk, is_active=True, is_staff=True).first()
    negotiation = rooms_of(person).filter(pk=negotiation_pk).first() if person is not None else None
    if person is None or negotiation is None:
        raise Refused("forbidden", "This room is not open to you any more.")
    if not may_negotiate(person, negotiation):
        raise Refused("forbidden", "You may look into this room, and not act in it.")
    if negotiation.is_closed and not isinstance(act, Note):
        raise Refused("closed", "This negotiation is over, so nothing was sent.")
    known = records.load(negotiation).client_ids.get(act.client_id)
    if known is not None:
        return Done(known, is_new=False, is_for_desk=False)
    try:
        with rooms.announced_by_caller():
            events = _ACTS[type(act)](negotiation, person, act)
    except NotPossible as refused:
        raise _refusal(refused) from refused
    if not events:
        return Done(negotiation.head_seq, is_new=False, is_for_desk=False)
    return Done(events[-1].seq, is_new=True, is_for_desk=rooms.concerns_desk(events))


def speaks(negotiation_pk: int, username: str) -> bool:
    """Whether the supplier is to notice this person in the room: who holds it, or has spoken where people answer."""
    record = records.load(Negotiation.objects.get(pk=negotiation_pk))
    if record.buyer is not None:
        return record.buyer == username
    return not record.is_bot_speaking and username in record.people


def _refusal(refused: NotPossible) -> Refused:
    code = next((code for kind, code in CODES if isinstance(refused, kind)), "not_possible")
    return Refused(code, f"{refused}.")


def _say(negotiation: Negotiation, person: User, act: Say) -> list[Event]:
    facts = replace(records.load(negotiation).facts, locale=LOCALE)
    return people.say(
        negotiation.pk,
        by=person.get_username(),
        name=name_of(person),
        client_id=act.client_id,
        text=act.text,
        terms=parse_terms(dict(act.terms), facts) if act.terms else None,
        because=act.because,
    )


def _note(negotiation: Negotiation, person: User, act: Note) -> list[Event]:
    by = person.get_username()
    return people.note(negotiation.pk, by=by, name=name_of(person), text=act.text, client_id=act.client_id)


def _claim(negotiation: Negotiation, person: User, act: Claim) -> list[Event]:
    return people.claim(negotiation.pk, by=person.get_username(), name=name_of(person))


def _release(negotiation: Negotiation, person: User, act: Release) -> list[Event]:
    return people.release(negotiation.pk, by=person.get_username())


def _reassign(negotiation: Negotiation, person: User, act: Reassign) -> list[Event]:
    return reassign(negotiation, person, act.to)


def reassign(negotiation: Negotiation, person: User, to: str) -> list[Event]:
    """Passes a room on to somebody who may speak in it. Raises Refused for anybody else."""
    names = dict(colleagues_for(person, negotiation))
    if to not in names:
        raise Refused("unknown_colleague", "Choose a colleague who may negotiate in this category.")
    return people.reassign(negotiation.pk, by=person.get_username(), to=to, name=names[to])


_ACTS: dict[type[Act], Callable[[Negotiation, User, Any], list[Event]]] = {
    Say: _say,
    Note: _note,
    Claim: _claim,
    Release: _release,
    Reassign: _reassign,
}
