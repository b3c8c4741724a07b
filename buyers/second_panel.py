"""What stands beside the chat: the bot's second opinion, what lies on the table, and what waits for an approver."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.safestring import SafeString

from buyers.offer_chart import offers_svg, percent, summary
from negotiation.desk.guardrail_check import verdict
from negotiation.desk.handing_back import told_of
from negotiation.desk.second import Second, Worth, second
from negotiation.engine import Terms
from negotiation.ledger import text_of
from negotiation.lifecycle import LIVE
from negotiation.models import Event, Negotiation, State
from negotiation.overrides import Instruction, limit_terms
from negotiation.records import Consent, Record, as_terms
from negotiation.trials.thoughts import in_words
from negotiation.user_names import called
from suppliers.formats import day_and_clock
from suppliers.models import Stage
from suppliers.offer_cards import bare
from suppliers.position import Position

APPROVE = "negotiation.approve_deal"  # the right to sign, and to consent


@dataclass(frozen=True)
class Suggested:
    """The move that the bot would make. `terms` are what the form takes over with one press, by lever."""

    does: str
    offers: tuple[str, ...]
    why: str
    terms: Mapping[str, str]


@dataclass(frozen=True)
class Cares:
    """How much a lever matters, in whole per cent."""

    lever: str
    ours: int
    theirs: int


@dataclass(frozen=True)
class Told:
    """One offer in the list beside the chart."""

    number: int
    who: str
    words: str
    worth: str


@dataclass(frozen=True)
class Panel:
    """All of it. `suggested` is None where the reader does not negotiate, or the bot keeps its view to itself."""

    suggested: Suggested | None
    cares: tuple[Cares, ...]
    chart: SafeString
    summary: str
    offers: tuple[Told, ...]


@dataclass(frozen=True)
class Asked:
    """What an approver is asked: who wants what, why, and what the playbook says about it."""

    seq: int
    by: str
    since: str
    wants: str
    text: str
    because: str
    faults: tuple[str, ...]
    may_decide: bool
    why_not: str


def panel(negotiation: Negotiation, record: Record, position: Position, *, negotiates: bool) -> Panel | None:
    """The bot's second opinion; None before anything was offered, and once the room is closed."""
    if record.state not in LIVE or (not record.offers and record.stage != Stage.AUTONOMOUS):
        return None
    found = second(negotiation, record)
    is_told = negotiates and record.stage != Stage.OBSERVER and record.state != State.AWAITING_APPROVAL
    return Panel(
        suggested=_suggested(found, position) if is_told and record.advice is None else None,
        cares=tuple(Cares(one.lever, round(one.ours * 100), round(one.theirs * 100)) for one in found.weights),
        chart=offers_svg(found),
        summary=summary(found),
        offers=tuple(_told(worth, position) for worth in found.history),
    )


def asked(record: Record, events: list[Event], position: Position, person: User) -> Asked | None:
    """What waits for an approver's consent."""
    waiting = record.consent
    if waiting is None:
        return None
    name = person.get_username()
    why_not = _why_not(record, waiting, person, name)
    event = next((event for event in events if event.seq == waiting.seq), None)
    terms = _terms_of(record, waiting)
    return Asked(
        seq=waiting.seq,
        by=called([waiting.by])[waiting.by],
        since=day_and_clock(waiting.since, position.locale, position.time_zone),
        wants=_wants(record, waiting, position),
        text=(text_of(event) or "") if event is not None and "words" in waiting.payload else "",
        because=str(waiting.payload.get("because", "")),
        faults=tuple(fault for each in terms for fault in verdict(record, each).faults),
        may_decide=not why_not,
        why_not=why_not,
    )


def _why_not(record: Record, waiting: Consent, person: User, name: str) -> str:
    if not person.has_perm(APPROVE):
        return "An approver decides."
    if name == waiting.by:
        return "You asked for this; a second person decides."
    return "You took part in this negotiation; a second person decides." if name in record.people else ""


def _terms_of(record: Record, waiting: Consent) -> list[Terms]:
    if waiting.is_offer:
        return [as_terms(package) for package in waiting.payload["packages"]]
    return [limit_terms(record, told_of(waiting.payload))]


def _wants(record: Record, waiting: Consent, position: Position) -> str:
    if waiting.is_offer:
        return "offer " + " or ".join(in_words(package, position.facts) for package in waiting.payload["packages"])
    told = told_of(waiting.payload)
    if told.instruction == Instruction.PRICE:
        lever = next(lever for lever in position.facts.levers if lever.name in told.terms)
        return f"let the bot go to {bare(lever, told.terms[lever.name], position.facts)}"
    values = {name: str(value) for name, value in limit_terms(record, told).items()}
    return f"let the bot hold at {in_words(values, position.facts)}"


def _suggested(found: Second, position: Position) -> Suggested:
    suggestion = found.suggestion
    return Suggested(
        does=suggestion.does,
        offers=suggestion.offers,
        why=suggestion.why,
        terms={name: format(value, "f") for name, value in suggestion.terms.items()},
    )


def _told(worth: Worth, position: Position) -> Told:
    who = ("A person of ours" if worth.by_person else "The bot") if worth.is_ours else position.facts.supplier
    return Told(worth.number, who, worth.words, percent(worth.utility))


def due_words(until: datetime, position: Position) -> str:
    """When a room that was put off comes back."""
    return day_and_clock(until, position.locale, position.time_zone)
