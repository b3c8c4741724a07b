"""Four categories, each with one published playbook."""

from typing import Any

NET_DAYS = ["0", "14", "30", "45", "60", "90"]
TERM_MONTHS = ["1", "6", "12", "24", "36"]


def _value(value: str) -> dict[str, str]:
    return {"value": value}


def _change(per_cent: str) -> dict[str, str]:
    return {"change_pct": per_cent}


PACKAGING = {
    "levers": [
        {
            "name": "unit_price",
            "label": "Unit price",
            "target": _change("-6"),
            "walk_away": _change("0"),
            "weight": 50,
            "step": {"share_pct": "1"},
        },
        {
            "name": "payment_days",
            "label": "Payment",
            "unit": "days",
            "target": _value("60"),
            "walk_away": _value("45"),
            "weight": 40,
            "step": _value("5"),
            "choices": NET_DAYS,
        },
        {
            "name": "contract_months",
            "label": "Contract length",
            "unit": "months",
            "target": _value("1"),
            "walk_away": _value("1"),
            "weight": 10,
            "step": _value("1"),
            "options": [_value("1"), _value("12")],
            "choices": TERM_MONTHS,
        },
    ],
    "trade_offs": [
        {"give": "contract_months", "up_to": _value("12"), "get": "unit_price", "at_least": _change("-3")},
    ],
    "rounds": 8,
    "concession": 2,
    "floor": 0.15,
    "aim": 0.15,  # packaging is bought from many: a quick deal is worth more than the last step
    "accept_at": 0.45,
    "authority": "250000",
    "shows_rounds": True,
}

CLEANING = {
    "levers": [
        {
            "name": "unit_price",
            "label": "Hourly rate",
            "target": _change("-4"),
            "walk_away": _change("2"),
            "weight": 60,
            "step": {"share_pct": "0.5"},
        },
        {
            "name": "payment_days",
            "label": "Payment",
            "unit": "days",
            "target": _value("45"),
            "walk_away": _value("30"),
            "weight": 25,
            "step": _value("5"),
            "choices": NET_DAYS,
        },
        {
            "name": "contract_months",
            "label": "Contract length",
            "unit": "months",
            "target": _value("12"),
            "walk_away": _value("12"),
            "weight": 15,
            "step": _value("12"),
            "choices": TERM_MONTHS,
        },
    ],
    "trade_offs": [
        {"give": "contract_months", "up_to": _value("36"), "get": "unit_price", "at_least": _change("-1")},
    ],
    "rounds": 6,
    "concession": 1.2,
    "floor": 0.2,
    "accept_at": 0.7,
    "authority": "120000",
    "shows_rounds": False,
}

SOFTWARE = {
    "levers": [
        {
            "name": "unit_price",
            "label": "Price per seat",
            "target": _change("-12"),
            "walk_away": _change("-2"),
            "weight": 55,
            "step": {"share_pct": "0.5"},
        },
        {
            "name": "contract_months",
            "label": "Term",
            "unit": "months",
            "target": _value("12"),
            "walk_away": _value("12"),
            "weight": 15,
            "step": _value("12"),
            "choices": ["12", "24", "36"],
        },
        {
            "name": "payment_days",
            "label": "Payment",
            "unit": "days",
            "target": _value("60"),
            "walk_away": _value("30"),
            "weight": 30,
            "step": _value("15"),
            "choices": NET_DAYS,
        },
    ],
    "trade_offs": [
        {"give": "contract_months", "up_to": _value("36"), "get": "unit_price", "at_least": _change("-6")},
        {"give": "payment_days", "up_to": _value("0"), "get": "unit_price", "at_least": _change("-8")},
    ],
    "rounds": 8,
    "concession": 1.5,
    "floor": 0.2,
    "accept_at": 0.75,
    "packages": 2,
    "authority": "50000",  # the larger of the two demo contracts needs an approver
    "shows_rounds": True,
}

LABORATORY = {
    "levers": [
        {
            "name": "unit_price",
            "label": "Unit price",
            "target": _change("-5"),
            "walk_away": _change("1"),
            "weight": 45,
            "step": {"share_pct": "0.5"},
        },
        {
            "name": "rebate_pct",
            "label": "Yearly rebate",
            "unit": "%",
            "target": _value("3"),
            "walk_away": _value("0"),
            "weight": 20,
            "step": _value("0.5"),
        },
        {
            "name": "delivery_days",
            "label": "Delivery",
            "unit": "days",
            "target": _value("2"),
            "walk_away": _value("6"),
            "weight": 15,
            "step": _value("1"),
        },
        {
            "name": "payment_days",
            "label": "Payment",
            "unit": "days",
            "target": _value("45"),
            "walk_away": _value("30"),
            "weight": 20,
            "step": _value("5"),
            "choices": NET_DAYS,
        },
    ],
    "trade_offs": [],
    "rounds": 7,
    "concession": 1,
    "floor": 0.25,
    "accept_at": 0.8,
    "authority": "90000",
    "shows_rounds": False,
}

CATEGORIES: list[dict[str, Any]] = [
    {
        "slug": "packaging",
        "name": "Packaging",
        "description": "Corrugated boxes and inserts, renewed month by month.",
        "guardrails": PACKAGING,
    },
    {
        "slug": "cleaning",
        "name": "Facility cleaning",
        "description": "Cleaning of offices and plants, paid by the hour.",
        "guardrails": CLEANING,
    },
    {
        "slug": "software",
        "name": "Software licences",
        "description": "Yearly seats of standard software.",
        "guardrails": SOFTWARE,
    },
    {
        "slug": "laboratory",
        "name": "Laboratory supplies",
        "description": "Consumables with many small orders.",
        "guardrails": LABORATORY,
    },
]
