"""The bot as a second: what it would do now, whoever holds the room. Worked out when asked, sent and recorded nowhere.

What people offered counts as the buyer's side's offers. The second does not fetch a person, for one is there already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from negotiation import answers
from negotiation.engine import Action, Decision, Intent, Party, Policy, Reason, Response, Terms, Trigger, Turn, explain
from negotiation.engine.conversation import NO_TERMS
from negotiation.engine.decide import decide_at
from negotiation.engine.situation import Situation
from negotiation.engine.standing import fold
from negotiation.engine.utility import position
from negotiation.hearing import understand
from negotiation.ledger import events_after, text_of
from negotiation.models import Actor, Negotiation
from negotiation.overrides import with_rounds
from negotiation.records import Offer, Record, supplier_turn
from negotiation.trials.thoughts import ACTIONS, Weight, called, in_words, weights_in_order


@dataclass(frozen=True)
class Suggestion:
    """The move that the engine would make: what it does, the terms (in words and as values), and why."""

    action: Action
    does: str
    offers: tuple[str, ...]
    terms: Terms
    why: str


@dataclass(frozen=True)
class Worth:
    """What one offer is worth to us, a share of 1; `number` counts the offers of both sides."""

    number: int
    seq: int
    is_ours: bool
    by_person: bool
    utility: float
    words: str


@dataclass(frozen=True)
class Second:
    """All that the bot has to say. `weights` are empty before the supplier's first offer, when nothing is known yet."""

    suggestion: Suggestion
    weights: tuple[Weight, ...]
    ours: Worth | None
    theirs: Worth | None
    history: tuple[Worth, ...]
    floor: float
    accepts_from: float


def second(negotiation: Negotiation, record: Record) -> Second:
    """What the bot would do in this room now, and how it sees the table."""
    policy, turns = _free_to_bargain(record), _heard(negotiation, record)
    standing = fold(policy, turns)
    decision, situation = decide_at(standing), Situation.of(standing)
    history = tuple(_worth(offer, record) for offer in _offers(record, turns))
    return Second(
        suggestion=_suggestion(decision, record),
        weights=_weights(situation, policy, record) if situation.standing.asks else (),
        ours=next((worth for worth in reversed(history) if worth.is_ours), None),
        theirs=next((worth for worth in reversed(history) if not worth.is_ours), None),
        history=history,
        floor=policy.floor,
        accepts_from=min(situation.aspiration, policy.accept_at),
    )


def _free_to_bargain(record: Record) -> Policy:
    """The policy in force, where every reason to fetch a person, but for the value of a deal, is one to hold firm."""
    triggers = dict.fromkeys(Trigger, Response.HOLD)
    triggers[Trigger.ABOVE_AUTHORITY] = Response.ESCALATE
    policy = replace(record.policy, triggers=triggers)
    return with_rounds(policy, record)


def _heard(negotiation: Negotiation, record: Record) -> tuple[Turn, ...]:
    """The turns so far, with what nobody has read for the bot yet; what only fetched a person answers nothing."""
    unread = [said.seq for said in record.unread]
    texts: Mapping[int, str] = {}
    if unread:
        events = events_after(negotiation, min(unread) - 1)
        texts = {event.seq: text_of(event) or "" for event in events if event.seq in unread}
    readings = understand(record, texts)
    turns = [*record.turns, *(supplier_turn(reading, seq) for seq, reading in readings.items())]
    turns.sort(key=lambda turn: turn.seq)
    while turns and turns[-1].party == Party.BUYER and not turns[-1].intents and not turns[-1].terms:
        turns.pop()
    return tuple(_without_call(turn) for turn in turns)


def _without_call(turn: Turn) -> Turn:
    """A supplier that asks for a person has one now."""
    if turn.party == Party.BUYER or Intent.HUMAN not in turn.intents:
        return turn
    return Turn(turn.party, turn.intents - {Intent.HUMAN}, turn.terms, turn.seq, turn.alternatives, turn.interests)


def _suggestion(decision: Decision, record: Record) -> Suggestion:
    is_signed = decision.action == Action.ESCALATE and bool(decision.terms)
    is_told = is_signed or decision.action == Action.ACCEPT or decision.action in answers.OFFERING
    shown = decision.terms if is_told else ()
    is_theirs = Reason.SUPPLIER_TURN in decision.reasons
    does = "Accept, subject to an approver" if is_signed else "Wait" if is_theirs else ACTIONS[decision.action]
    return Suggestion(
        action=decision.action,
        does=does,
        offers=tuple(in_words({name: str(value) for name, value in terms.items()}, record.facts) for terms in shown),
        terms=shown[0] if shown else NO_TERMS,
        why=called(explain(decision), record.facts),
    )


def _offers(record: Record, turns: tuple[Turn, ...]) -> list[Offer]:
    """The offers so far, those in messages that nobody has read for the bot yet among them."""
    found, last = list(record.offers), max((offer.seq for offer in record.offers), default=0)
    theirs = record.supplier_offer.packages[0] if record.supplier_offer else NO_TERMS
    for turn in turns:
        is_new = turn.party == Party.SUPPLIER and turn.is_offer and turn.seq > last
        if is_new and Intent.ACCEPT not in turn.intents:
            theirs = theirs.merged_with(turn.terms)
            found.append(Offer(turn.seq, 0, Actor.SUPPLIER, (theirs,), None))
    found.sort(key=lambda offer: offer.seq)
    return [replace(offer, number=number) for number, offer in enumerate(found, 1)]


def _worth(offer: Offer, record: Record) -> Worth:
    policy, terms = record.guardrails, record.facts.baseline.merged_with(offer.packages[0])
    return Worth(
        number=offer.number,
        seq=offer.seq,
        is_ours=offer.by != Actor.SUPPLIER,
        by_person=bool(offer.person),
        utility=position(policy, terms).utility,
        words=in_words({name: str(value) for name, value in terms.items()}, record.facts),
    )


def _weights(situation: Situation, policy: Policy, record: Record) -> tuple[Weight, ...]:
    return weights_in_order(policy.shares, situation.weights, record.facts)
