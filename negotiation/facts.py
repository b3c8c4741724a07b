"""What both sides may know of a negotiation: no target, no limit, no weight. Pages and language get this, no policy."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from django.conf import settings

from negotiation.engine import PRICE, VOLUME, Terms
from negotiation.language import Context, PublicLever
from negotiation.models import Playbook
from negotiation.talk import NO_TALK, Talk
from suppliers.models import Contract


@dataclass(frozen=True)
class Facts:
    """The public side of a negotiation, fixed when it starts.

    `levers` carry today's values as baselines and the market's usual choices as options. `annual_quantity` is in
    units a year, `rounds` the number of offers the bot makes at most, None unless the playbook shows it. `talk` is
    what the playbook says about words.
    """

    title: str
    category: str
    buyer: str
    supplier: str
    currency: str
    unit: str
    locale: str
    annual_quantity: Decimal
    levers: tuple[PublicLever, ...]
    rounds: int | None = None
    talk: Talk = NO_TALK

    def lever(self, name: str) -> PublicLever | None:
        return next((lever for lever in self.levers if lever.name == name), None)

    @property
    def baseline(self) -> Terms:
        """Today's terms."""
        return Terms({lever.name: lever.baseline for lever in self.levers if lever.baseline is not None})

    def yearly_value(self, terms: Mapping[str, Decimal]) -> Decimal | None:
        """What is paid in a year under `terms`, in currency; None when they have no price."""
        if PRICE not in terms:
            return None
        return terms[PRICE] * terms.get(VOLUME, self.annual_quantity)

    def value_at_todays_volume(self, terms: Mapping[str, Decimal]) -> Decimal | None:
        """The same at the price of `terms`, to the cent, whatever volume they speak of: what a saving compares."""
        return round(terms[PRICE] * self.annual_quantity, 2) if PRICE in terms else None

    def context(self, *, bot_offer: Terms | None, supplier_offer: Terms | None) -> Context:
        """What the language floor may see."""
        return Context(
            currency=self.currency,
            locale=self.locale,
            levers=self.levers,
            bot_offer=bot_offer,
            supplier_offer=supplier_offer,
            unit=self.unit,
            buyer_name=self.buyer,
            supplier_name=self.supplier,
            tone=self.talk.tone,
            annual_quantity=self.annual_quantity,
            questions=self.talk.questions,
            reasons=self.talk.reasons,
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-serialisable; decimals as text."""
        data = asdict(self)
        data["annual_quantity"] = str(self.annual_quantity)
        del data["talk"]
        if self.talk != NO_TALK:
            data["talk"] = self.talk.as_dict()
        data["levers"] = [
            {
                "name": lever.name,
                "label": lever.label,
                "unit": lever.unit,
                "baseline": None if lever.baseline is None else str(lever.baseline),
                "options": [str(option) for option in lever.options],
            }
            for lever in self.levers
        ]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        levers = tuple(
            PublicLever(
                name=lever["name"],
                label=lever["label"],
                unit=lever["unit"],
                baseline=None if lever["baseline"] is None else Decimal(lever["baseline"]),
                options=tuple(Decimal(option) for option in lever["options"]),
            )
            for lever in data["levers"]
        )
        return cls(
            **{
                **data,
                "annual_quantity": Decimal(data["annual_quantity"]),
                "levers": levers,
                "talk": Talk.from_dict(data.get("talk", {})),
            }
        )


def facts_of(playbook: Playbook, guardrails: Mapping[str, Any], contract: Contract) -> Facts:
    """The public side of a negotiation about `contract` under `guardrails` of the playbook."""
    today = contract.baseline()
    return Facts(
        title=contract.title,
        category=playbook.category.name,
        buyer=settings.BUYER_NAME,
        supplier=contract.supplier.name,
        currency=contract.currency,
        unit=contract.unit,
        locale=contract.supplier.locale,
        annual_quantity=contract.annual_quantity,
        levers=tuple(
            PublicLever(
                name=lever["name"],
                label=lever.get("label", ""),
                unit=lever.get("unit", ""),
                baseline=today.get(lever["name"]),
                options=tuple(Decimal(choice) for choice in lever.get("choices", ())),
            )
            for lever in guardrails["levers"]
        ),
        rounds=guardrails.get("rounds") if guardrails.get("shows_rounds") else None,
        talk=Talk.from_dict(guardrails),
    )
