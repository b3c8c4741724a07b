"""Rows of the directory to test its pages with."""

from datetime import date
from decimal import Decimal
from typing import Any

from suppliers.models import Category, Contract, Purchase, Supplier

ON = date(2026, 5, 3)


def category(name: str = "Packaging", **rules: Any) -> Category:
    return Category.objects.create(name=name, slug=name.lower(), **rules)


def supplier(name: str = "Brandt", **known: Any) -> Supplier:
    """An approved one with an e-mail address, unless said otherwise."""
    return Supplier.objects.create(**{"name": name, "is_approved": True, "email": "anna@brandt.example", **known})


def contract(of: Supplier, within: Category | None, *, purchases: int = 2, **more: Any) -> Contract:
    """One worth 200,000 EUR a year."""
    made = Contract.objects.create(
        **{
            "supplier": of,
            "category": within,
            "title": "Boxes",
            "currency": "EUR",
            "unit": "box",
            "annual_quantity": Decimal(20_000),
            "terms": {"unit_price": "10.00", "payment_days": "30"},
            **more,
        }
    )
    for _ in range(purchases):
        Purchase.objects.create(contract=made, ordered_on=ON, unit_price=10, quantity=5_000, payment_days=30)
    return made
