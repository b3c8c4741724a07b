"""People and playbooks for the tests of guardrails in the admin."""

import itertools
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission, User
from django.test import Client

from negotiation.models import Playbook
from suppliers.models import Category, Contract, Supplier
from tests.factories import TODAY, guardrails

_count = itertools.count(1)
_LETTERS = str.maketrans("0123456789", "ghijklmnop")

BUYER = ("view_playbook", "change_playbook", "add_playbook", "view_playbookversion", "add_playbookversion")
APPROVER = ("view_playbook", "view_publication", "change_publication")
EVERYWHERE = ("view_every_category", "change_category")
AUDITOR = ("view_playbook", "view_playbookversion")


def person(name: str, permissions: tuple[str, ...] = BUYER) -> User:
    """Somebody who may enter the admin with these rights on playbooks, in every category, and no others."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*permissions, *EVERYWHERE)))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def playbook(draft: dict[str, Any] | None = None, **more: Any) -> Playbook:
    """A playbook in a category of its own, with nothing published yet."""
    number = next(_count)
    category = Category.objects.create(name=f"Goods {number}", slug=f"goods-{number}")
    return Playbook.objects.create(
        category=category,
        name=f"Goods {number} renewals",
        slug=f"goods-{number}",
        draft=guardrails() if draft is None else draft,
        **more,
    )


def contract_in(category: Category, terms: dict[str, str] = TODAY, **more: Any) -> Contract:
    """A contract of a supplier of its own."""
    name = uuid4().hex.translate(_LETTERS)  # without figures, which tests look for in what is said
    supplier = Supplier.objects.create(name=f"Supplier {name}")
    fields = {"title": "Boxes", "currency": "EUR", "unit": "box", "annual_quantity": 20_000, **more}
    return Contract.objects.create(supplier=supplier, category=category, terms=dict(terms), **fields)
