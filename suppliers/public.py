"""What of the ledger a supplier may see: which events, and which parts of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from negotiation.language.account import FORM
from negotiation.ledger import text_of
from negotiation.models import Event, Kind

# Named one by one, so that a new kind is shown to nobody until somebody decides that it may be. Not here: the policy
# (`started`), the engine's thoughts (`decided`, `advised`), and what buyers do among themselves.
SHOWN = frozenset(
    {
        Kind.OPENED,
        Kind.DISCLOSED,
        Kind.SUPPLIER_SAID,
        Kind.BOT_SAID,
        Kind.BUYER_SAID,
        Kind.TERM_SHEET,
        Kind.CONFIRMED,
        Kind.DECLINED,
        Kind.ESCALATED,
        Kind.AGREED,
        Kind.APPROVAL_ASKED,
        Kind.CLAIMED,
        Kind.REASSIGNED,
        Kind.RELEASED,
        Kind.HANDED_BACK,
        Kind.APPROVED,
        Kind.SENT_BACK,
        Kind.CLOSED,
        Kind.EXPIRED,
        Kind.WITHDRAWN,
        Kind.WORDS_ERASED,
    }
)


# Where a name is one that its owner lets suppliers see; elsewhere there are only user names, which nobody does.
SPOKEN_BY_PEOPLE = frozenset({Kind.BUYER_SAID, Kind.BOT_SAID, Kind.CLAIMED, Kind.REASSIGNED})


@dataclass(frozen=True)
class PublicEvent:
    """One event as the supplier's side sees it. Each field is copied by name, so nothing comes along by accident."""

    seq: int
    kind: Kind
    actor: str
    at: datetime
    state: str
    text: str | None
    packages: tuple[Mapping[str, Decimal], ...]
    answers: int | None
    client_id: str | None
    how: str | None = None  # of supplier_said: "text", "offer", "accept" or "ask_person"
    act: str | None = None  # of bot_said: the action, such as "counter"
    name: str | None = None  # of the person who wrote or sent it, as they are called
    is_prepared: bool = False  # the bot wrote it, and a person sent it
    stage: str | None = None  # of disclosed, where a person answers: whether a bot helps them or only reads along
    choices: tuple[Mapping[str, Decimal], ...] = ()  # of bot_said: what it asks to choose between
    topics: tuple[str, ...] = ()  # of bot_said: the levers of which it asks what matters most


@dataclass(frozen=True)
class Understood:
    """How a typed message was understood: what it is for, the terms that it names or refers to, and the levers that it
    says matter.
    """

    intent: str
    terms: Mapping[str, Decimal]
    interests: tuple[str, ...] = ()


def public_event(event: Event) -> PublicEvent | None:
    """The event as the supplier may see it; None when it is none of theirs."""
    kind = Kind(event.kind)
    if kind not in SHOWN:
        return None
    payload = event.content
    by_person = "words" in payload
    return PublicEvent(
        seq=event.seq,
        kind=kind,
        actor=event.actor,
        at=event.at,
        state=event.state,
        text=text_of(event) if by_person else payload.get("text"),
        packages=_packages(payload),
        answers=payload.get("answers"),
        client_id=event.client_id,
        how=payload.get("how"),
        act=payload.get("act"),
        name=(payload.get("name") or None) if kind in SPOKEN_BY_PEOPLE else None,
        stage=payload.get("stage") if kind == Kind.DISCLOSED else None,
        is_prepared=kind == Kind.BOT_SAID and "sent_by" in payload,
        choices=tuple(_terms(package) for package in payload.get("choices", ())),
        topics=tuple(payload.get("interests", ())),
    )


def understood_in(event: Event) -> tuple[tuple[int, Understood], ...]:
    """What the supplier may see of a `decided` event: how its own words were read, by the message's number."""
    if event.kind != Kind.DECIDED:
        return ()
    payload = event.content
    typed = {seq for seq, by in payload.get("read_by", {}).items() if by != FORM}
    return tuple(
        (int(seq), _understood(reading))
        for seq, reading in sorted(payload["readings"].items(), key=lambda item: int(item[0]))
        if seq in typed
    )


def _understood(reading: Mapping[str, Any]) -> Understood:
    terms = _terms({**reading["condition"], **reading["terms"]})
    return Understood(str(reading["intents"][0]), terms, tuple(reading.get("interests", ())))


def _terms(package: Mapping[str, str]) -> Mapping[str, Decimal]:
    return {lever: Decimal(value) for lever, value in package.items()}


def _packages(payload: Mapping[str, Any]) -> tuple[Mapping[str, Decimal], ...]:
    packages = payload.get("packages") or ([payload["terms"]] if payload.get("terms") else [])
    return tuple(map(_terms, packages))
