"""The position that a negotiation stands at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from negotiation.engine import Party, Policy, Terms, Turn
from negotiation.facts import Facts
from negotiation.language.account import UNUSED, Usage
from negotiation.models import Actor, State
from suppliers.models import Stage


@dataclass(frozen=True)
class Offer:
    """Terms that one side put on the table. `number` counts the offers of both, from 1."""

    seq: int
    number: int
    by: Actor
    packages: tuple[Terms, ...]
    answers: int | None  # the seq of the offer that it answers
    is_final: bool = False
    person: str = ""  # the user name of the buyer who made it, or who sent what the bot had prepared
    is_approved: bool = False  # an approver consented to it before it went out


@dataclass(frozen=True)
class Said:
    """A supplier's message that nobody has read yet: how it was said, and the terms it named by form or button."""

    seq: int
    how: str  # "text", "offer", "accept" or "ask_person"
    terms: Terms
    has_words: bool


@dataclass(frozen=True)
class Advice:
    """What the bot would have answered, for a person to send or to better: the event `seq`, and its payload."""

    seq: int
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Consent:
    """What waits for an approver's consent: the event `seq` that asked, since when, who asked, and what for."""

    seq: int
    since: datetime
    by: str
    payload: Mapping[str, Any]

    @property
    def is_offer(self) -> bool:
        """An offer to send; else an instruction to hand back with."""
        return str(self.payload["move"]) == "say"


@dataclass(frozen=True)
class Record:
    """Where a negotiation stands after event `seq`.

    `policy` is what decisions are made under, and `playbook` what it was when the negotiation began: they differ once a
    person has handed back with an instruction. `routing` names people or queues by reason of escalation; with
    `offers_need_consent`, what people offer outside the playbook goes out only after an approver has consented, and
    `consent` is what waits for that. `snoozed_until` is the date to which an answer was put off.
    `sheet` is the package that waits to be confirmed; `agreed` the one that was, subject to approval while that is
    awaited; `buyer` the user name of the person who has taken over, `buyer_name` what the supplier calls them, empty
    when nobody said so, `buyer_since` the event with which they came; `people` the user names of all who spoke for the
    buyer's side. `asked` is the number of the event that asked for approval, `asked_by` the buyer who closed that deal,
    empty when the bot did. `stage` is how far the bot was trusted when it began, `advice` what it would say now where a
    person speaks. `used` is what language models took so far. `choices` are what the bot's last message asks to choose
    between; `language` is the one that the supplier writes, empty while that is not sure; `topics` are the levers of
    which it asks what matters most.
    """

    policy: Policy
    facts: Facts
    state: State
    seq: int
    hash: str
    turns: tuple[Turn, ...] = ()
    offers: tuple[Offer, ...] = ()
    unread: tuple[Said, ...] = ()
    sheet: Terms | None = None
    sheet_needs_approval: bool = False
    agreed: Terms | None = None
    buyer: str | None = None
    buyer_name: str = ""
    buyer_since: int = 0
    people: frozenset[str] = frozenset()
    asked: int | None = None
    asked_by: str = ""
    stage: Stage = Stage.AUTONOMOUS
    advice: Advice | None = None
    person_due_since: datetime | None = None
    client_ids: Mapping[str, int] = field(default_factory=dict)
    playbook: Policy | None = None
    routing: Mapping[str, str] = field(default_factory=dict)
    offers_need_consent: bool = False
    consent: Consent | None = None
    snoozed_until: datetime | None = None
    used: Usage = UNUSED
    choices: tuple[Terms, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = ""

    @property
    def is_bot_speaking(self) -> bool:
        """Whether the bot answers by itself, while nobody has taken over."""
        return self.stage == Stage.AUTONOMOUS

    @property
    def bot_offer(self) -> Offer | None:
        """The offer of ours that lies on the table."""
        return latest(self.offers, by_supplier=False)

    @property
    def supplier_offer(self) -> Offer | None:
        return latest(self.offers, by_supplier=True)

    @property
    def guardrails(self) -> Policy:
        """The playbook's own, whatever a person has allowed since."""
        return self.playbook or self.policy

    @property
    def rounds_used(self) -> int:
        return sum(offer.by == Actor.BOT for offer in self.offers)


def as_terms(values: Mapping[str, str] | None) -> Terms:
    return Terms({lever: Decimal(value) for lever, value in (values or {}).items()})


def as_strings(terms: Mapping[str, Decimal]) -> dict[str, str]:
    return {lever: str(value) for lever, value in terms.items()}


def with_unread(record: Record, unread: Iterable[Said]) -> Record:
    """The same record with other messages to read."""
    return replace(record, unread=tuple(unread))


def last_supplier_message(record: Record) -> int:
    """The sequence number of the supplier's last message, read or not; 0 before the first."""
    turns = [turn.seq for turn in record.turns if turn.party == Party.SUPPLIER]
    return max((*turns, *(said.seq for said in record.unread)), default=0)


def last_buyer_turn(record: Record) -> int:
    """The sequence number of the buyer's side's last turn; 0 before the first."""
    return max((turn.seq for turn in record.turns if turn.party == Party.BUYER), default=0)


def latest(offers: tuple[Offer, ...], *, by_supplier: bool) -> Offer | None:
    """The last offer of one side."""
    return next((offer for offer in reversed(offers) if (offer.by == Actor.SUPPLIER) is by_supplier), None)
