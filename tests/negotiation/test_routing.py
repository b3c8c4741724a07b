"""Whom an escalated room is for: by the playbook, by who knows the supplier, by who is there."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from negotiation import lifecycle, turns
from negotiation.desk import people, presence
from negotiation.models import Negotiation
from suppliers.models import Contract
from tests import factories
from tests.negotiation import staged

pytestmark = pytest.mark.django_db


def negotiator(name: str, made: Negotiation, *, is_there: bool = False) -> User:
    user = User.objects.filter(username=name).first() or User.objects.create_user(name, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    made.playbook.category.buyers.add(user)
    if is_there:
        presence.arrive(uuid4(), uuid4(), None, name)
    return user


def meant_for(made: Negotiation) -> str:
    return staged.fresh(made).suggested_for


def escalated(rules: dict[str, Any] | None = None) -> Negotiation:
    made = factories.opened(rules)
    factories.ask_person(made)
    return made


def test_the_playbook_names_somebody_for_the_reason() -> None:
    rules = factories.guardrails(routing={"human_requested": "lee", "price_increase": "Steel desk"})
    assert meant_for(escalated(rules)) == "lee"
    made = factories.opened(rules)
    factories.offer(made, unit_price="10.50", payment_days="45")
    assert meant_for(made) == "Steel desk"


def test_else_the_buyer_who_knows_the_supplier() -> None:
    known = factories.opened()
    negotiator("kim", known)
    people.claim(known.pk, by="kim")
    again = another_with_the_same_supplier(known)
    negotiator("lee", again, is_there=True)
    factories.ask_person(again)
    assert meant_for(again) == "kim"


def test_else_of_those_who_are_there_the_one_with_the_fewest_rooms() -> None:
    made = factories.opened()
    negotiator("kim", made, is_there=True)
    negotiator("lee", made, is_there=True)
    negotiator("max", made)
    busy = factories.opened()
    people.claim(busy.pk, by="kim")
    factories.ask_person(made)
    assert meant_for(made) == "lee"


def test_nobody_where_nobody_is_there() -> None:
    assert meant_for(escalated()) == ""


def test_anybody_may_take_it_and_then_it_is_for_nobody_else() -> None:
    made = escalated(factories.guardrails(routing={"human_requested": "lee"}))
    people.claim(made.pk, by="kim")
    assert (meant_for(made), staged.fresh(made).held_by) == ("", "kim")


def test_who_let_go_of_the_room_is_not_who_it_is_for_next() -> None:
    made = factories.opened()
    negotiator("kim", made, is_there=True)
    people.claim(made.pk, by="kim")
    people.release(made.pk, by="kim")
    assert meant_for(made) == ""
    negotiator("lee", made, is_there=True)
    people.claim(made.pk, by="kim")
    people.release_absent(made.pk, holder="kim", since=timezone.now())
    assert meant_for(made) == "lee"


def another_with_the_same_supplier(known: Negotiation) -> Negotiation:
    assert known.campaign is not None
    contract = Contract.objects.create(
        supplier=known.contract.supplier,
        title="Pallets",
        currency="EUR",
        unit="pallet",
        annual_quantity=500,
        terms=dict(factories.TODAY),
    )
    made = lifecycle.start(known.campaign, contract)
    turns.enter(made.pk)
    return staged.fresh(made)
