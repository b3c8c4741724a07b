"""With what instruction a person hands a room back to the bot, and the policy that follows from it.

An instruction holds for one negotiation. The policy that follows is recorded with it, so a replay needs nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from negotiation.engine import PRICE, Lever, Policy, Response, Terms, Trigger, is_permitted, utility
from negotiation.engine.policy import MOST_ROUNDS
from negotiation.engine.standing import fold
from negotiation.lifecycle import NotPossible
from negotiation.models import BuyerAuthority
from negotiation.records import Record, as_strings

FEWEST_ROUNDS = 3  # that the bot gets with a room: with fewer, it would ask for a person again at once


NO_TERMS = Terms()


class Instruction(StrEnum):
    """What the bot is told."""

    CONTINUE = "continue"
    HOLD = "hold"
    PRICE = "price"


@dataclass(frozen=True)
class Told:
    """An instruction with its terms: those to hold at, or the price that the bot may go to; empty to continue."""

    instruction: Instruction = Instruction.CONTINUE
    terms: Terms = NO_TERMS

    def as_payload(self) -> dict[str, object]:
        return {"instruction": str(self.instruction), "allowed": as_strings(self.terms)}


def on_the_table(record: Record) -> Terms:
    """What the buyer's side last offered, in full; before its first offer, today's terms."""
    said = record.bot_offer.packages[0] if record.bot_offer else Terms()
    return record.facts.baseline.merged_with(said)


def policy_after(record: Record, told: Told) -> Policy:
    """The policy that the bot goes on with. Raises NotPossible for an instruction that makes no sense here.

    To continue lifts what was held, and leaves a price that was allowed. Each instruction replaces the one before it.
    """
    if told.instruction == Instruction.HOLD:
        levers = record.policy.scales
        terms = {name: value for name, value in on_the_table(record).merged_with(told.terms).items() if name in levers}
        policy = _with_price_said(replace(record.policy, held=Terms(terms)), terms.get(PRICE))
    elif told.instruction == Instruction.PRICE:
        policy = _up_to(record, told.terms[PRICE])
    else:
        policy = replace(record.policy, held=None)
    return with_rounds(policy, record)


def limit_terms(record: Record, told: Told) -> Terms:
    """The dearest terms that the instruction names, in full: what somebody must have the authority for."""
    return on_the_table(record).merged_with(told.terms)


def goes_beyond(record: Record, told: Told) -> bool:
    """Whether the instruction allows what the playbook does not."""
    if told.instruction == Instruction.CONTINUE:
        return False
    return not is_permitted(record.guardrails, limit_terms(record, told))


def authority_of(record: Record, username: str) -> Decimal | None:
    """The yearly value up to which this buyer may go beyond the playbook; None: any. Their own, else the bot's."""
    own = BuyerAuthority.objects.filter(buyer__username=username, currency=record.facts.currency).first()
    return own.yearly_value if own is not None else record.guardrails.authority


def is_within_authority(record: Record, told: Told, username: str) -> bool:
    """Whether this buyer may give the instruction on their own."""
    authority = authority_of(record, username)
    value = record.guardrails.yearly_value(limit_terms(record, told))
    return not goes_beyond(record, told) or authority is None or value is None or value <= authority


def _up_to(record: Record, price: Decimal) -> Policy:
    """The playbook with another walk-away for the price. What the playbook permits besides stays exactly the same.

    Utility is measured along the way from target to limit, which gets longer. So that the other levers count as much
    against a euro of price as before, the price's weight grows with it; and what was said in shares of utility (floor,
    aim, acceptance) is said in shares of the larger whole.
    """
    before = record.guardrails
    scale = before.scales.get(PRICE)
    if scale is None:
        raise NotPossible("This negotiation has no price; hold at terms instead")
    reach = scale.distance(price)
    if reach <= scale.limit:
        raise NotPossible("The playbook lets the bot go to this price already; hand back to continue from here")
    trade_offs = tuple(
        trade for trade in before.trade_offs if trade.give != PRICE or scale.distance(trade.up_to) > reach
    )
    way = float(max(scale.furthest, reach))
    grown = way / scale.way if scale.way else 1.0
    total = sum(lever.weight for lever in before.levers)
    larger = total + scale.lever.weight * (grown - 1.0)
    levers = tuple(_to_price(lever, price, grown) if lever.name == PRICE else lever for lever in before.levers)

    def share(of_before: float) -> float:
        return 1.0 - (1.0 - of_before) * total / larger

    after = replace(
        before,
        levers=levers,
        trade_offs=trade_offs,
        floor=max(0.0, share(before.floor)),
        aim=share(before.paced_to),
        accept_at=share(before.accept_at),
        min_improvement=before.min_improvement * total / larger,
    )
    return _aimed_at(_with_price_said(after, price), record, price)


def _to_price(lever: Lever, price: Decimal, grown: float) -> Lever:
    options = (*lever.options, price) if lever.options and price not in lever.options else lever.options
    return replace_lever(lever, walk_away=price, weight=lever.weight * grown, options=options)


def replace_lever(lever: Lever, *, walk_away: Decimal, weight: float, options: Sequence[Decimal]) -> Lever:
    """The lever with another limit; everything else is as it was."""
    return Lever(lever.name, lever.baseline, lever.target, walk_away, weight, lever.step, lever.unit, options)


def _aimed_at(policy: Policy, record: Record, price: Decimal) -> Policy:
    """With the bot's own offers leading to that price. Raises NotPossible when the floor forbids it."""
    ours = on_the_table(record).merged_with({PRICE: price})
    theirs = record.supplier_offer
    asked = record.facts.baseline.merged_with(theirs.packages[0]).merged_with({PRICE: price}) if theirs else ours
    best = Terms({lever.name: lever.target for lever in policy.levers}).merged_with({PRICE: price})
    reached = [utility(policy, terms) for terms in (ours, asked, best) if is_permitted(policy, terms)]
    if not reached:
        raise NotPossible("At this price, even our targets for everything else would be outside the playbook")
    assert policy.aim is not None
    # A supplier that stands still is met by pacing; the person who named the price is not fetched for it again.
    triggers = {**policy.triggers, Trigger.STALL: Response.HOLD, Trigger.LOOP: Response.HOLD}
    return replace(policy, aim=max(policy.floor, min(policy.aim, *reached)), triggers=triggers)


def _with_price_said(policy: Policy, price: Decimal | None) -> Policy:
    """A price above today's that a person has allowed is none to fetch a person for."""
    scale = policy.scales.get(PRICE)
    if scale is None or price is None or price <= scale.lever.baseline:
        return policy
    return replace(policy, triggers={**policy.triggers, Trigger.PRICE_INCREASE: Response.HOLD})


def with_rounds(policy: Policy, record: Record) -> Policy:
    """With some rounds left, however many are used."""
    least = fold(policy, record.turns).rounds_used + FEWEST_ROUNDS
    return replace(policy, max_rounds=min(max(policy.max_rounds, least), MOST_ROUNDS))
