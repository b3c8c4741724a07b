"""Negotiations to test with: the packaging playbook, and a supplier with a contract of its own for each one."""

import itertools
import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from negotiation import lifecycle, turns
from negotiation.demo.playbooks import PACKAGING, SOFTWARE
from negotiation.messages import Accept, AskPerson, Confirm, Decline, MakeOffer, Say, SupplierMessage
from negotiation.models import Campaign, Event, Negotiation, Playbook, PlaybookVersion
from negotiation.turns import Taken
from suppliers.models import Category, Contract, Supplier

TODAY = {"unit_price": "10.00", "payment_days": "30", "contract_months": "1"}
SEATS = {"unit_price": "640.00", "payment_days": "30", "contract_months": "12"}
_count = itertools.count(uuid4().int % 10**12)  # other processes may write to the same database


def guardrails(**changes: Any) -> dict[str, Any]:
    """The packaging playbook's guardrails, with some of them changed."""
    return {**deepcopy(PACKAGING), **changes}


def version(rules: Mapping[str, Any] | None = None) -> PlaybookVersion:
    """A published playbook version in a category of its own."""
    number = next(_count)
    category = Category.objects.create(name=f"Category {number}", slug=f"category-{number}")
    playbook = Playbook.objects.create(category=category, name=f"Playbook {number}", slug=f"playbook-{number}")
    return PlaybookVersion.objects.create(playbook=playbook, number=1, guardrails=dict(rules or guardrails()))


def _letters() -> str:
    """A name of its own without figures, so that a test can look for a number in what is said."""
    return uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:12]


def contract(terms: Mapping[str, str] = TODAY, *, quantity: str = "20000", locale: str = "en_IE") -> Contract:
    """A supplier, and what it delivers today."""
    supplier = Supplier.objects.create(name=f"Supplier {_letters()}", locale=locale)
    return Contract.objects.create(
        supplier=supplier,
        title="Shipping boxes",
        currency="EUR",
        unit="box",
        annual_quantity=Decimal(quantity),
        terms=dict(terms),
    )


def negotiation(
    rules: Mapping[str, Any] | None = None,
    terms: Mapping[str, str] = TODAY,
    *,
    due_in: timedelta = timedelta(days=14),
    quantity: str = "20000",
    locale: str = "en_IE",
) -> Negotiation:
    """An invited supplier; nobody has opened the link yet."""
    campaign = Campaign.objects.create(
        name="Renewals", playbook_version=version(rules), deadline=timezone.now() + due_in
    )
    return lifecycle.start(campaign, contract(terms, quantity=quantity, locale=locale))


def opened(rules: Mapping[str, Any] | None = None, terms: Mapping[str, str] = TODAY, **more: Any) -> Negotiation:
    """One in which the bot has made its opening offer."""
    made = negotiation(rules, terms, **more)
    turns.enter(made.pk)
    made.refresh_from_db()
    return made


def several_packages() -> Negotiation:
    """One in which the bot may put equal packages side by side."""
    return opened(SOFTWARE, SEATS, quantity="120")


def past_deadline(made: Negotiation) -> Negotiation:
    """The same, once its deadline has passed."""
    made.deadline = timezone.now() - timedelta(seconds=1)
    made.save(update_fields=["deadline"])
    return made


def say(made: Negotiation, text: str, client_id: str | None = None) -> Taken:
    return _take(made, Say(client_id=client_id or uuid4().hex, text=text))


def offer(made: Negotiation, note: str = "", **terms: str) -> Taken:
    return _take(made, MakeOffer(client_id=uuid4().hex, terms=terms, note=note))


def accept(made: Negotiation, offer: int | None = None, package: int = 0) -> Taken:
    """The press on a package of the bot's last offer, or of another one."""
    number = last(made, "bot_said", is_offer=True).seq if offer is None else offer
    return _take(made, Accept(client_id=uuid4().hex, offer=number, package=package))


def ask_person(made: Negotiation) -> Taken:
    return _take(made, AskPerson(client_id=uuid4().hex))


def confirm(made: Negotiation) -> Taken:
    return _take(made, Confirm(client_id=uuid4().hex))


def decline(made: Negotiation) -> Taken:
    return _take(made, Decline(client_id=uuid4().hex))


def kinds(made: Negotiation, after: int = 0) -> list[str]:
    """What happened, in order, after an event."""
    return list(made.events.filter(seq__gt=after).order_by("seq").values_list("kind", flat=True))


def last(made: Negotiation, kind: str, **payload: Any) -> Event:
    """The last event of a kind, whose payload says these things."""
    for event in made.events.filter(kind=kind).order_by("-seq"):
        said = payload_of(event)
        if all(said.get(key) == value for key, value in payload.items()):
            return event
    raise AssertionError(f"nothing of kind {kind} with {payload} happened")


def payload_of(event: Event) -> dict[str, Any]:
    return dict(json.loads(event.payload))


def _take(made: Negotiation, message: SupplierMessage) -> Taken:
    taken = turns.take(made.pk, message)
    made.refresh_from_db()
    return taken
