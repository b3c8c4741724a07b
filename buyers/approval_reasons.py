"""Why a deal needs an approver, in sentences. They name limits: for the buyer's side only."""

from collections.abc import Iterator
from decimal import Decimal

from negotiation.desk.holding import is_allowed
from negotiation.engine import Terms
from negotiation.engine.utility import breaches, with_baseline
from negotiation.facts import Facts
from negotiation.language import PublicLever
from negotiation.records import Record
from suppliers.formats import yearly_money
from suppliers.offer_cards import in_words, label


def reasons(record: Record, terms: Terms, facts: Facts) -> tuple[str, ...]:
    """A sentence for each thing that takes a second person; numbers as `facts` write them."""
    found = [*_above_authority(record, terms, facts), *_outside(record, terms, facts)]
    return tuple(found) or ("The person who closed it asked for approval.",)


def _above_authority(record: Record, terms: Terms, facts: Facts) -> Iterator[str]:
    value, authority = record.policy.yearly_value(terms), record.policy.authority
    if value is not None and authority is not None and value > authority:
        worth, most = (yearly_money(one, facts.currency, facts.locale) for one in (value, authority))
        yield f"It is worth {worth} a year; without an approver, {most} is the most."


def _outside(record: Record, terms: Terms, facts: Facts) -> Iterator[str]:
    """Levers beyond their limit, levers that the playbook does not know, and what remains: worth too little in all."""
    if is_allowed(record, terms):
        return
    beyond = breaches(record.guardrails, with_baseline(record.guardrails, terms))
    unknown = [name for name in terms if name not in record.guardrails.scales]
    for name, limit in beyond.items():
        yield _beyond(facts.lever(name) or PublicLever(name), terms.get(name), limit, facts)
    for name in unknown:
        yield f"The playbook says nothing about {PublicLever(name).title.lower()}."
    if not beyond and not unknown:
        yield "Each term is permitted, but all together they are worth less than the playbook accepts."


def _beyond(lever: PublicLever, value: Decimal | None, limit: Decimal, facts: Facts) -> str:
    said = in_words(lever, value if value is not None else lever.baseline, facts)
    return f"{label(lever)} is outside the playbook: {said}, where {in_words(lever, limit, facts)} is the limit."
