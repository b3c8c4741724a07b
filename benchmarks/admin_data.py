"""Rows for the admin's benchmark: many suppliers, contracts, purchases and negotiations, in a few seconds."""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from auditlog.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from negotiation.demo.playbooks import PACKAGING
from negotiation.models import (
    Actor,
    Agreement,
    Campaign,
    Email,
    Event,
    Invitation,
    Kind,
    Negotiation,
    Playbook,
    PlaybookVersion,
    State,
)
from suppliers.models import Category, Contact, Contract, Purchase, RiskFlag, Supplier

CATEGORIES = 40  # of which a buyer has one
COUNTRIES = ("DE", "FR", "ES", "IE", "US", "PL", "IT", "NL")
A_CAMPAIGN = 500  # negotiations
PURCHASES = 3  # of a contract
STATES = (State.INVITED, State.OPEN, State.AGREED, State.NO_DEAL, State.EXPIRED, State.ESCALATED, State.WITH_BUYER)
TERMS = {"unit_price": "10.00", "payment_days": "30"}
ROLES = {"carla": "Category admin", "ben": "Buyer", "petra": "Approver", "otto": "Auditor"}
BATCH = 2_000
WIDE = "wide"  # the slug of the category with thousands of contracts
A_MONTH = 28 * 24 * 60  # minutes


def make_people() -> None:
    """Somebody in each role, and the categories; the buyer owns the first."""
    for name, role in ROLES.items():
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    owner = User.objects.get(username="ben")
    for number in range(CATEGORIES):
        category = Category.objects.create(
            name=f"Goods {number}", slug=f"goods-{number}", owner=None if number else owner
        )
        playbook = Playbook.objects.create(
            category=category, name=f"Goods {number} renewals", slug=f"goods-{number}", draft=PACKAGING
        )
        PlaybookVersion.objects.create(playbook=playbook, number=1, guardrails=PACKAGING)


@transaction.atomic
def fill(*, suppliers: int, negotiations: int, start: int) -> None:
    """Adds so many; `start` is the number of the first supplier, so that no name is given twice."""
    contracts = _contracts(_suppliers(start, suppliers))
    made = _negotiations(contracts, negotiations, start)
    _events(made)
    _events_of_people(made)
    _letters(made)
    _agreements([each for each in made if each.state == State.AGREED])
    _trail(contracts)


@transaction.atomic
def widen(*, contracts: int, start: int) -> None:
    """Adds so many contracts that can all be invited, each at a price of its own, to one wide category."""
    category, is_new = Category.objects.get_or_create(slug=WIDE, defaults={"name": "Everything"})
    if is_new:
        playbook = Playbook.objects.create(category=category, name="All renewals", slug=WIDE, draft=PACKAGING)
        PlaybookVersion.objects.create(playbook=playbook, number=1, guardrails=PACKAGING)
    suppliers = [
        Supplier(
            name=f"Mill {number}",
            number=f"M-{number}",
            email=f"sales@mill-{number}.example",
            country=COUNTRIES[number % len(COUNTRIES)],
            is_approved=True,
        )
        for number in range(start, start + contracts)
    ]
    made = [
        Contract(
            supplier=supplier,
            category=category,
            title=f"Boxes of {supplier.name}",
            currency="EUR",
            unit="box",
            annual_quantity=Decimal(1_000),
            annual_value=Decimal(10_000 + 10 * place),
            terms={"unit_price": f"{10 + place / 100:.2f}", "payment_days": "30", "contract_months": "1"},
        )
        for place, supplier in enumerate(Supplier.objects.bulk_create(suppliers, batch_size=BATCH))
    ]
    _purchases(Contract.objects.bulk_create(made, batch_size=BATCH))


def _suppliers(start: int, count: int) -> list[Supplier]:
    made = [
        Supplier(
            name=f"Works {number}",
            number=f"S-{number}",
            email=f"sales@works-{number}.example",
            contact_name=f"Kim {number}",
            country=COUNTRIES[number % len(COUNTRIES)],
            is_approved=number % 10 > 0,
        )
        for number in range(start, start + count)
    ]
    suppliers = Supplier.objects.bulk_create(made, batch_size=BATCH)
    Contact.objects.bulk_create([Contact(supplier=each, name=f"Sam of {each.name}") for each in suppliers], BATCH)
    flagged = suppliers[::25]
    RiskFlag.objects.bulk_create([RiskFlag(supplier=each, reason="Late twice") for each in flagged], BATCH)
    return suppliers


def _contracts(suppliers: Sequence[Supplier]) -> list[Contract]:
    categories = list(Category.objects.order_by("pk"))
    made = [
        Contract(
            supplier=supplier,
            category=categories[place % len(categories)],
            title=f"Boxes of {supplier.name}",
            currency="EUR",
            unit="box",
            annual_quantity=Decimal(1_000 + place),
            annual_value=Decimal(10_000 + 10 * place),
            terms=TERMS,
        )
        for place, supplier in enumerate(suppliers)
    ]
    contracts = Contract.objects.bulk_create(made, batch_size=BATCH)
    _purchases(contracts)
    return contracts


def _purchases(contracts: Sequence[Contract]) -> None:
    Purchase.objects.bulk_create(
        [
            Purchase(
                contract=contract,
                reference=f"PO-{contract.pk}-{number}",
                ordered_on=date(2026, 1 + number, 7),
                unit_price=Decimal(10),
                quantity=Decimal(100),
                payment_days=30,
            )
            for contract in contracts
            for number in range(PURCHASES)
        ],
        BATCH,
    )


def _negotiations(contracts: Sequence[Contract], count: int, start: int) -> list[Negotiation]:
    """In campaigns of one category each: every contract in several, once in each."""
    by_category: dict[int, list[Contract]] = {}
    for contract in contracts:
        by_category.setdefault(contract.category_id or 0, []).append(contract)
    versions = {each.playbook.category_id: each for each in PlaybookVersion.objects.select_related("playbook")}
    now, made, turn = timezone.now(), list[Negotiation](), 0
    while len(made) < count:
        for category, known in by_category.items():
            campaign = Campaign.objects.create(
                name=f"Campaign {start}-{turn}", playbook_version=versions[category], deadline=now + timedelta(days=9)
            )
            turn += 1
            for contract in known[: min(A_CAMPAIGN, count - len(made))]:
                place = len(made)
                state = STATES[place % len(STATES)]
                made.append(
                    Negotiation(
                        campaign=campaign,
                        contract=contract,
                        state=state,
                        deadline=now + timedelta(hours=1 + place % 400),
                        person_due_since=now if state == State.ESCALATED and place % 5 == 0 else None,
                        head_seq=3,
                        head_hash=uuid.uuid4().hex,
                    )
                )
    return Negotiation.objects.bulk_create(made, batch_size=BATCH)


def _events(negotiations: Sequence[Negotiation]) -> None:
    kinds = (Kind.STARTED, Kind.OPENED, Kind.SUPPLIER_SAID)
    now = timezone.now()
    Event.objects.bulk_create(
        [
            Event(
                negotiation=each,
                seq=seq,
                kind=kind,
                actor="system",
                at=_begun(place, now),
                state=each.state,
                payload="{}",
                hash=uuid.uuid4().hex,
            )
            for place, each in enumerate(negotiations)
            for seq, kind in enumerate(kinds, start=1)
            if seq == 1 or each.state != State.INVITED
        ],
        BATCH,
    )


def _events_of_people(negotiations: Sequence[Negotiation]) -> None:
    """What people did in the last month, in three of seven negotiations: asked for, took over, wrote, closed."""
    now, made = timezone.now(), list[Event]()
    for place, each in enumerate(negotiations):
        at = _begun(place, now)
        for seq, (kind, actor, state, minutes, payload) in enumerate(_happened(each.state, place), start=4):
            at = min(at + timedelta(minutes=minutes), now)
            made.append(
                Event(
                    negotiation=each,
                    seq=seq,
                    kind=kind,
                    actor=actor,
                    at=at,
                    state=state,
                    payload=json.dumps(payload),
                    hash=uuid.uuid4().hex,
                )
            )
    Event.objects.bulk_create(made, BATCH)


def _begun(place: int, now: datetime) -> datetime:
    """Some time in the last month."""
    return now - timedelta(minutes=1 + place * 7_919 % A_MONTH)


def _happened(state: str, place: int) -> list[tuple[Kind, Actor, State, int, dict[str, object]]]:
    """Kind, actor, state afterwards, minutes since what was before, and payload, of what led to this state."""
    if state == State.AGREED:
        return [(Kind.AGREED, Actor.SUPPLIER, State.AGREED, 1, {})]
    asked = (Kind.ESCALATED, Actor.BOT, State.ESCALATED, 1, dict[str, object]())
    by: dict[str, object] = {"by": "ben"}
    held = [
        asked,
        (Kind.CLAIMED, Actor.BUYER, State.WITH_BUYER, place % 600, by),
        (Kind.BUYER_SAID, Actor.BUYER, State.WITH_BUYER, 3, by),
        (Kind.SUPPLIER_SAID, Actor.SUPPLIER, State.WITH_BUYER, 30, dict[str, object]()),
        (Kind.BUYER_SAID, Actor.BUYER, State.WITH_BUYER, place % 500, by),
    ]
    closed = (Kind.CLOSED, Actor.BUYER, State.NO_DEAL, 9, {**by, "reasons": ["too_dear"]})
    return {State.ESCALATED: [asked], State.WITH_BUYER: held, State.NO_DEAL: [*held, closed]}.get(State(state), [])


def _letters(negotiations: Sequence[Negotiation]) -> None:
    now = timezone.now()
    links = Invitation.objects.bulk_create(
        [
            Invitation(negotiation=each, nonce=uuid.uuid4().hex, token_hash=uuid.uuid4().hex, expires_at=each.deadline)
            for each in negotiations
        ],
        batch_size=BATCH,
    )
    Email.objects.bulk_create(
        [
            Email(
                invitation=link,
                purpose=Email.Purpose.INVITATION,
                status=Email.Status.FAILED if place % 500 == 0 else Email.Status.SENT,
                not_before=now,
                sent_at=now,
            )
            for place, link in enumerate(links)
        ],
        BATCH,
    )


def _agreements(negotiations: Sequence[Negotiation]) -> None:
    Agreement.objects.bulk_create(
        [
            Agreement(
                negotiation=each,
                terms=TERMS,
                chain_seq=3,
                chain_hash=each.head_hash,
                agreed_at=timezone.now(),
                currency="EUR",
                value_before=Decimal(10_000),
                value_agreed=Decimal(9_400),
            )
            for each in negotiations
        ],
        BATCH,
    )


def _trail(contracts: Sequence[Contract]) -> None:
    """Two entries of the audit trail for each contract's supplier."""
    kind, actor = ContentType.objects.get_for_model(Supplier), User.objects.get(username="carla")
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                content_type=kind,
                object_pk=str(each.supplier_id),
                object_id=each.supplier_id,
                object_repr=f"{each.supplier}",
                action=LogEntry.Action.UPDATE,
                changes={"is_approved": [False, True]},
                actor=actor,
            )
            for each in contracts
            for _ in range(2)
        ],
        BATCH,
    )
