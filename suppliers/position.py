"""Where a negotiation stands, as far as a supplier may see it: what every page and fragment of the room is drawn from.

The record of a negotiation holds the policy too. It is left behind here, in one place, so no template can reach it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from negotiation import records
from negotiation.desk import presence
from negotiation.engine import Terms
from negotiation.facts import Facts
from negotiation.language.speech import language_of_locale
from negotiation.models import CLOSED_STATES, Actor, Negotiation, State
from negotiation.records import Offer, Record, last_supplier_message
from suppliers.models import Stage
from suppliers.waiting import Waiting, waiting_of


@dataclass(frozen=True)
class Person:
    """The buyer who holds the room: what they are called, empty when nobody said so; whether they have it open; and
    whether they have written since they came.
    """

    name: str
    is_here: bool
    has_spoken: bool


@dataclass(frozen=True)
class Position:
    """The public side of a record after event `seq`, and how its reader writes numbers and times.

    `named` is what the supplier has offered so far, each lever as it last stood; empty before its first offer.
    `stage` says whether the bot speaks, prepares what a person sends, or only reads along; `is_person_due` whether a
    person has to answer, and `waiting` how it stands for a supplier for whom nobody is there. `person` is who holds the
    room, `is_read` whether somebody on the buyer's side who speaks here has looked at the supplier's last message,
    `is_answered` whether our side has said something since.
    `choices` and `topics` are what the bot's last message asks to choose between, `language` the one that it speaks.
    """

    facts: Facts
    state: State
    seq: int
    hash: str
    offers: tuple[Offer, ...]
    sheet: Terms | None
    agreed: Terms | None
    rounds_used: int
    owes_answer: bool
    stage: Stage
    is_person_due: bool
    deadline: datetime
    time_zone: str
    waiting: Waiting | None = None
    person: Person | None = None
    is_read: bool = False
    is_answered: bool = False
    choices: tuple[Terms, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = "en"

    @property
    def locale(self) -> str:
        return self.facts.locale

    @property
    def is_bot_speaking(self) -> bool:
        return self.stage == Stage.AUTONOMOUS

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def our_offer(self) -> Offer | None:
        """The buyer's side's last offer."""
        return next((offer for offer in reversed(self.offers) if offer.by != Actor.SUPPLIER), None)

    @property
    def named(self) -> Terms:
        named = Terms()
        for offer in self.offers:
            if offer.by == Actor.SUPPLIER:
                named = named.merged_with(offer.packages[0])
        return named

    def offer_at(self, seq: int) -> Offer | None:
        """The offer that was made with event `seq`."""
        return next((offer for offer in self.offers if offer.seq == seq), None)

    def number_of(self, seq: int | None) -> int | None:
        """The number of the offer at event `seq`."""
        offer = self.offer_at(seq) if seq is not None else None
        return offer.number if offer else None


def position_of(negotiation: Negotiation) -> Position:
    """Where the negotiation stands, and what its supplier is told besides: who is there for them, and who has read."""
    record = records.load(negotiation)
    return replace(
        public_side(negotiation, record),
        waiting=_waiting(negotiation, record),
        person=_person(negotiation, record),
        is_read=_is_read(negotiation, record),
    )


def public_side(negotiation: Negotiation, record: Record) -> Position:
    """The record without the policy, and without who is there. Reads nothing; the contract's supplier is loaded."""
    return Position(
        facts=record.facts,
        state=record.state,
        seq=record.seq,
        hash=record.hash,
        offers=record.offers,
        sheet=record.sheet,
        agreed=record.agreed,
        rounds_used=record.rounds_used,
        owes_answer=bool(record.unread),
        stage=record.stage,
        is_person_due=record.person_due_since is not None,
        deadline=negotiation.deadline,
        time_zone=negotiation.contract.supplier.time_zone,
        is_answered=records.last_buyer_turn(record) > last_supplier_message(record),
        choices=record.choices,
        topics=record.topics,
        language=record.facts.talk.language or record.language or language_of_locale(record.facts.locale),
    )


def _waiting(negotiation: Negotiation, record: Record) -> Waiting | None:
    """Only where the supplier waits, and for nobody in particular."""
    due, is_with_nobody = record.person_due_since, record.state in (State.OPEN, State.ESCALATED)
    return waiting_of(negotiation) if is_with_nobody and due is not None and due <= timezone.now() else None


def _person(negotiation: Negotiation, record: Record) -> Person | None:
    if record.state != State.WITH_BUYER or record.buyer is None:
        return None
    has_spoken = record.buyer_since < records.last_buyer_turn(record)
    return Person(record.buyer_name, presence.is_in(negotiation.pk, record.buyer), has_spoken)


def _is_read(negotiation: Negotiation, record: Record) -> bool:
    last = last_supplier_message(record)
    if not last or not (record.people or record.buyer):
        return False
    return presence.seen_by(negotiation.pk, is_supplier=False) >= last
