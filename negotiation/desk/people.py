"""What people on the buyer's side do in a room: take over, speak, send what the bot advises, hand back, close, approve.

Each function checks who may, takes one way of the lifecycle, and is one transaction; what happened is announced after
the commit. Whether a user may work in the category is the caller's to ask; who holds the room is asked here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from negotiation import answers
from negotiation.decisions import recorded_decision
from negotiation.desk import absent_suppliers
from negotiation.desk.approving import AlreadyDecided, approve, send_back
from negotiation.desk.handing_back import hand_back
from negotiation.desk.holding import (
    AdviceOutdated,
    AlreadyClaimed,
    FourEyes,
    NotYours,
    OutsidePolicy,
    completed,
    is_allowed,
    refuse_unless_held,
    refuse_unless_speaking,
    refuse_without_reason,
)
from negotiation.engine import Action, Terms
from negotiation.lifecycle import Draft, NotPossible, drafted
from negotiation.models import Actor, Event, Kind, State
from negotiation.records import Record, as_strings, as_terms
from suppliers.models import Stage

__all__ = (
    "AdviceOutdated",
    "AlreadyClaimed",
    "AlreadyDecided",
    "FourEyes",
    "NotYours",
    "OutsidePolicy",
    "agree",
    "approve",
    "claim",
    "close",
    "conclude",
    "hand_back",
    "needs_approval",
    "note",
    "reassign",
    "release",
    "release_absent",
    "say",
    "send_advice",
    "send_back",
    "snooze",
    "withdraw",
)

LONGEST_SNOOZE = timedelta(days=90)


def claim(negotiation_pk: int, *, by: str, name: str = "") -> list[Event]:
    """A buyer takes over. Of two at once one wins; the other gets AlreadyClaimed, which says who did.

    `name` is shown to the supplier. Also from the bot, in the middle of its work: an answer that it was composing is
    never written.
    """
    with drafted(negotiation_pk) as draft:
        if draft.record.state == State.WITH_BUYER and draft.record.buyer is not None:
            raise AlreadyClaimed(draft.record.buyer, draft.record.buyer_name)
        draft.add(Kind.CLAIMED, Actor.BUYER, {"by": by, **({"name": name} if name else {})})
    return draft.events


def reassign(negotiation_pk: int, *, by: str, to: str, name: str = "") -> list[Event]:
    """The room passes to another buyer, whom suppliers call `name`; who had it can read on, and no longer write."""
    with drafted(negotiation_pk) as draft:
        draft.add(Kind.REASSIGNED, Actor.BUYER, {"by": by, "to": to, **({"name": name} if name else {})})
    return draft.events


def release(negotiation_pk: int, *, by: str, because: str = "") -> list[Event]:
    """The room waits for any buyer again."""
    with drafted(negotiation_pk) as draft:
        refuse_unless_held(draft.record, by)
        draft.add(Kind.RELEASED, Actor.BUYER, {"by": by, "because": because})
    return draft.events


def release_absent(negotiation_pk: int, *, holder: str, since: datetime) -> list[Event]:
    """The room of a buyer who has been gone since a moment waits for any buyer again. Raises NotYours when it changed
    hands meanwhile.
    """
    with drafted(negotiation_pk) as draft:
        refuse_unless_held(draft.record, holder)
        gone = {"by": holder, "because": "gone", "since": since.isoformat()}
        draft.add(Kind.RELEASED, Actor.SYSTEM, gone)
    return draft.events


def say(
    negotiation_pk: int,
    *,
    by: str,
    name: str,
    client_id: str,
    text: str,
    terms: Mapping[str, Decimal] | None = None,
    because: str = "",
) -> list[Event]:
    """A person writes to the supplier, with an offer or without; the same client id twice is one message.

    `name` is shown to the supplier. Levers that `terms` leave out stay as the buyer's side last said them. Raises
    OutsidePolicy for terms beyond the guardrails when there is no reason `because`. Where the playbook wants an
    approver's consent to such terms, that is asked for, and nothing goes out yet.
    """
    with drafted(negotiation_pk) as draft:
        record = draft.record
        if client_id in record.client_ids:
            return []
        refuse_unless_speaking(record, by)
        packages = (completed(record, terms),) if terms else ()
        refuse_without_reason(record, packages, because)
        said = {"by": by, "name": name, "packages": [as_strings(package) for package in packages], "because": because}
        if record.offers_need_consent and not all(is_allowed(record, package) for package in packages):
            asked = {"move": "say", **said}
            draft.add(Kind.CONSENT_ASKED, Actor.BUYER, asked, client_id=client_id, words=text or None)
        else:
            add_said(draft, said, text, client_id=client_id)
    return draft.events


def add_said(draft: Draft, said: Mapping[str, Any], text: str, *, client_id: str | None = None) -> None:
    """Adds what a person writes to the supplier."""
    record = draft.record
    packages = [as_terms(package) for package in said["packages"]]
    answered = record.supplier_offer.seq if packages and record.supplier_offer else None
    payload = {**said, "answers": answered, **_compared(record, packages, None)}
    draft.add(Kind.BUYER_SAID, Actor.BUYER, payload, client_id=client_id, words=text or None)
    absent_suppliers.tell(draft.negotiation)


def note(negotiation_pk: int, *, by: str, name: str, text: str, client_id: str | None = None) -> list[Event]:
    """A private note for colleagues; it reaches nothing that a supplier sees. The same client id twice is one note."""
    with drafted(negotiation_pk) as draft:
        if client_id in draft.record.client_ids:
            return []
        draft.add(Kind.NOTED, Actor.BUYER, {"by": by, "name": name}, client_id=client_id, words=text)
    return draft.events


def send_advice(negotiation_pk: int, advice_seq: int, *, by: str, name: str = "") -> list[Event]:
    """The bot's draft goes out as it is, with all that follows from it. Raises AdviceOutdated, and NotPossible
    where the bot is to watch only.

    `name` is shown to the supplier, beside the mark that the bot prepared it.
    """
    with drafted(negotiation_pk) as draft:
        if draft.record.stage == Stage.OBSERVER:
            raise NotPossible("Here the bot only watches; write yourself")
        advice = draft.record.advice
        if advice is None or advice.seq != advice_seq:
            raise AdviceOutdated("The supplier has written since; look at the new advice")
        answers.give(draft, answers.Answer.from_payload(advice.payload), sent_by=by, name=name)
        absent_suppliers.tell(draft.negotiation)
    return draft.events


def agree(negotiation_pk: int, terms: Terms, *, by: str, because: str = "", reason: str = "") -> list[Event]:
    """A buyer closes the deal; above the bot's authority or outside the policy, subject to an approver.

    `reason` is a code to count by, `because` why terms outside the playbook are right.
    """
    with drafted(negotiation_pk) as draft:
        record = draft.record
        refuse_unless_speaking(record, by)
        package = completed(record, terms)
        refuse_without_reason(record, (package,), because)
        compared = _compared(record, (package,), Action.ACCEPT)
        counted = {"reasons": [reason]} if reason else {}
        conclude(draft, package, by=by, more={"because": because, **counted, **compared})
    return draft.events


def conclude(
    draft: Draft, package: Terms, *, by: str, more: Mapping[str, Any] | None = None, is_approved: bool = False
) -> None:
    """Adds the deal that a person made, or the question to an approver, unless one has consented to it before."""
    kind = Kind.APPROVAL_ASKED if not is_approved and needs_approval(draft.record, package) else Kind.AGREED
    draft.add(kind, Actor.BUYER, {"by": by, "terms": as_strings(package), **(more or {})})


def needs_approval(record: Record, package: Terms) -> bool:
    """Whether a person's deal needs an approver: outside the policy, or above the value that the bot may sign for."""
    value, authority = record.policy.yearly_value(package), record.policy.authority
    is_above = value is not None and authority is not None and value > authority
    return is_above or not is_allowed(record, package)


def close(negotiation_pk: int, *, by: str, reason: str, because: str = "") -> list[Event]:
    """A buyer ends it without a deal. `reason` is what reports count, `because` says more, for colleagues."""
    return _end(negotiation_pk, Kind.CLOSED, by, reason, because)


def withdraw(negotiation_pk: int, *, by: str, reason: str, because: str = "") -> list[Event]:
    """A buyer takes the invitation back."""
    return _end(negotiation_pk, Kind.WITHDRAWN, by, reason, because)


def snooze(negotiation_pk: int, *, by: str, until: datetime, because: str = "") -> list[Event]:
    """The room leaves the list of those who wait until that moment, or until the supplier writes.

    Raises NotPossible for a moment that is over, or more than 90 days ahead.
    """
    now = timezone.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise NotPossible(f"Choose a moment within the next {LONGEST_SNOOZE.days} days")
    with drafted(negotiation_pk) as draft:
        refuse_unless_speaking(draft.record, by)
        draft.add(Kind.SNOOZED, Actor.BUYER, {"by": by, "until": until.isoformat(), "because": because})
    return draft.events


def _compared(record: Record, packages: Sequence[Terms], action: Action | None) -> dict[str, Any]:
    """Whether a person's move is what the bot advised: how trust in the bot is earned, category by category."""
    if record.advice is None:
        return {}
    advised = recorded_decision(record.advice.payload)
    is_same_kind = advised.action == action if action else advised.action != Action.ACCEPT
    offered = [as_terms(package) for package in record.advice.payload["packages"]]
    wanted = offered if advised.action in answers.OFFERING or advised.action == Action.ACCEPT else []
    return {"advice": record.advice.seq, "follows_advice": is_same_kind and list(packages) == wanted}


def _end(negotiation_pk: int, kind: Kind, by: str, reason: str, because: str) -> list[Event]:
    with drafted(negotiation_pk) as draft:
        payload = {"by": by, "reasons": [reason], **({"because": because} if because else {})}
        draft.add(kind, Actor.BUYER, payload)
    return draft.events
