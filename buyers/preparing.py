"""What a person looks at before they hand a room back, put it off, or end it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from buyers.conversation import ERASED
from negotiation import overrides, records
from negotiation.closing_reasons import NO_DEAL, WITHDRAWN
from negotiation.desk import handing_back
from negotiation.engine import PRICE
from negotiation.models import Negotiation
from negotiation.trials.thoughts import LOCALE, in_words
from suppliers.formats import yearly_money, zone
from suppliers.position import Position

THINGS = frozenset({"hand-back", "snooze", "close"})
SNOOZES = (("tomorrow", timedelta(days=1)), ("in three days", timedelta(days=3)), ("in a week", timedelta(days=7)))
MORNING = 9  # o'clock, to which a room is put off unless somebody says otherwise


@dataclass(frozen=True)
class SummaryLine:
    """One thing that was said while a person held the room."""

    who: str
    text: str
    offer: str


@dataclass(frozen=True)
class Preparation:
    """`may_price` is False where the negotiation is about no price; `authority` is empty for any value."""

    lines: tuple[SummaryLine, ...]
    on_the_table: str
    may_price: bool
    price_unit: str
    authority: str
    no_deal: Mapping[str, str]
    withdrawn: Mapping[str, str]
    snoozes: tuple[tuple[str, str], ...]
    time_zone: str


def preparation(negotiation: Negotiation, position: Position, person: User) -> Preparation:
    """The summary is read from the ledger now, so nothing that was just said is missing."""
    record, facts = records.load(negotiation), position.facts
    authority = overrides.authority_of(record, person.get_username())
    table = {name: str(value) for name, value in overrides.on_the_table(record).items()}
    return Preparation(
        lines=tuple(_line(line, position) for line in handing_back.said_meanwhile(negotiation)),
        on_the_table=in_words(table, facts),
        may_price=PRICE in record.guardrails.scales,
        price_unit=f"{facts.currency} per {facts.unit}",
        authority="" if authority is None else yearly_money(authority, facts.currency, LOCALE),
        no_deal=NO_DEAL,
        withdrawn=WITHDRAWN,
        snoozes=tuple(_mornings()),
        time_zone=settings.TIME_ZONE,
    )


def _line(line: handing_back.Line, position: Position) -> SummaryLine:
    who = line.who if line.is_ours else position.facts.supplier
    text = ERASED if line.text is None else line.text
    return SummaryLine(who, text, " or ".join(in_words(package, position.facts) for package in line.packages))


def _mornings() -> list[tuple[str, str]]:
    """Moments to choose with one press, as the browser's field writes them."""
    today = timezone.now().astimezone(zone(settings.TIME_ZONE)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return [(words, (today + ahead).strftime("%Y-%m-%dT%H:%M")) for words, ahead in SNOOZES]
