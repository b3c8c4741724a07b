"""Campaigns to test with: a category whose contracts can be invited, and people who launch."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from negotiation.campaigns import control, launching, mailing
from negotiation.campaigns.choice import Candidate, judge
from negotiation.models import Campaign, Negotiation, PlaybookVersion
from suppliers.models import Category, Contract, Purchase, Supplier
from tests import factories

SUBJECT, TEXT = "{title}: your renewal", "Dear {contact},\n\nplease answer until {deadline}:\n\n{link}"
ORDERED = (date(2026, 1, 7), date(2026, 4, 7))


def invitable(category: Category, name: str, **more: Any) -> Contract:
    """A contract that a campaign can take up, of a supplier of this name; `more` says what is different."""
    known = {"email": f"{name.lower()}@supplier.example", "is_approved": True, "contact_name": f"Kim {name}"}
    terms = more.pop("terms", factories.TODAY)
    supplier = Supplier.objects.create(**{"name": name, "locale": "en_IE", **known, **more})
    contract = Contract.objects.create(
        supplier=supplier,
        category=category,
        title="Shipping boxes",
        currency="EUR",
        unit="box",
        annual_quantity=20_000,
        terms=dict(terms),
    )
    for day in ORDERED:
        Purchase.objects.create(contract=contract, ordered_on=day, unit_price=10, quantity=5_000, payment_days=30)
    return contract


def version_with(*names: str) -> PlaybookVersion:
    """A published version, and in its category an invitable contract of each of these suppliers."""
    made = factories.version()
    for name in names:
        invitable(made.playbook.category, name)
    return made


def candidates(category: Category, guardrails: Mapping[str, Any] | None = None) -> tuple[Candidate, ...]:
    """Every contract of a category, judged one by one."""
    return judge(category, category.contracts.all(), guardrails)


def launcher(name: str = "anna") -> User:
    user, _ = User.objects.get_or_create(
        username=name,
        defaults={"email": f"{name}@buyer.example", "first_name": name.title(), "is_staff": True, "is_superuser": True},
    )
    return user


def plan(version: PlaybookVersion, contracts: Sequence[Contract] | None = None, **more: Any) -> control.Plan:
    """To launch everything that the version's category has, within two days, unless said otherwise."""
    chosen = version.playbook.category.contracts.all() if contracts is None else contracts
    usual = {
        "name": "Renewals",
        "version": version,
        "contracts": [contract.pk for contract in chosen],
        "deadline": timezone.now() + timedelta(hours=48),
        "subject": SUBJECT,
        "text": TEXT,
    }
    return control.Plan(**{**usual, **more})


def launched(*names: str, key: UUID | None = None, **more: Any) -> Campaign:
    """A launched campaign with an invitable supplier of each name; nothing is started yet."""
    return control.launch(plan(version_with(*names), **more), key=key or uuid4(), by=launcher())


def started(*names: str, **more: Any) -> Campaign:
    """One whose negotiations are there and whose invitations wait to be sent."""
    campaign = launched(*names, **more)
    launching.work(campaign.pk)
    campaign.refresh_from_db()
    return campaign


def invited(*names: str, **more: Any) -> Campaign:
    """One whose invitations are sent."""
    campaign = started(*names, **more)
    mailing.outbox.deliver()
    return campaign


def of(campaign: Campaign, name: str) -> Negotiation:
    """The negotiation with the supplier of this name."""
    return campaign.negotiations.get(contract__supplier__name=name)
