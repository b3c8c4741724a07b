"""Loads the demo: once. A second run finds it there and leaves everything as people left it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from negotiation import lifecycle, links
from negotiation.demo.people import make_people
from negotiation.demo.playbooks import CATEGORIES
from negotiation.demo.suppliers import KINDS, NOT_INVITED, SUPPLIERS, DemoSupplier
from negotiation.models import Campaign, Invitation, Negotiation, Playbook, PlaybookVersion
from suppliers.models import Category, Contract, Purchase, RiskFlag, Suitability, Supplier

TIME_TO_ANSWER = timedelta(days=14)
FIRST_NUMBER = 1001  # of a supplier


@dataclass(frozen=True)
class DemoLink:
    """One supplier's way into its negotiation."""

    supplier: str
    category: str
    negotiation: str
    path: str
    ws_path: str


@transaction.atomic
def load() -> bool:
    """Makes the demo's data; returns whether there was none before."""
    if Category.objects.filter(slug=CATEGORIES[0]["slug"]).exists():
        return False
    campaigns = {spec["slug"]: _campaign(spec) for spec in CATEGORIES}
    for supplier in SUPPLIERS:
        negotiation = lifecycle.start(campaigns[supplier.category], _contract(supplier))
        links.issue(negotiation)
    _directory_only()
    make_people()
    return True


def demo_links() -> list[DemoLink]:
    """The links of the demo's suppliers, in the order of the demo's list."""
    order = {supplier.name: index for index, supplier in enumerate(SUPPLIERS)}
    invitations = Invitation.objects.filter(
        negotiation__contract__supplier__name__in=order, revoked_at__isnull=True
    ).select_related("negotiation__contract__supplier", "negotiation__campaign__playbook_version__playbook__category")
    found = [_link(invitation) for invitation in invitations]
    return sorted(found, key=lambda link: order[link.supplier])


def _link(invitation: Invitation) -> DemoLink:
    negotiation: Negotiation = invitation.negotiation
    token = links.token_of(invitation)
    return DemoLink(
        supplier=negotiation.contract.supplier.name,
        category=negotiation.playbook.category.name,
        negotiation=str(negotiation.public_id),
        path=f"/n/{token}/",
        ws_path=f"/ws/rooms/{token}/",
    )


def _campaign(spec: dict[str, Any]) -> Campaign:
    category = Category.objects.create(
        name=spec["name"],
        slug=spec["slug"],
        description=spec["description"],
        suitability=KINDS[spec["slug"]],
    )
    playbook = Playbook.objects.create(
        category=category, name=f"{spec['name']} renewals", slug=spec["slug"], draft=spec["guardrails"]
    )
    version = PlaybookVersion.objects.create(
        playbook=playbook, number=1, guardrails=spec["guardrails"], note="First version"
    )
    return Campaign.objects.create(
        name=f"{spec['name']} renewals",
        playbook_version=version,
        deadline=timezone.now() + TIME_TO_ANSWER,
        launched_at=timezone.now(),
    )


def _directory_only() -> None:
    """A category of which the bot keeps its hands off, and suppliers that nobody has invited yet."""
    Category.objects.create(
        name="Castings",
        slug="castings",
        description="Housings and impellers from our own moulds.",
        suitability=Suitability.STRATEGIC,
    )
    for demo in NOT_INVITED:
        contract = _contract(demo)
        if demo.risk:
            RiskFlag.objects.create(supplier=contract.supplier, reason=demo.risk)


def _contract(demo: DemoSupplier) -> Contract:
    supplier = Supplier.objects.create(
        name=demo.name,
        number=f"S-{FIRST_NUMBER + Supplier.objects.count()}",
        is_approved=demo.is_approved,
        contact_name=demo.contact,
        email=demo.email,
        country=demo.country,
        locale=demo.locale,
        time_zone=demo.time_zone,
        performance_notes=demo.performance,
    )
    contract = Contract.objects.create(
        supplier=supplier,
        category=Category.objects.get(slug=demo.category),
        title=demo.title,
        currency=demo.currency,
        unit=demo.unit,
        annual_quantity=Decimal(demo.quantity),
        terms=demo.terms,
        ends_on=timezone.now().date() + timedelta(days=60),
    )
    Purchase.objects.bulk_create(_purchases(contract, demo))
    return contract


def _purchases(contract: Contract, demo: DemoSupplier) -> list[Purchase]:
    """A quarter's order each, the older ones a little cheaper, as prices have gone."""
    today: date = timezone.now().date()
    price, quantity = Decimal(demo.terms["unit_price"]), Decimal(demo.quantity) / 4
    return [
        Purchase(
            contract=contract,
            ordered_on=today - timedelta(days=91 * quarter),
            unit_price=round(price * (1 - Decimal("0.01") * (quarter // 3)), 2),
            quantity=quantity,
            payment_days=int(demo.terms["payment_days"]),
        )
        for quarter in range(1, demo.quarters + 1)
    ]
