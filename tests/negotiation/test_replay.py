"""Every recorded decision comes out again from the ledger alone; one that was altered does not."""

import json
from collections.abc import Callable

import pytest
from django.db import connection

from negotiation import ledger
from negotiation.demo.playbooks import CATEGORIES
from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.models import Negotiation
from negotiation.replay import Difference, replay
from tests import factories

pytestmark = pytest.mark.django_db


def worked_example() -> Negotiation:
    made = factories.opened()
    factories.offer(made, unit_price="9.80", payment_days="45")
    factories.offer(made, unit_price="9.60", payment_days="50")
    assert made.state == "agreed"
    return made


def price_increase() -> Negotiation:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    factories.say(made, "We need 3 % more.")
    assert made.state == "escalated"
    return made


def accepted_by_button() -> Negotiation:
    made = factories.opened()
    factories.accept(made)
    assert made.state == "agreed"
    return made


def several_packages() -> Negotiation:
    made = factories.several_packages()
    factories.offer(made, unit_price="620", payment_days="30", contract_months="24")
    factories.accept(made, package=len(json.loads(factories.last(made, "bot_said").payload)["packages"]) - 1)
    return made


def sheet_declined() -> Negotiation:
    made = factories.opened()
    factories.say(made, "I accept your offer.")
    assert made.state == "confirming"
    factories.decline(made)
    factories.say(made, "2 % off, Net 45")
    return made


def sheet_talked_over() -> Negotiation:
    made = factories.opened()
    factories.say(made, "I accept your offer.")
    factories.say(made, "Wait, 9.70 and Net 45 instead")
    return made


def person_asked_and_back() -> Negotiation:
    made = factories.opened()
    factories.ask_person(made)
    factories.say(made, "hello, is anybody there?")
    people.claim(made.pk, by="kim")
    people.hand_back(made.pk, by="kim")
    factories.offer(made, unit_price="9.80", payment_days="45")
    return made


def closed_by_a_buyer() -> Negotiation:
    made = factories.opened()
    factories.ask_person(made)
    people.claim(made.pk, by="kim")
    people.agree(made.pk, Terms(unit_price="9.60", payment_days=45, contract_months=12), by="kim")
    return made


def not_understood() -> Negotiation:
    made = factories.opened()
    factories.say(made, "colourless green ideas sleep furiously")
    factories.say(made, "qwertz")
    return made


def talked_to_the_end() -> Negotiation:
    made = factories.opened()
    for number in range(10):
        if made.state == "open":
            factories.offer(made, unit_price=str(10 - number / 50), payment_days="30")
    return made


MADE = [
    worked_example,
    price_increase,
    accepted_by_button,
    several_packages,
    sheet_declined,
    sheet_talked_over,
    person_asked_and_back,
    closed_by_a_buyer,
    not_understood,
    talked_to_the_end,
]


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_it_finds_no_difference(make: Callable[[], Negotiation]) -> None:
    made = make()
    assert factories.kinds(made).count("decided") >= 1
    assert list(replay(made)) == []
    assert ledger.verify(Negotiation.objects.get(pk=made.pk)) is None


@pytest.mark.parametrize("rules", [spec["guardrails"] for spec in CATEGORIES], ids=[s["slug"] for s in CATEGORIES])
def test_it_finds_no_difference_under_any_demo_playbook(rules: dict[str, object]) -> None:
    terms = {
        "unit_price": "10.00",
        "payment_days": "30",
        "contract_months": "12",
        "rebate_pct": "0",
        "delivery_days": "5",
    }
    made = factories.opened(rules, terms)
    for percent in (4, 3, 2):
        if made.state == "open":
            factories.offer(made, unit_price=str(10 - percent / 10), payment_days="45")
    assert list(replay(made)) == []


def test_it_needs_nothing_but_the_ledger() -> None:
    """A playbook that was published anew since, or a contract, has no part in it."""
    made = worked_example()
    made.campaign.playbook_version.playbook.versions.create(number=2, guardrails=factories.guardrails(rounds=2))
    type(made.contract).objects.update(terms={"unit_price": "1.00"})
    assert list(replay(Negotiation.objects.get(pk=made.pk))) == []


def test_it_takes_a_negotiation_that_has_decided_nothing_yet() -> None:
    assert list(replay(factories.negotiation())) == []


PLANTED = {
    "action": "accept",
    "packages": [{"contract_months": "1", "payment_days": "30", "unit_price": "12"}],
    "reasons": ["acceptable"],
    "trace": {"planted": True},
}


@pytest.mark.parametrize(("field", "value"), PLANTED.items(), ids=PLANTED.keys())
def test_it_finds_a_decision_that_was_altered_though_every_hash_is_right(field: str, value: object) -> None:
    made = worked_example()
    decided = list(made.events.filter(kind="decided").order_by("seq"))[1]
    alter(made, decided.seq, field, value)
    assert ledger.verify(Negotiation.objects.get(pk=made.pk)) is None
    found = list(replay(made))
    assert [(difference.seq, difference.field) for difference in found] == [(decided.seq, field)]
    assert found[0].recorded == value
    assert f"event {decided.seq}: {field} was" in str(found[0])


def test_it_finds_a_policy_that_was_altered_though_every_hash_is_right() -> None:
    made = worked_example()
    policy = factories.payload_of(made.events.get(seq=1))["policy"]
    alter(made, 1, "policy", {**policy, "accept_at": 0.99})
    found = list(replay(made))
    assert found
    assert all(isinstance(difference, Difference) for difference in found)


def alter(made: Negotiation, seq: int, field: str, value: object) -> None:
    """Changes one field of one event's payload, and makes every hash after it right again, as an insider could."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER negotiation_event_no_update")
    prev_hash = ""
    for event in made.events.order_by("seq"):
        if event.seq == seq:
            event.payload = ledger.canonical({**json.loads(event.payload), field: value})
        event.prev_hash = prev_hash
        event.hash = prev_hash = ledger.event_hash(event, str(made.public_id))
        event.save()
        if event.kind == "agreed":
            type(made.agreement).objects.update(chain_hash=event.hash)
    Negotiation.objects.filter(pk=made.pk).update(head_hash=prev_hash)
