"""People in the roles that the migration made, and two categories with everything in them: one Ben's, one not."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from negotiation import lifecycle, links
from negotiation.models import (
    Agreement,
    Campaign,
    DryRun,
    Email,
    Invitation,
    Negotiation,
    Playbook,
    PlaybookVersion,
    Publication,
    SavedReply,
)
from negotiation.roles import APPROVER, AUDITOR, BUYER, CATEGORY_ADMIN, Role
from negotiation.trials import rehearsals
from suppliers.models import Category, Contract, ImportRun, Purchase, RiskFlag, Supplier
from tests.factories import TODAY, guardrails


def person(name: str, *roles: Role, **more: bool) -> User:
    user = User.objects.create_user(name, is_staff=True, email=f"{name}@buyer.example", **more)
    user.groups.set(Group.objects.filter(name__in=[role.name for role in roles]))
    return user


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@dataclass(frozen=True)
class World:
    """One category and what belongs to it."""

    category: Category
    supplier: Supplier
    contract: Contract
    purchase: Purchase
    playbook: Playbook
    version: PlaybookVersion
    publication: Publication
    campaign: Campaign
    negotiation: Negotiation
    rehearsal: Negotiation
    agreement: Agreement
    invitation: Invitation
    email: Email
    dry_run: DryRun


def world(name: str, owner: User, author: User) -> World:
    """`name` is part of the name of everything in it."""
    category = Category.objects.create(name=f"{name} goods", slug=name.lower(), owner=owner)
    supplier = Supplier.objects.create(name=f"{name} Works", email=f"{name.lower()}@supplier.example", is_approved=True)
    RiskFlag.objects.create(supplier=supplier, reason=f"{name} is late", raised_by=author)
    contract = Contract.objects.create(
        supplier=supplier,
        category=category,
        title=f"{name} boxes",
        currency="EUR",
        unit="box",
        annual_quantity=20_000,
        terms=dict(TODAY),
    )
    purchase = Purchase.objects.create(
        contract=contract,
        reference=f"{name}-1",
        ordered_on=date(2026, 1, 7),
        unit_price=10,
        quantity=5_000,
        payment_days=30,
    )
    rules = guardrails()
    playbook = Playbook.objects.create(
        category=category, name=f"{name} renewals", slug=name.lower(), draft=rules, draft_saved_by=author
    )
    version = PlaybookVersion.objects.create(playbook=playbook, number=1, guardrails=rules)
    publication = Publication.objects.create(
        playbook=playbook, guardrails={**rules, "rounds": 3}, asked_by=author, written_by=author
    )
    campaign = Campaign.objects.create(
        name=f"{name} autumn",
        playbook_version=version,
        deadline=timezone.now() + timedelta(hours=12),
        invitation_subject="{title}",
        invitation_text="{link}",
    )
    negotiation = lifecycle.start(campaign, contract)
    invitation, _ = links.issue(negotiation)
    email = Email.objects.create(
        invitation=invitation, purpose=Email.Purpose.INVITATION, status=Email.Status.FAILED, not_before=timezone.now()
    )
    rehearsal = rehearsals.start(playbook, contract, by=owner)
    agreement = Agreement.objects.create(
        negotiation=negotiation,
        terms=dict(TODAY),
        chain_seq=1,
        chain_hash=uuid4().hex,
        agreed_at=timezone.now(),
        currency="EUR",
        value_before=200_000,
        value_agreed=190_000,
    )
    SavedReply.objects.create(category=category, title=f"{name} thanks", text="Thank you, {contact}.")
    dry_run = DryRun.objects.create(
        playbook=playbook, label="the draft", guardrails=rules, negotiations=10, seed=1, started_by=author
    )
    return World(
        category,
        supplier,
        contract,
        purchase,
        playbook,
        version,
        publication,
        campaign,
        negotiation,
        rehearsal,
        agreement,
        invitation,
        email,
        dry_run,
    )


def import_run(by: User) -> ImportRun:
    return ImportRun.objects.create(
        subject="suppliers",
        file_name="suppliers.csv",
        headers=["name"],
        columns=["name"],
        state=ImportRun.State.CHECKED,
        total=0,
        started_by=by,
    )


ALL_ROLES = {"carla": (CATEGORY_ADMIN,), "ben": (BUYER,), "petra": (APPROVER,), "otto": (AUDITOR,), "nora": ()}
