"""What the playbook says about a person's terms before they are sent: inside, or which guardrail, and by how much.

For the buyer's side only: every sentence names a limit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from negotiation.desk.people import needs_approval
from negotiation.engine import Policy, Terms, TradeOff, is_permitted
from negotiation.engine.scale import Scale
from negotiation.engine.utility import TOLERANCE, breaches, position, with_baseline
from negotiation.facts import Facts
from negotiation.language import Kind
from negotiation.language.wording import describe
from negotiation.records import Record
from negotiation.trials.thoughts import LOCALE
from suppliers.formats import money, number, yearly_money

_COUNTED = {Kind.DAYS: ("day", "days"), Kind.MONTHS: ("month", "months")}


@dataclass(frozen=True)
class Verdict:
    """`is_inside` the playbook or what a person has allowed since; else `faults` says what is not, a sentence each.

    `utility` is what the terms are worth to us, a share of 1. With `needs_consent` an approver is asked before they go
    out; with `needs_approver`, once the supplier accepts them.
    """

    is_inside: bool
    is_allowed_here: bool
    faults: tuple[str, ...]
    utility: float
    needs_consent: bool
    needs_approver: bool
    above_authority: str


def verdict(record: Record, terms: Terms) -> Verdict:
    """The verdict on complete terms."""
    policy, facts = record.guardrails, replace(record.facts, locale=LOCALE)
    is_inside = is_permitted(policy, terms)
    is_allowed_here = not is_inside and is_permitted(record.policy, terms)
    complete = position(policy, with_baseline(policy, terms))
    return Verdict(
        is_inside=is_inside or is_allowed_here,
        is_allowed_here=is_allowed_here,
        faults=() if is_inside or is_allowed_here else tuple(_faults(policy, terms, facts)),
        utility=complete.utility,
        needs_consent=record.offers_need_consent and not is_inside and not is_allowed_here,
        needs_approver=needs_approval(record, terms),
        above_authority=_above_authority(policy, terms, facts),
    )


def _faults(policy: Policy, terms: Terms, facts: Facts) -> Iterator[str]:
    for name in terms:
        if name not in policy.scales:
            yield f"The playbook says nothing about {_title(name, facts)}."
    complete = with_baseline(policy, terms)
    beyond = breaches(policy, complete)
    for name, limit in beyond.items():
        yield _breach(policy, complete, name, limit, facts)
    worth = position(policy, complete).utility
    if not beyond and worth < policy.floor - TOLERANCE:
        yield (
            f"Together these terms are worth {_percent(worth)} to us, and the playbook goes no lower than "
            f"{_percent(policy.floor)}."
        )


def _breach(policy: Policy, terms: Terms, name: str, limit: Decimal, facts: Facts) -> str:
    scale = policy.scales[name]
    by = _size(name, abs(terms[name] - limit), facts)
    way = {-1: "above", 1: "below"}.get(scale.better, "away from")
    value, most = _said(name, terms[name], facts), _said(name, limit, facts)
    sentence = f"{_title(name, facts)}: {value} is {by} {way} the limit, {most}."
    return " ".join([sentence, *_openings(policy, terms, name, facts)])


def _openings(policy: Policy, terms: Terms, name: str, facts: Facts) -> Iterator[str]:
    """The trade-offs that would allow more of a lever, and how far their conditions are from holding."""
    for trade in policy.trade_offs:
        if trade.give != name:
            continue
        get = policy.scales[trade.get]
        short = get.distance(terms[trade.get]) - get.distance(trade.at_least)
        if short > 0:
            yield _opening(trade, get, short, terms, facts)


def _opening(trade: TradeOff, get: Scale, short: Decimal, terms: Mapping[str, Decimal], facts: Facts) -> str:
    better = {-1: "or lower", 1: "or more"}.get(get.better, "exactly")
    return (
        f"It may go to {_said(trade.give, trade.up_to, facts)} once {_title(trade.get, facts).lower()} is at "
        f"{_said(trade.get, trade.at_least, facts)} {better}; {_said(trade.get, terms[trade.get], facts)} is "
        f"{_size(trade.get, short, facts)} short of that."
    )


def _above_authority(policy: Policy, terms: Terms, facts: Facts) -> str:
    value = policy.yearly_value(with_baseline(policy, terms))
    if value is None or policy.authority is None or value <= policy.authority:
        return ""
    worth, most = (yearly_money(each, facts.currency, LOCALE) for each in (value, policy.authority))
    return f"{worth} a year is above the {most} that may be closed without an approver."


def _said(name: str, value: Decimal, facts: Facts) -> str:
    return describe(name, value, facts.context(bot_offer=None, supplier_offer=None))


def _size(name: str, size: Decimal, facts: Facts) -> str:
    """A difference with its unit: `0.90 EUR`, `11 months`."""
    lever = facts.lever(name)
    kind = lever.kind if lever is not None else Kind.NUMBER
    if kind == Kind.MONEY:
        return money(size, facts.currency, LOCALE)
    if kind in _COUNTED:
        return f"{number(size, LOCALE)} {_COUNTED[kind][size != 1]}"
    if kind == Kind.PERCENT:
        return f"{number(size, LOCALE)} percentage point{'s' if size != 1 else ''}"
    return f"{number(size, LOCALE)} {lever.unit if lever is not None else ''}".strip()


def _title(name: str, facts: Facts) -> str:
    lever = facts.lever(name)
    title = lever.title if lever is not None else name.replace("_", " ")
    return title[:1].upper() + title[1:]


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
