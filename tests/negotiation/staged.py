"""Negotiations in categories where a person speaks for the buyer's side."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission, User

from negotiation import lifecycle, turns
from negotiation.desk import people
from negotiation.models import Negotiation
from suppliers.models import Category, Stage
from tests import factories

KIM, KIM_NAME = "kim", "Kim Lee"


def invited(stage: Stage, rules: dict[str, Any] | None = None, **more: Any) -> Negotiation:
    """An invited supplier in a category of its own, at this stage of trust."""
    made = factories.negotiation(rules, **more)
    assert made.campaign is not None
    version = made.campaign.playbook_version
    Category.objects.filter(pk=version.playbook.category_id).update(stage=stage)
    version.refresh_from_db()
    return lifecycle.start(made.campaign, factories.contract())


def opened(stage: Stage, rules: dict[str, Any] | None = None, **more: Any) -> Negotiation:
    """One whose supplier has entered, and waits."""
    made = invited(stage, rules, **more)
    turns.enter(made.pk)
    return fresh(made)


def buyer(name: str = KIM, *, of: Negotiation | None = None, full_name: str = KIM_NAME) -> User:
    """A buyer, who was given the negotiation's category."""
    first, _, last = full_name.partition(" ")
    user = User.objects.create_user(name, is_staff=True, first_name=first, last_name=last)
    if of is not None:
        of.playbook.category.buyers.add(user)
    return user


def negotiator(name: str = KIM, *, of: Negotiation) -> User:
    """A buyer who may also speak there."""
    user = buyer(name, of=of)
    user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    return user


def advice_of(made: Negotiation) -> int:
    """The number of the advice that lies there now."""
    return factories.last(made, "advised").seq


def send(made: Negotiation, by: str = KIM) -> Negotiation:
    """A person sends what the bot advises."""
    people.send_advice(made.pk, advice_of(made), by=by, name=KIM_NAME)
    return fresh(made)


def say(made: Negotiation, text: str = "", because: str = "", by: str = KIM, **terms: str) -> Negotiation:
    """A person writes."""
    people.say(
        made.pk,
        by=by,
        name=KIM_NAME,
        client_id=uuid4().hex,
        text=text,
        terms={lever: Decimal(value) for lever, value in terms.items()} or None,
        because=because,
    )
    return fresh(made)


def fresh(made: Negotiation) -> Negotiation:
    return Negotiation.objects.get(pk=made.pk)
