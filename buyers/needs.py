"""Why a room needs a person, in a sentence; and the words to ask the database for such rooms with."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from negotiation.engine import Reason, Trigger
from negotiation.ledger import payload_of
from negotiation.models import Event, Kind, Negotiation, State
from negotiation.playbooks.words import TRIGGERS

ANSWER = "answer"  # people speak here, and the supplier has written
SENT_BACK = "sent_back"
RELEASED = "released"
_MORE = {
    str(Reason.UNUSUAL_REQUEST): "The supplier asks for something outside of this negotiation",
    ANSWER: "The supplier waits for an answer",
    SENT_BACK: "An approver did not sign the terms",
    RELEASED: "A colleague let go of it",
}
# Every reason, by its code, as the list filters by it; in the order in which the filter offers them.
SENTENCES: Mapping[str, str] = {**{str(trigger): words for trigger, words in TRIGGERS.items()}, **_MORE}
ASKED = (Kind.ESCALATED, Kind.RELEASED, Kind.SENT_BACK)


def with_asking(rooms: "QuerySet[Negotiation]") -> "QuerySet[Any]":
    """The rooms, each with the key of the event that last asked for a person as `asked_by`; None where none did."""
    events = Event.objects.filter(negotiation=OuterRef("pk"), kind__in=ASKED)
    return rooms.annotate(asked_by=Subquery(events.order_by("-seq").values("pk")[:1]))


def because(rooms: "QuerySet[Any]", code: str) -> "QuerySet[Any]":
    """Those of the rooms (of `with_asking`) that need a person for a reason; all of them for an unknown one."""
    if code not in SENTENCES:
        return rooms
    if code == ANSWER:
        return rooms.filter(Q(asked_by__isnull=True) | ~Q(state__in=(State.ESCALATED, State.WITH_BUYER)))
    asking = Event.objects.filter(negotiation=OuterRef("pk"), **_asking(code)).values("pk")
    return rooms.filter(state__in=(State.ESCALATED, State.WITH_BUYER), asked_by__in=Subquery(asking))


def _asking(code: str) -> dict[str, object]:
    if code in (RELEASED, SENT_BACK):
        return {"kind": code}
    return {"kind": Kind.ESCALATED, "payload__contains": f'"{code}"'}


def sentence(room: Negotiation, asking: Event | None) -> tuple[str, str]:
    """Why this room needs a person now: the code, and the sentence."""
    code = _code(room, asking)
    return code, SENTENCES[code]


def _code(room: Negotiation, asking: Event | None) -> str:
    if asking is None or room.state not in (State.ESCALATED, State.WITH_BUYER):
        return ANSWER
    if asking.kind != Kind.ESCALATED:
        return str(asking.kind)
    reasons = payload_of(asking).get("reasons", [])
    return next((reason for reason in reasons if reason in SENTENCES), str(Trigger.HUMAN_REQUESTED))
