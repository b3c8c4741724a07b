"""decide(policy, history): the one place where the bot's next move is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from negotiation.engine.acceptance import last_small_step, reason_to_accept
from negotiation.engine.conversation import DISTRUSTED, Intent, Turn
from negotiation.engine.decision import Action, Decision, Reason
from negotiation.engine.packages import Package
from negotiation.engine.policy import Policy
from negotiation.engine.responses import Response, Trigger
from negotiation.engine.situation import Situation
from negotiation.engine.standing import Standing, fold
from negotiation.engine.terms import Terms
from negotiation.engine.tracing import trace_of
from negotiation.engine.triggers import answers_outside, dead_ends, is_out_of_patience, is_price_increase
from negotiation.engine.utility import is_permitted

Rule = Callable[[Situation], Decision | None]


def decide(policy: Policy, history: Sequence[Turn]) -> Decision:
    """The bot's next move under `policy`, given both parties' turns in order.

    Pure: equal arguments give equal decisions, bit for bit. Whatever the history holds, the terms offered or
    accepted are permitted by the policy. The rules are asked in turn; the first that has an answer gives it.
    """
    return decide_at(fold(policy, history))


def decide_at(standing: Standing, *, is_traced: bool = True) -> Decision:
    """The same where a history has led. A simulation, which nobody reads explanations of, may leave out the trace."""
    situation = Situation.of(standing, is_traced=is_traced)
    for rule in RULES:
        decision = rule(situation)
        if decision is not None:
            return decision
    return _hold(situation, Reason.NO_TERMS)


def _begin(situation: Situation) -> Decision | None:
    """Nothing to answer: open, or wait."""
    standing = situation.standing
    if standing.pending:
        return None
    if not standing.current:
        return _open(situation)
    return _decision(situation, Action.HOLD, situation.on_table, Reason.SUPPLIER_TURN)


def _let_go(situation: Situation) -> Decision | None:
    if Intent.WITHDRAW not in situation.standing.intents:
        return None
    return _decision(situation, Action.CLOSE, (), Reason.SUPPLIER_WITHDREW)


def _fetch_person(situation: Situation) -> Decision | None:
    if Intent.HUMAN not in situation.standing.intents:
        return None
    return _respond(situation, Trigger.HUMAN_REQUESTED)


def _meet_unusual(situation: Situation) -> Decision | None:
    """A request, or a lever, that the policy says nothing about."""
    heard = [turn for turn in situation.standing.pending if not turn.intents & DISTRUSTED]
    unknown = sorted({name for turn in heard for name in turn.terms if name not in situation.policy.scales})
    if unknown:
        return _respond(situation, Trigger.UNKNOWN_LEVER, unknown_levers=unknown)
    if any(Intent.UNUSUAL in turn.intents for turn in heard):
        return _respond(situation, Trigger.UNKNOWN_LEVER, reason=Reason.UNUSUAL_REQUEST)
    return None


def _meet_price_increase(situation: Situation) -> Decision | None:
    standing = situation.standing
    is_said = any(Intent.PRICE_INCREASE in turn.intents for turn in standing.pending if not turn.intents & DISTRUSTED)
    if not is_said and not (standing.has_pending_offer and is_price_increase(situation)):
        return None
    holds_firm = situation.policy.triggers[Trigger.PRICE_INCREASE] is Response.HOLD
    if holds_firm and standing.has_pending_offer and not situation.asked_breaches:
        return None  # the walk-away allows for it: bargain over it like over any price
    return _respond(situation, Trigger.PRICE_INCREASE)


def _ask_again(situation: Situation) -> Decision | None:
    if Intent.UNCLEAR not in situation.standing.message.intents:
        return None
    if situation.standing.unclear >= 2 and _is_acted_on(situation, Trigger.NOT_UNDERSTOOD):
        return _respond(situation, Trigger.NOT_UNDERSTOOD)
    return _clarify(situation, Reason.UNCLEAR)


def _shake_hands(situation: Situation) -> Decision | None:
    """The supplier accepts what the bot once put on the table."""
    message = situation.standing.message
    if Intent.ACCEPT in message.intents and not message.terms and not situation.standing.current:
        return _clarify(situation, Reason.NOTHING_TO_ACCEPT)
    terms = situation.standing.accepted(message)
    if terms is None:
        return None
    if not is_permitted(situation.policy, terms):
        # Only a person can have offered this, so a person has to stand by it.
        return _respond(situation, Trigger.OUTSIDE_POLICY)
    return _accept(situation, terms, Reason.OFFER_ACCEPTED) or _hold(situation, Reason.ABOVE_AUTHORITY)


def _answer_offer(situation: Situation) -> Decision | None:
    """The supplier's offer: accept it, see that it leads nowhere, or counter it."""
    if not situation.standing.message.is_offer:
        return None
    reason = reason_to_accept(situation)
    accepted = _accept(situation, situation.asked, reason) if reason else None
    return accepted or _stop(situation) or _counter(situation)


def _answer_refusal(situation: Situation) -> Decision | None:
    """A "no" without terms earns nothing: the bot asks what would work, and counts it as a move that gained nothing."""
    if Intent.REJECT not in situation.standing.message.intents or not situation.standing.current:
        return None
    return _stop(situation) or _hold(situation, Reason.BARE_REJECTION)


def _ignore_injection(situation: Situation) -> Decision | None:
    if Intent.INJECTION not in situation.standing.intents:
        return None
    return _hold(situation, Reason.INJECTION_IGNORED)


RULES: tuple[Rule, ...] = (
    _begin,
    _let_go,
    _fetch_person,
    _meet_unusual,
    _meet_price_increase,
    _ask_again,
    _shake_hands,
    _answer_offer,
    _answer_refusal,
    _ignore_injection,
)


def _stop(situation: Situation) -> Decision | None:
    """The end of the rounds, or a dead end on the way that the policy wants something done about.

    But not over a last small step. A stall or a loop that the policy holds firm over is bargained through by pacing,
    which gives less to who does not move.
    """
    if situation.is_last_round_over:
        return _respond(situation, Trigger.ROUNDS_USED)
    fired = [trigger for trigger in dead_ends(situation) if _is_acted_on(situation, trigger)]
    if not fired:
        return _stand_firm(situation)
    if situation.standing.has_pending_offer and last_small_step(situation) is not None:
        accepted = _accept(situation, situation.asked, Reason.LAST_SMALL_STEP)
        if accepted:
            return accepted
    return _respond(situation, *fired)


def _stand_firm(situation: Situation) -> Decision | None:
    """No concession to who stays beyond a limit and comes no closer; until the last offer, which is made to anybody."""
    if not answers_outside(situation) or _is_last_round(situation):
        return None
    return _hold(situation, Reason.OUTSIDE_POLICY)


def _is_last_round(situation: Situation) -> bool:
    return situation.standing.rounds_used == situation.policy.max_rounds - 1


def _counter(situation: Situation) -> Decision:
    """The next offer; a hold when it would only repeat the last one, or could not be signed."""
    packages = situation.next
    terms = tuple(package.terms for package in packages)
    signs_alone = situation.policy.triggers[Trigger.ABOVE_AUTHORITY] is Response.HOLD
    if signs_alone and situation.on_table and any(map(situation.policy.is_above_authority, terms)):
        return _hold(situation, Reason.ABOVE_AUTHORITY)
    further = (*_uses_trade_off(packages), *_notices_probing(situation))
    if _is_last_round(situation):
        return _decision(situation, Action.FINAL_OFFER, terms, Reason.LAST_ROUND, *further)
    if terms == situation.on_table:
        why = Reason.NOTHING_NEW_TO_OFFER if situation.policy.held is None else Reason.HELD_BY_PERSON
        return _hold(situation, why, *_notices_probing(situation))
    why = Reason.CONCESSION if situation.policy.held is None else Reason.HELD_BY_PERSON
    return _decision(situation, Action.COUNTER, terms, why, *further)


def _notices_probing(situation: Situation) -> tuple[Reason, ...]:
    return (Reason.PROBING,) if situation.probes else ()


def _uses_trade_off(packages: tuple[Package, ...]) -> tuple[Reason, ...]:
    return (Reason.TRADE_OFF,) if any(package.trade_offs for package in packages) else ()


def _accept(situation: Situation, terms: Terms, reason: Reason) -> Decision | None:
    """Accept `terms`, or have them approved above the authority; None when the policy would rather hold firm there."""
    policy = situation.policy
    if not policy.is_above_authority(terms):
        return _decision(situation, Action.ACCEPT, (terms,), reason)
    facts = {"yearly_value": f"{policy.yearly_value(terms):f}", "authority": f"{policy.authority:f}"}
    match policy.triggers[Trigger.ABOVE_AUTHORITY]:
        case Response.ESCALATE:
            return _decision(situation, Action.ESCALATE, (terms,), Reason.ABOVE_AUTHORITY, reason, **facts)
        case Response.CLOSE:
            return _decision(situation, Action.CLOSE, (), Reason.ABOVE_AUTHORITY, reason, **facts)
        case _:
            return None


def _hold(situation: Situation, *reasons: Reason, **facts: Any) -> Decision:
    """Repeat what is on the table, opening if nothing is; but not without end."""
    if not situation.standing.current:
        return _open(situation)
    return _run_out(situation) or _decision(situation, Action.HOLD, situation.on_table, *reasons, **facts)


def _open(situation: Situation) -> Decision:
    return _decision(situation, Action.OPEN, tuple(package.terms for package in situation.next), Reason.OPENING)


def _clarify(situation: Situation, reason: Reason) -> Decision:
    return _run_out(situation) or _decision(situation, Action.CLARIFY, (), reason)


def _run_out(situation: Situation) -> Decision | None:
    """The end of holding and asking: no round or no patience is left, and the policy wants something done about it."""
    if situation.standing.has_pending_offer and situation.is_last_round_over:
        trigger = Trigger.ROUNDS_USED
    elif is_out_of_patience(situation):
        trigger = Trigger.LOOP
    else:
        return None
    return _respond(situation, trigger) if _is_acted_on(situation, trigger) else None


def _is_acted_on(situation: Situation, trigger: Trigger) -> bool:
    return situation.policy.triggers[trigger] is not Response.HOLD


def _respond(situation: Situation, *fired: Trigger, reason: Reason | None = None, **facts: Any) -> Decision:
    """What the policy wants done about what fired. Several at once: a person before an end, an end before a hold."""
    responses = {situation.policy.triggers[trigger] for trigger in fired}
    reasons = (reason,) if reason else tuple(Reason(trigger.value) for trigger in fired)
    if Response.ESCALATE in responses:
        return _decision(situation, Action.ESCALATE, (), *reasons, **facts)
    if Response.CLOSE in responses:
        return _decision(situation, Action.CLOSE, (), *reasons, **facts)
    return _hold(situation, *reasons, **facts)


def _decision(
    situation: Situation, action: Action, terms: tuple[Terms, ...], *reasons: Reason, **facts: Any
) -> Decision:
    trace = trace_of(situation, reasons, facts) if situation.is_traced else {}
    return Decision(action, terms, reasons, trace)
