"""Two negotiations to read and write words in: boxes at ten euros, and machines at a price of thousands."""

from decimal import Decimal

from negotiation.engine import Intent, Terms
from negotiation.language import Context, PublicLever, Reading
from negotiation.language.rules import RulesReader

READER = RulesReader()


def terms(**values: str) -> Terms:
    return Terms({name: Decimal(value) for name, value in values.items()})


def levers(**baselines: str | None) -> tuple[PublicLever, ...]:
    return tuple(
        PublicLever(name, baseline=None if value is None else Decimal(value)) for name, value in baselines.items()
    )


BOXES = Context(
    currency="EUR",
    locale="en_IE",
    levers=levers(unit_price="10.00", payment_days="30", rebate_pct="0", volume="10000", contract_months="1"),
    bot_offer=terms(unit_price="9.40", payment_days="60"),
    supplier_offer=terms(unit_price="9.80", payment_days="30"),
    list_price=Decimal("12.50"),
    unit="box",
    buyer_name="Nordwind AG",
    supplier_name="Karton & Co",
)
MACHINES = Context(
    currency="EUR",
    locale="en_IE",
    levers=levers(unit_price="1250", payment_days="30", volume="400", contract_months="12"),
    bot_offer=terms(unit_price="1150", payment_days="60"),
    supplier_offer=terms(unit_price="1240", payment_days="30"),
    unit="machine",
)


def read(text: str, context: Context = BOXES) -> Reading:
    return READER.read(text, context)


def package(text: str, context: Context = BOXES) -> dict[str, str]:
    """What was read, the condition included, as plain text: 9.80, 45."""
    return {name: f"{value.normalize():f}" for name, value in read(text, context).package.items()}


def intent(text: str, context: Context = BOXES) -> Intent:
    return read(text, context).intent
