"""The form for a person's offer: the same kind of fields that the supplier has, with our own numbers as choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from negotiation.language import PublicLever
from negotiation.records import Record
from negotiation.trials.thoughts import LOCALE
from suppliers.counter_form import unit_of, written
from suppliers.offer_cards import bare, label, per
from suppliers.position import Position

LEVER = "lever-"  # before a lever's name, in the names of fields
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Choice:
    """A value to take over with one press; `whose` says where it comes from."""

    value: str
    words: str
    whose: str


@dataclass(frozen=True)
class Field:
    """One lever. `start` is what holds when the field is left empty, `step` how far an arrow key goes."""

    name: str
    input: str
    label: str
    per: str
    unit: str
    step: str
    start: str
    value: str
    choices: tuple[Choice, ...]


def fields(record: Record, position: Position, typed: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields now, with what was typed into them by the names of their inputs."""
    return tuple(_field(lever, record, position, typed) for lever in position.facts.levers)


def _field(lever: PublicLever, record: Record, position: Position, typed: Mapping[str, str]) -> Field:
    name = f"{LEVER}{lever.name}"
    ours = position.our_offer.packages[0].get(lever.name) if position.our_offer else None
    start = lever.baseline if ours is None else ours
    return Field(
        name=lever.name,
        input=name,
        label=label(lever),
        per=per(lever, position.facts),
        unit=unit_of(lever, position.facts),
        step=_step(lever, record),
        start="" if start is None else written(start, lever, LOCALE),
        value=typed.get(name, ""),
        choices=tuple(_choices(lever, record, position, ours)),
    )


def _step(lever: PublicLever, record: Record) -> str:
    """The playbook's own step: the grid that the bot stays on."""
    scale = record.guardrails.scales.get(lever.name)
    if scale is None:
        return "1"
    return format(round(scale.lever.step, MOST_DECIMALS).normalize(), "f")


def _choices(lever: PublicLever, record: Record, position: Position, ours: Decimal | None) -> list[Choice]:
    """Today's value, both sides', the playbook's, and what is usual on the market: each once, in order."""
    scale = record.guardrails.scales.get(lever.name)
    own = scale.lever if scale is not None else None
    known = (
        (lever.baseline, "today"),
        (ours, "we say"),
        (position.named.get(lever.name), "they say"),
        *(((own.target, "target"), (own.walk_away, "limit")) if own is not None else ()),
    )
    usual = (*lever.options, *own.options) if own is not None else lever.options
    whose: dict[Decimal, list[str]] = {value: [] for value in usual}
    for value, words in known:
        if value is not None:
            whose.setdefault(value, []).append(words)
    return [
        Choice(written(value, lever, LOCALE), bare(lever, value, position.facts), ", ".join(words))
        for value, words in sorted(whose.items())
    ]
