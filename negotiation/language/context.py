"""What both parties of a negotiation can see: the public facts that words are read and written against.

Nothing in here is a limit: no target, no walk-away, no weight. What was never told cannot leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from negotiation.engine import Terms

PRICE = "unit_price"
PAYMENT = "payment_days"
REBATE = "rebate_pct"
VOLUME = "volume"
CONTRACT = "contract_months"
DELIVERY = "delivery_days"
WARM, PLAIN = "warm", "plain"


class Kind(StrEnum):
    """What a lever's numbers count."""

    MONEY = "money"
    DAYS = "days"
    PERCENT = "percent"
    COUNT = "count"
    MONTHS = "months"
    NUMBER = "number"


_KIND_OF_NAME = {
    PRICE: Kind.MONEY,
    PAYMENT: Kind.DAYS,
    REBATE: Kind.PERCENT,
    VOLUME: Kind.COUNT,
    CONTRACT: Kind.MONTHS,
    DELIVERY: Kind.DAYS,
}
_KIND_OF_UNIT = {
    "%": Kind.PERCENT,
    "percent": Kind.PERCENT,
    "day": Kind.DAYS,
    "days": Kind.DAYS,
    "month": Kind.MONTHS,
    "months": Kind.MONTHS,
}
_LABELS = {
    PRICE: "price",
    PAYMENT: "payment",
    REBATE: "rebate",
    VOLUME: "volume",
    CONTRACT: "contract",
    DELIVERY: "delivery",
}


@dataclass(frozen=True)
class PublicLever:
    """One negotiable issue as the supplier knows it; `baseline` is today's value, `options` a fixed choice."""

    name: str
    label: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    options: tuple[Decimal, ...] = ()

    @property
    def kind(self) -> Kind:
        """What its numbers count: by its standard name, else by its unit."""
        return _KIND_OF_NAME.get(self.name) or _KIND_OF_UNIT.get(self.unit.strip().lower(), Kind.NUMBER)

    @property
    def title(self) -> str:
        """The label an admin gave it, else the everyday word for it."""
        return self.label or _LABELS.get(self.name) or self.name.replace("_", " ")


@dataclass(frozen=True)
class Answer:
    """What the buyer wants said to a question that holds all words of one of the `keywords`."""

    keywords: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Context:
    """The public side of one negotiation at one moment.

    `currency` is an ISO 4217 code, `locale` a Babel identifier such as `en_GB`, `unit` the singular of what one
    price buys ("box", "hour"). `bot_offer` and `supplier_offer` are the last ones made, None before the first.
    `tone` is `warm`, or `plain` for an answer without courtesies.
    `packages` are the equal packages of the bot's last offer where there are several; `choices` what the bot has just
    asked the supplier to choose between. `is_sheet_open`: a term sheet waits for the supplier's yes.

    `language` is what the bot speaks, an ISO 639-1 code. `annual_quantity` is in units a year, `deadline` the last day.
    `questions` are what the buyer wants said to questions, `reasons` the codes of those that may be given for an offer.
    """

    currency: str
    locale: str = "en"
    levers: tuple[PublicLever, ...] = ()
    bot_offer: Terms | None = None
    supplier_offer: Terms | None = None
    list_price: Decimal | None = None
    unit: str = "unit"
    buyer_name: str = ""
    supplier_name: str = ""
    tone: str = WARM
    packages: tuple[Terms, ...] = ()
    choices: tuple[Terms, ...] = ()
    is_sheet_open: bool = False
    language: str = "en"
    annual_quantity: Decimal | None = None
    deadline: date | None = None
    questions: tuple[Answer, ...] = ()
    reasons: tuple[str, ...] = ()

    def lever(self, name: str) -> PublicLever:
        """The lever of this name; one without baseline or options when the negotiation does not know it."""
        return next((lever for lever in self.levers if lever.name == name), PublicLever(name))

    def baseline(self, name: str) -> Decimal | None:
        """Today's value of a lever, None when unknown."""
        return self.lever(name).baseline

    @property
    def numbers(self) -> frozenset[Decimal]:
        """Every number both parties can see: baselines, options, the list price and the last offers."""
        return frozenset(_numbers(self))


def _numbers(context: Context) -> Iterable[Decimal]:
    for lever in context.levers:
        yield from lever.options
        if lever.baseline is not None:
            yield lever.baseline
    if context.list_price is not None:
        yield context.list_price
    for offer in (context.bot_offer, context.supplier_offer, *context.packages, *context.choices):
        yield from (offer or {}).values()
