"""What people on the buyer's side do in a room: take over, speak, send what the bot advises, hand back, close, approve.

Each function checks who may, takes one way of the lifecycle, and is one transaction; what happened is announced after
the commit. Whether a user may work in the category is the caller's to ask; who holds the room is asked here.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from negotiation import answers, ledger, records, rooms
from negotiation.engine import Action, Terms, is_permitted
from negotiation.lifecycle import Draft, NotPossible, drafted
from negotiation.models import Actor, Event, Kind, Negotiation, State, Words
from negotiation.records import Record, as_strings, as_terms
from suppliers.models import Stage

ATTEMPTS = 8  # looks at a room in which others keep writing


class AlreadyClaimed(NotPossible):
    """Another buyer was faster. `by` is their user name."""

    def __init__(self, by: str) -> None:
        super().__init__(f"{by} has taken over this negotiation already")
        self.by = by


class NotYours(NotPossible):
    """Only who holds the room may do this. `holder` is their user name, None when nobody does."""

    def __init__(self, holder: str | None) -> None:
        super().__init__(f"{holder} holds this room" if holder else "Nobody holds this room yet; take it over first")
        self.holder = holder


class OutsidePolicy(NotPossible):
    """Terms beyond the guardrails, without a reason for it."""

    def __init__(self, terms: Terms) -> None:
        super().__init__("These terms are outside the playbook; say why they are right, and they can be sent")
        self.terms = terms


class AdviceOutdated(NotPossible):
    """The supplier has written since; there is other advice by now, or will be in a moment."""


class FourEyes(NotPossible):
    """Who negotiated cannot approve."""


class AlreadyDecided(NotPossible):
    """Another approver was faster, or the deal is another by now. `by` is their user name, empty for the latter."""

    def __init__(self, by: str = "", *, has_approved: bool = False) -> None:
        did = "approved it" if has_approved else "sent it back"
        told = f"{by} has {did} already" if by else "These terms do not wait for approval any more; look again"
        super().__init__(told)
        self.by = by


def claim(negotiation_pk: int, *, by: str) -> list[Event]:
    """A buyer takes over. Of two at once one wins; the other gets AlreadyClaimed, which says who did.

    Also from the bot, in the middle of its work: an answer that it was composing is never written.
    """
    with drafted(negotiation_pk) as draft:
        if draft.record.state == State.WITH_BUYER and draft.record.buyer is not None:
            raise AlreadyClaimed(draft.record.buyer)
        draft.add(Kind.CLAIMED, Actor.BUYER, {"by": by})
    return draft.events


def reassign(negotiation_pk: int, *, by: str, to: str) -> list[Event]:
    """The room passes to another buyer; who had it can read on, and no longer write."""
    with drafted(negotiation_pk) as draft:
        draft.add(Kind.REASSIGNED, Actor.BUYER, {"by": by, "to": to})
    return draft.events


def release(negotiation_pk: int, *, by: str, because: str = "") -> list[Event]:
    """The room waits for any buyer again."""
    with drafted(negotiation_pk) as draft:
        _refuse_unless_held(draft.record, by)
        draft.add(Kind.RELEASED, Actor.BUYER, {"by": by, "because": because})
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
    OutsidePolicy for terms beyond the guardrails when there is no reason `because`.
    """
    with drafted(negotiation_pk) as draft:
        record = draft.record
        if client_id in record.client_ids:
            return []
        _refuse_unless_speaking(record, by)
        packages = (_completed(record, terms),) if terms else ()
        _refuse_outside(record, packages, because)
        payload = {
            "by": by,
            "name": name,
            "packages": [as_strings(package) for package in packages],
            "answers": record.supplier_offer.seq if packages and record.supplier_offer else None,
            "because": because,
            **_compared(record, packages, None),
        }
        draft.add(Kind.BUYER_SAID, Actor.BUYER, payload, client_id=client_id, words=text or None)
    return draft.events


def note(negotiation_pk: int, *, by: str, name: str, text: str) -> list[Event]:
    """A private note for colleagues; it reaches nothing that a supplier sees."""
    with drafted(negotiation_pk) as draft:
        draft.add(Kind.NOTED, Actor.BUYER, {"by": by, "name": name}, words=text)
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
    return draft.events


def agree(negotiation_pk: int, terms: Terms, *, by: str, because: str = "") -> list[Event]:
    """A buyer closes the deal; above the bot's authority or outside the policy, subject to an approver."""
    with drafted(negotiation_pk) as draft:
        record = draft.record
        _refuse_unless_speaking(record, by)
        package = _completed(record, terms)
        _refuse_outside(record, (package,), because)
        compared = _compared(record, (package,), Action.ACCEPT)
        conclude(draft, package, by=by, more={"because": because, **compared})
    return draft.events


def conclude(draft: Draft, package: Terms, *, by: str, more: Mapping[str, Any] | None = None) -> None:
    """Adds the deal that a person made, or the question to an approver."""
    kind = Kind.APPROVAL_ASKED if needs_approval(draft.record, package) else Kind.AGREED
    draft.add(kind, Actor.BUYER, {"by": by, "terms": as_strings(package), **(more or {})})


def needs_approval(record: Record, package: Terms) -> bool:
    """Whether a person's deal needs an approver: outside the policy, or above the value that the bot may sign for."""
    value, authority = record.policy.yearly_value(package), record.policy.authority
    is_above = value is not None and authority is not None and value > authority
    return is_above or not is_permitted(record.policy, package)


def close(negotiation_pk: int, *, by: str, reason: str) -> list[Event]:
    """A buyer ends it without a deal."""
    return _one_step(negotiation_pk, Kind.CLOSED, {"by": by, "reasons": [reason]})


def withdraw(negotiation_pk: int, *, by: str, reason: str) -> list[Event]:
    """A buyer takes the invitation back."""
    return _one_step(negotiation_pk, Kind.WITHDRAWN, {"by": by, "reasons": [reason]})


def approve(negotiation_pk: int, *, by: str, asked: int | None = None) -> list[Event]:
    """An approver signs what waits for approval: the deal of event `asked`, if named, and no other.

    Raises FourEyes for who negotiated it, AlreadyDecided when somebody else was faster.
    """
    with drafted(negotiation_pk) as draft:
        _refuse_approver(draft, by, asked)
        terms = as_strings(draft.record.agreed or Terms())
        draft.add(Kind.APPROVED, Actor.BUYER, {"by": by})
        draft.add(Kind.AGREED, Actor.BUYER, {"by": by, "terms": terms})
    return draft.events


def send_back(
    negotiation_pk: int, *, by: str, reason: str, asked: int | None = None, goes_on: bool = True
) -> list[Event]:
    """An approver does not sign: the room is again with who closed the deal or held the room.

    Where nobody did, for the bot was alone, the approver goes on themself; not so with `goes_on` False, for who does
    not negotiate: then it waits for any buyer. Raises as `approve` does.
    """
    with drafted(negotiation_pk) as draft:
        _refuse_approver(draft, by, asked)
        to = draft.record.asked_by or draft.record.buyer or (by if goes_on else "")
        draft.add(Kind.SENT_BACK, Actor.BUYER, {"by": by, "reason": reason, "to": to})
        if not to:
            draft.add(Kind.RELEASED, Actor.SYSTEM, {"by": by, "because": reason})
    return draft.events


def hand_back(negotiation_pk: int, *, by: str) -> list[Event]:
    """The bot goes on. What was said meanwhile is read for it, and what nobody answered it then answers."""
    for _ in range(ATTEMPTS):
        negotiation = Negotiation.objects.get(pk=negotiation_pk)
        record = records.load(negotiation)
        readings = answers.understand(_until_last_answer(record), _texts(record, negotiation))
        draft = Draft(negotiation, record)
        stored = {str(seq): reading.as_dict() for seq, reading in readings.items()}
        draft.add(Kind.HANDED_BACK, Actor.BUYER, {"by": by, "readings": stored})
        try:
            events = draft.write()
        except ledger.Conflict:
            continue
        rooms.announce_on_commit(negotiation, events)
        return events
    raise NotPossible("Others keep writing in this room; try again in a moment")


def _until_last_answer(record: Record) -> Record:
    """The record with only those unread messages that a person has answered."""
    return records.with_unread(record, [said for said in record.unread if said.seq < records.last_buyer_turn(record)])


def _texts(record: Record, negotiation: Negotiation) -> dict[int, str]:
    seqs = [said.seq for said in record.unread if said.has_words]
    found = Words.objects.filter(event__negotiation=negotiation, event__seq__in=seqs)
    return dict(found.values_list("event__seq", "text"))


def _refuse_unless_speaking(record: Record, by: str) -> None:
    """A person speaks in a room that they hold, or where the bot is not trusted to speak."""
    if record.state == State.WITH_BUYER or record.is_bot_speaking:
        _refuse_unless_held(record, by)


def _refuse_unless_held(record: Record, by: str) -> None:
    if record.state != State.WITH_BUYER or record.buyer != by:
        raise NotYours(record.buyer)


def _refuse_outside(record: Record, packages: Sequence[Terms], because: str) -> None:
    for package in packages:
        if not because.strip() and not is_permitted(record.policy, package):
            raise OutsidePolicy(package)


def _refuse_approver(draft: Draft, by: str, asked: int | None) -> None:
    record = draft.record
    if asked is not None and (record.state != State.AWAITING_APPROVAL or record.asked != asked):
        decided = Event.objects.filter(
            negotiation=draft.negotiation, seq__gt=asked, kind__in=(Kind.APPROVED, Kind.SENT_BACK)
        )
        first = decided.order_by("seq").first()
        if first is None:
            raise AlreadyDecided
        raise AlreadyDecided(first.content["by"], has_approved=first.kind == Kind.APPROVED)
    if by in record.people:
        raise FourEyes(f"{by} took part in this negotiation; somebody else has to approve it")


def _completed(record: Record, terms: Mapping[str, Decimal]) -> Terms:
    """A complete package: what is left out stays as the buyer's side last said it, else as it is today."""
    said = record.bot_offer.packages[0] if record.bot_offer else Terms()
    return record.facts.baseline.merged_with(said).merged_with(terms)


def _compared(record: Record, packages: Sequence[Terms], action: Action | None) -> dict[str, Any]:
    """Whether a person's move is what the bot advised: how trust in the bot is earned, category by category."""
    if record.advice is None:
        return {}
    advised = answers.recorded_decision(record.advice.payload)
    is_same_kind = advised.action == action if action else advised.action != Action.ACCEPT
    offered = [as_terms(package) for package in record.advice.payload["packages"]]
    wanted = offered if advised.action in answers.OFFERING or advised.action == Action.ACCEPT else []
    return {"advice": record.advice.seq, "follows_advice": is_same_kind and list(packages) == wanted}


def _one_step(negotiation_pk: int, kind: Kind, payload: Mapping[str, Any]) -> list[Event]:
    with drafted(negotiation_pk) as draft:
        draft.add(kind, Actor.BUYER, payload)
    return draft.events
