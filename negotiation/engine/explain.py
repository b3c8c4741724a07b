"""A decision's reasons in words, for buyers and auditors. It may name limits, so it is never shown to a supplier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from negotiation.engine.decision import Decision, Reason

Trace = Mapping[str, Any]


def explain(decision: Decision) -> str:
    """A sentence for each reason, from the numbers in the decision's trace alone; utilities are in per cent."""
    return " ".join(SENTENCES[reason](decision.trace) for reason in decision.reasons)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".0 %", " %")


def _terms(valued: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in valued["terms"].items())


def _round(trace: Trace) -> str:
    used = trace["rounds_used"]
    counting = trace.get("paced_rounds", used)  # older records have none
    idle = "" if counting == used else f", counted as {counting:g}, because the supplier stood still in some"
    return f"{used} of {trace['max_rounds']} rounds used{idle}"


def _asked_for(trace: Trace) -> str:
    """What the aspiration comes from: the rounds gone, or how little the supplier has moved."""
    held_on_to = trace.get("held_on_to")
    if held_on_to is None or held_on_to < trace["aspiration"]:
        return "by pacing at least"
    return (
        f"against a supplier that has come {_percent(trace['supplier_moved'])} of the way from today's terms at least"
    )


def _opening(trace: Trace) -> str:
    return "Opened at the target on every lever."


def _concession(trace: Trace) -> str:
    offered = " or ".join(_terms(package) for package in trace["next"])
    return (
        f"Offered {offered}, worth {_percent(trace['next'][0]['utility'])} to us, where {_asked_for(trace)} "
        f"{_percent(trace['aspiration'])} is held out for ({_round(trace)}). The supplier's offer is worth "
        f"{_percent(trace['supplier']['utility'])}; it would be accepted from {_percent(trace['acceptable'])}. "
        f"Given first where the supplier seems to care most for what it costs us: {_care(trace)}."
    )


def _care(trace: Trace) -> str:
    theirs, ours = trace["supplier_weights"], trace["weights"]
    ranked = sorted(theirs, key=lambda name: (-theirs[name], name))
    return ", ".join(f"{name} {_percent(theirs[name])} against our {_percent(ours[name])}" for name in ranked)


def _trade_off(trace: Trace) -> str:
    used = {
        f"{trade['give']} up to {trade['up_to']} while {trade['get']} is at {trade['at_least']} or better"
        for package in trace["next"]
        for trade in package["trade_offs"]
    }
    return f"Used the trade-off: {'; '.join(sorted(used))}."


def _last_round(trace: Trace) -> str:
    return f"This was the last of {trace['max_rounds']} offers. {_concession(trace)}"


def _good_enough(trace: Trace) -> str:
    supplier = trace["supplier"]
    return (
        f"Accepted {_terms(supplier)}: worth {_percent(supplier['utility'])}, at or above the "
        f"{_percent(trace['acceptable'])} needed (aspiration {_percent(trace['aspiration'])}, next offer "
        f"{_percent(trace['next'][0]['utility'])}, accept_at {_percent(trace['accept_at'])})."
    )


def _last_round_permitted(trace: Trace) -> str:
    supplier = trace["supplier"]
    return (
        f"Accepted {_terms(supplier)}: all {trace['max_rounds']} rounds are used, and it is permitted "
        f"(worth {_percent(supplier['utility'])}, floor {_percent(trace['floor'])})."
    )


def _last_small_step(trace: Trace) -> str:
    return (
        f"Accepted {_terms(trace['supplier'])}: one step on one lever was all between us and our offer, worth "
        f"{_percent(trace['last_step_cost'])}; the supplier's last move gave us {_percent(trace['supplier']['moved'])}."
    )


def _beyond(trace: Trace) -> str:
    supplier = trace["supplier"]
    beyond = supplier["beyond"].items()
    return ", ".join(f"{name} {supplier['terms'][name]} beyond {limit}" for name, limit in beyond)


def _outside_policy(trace: Trace) -> str:
    if not trace.get("supplier", {}).get("beyond"):
        return "The terms are outside the policy."
    return f"The supplier stays outside the policy and came no closer, so nothing more is given: {_beyond(trace)}."


def _price_increase(trace: Trace) -> str:
    if "supplier" not in trace:
        return "The supplier asks for a higher price than today's."
    return f"The supplier asks for a higher price than today's: {trace['supplier']['terms']['unit_price']}."


def _stall(trace: Trace) -> str:
    return (
        f"The supplier's last {trace['stall_rounds']} answers gained {_percent(trace['stall_gain'])}; "
        f"less than {_percent(trace['min_improvement'])} is a stall."
    )


def _loop(trace: Trace) -> str:
    waiting = trace["messages_since_round"]
    if waiting > trace["patience"]:
        return f"The talk goes in circles: {waiting} messages without a new round."
    return "The talk goes in circles: the supplier repeats its positions."


def _probing(trace: Trace) -> str:
    offers = "offer" if trace["probes"] == 1 else "offers"
    return (
        f"The supplier keeps feeling for a limit on one lever, back and forth or by tiny steps: {trace['probes']} "
        f"{offers} too many, which slow our concessions."
    )


def _unknown_lever(trace: Trace) -> str:
    return f"The policy does not know: {', '.join(trace['unknown_levers'])}."


def _above_authority(trace: Trace) -> str:
    if "yearly_value" not in trace:
        return "Terms above the authority to close alone are neither accepted nor offered."
    return f"The yearly value {trace['yearly_value']} is above the authority {trace['authority']} to close alone."


def _always(sentence: str) -> Callable[[Trace], str]:
    return lambda trace: sentence


SENTENCES: Mapping[Reason, Callable[[Trace], str]] = {
    Reason.OPENING: _opening,
    Reason.CONCESSION: _concession,
    Reason.TRADE_OFF: _trade_off,
    Reason.LAST_ROUND: _last_round,
    Reason.NOTHING_NEW_TO_OFFER: lambda trace: (
        f"Stood by the last offer: nothing better for the supplier fits into {_percent(trace['aspiration'])} yet "
        f"({_round(trace)})."
    ),
    Reason.HELD_BY_PERSON: _always("A buyer has told the bot to hold at these terms, so nothing more is given."),
    Reason.SUPPLIER_TURN: _always("It is the supplier's turn."),
    Reason.NO_TERMS: _always("The message named no terms, so the last offer stands."),
    Reason.BARE_REJECTION: _always("The supplier said no without saying what would work, which earns no concession."),
    Reason.OFFER_ACCEPTED: _always("The supplier accepted terms that we had offered."),
    Reason.GOOD_ENOUGH: _good_enough,
    Reason.LAST_SMALL_STEP: _last_small_step,
    Reason.LAST_ROUND_PERMITTED: _last_round_permitted,
    Reason.INJECTION_IGNORED: _always("The message tried to instruct the bot; nothing in it was used."),
    Reason.NOTHING_TO_ACCEPT: _always("The supplier accepted before anything was offered."),
    Reason.UNCLEAR: _always("The message was not understood, so we asked."),
    Reason.SUPPLIER_WITHDREW: _always("The supplier withdrew."),
    Reason.UNUSUAL_REQUEST: _always("The supplier asks for something that the policy says nothing about."),
    Reason.PRICE_INCREASE: _price_increase,
    Reason.OUTSIDE_POLICY: _outside_policy,
    Reason.UNKNOWN_LEVER: _unknown_lever,
    Reason.HUMAN_REQUESTED: _always("The supplier asked for a person."),
    Reason.ABOVE_AUTHORITY: _above_authority,
    Reason.STALL: _stall,
    Reason.LOOP: _loop,
    Reason.PROBING: _probing,
    Reason.ROUNDS_USED: lambda trace: f"All {trace['max_rounds']} rounds are used without a deal.",
    Reason.NOT_UNDERSTOOD: _always("Two messages in a row were not understood."),
}
