"""Makes the negotiations that are talked in, in the database of the running settings, and what suppliers will say.

Run as `python -m benchmarks.negotiations COUNT HELD` with PARLEY_VAR set; prints `Rooms` as JSON. HELD more are in
the hands of buyers. The negotiations are the demo's: its eight contracts under its four playbooks, again and again.
"""

import itertools
import json
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

FRAMES = 24  # what a supplier has to say in one negotiation; more than any of them lasts
MOVES = Decimal("0.04")  # of the way from today to the bot's opening, which is how much a supplier gives in a move
QUESTIONS = (
    "How many units do you expect to order next year?",
    "Could you tell me how this compares with other offers?",
    "When would the new contract start?",
)


def supplier_says(today: dict[str, Decimal], opening: dict[str, Decimal], currency: str) -> list[dict[str, Any]]:
    """The frames that one supplier sends, without client ids: offers by form and in words, and a question in four.

    `today` and `opening` are the terms of the contract and of the bot's first offer; offers walk from one to the
    other in small steps.
    """
    moves, questions = _moves(today, opening), itertools.cycle(QUESTIONS)
    frames: list[dict[str, Any]] = []
    while len(frames) < FRAMES:
        frames.append({"type": "offer", "terms": {lever: float(value) for lever, value in next(moves).items()}})
        frames.append({"type": "say", "text": _in_words(next(moves), currency)})
        frames.append({"type": "offer", "terms": {lever: float(value) for lever, value in next(moves).items()}})
        frames.append({"type": "say", "text": next(questions)})
    return frames


def _moves(today: dict[str, Decimal], opening: dict[str, Decimal]) -> Iterator[dict[str, Decimal]]:
    for move in itertools.count(1):
        share = min(Decimal(1), move * MOVES)
        yield {
            "unit_price": round(today["unit_price"] + (opening["unit_price"] - today["unit_price"]) * share, 2),
            "payment_days": round(today["payment_days"] + (opening["payment_days"] - today["payment_days"]) * share, 0),
        }


def _in_words(terms: dict[str, Decimal], currency: str) -> str:
    return f"We could do {terms['unit_price']} {currency} at net {terms['payment_days']} days."


def _make(count: int, held: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import transaction

    from negotiation import lifecycle, links
    from negotiation.demo.load import load
    from negotiation.models import Negotiation
    from suppliers.models import Contract

    call_command("migrate", verbosity=0)
    load()
    templates = list(Negotiation.objects.select_related("campaign__playbook_version__playbook__category", "contract"))
    scripts = [_script(template) for template in templates]
    rooms = []
    in_hands = []
    with transaction.atomic():
        for index in range(count + held):
            template = templates[index % len(templates)]
            contract = template.contract
            copy = Contract.objects.create(
                supplier=contract.supplier, title=f"{contract.title} {index}", currency=contract.currency,
                unit=contract.unit, annual_quantity=contract.annual_quantity, terms=contract.terms,
            )  # fmt: skip
            assert template.campaign is not None
            made = lifecycle.start(template.campaign, copy)
            _, token = links.issue(made)
            if index < count:
                rooms.append([f"/ws/rooms/{token}/", index % len(templates)])
            else:
                in_hands.append([f"/ws/rooms/{token}/", f"/ws/desk/rooms/{made.public_id}/", _taken_over(made, index)])
    return {"scripts": scripts, "rooms": rooms, "held": in_hands}


def _taken_over(negotiation: Any, number: int) -> str:
    """A buyer of their own takes the room over; returns the cookie of their session."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from negotiation import turns
    from negotiation.desk import people
    from negotiation.messages import AskPerson

    buyer = User.objects.create_user(f"buyer-{number}", is_staff=True, is_superuser=True)
    turns.enter(negotiation.pk)
    turns.take(negotiation.pk, AskPerson(client_id="ask"))
    people.claim(negotiation.pk, by=buyer.get_username())
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(buyer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = buyer.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _script(negotiation: Any) -> list[dict[str, Any]]:
    from negotiation import records

    record = records.load(negotiation)
    opening = {lever.name: lever.target for lever in record.policy.levers}
    return supplier_says(negotiation.contract.baseline(), opening, negotiation.contract.currency)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    json.dump(_make(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)


if __name__ == "__main__":
    main()
