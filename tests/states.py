"""A negotiation in each state, brought there by what people and the bot really do."""

from collections.abc import Callable

from negotiation import lifecycle
from negotiation.desk import people
from negotiation.models import Negotiation, State
from tests import factories


def confirming() -> Negotiation:
    made = factories.opened()
    factories.say(made, "I accept your offer.")
    return made


def awaiting_approval() -> Negotiation:
    made = factories.opened(factories.guardrails(authority="1000"))
    factories.accept(made)
    return made


def escalated() -> Negotiation:
    made = factories.opened()
    factories.ask_person(made)
    return made


def with_buyer() -> Negotiation:
    made = escalated()
    people.claim(made.pk, by="kim")
    return _fresh(made)


def agreed() -> Negotiation:
    made = factories.opened()
    factories.accept(made)
    return made


def no_deal() -> Negotiation:
    made = with_buyer()
    people.close(made.pk, by="kim", reason="too dear")
    return _fresh(made)


def expired() -> Negotiation:
    made = factories.past_deadline(factories.opened())
    lifecycle.expire(made)
    return _fresh(made)


def withdrawn() -> Negotiation:
    made = factories.opened()
    people.withdraw(made.pk, by="kim", reason="budget cut")
    return _fresh(made)


IN: dict[State, Callable[[], Negotiation]] = {
    State.INVITED: factories.negotiation,
    State.OPEN: factories.opened,
    State.CONFIRMING: confirming,
    State.AWAITING_APPROVAL: awaiting_approval,
    State.ESCALATED: escalated,
    State.WITH_BUYER: with_buyer,
    State.AGREED: agreed,
    State.NO_DEAL: no_deal,
    State.EXPIRED: expired,
    State.WITHDRAWN: withdrawn,
}


def _fresh(made: Negotiation) -> Negotiation:
    return Negotiation.objects.get(pk=made.pk)
