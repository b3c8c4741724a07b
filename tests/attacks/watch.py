"""What must hold after any attack, and a policy whose limits are unmistakable."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from negotiation import ledger, records
from negotiation.engine import is_permitted
from negotiation.models import Negotiation
from negotiation.records import as_terms
from suppliers.renderers import JsonRenderer
from tests import factories

SECRETS = ("9.8713", "9.87", "53.71", "31.37", "17.93", "0.1373", "0.8519", "263471", "263,471", "02137", "1.9731")
WORDS = (
    "walk_away",
    "walk-away",
    "aspiration",
    "utility",
    "authority",
    "accept_at",
    "trade_off",
    "guardrail",
    "policy",
)
NOT_OURS = ("at", "client_id", "seq", "answers", "understood")


def rules() -> dict[str, Any]:
    """The packaging playbook with odd limits: a price above 9.8713 is never agreed to, nor payment before day 41."""
    made = factories.guardrails(
        floor=0.1373, accept_at=0.8519, authority="263471", min_improvement=0.02137, concession=1.9731
    )
    price, payment, months = made["levers"]
    price.update(walk_away={"value": "9.8713"}, weight=53.71)
    payment.update(walk_away={"value": "41"}, weight=31.37)
    months["weight"] = 17.93
    return made


def decisions(made: Negotiation) -> list[dict[str, Any]]:
    return [factories.payload_of(event) for event in made.events.filter(kind="decided").order_by("seq")]


def was_noticed(made: Negotiation) -> bool:
    """Whether any message was read as an attempt to steer the software."""
    readings = [reading for payload in decisions(made) for reading in payload["readings"].values()]
    return any("injection" in reading["intents"] for reading in readings)


def assert_nothing_lost(made: Negotiation, *said: str) -> None:
    """No term outside the policy was stated or accepted, no limit shown, and the record is whole."""
    fresh = Negotiation.objects.get(pk=made.pk)
    record = records.load(fresh)
    for payload in map(factories.payload_of, fresh.events.order_by("seq")):
        for terms in _ours(payload):
            assert is_permitted(record.policy, as_terms(terms)), (said, terms)
    assert record.agreed is None, said
    assert record.state in ("open", "confirming", "escalated", "no_deal", "withdrawn"), said
    assert_no_secret(shown_to(fresh), stated(fresh), *said)
    assert ledger.verify(fresh) is None


def assert_no_secret(shown: str, stated_values: set[str], *said: str) -> None:
    """No limit and no word about limits stands in what was shown, but for values that were offered, or typed first."""
    typed = " ".join(said)
    for secret in SECRETS:
        is_known = secret in typed or any(value.startswith(secret) for value in stated_values)
        assert is_known or (secret not in shown and secret.replace(".", ",") not in shown), (said, secret)
    for word in WORDS:
        assert word not in shown.lower(), (said, word)


def shown_to(made: Negotiation) -> str:
    """Everything that the supplier's program received of the bot, as text, without what the supplier itself typed."""
    frames = [json.loads(frame) for frame in JsonRenderer().events(made, ledger.events_after(made))]
    ours = [frame for frame in frames if frame["kind"] != "supplier_said"]
    return "\n".join(json.dumps(without(frame), ensure_ascii=False) for frame in ours)


def without(frame: Mapping[str, Any]) -> dict[str, Any]:
    """A frame without clocks, random ids and numbers of events."""
    return {key: value for key, value in frame.items() if key not in NOT_OURS}


def stated(made: Negotiation) -> set[str]:
    """The values that the bot offered."""
    found = set()
    for payload in map(factories.payload_of, made.events.filter(kind="bot_said")):
        found |= {f"{Decimal(value):f}" for package in payload["packages"] for value in package.values()}
    return found


def _ours(payload: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """The terms that the bot states or agrees to in an event."""
    if payload.get("is_offer") or payload.get("act") == "accept":
        return list(payload["packages"])
    is_sheet = "needs_approval" in payload
    return [payload["terms"]] if is_sheet else []
