"""The states of a negotiation, and the only ways between them.

    invited ─> open ─┬─> agreed
                     ├─> confirming ─> open | agreed | awaiting_approval
                     ├─> awaiting_approval ─> agreed | with_buyer
                     ├─> escalated ─> with_buyer ─> open | agreed | no_deal
                     └─> no_deal | expired | withdrawn

What nobody has opened yet can expire and be withdrawn too. A `Draft` takes such steps and refuses every other;
writing it is one transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from negotiation import ledger, records, rooms, statements
from negotiation.desk import routing
from negotiation.engine import is_permitted
from negotiation.facts import facts_of
from negotiation.ledger import Entry
from negotiation.models import Actor, Agreement, Campaign, Event, Kind, Negotiation, Playbook, PlaybookVersion, State
from negotiation.playbooks.compiling import Baseline, compile_policy
from negotiation.playbooks.leaks import without_leaks
from negotiation.records import Record
from suppliers.models import Contract, Stage


class NotPossible(Exception):
    """This step does not exist from this state, or not for this actor."""


@dataclass(frozen=True)
class Way:
    """Who may take a step from which states, and where it leads; `to` None stays in the state."""

    actors: frozenset[Actor]
    sources: frozenset[State]
    to: State | None = None


TALKING = frozenset({State.OPEN, State.CONFIRMING})  # the bot answers
WITH_PEOPLE = frozenset({State.ESCALATED, State.WITH_BUYER, State.AWAITING_APPROVAL})  # the bot is silent
LIVE = TALKING | WITH_PEOPLE
EXPIRING = frozenset({State.INVITED}) | TALKING  # a person who took over is not cut off by a clock

_SUPPLIER, _BOT = frozenset({Actor.SUPPLIER}), frozenset({Actor.BOT})
_BUYER, _SYSTEM = frozenset({Actor.BUYER}), frozenset({Actor.SYSTEM})

WAYS: Mapping[Kind, Way] = {
    Kind.OPENED: Way(_SUPPLIER, frozenset({State.INVITED}), State.OPEN),
    Kind.DISCLOSED: Way(_SYSTEM, TALKING),
    Kind.SUPPLIER_SAID: Way(_SUPPLIER, LIVE),
    Kind.DECIDED: Way(_BOT, TALKING),
    Kind.ADVISED: Way(_BOT, TALKING),
    Kind.BOT_SAID: Way(_BOT, TALKING),
    Kind.BUYER_SAID: Way(_BUYER, TALKING | {State.WITH_BUYER}),
    Kind.NOTED: Way(_BUYER, frozenset(State)),
    Kind.CONSENT_ASKED: Way(_BUYER, TALKING | {State.WITH_BUYER}),
    Kind.CONSENT_GIVEN: Way(_BUYER, TALKING | {State.WITH_BUYER}),
    Kind.CONSENT_REFUSED: Way(_BUYER, TALKING | {State.WITH_BUYER}),
    Kind.SNOOZED: Way(_BUYER, TALKING | {State.WITH_BUYER}),
    Kind.TERM_SHEET: Way(_BOT, frozenset({State.OPEN}), State.CONFIRMING),
    Kind.CONFIRMED: Way(_SUPPLIER, frozenset({State.CONFIRMING})),
    Kind.DECLINED: Way(_SUPPLIER, frozenset({State.CONFIRMING}), State.OPEN),
    Kind.ESCALATED: Way(_BOT | _SUPPLIER, TALKING, State.ESCALATED),
    Kind.APPROVAL_ASKED: Way(_BOT | _BUYER, TALKING | {State.WITH_BUYER}, State.AWAITING_APPROVAL),
    Kind.AGREED: Way(_BOT | _BUYER, TALKING | {State.WITH_BUYER, State.AWAITING_APPROVAL}, State.AGREED),
    Kind.CLAIMED: Way(_BUYER, TALKING | {State.ESCALATED}, State.WITH_BUYER),
    Kind.REASSIGNED: Way(_BUYER, frozenset({State.WITH_BUYER})),
    Kind.RELEASED: Way(_BUYER | _SYSTEM, frozenset({State.WITH_BUYER}), State.ESCALATED),
    Kind.HANDED_BACK: Way(_BUYER, frozenset({State.WITH_BUYER}), State.OPEN),
    Kind.APPROVED: Way(_BUYER, frozenset({State.AWAITING_APPROVAL})),
    Kind.SENT_BACK: Way(_BUYER, frozenset({State.AWAITING_APPROVAL}), State.WITH_BUYER),
    Kind.CLOSED: Way(_BOT | _BUYER, TALKING | {State.WITH_BUYER}, State.NO_DEAL),
    Kind.EXPIRED: Way(_SYSTEM, EXPIRING, State.EXPIRED),
    Kind.WITHDRAWN: Way(_SUPPLIER | _BOT | _BUYER, LIVE | {State.INVITED}, State.WITHDRAWN),
}


class Draft:
    """Steps about to be written: each is checked against the table, chained, and folded into `record` as it is added.

    Nothing is kept until `write`, which is one transaction.
    """

    def __init__(self, negotiation: Negotiation, record: Record, at: datetime | None = None) -> None:
        self.record = record
        self.negotiation = negotiation
        self._chain = ledger.Chain(negotiation, at)

    def add(
        self,
        kind: Kind,
        actor: Actor,
        payload: Mapping[str, Any] | None = None,
        *,
        client_id: str | None = None,
        words: str | None = None,
    ) -> Event:
        """Takes one way out of the present state. Raises NotPossible when there is no such way for this actor."""
        state, way = self.record.state, WAYS[kind]
        if state not in way.sources or actor not in way.actors:
            raise NotPossible(f"{kind} by {actor} is not possible in state {state}")
        if kind == Kind.AGREED and actor == Actor.BOT:
            _refuse_outside_policy(self.record, payload or {})
        entry = Entry(kind, actor, way.to or state, dict(payload or {}), client_id, words)
        event = self._chain.add(entry)
        self.record = records.after(self.record, event)
        return event

    @property
    def events(self) -> list[Event]:
        """The steps so far."""
        return self._chain.events

    def write(self) -> list[Event]:
        """Appends the steps and, when they close a deal, keeps the agreement. A part of the caller's transaction.

        Raises ledger.Conflict, with nothing written, when another writer was faster.
        """
        with transaction.atomic(savepoint=False):
            events = self._chain.commit(
                unanswered=owed(self.record),
                person_due_since=self.record.person_due_since,
                held_by=self.record.buyer or "",
            )
            for event in events:
                if event.kind == Kind.AGREED:
                    _keep_agreement(self.negotiation, self.record, event)
            _keep_findable(self.negotiation, self.record, events)
        records.remember(self.negotiation, self.record)
        return events


def owed(record: Record) -> int | None:
    """The number of the oldest message that the bot owes an answer to; None while people talk, or nothing is unread."""
    return record.unread[0].seq if record.unread and record.state in TALKING else None


def _refuse_outside_policy(record: Record, payload: Mapping[str, Any]) -> None:
    """The last lock on the one thing that must never happen; the engine never gets here with such terms."""
    terms = records.as_terms(payload["terms"])
    if not is_permitted(record.policy, terms):
        raise NotPossible(f"{dict(payload['terms'])} lies outside the policy")


def _keep_agreement(negotiation: Negotiation, record: Record, event: Event) -> None:
    assert record.agreed is not None
    facts = record.facts
    Agreement.objects.create(
        negotiation=negotiation,
        terms=records.as_strings(record.agreed),
        chain_seq=event.seq,
        chain_hash=event.hash,
        agreed_at=event.at,
        currency=facts.currency,
        value_before=facts.value_at_todays_volume(facts.baseline),
        value_agreed=facts.value_at_todays_volume(record.agreed),
    )


def _keep_findable(negotiation: Negotiation, record: Record, events: Sequence[Event]) -> None:
    """What the desk looks for beside the columns of every turn: whose an escalated room is, and who must consent."""
    found: dict[str, Any] = {"consent_due_since": record.consent.since if record.consent else None}
    if record.state != State.ESCALATED:
        found["suggested_for"] = ""
    elif (asking := _asking(events)) is not None:
        let_go = str(asking.content["by"]) if asking.kind == Kind.RELEASED else ""
        found["suggested_for"] = routing.suggested(negotiation, record, asking.content.get("reasons", ()), let_go)
    changed = {field: value for field, value in found.items() if getattr(negotiation, field) != value}
    if changed:
        Negotiation.objects.filter(pk=negotiation.pk).update(**changed)
        for field, value in changed.items():
            setattr(negotiation, field, value)


def _asking(events: Sequence[Event]) -> Event | None:
    """The last of these events that asked for a person; None when none did."""
    return next((event for event in reversed(events) if event.kind in (Kind.ESCALATED, Kind.RELEASED)), None)


def start(campaign: Campaign, contract: Contract) -> Negotiation:
    """A new negotiation, its compiled policy the first event of its ledger. Raises PlaybookError when there is none."""
    entry = first_entry(campaign.playbook_version, contract)
    return _begun(Negotiation(campaign=campaign, contract=contract, deadline=campaign.deadline), entry)


def rehearse(playbook: Playbook, contract: Contract, deadline: datetime) -> Negotiation:
    """A negotiation in which a buyer talks to the playbook's draft. Raises PlaybookError."""
    entry = _first_entry(playbook, playbook.draft, contract, None)
    return _begun(Negotiation(rehearsal_of=playbook, contract=contract, deadline=deadline), entry)


def _begun(negotiation: Negotiation, entry: Entry) -> Negotiation:
    chain = ledger.Chain(negotiation)
    chain.add(entry)
    with transaction.atomic():
        negotiation.save()
        chain.commit(unanswered=None, person_due_since=None, held_by="")
    return negotiation


def first_entry(version: PlaybookVersion, contract: Contract) -> Entry:
    """What a ledger begins with: all that a replay needs. Raises PlaybookError."""
    return _first_entry(version.playbook, version.guardrails, contract, version.number)


def _first_entry(playbook: Playbook, guardrails: Mapping[str, Any], contract: Contract, version: int | None) -> Entry:
    policy = compile_policy(guardrails, Baseline(contract.baseline(), contract.annual_quantity))
    payload = {
        "policy": policy.as_dict(),
        "facts": facts_of(playbook, without_leaks(guardrails, policy, contract.currency), contract).as_dict(),
        "playbook": playbook.slug,
        "version": version,
        "stage": str(playbook.category.stage) if version is not None else str(Stage.AUTONOMOUS),
        **({"desk": desk} if (desk := _for_the_desk(guardrails)) else {}),
    }
    return Entry(Kind.STARTED, Actor.SYSTEM, State.INVITED, payload)


def _for_the_desk(guardrails: Mapping[str, Any]) -> dict[str, Any]:
    """What the guardrails say about people. It stays on the buyer's side, so it is no part of the facts."""
    return {key: guardrails[key] for key in ("routing", "off_policy_approval") if guardrails.get(key)}


def is_overdue(negotiation: Negotiation, now: datetime) -> bool:
    """Whether the deadline has passed for a negotiation that a deadline still ends."""
    return negotiation.state in EXPIRING and now >= negotiation.deadline


def expire(negotiation: Negotiation) -> list[Event]:
    """Ends a negotiation whose deadline has passed; does nothing when it has not, or is over already."""
    now = timezone.now()
    if not is_overdue(negotiation, now):
        return []
    draft = Draft(negotiation, records.load(negotiation), now)
    draft.add(Kind.EXPIRED, Actor.SYSTEM, {"deadline": negotiation.deadline.isoformat()})
    with transaction.atomic():
        return draft.write()


@contextmanager
def drafted(negotiation_pk: int) -> Iterator[Draft]:
    """A draft on a locked negotiation, written when the block ends well, and announced after the commit."""
    with transaction.atomic():
        negotiation = statements.locked(negotiation_pk)
        draft = Draft(negotiation, records.load(negotiation))
        yield draft
        if draft.events:
            rooms.announce_on_commit(negotiation, draft.write())
