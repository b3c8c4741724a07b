"""Everything that an approver needs to decide about one deal, on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from buyers.approval_reasons import reasons
from buyers.approvals import may_approve
from buyers.conversation import Entry, entries
from buyers.desk_page import ago
from buyers.room_page import buyers_position
from negotiation import ledger, records
from negotiation.desk.approvers import Asked, asked_of
from negotiation.engine import Policy, Terms
from negotiation.language import PublicLever
from negotiation.models import Actor, Event, Kind, Negotiation, State
from negotiation.records import Record
from negotiation.user_names import called
from suppliers.differences import difference
from suppliers.formats import day_and_clock, yearly_money
from suppliers.models import Supplier
from suppliers.offer_cards import bare, label, levers_of, per, summary
from suppliers.position import Position


@dataclass(frozen=True)
class Line:
    """One lever of the deal: today's value, the agreed one with the difference in words, and the playbook's own."""

    label: str
    per: str
    today: str
    agreed: str
    change: str
    difference: str
    target: str
    walk_away: str


@dataclass(frozen=True)
class Saving:
    """What the deal comes to in a year at today's volume, in words; empty where there is no price."""

    today: str
    agreed: str
    words: str


@dataclass(frozen=True)
class Step:
    """An offer on the way to the deal."""

    number: int
    by: str
    terms: str


@dataclass(frozen=True)
class Verdict:
    """What became of it; `is_open` while nobody has decided."""

    headline: str
    detail: str
    is_open: bool


@dataclass(frozen=True)
class ApprovalPage:
    """The whole page. `asked` is the number of the event that asks; `why_not` says why the reader cannot decide."""

    public_id: str
    seen: int
    asked: int
    title: str
    supplier: str
    category: str
    campaign: str
    verdict: Verdict
    reasons: tuple[str, ...]
    because: str
    closed_by: str
    lines: tuple[Line, ...]
    saving: Saving
    steps: tuple[Step, ...]
    entries: tuple[Entry, ...]
    playbook: str
    playbook_link: str
    warnings: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    askings: tuple[Asked, ...]
    why_not: str

    @property
    def may_decide(self) -> bool:
        return self.verdict.is_open and not self.why_not


def approval_page(negotiation: Negotiation, person: User) -> ApprovalPage | None:
    """The page of the last deal of this negotiation that needed an approver; None when there was none."""
    record, position = records.load(negotiation), buyers_position(negotiation)
    if record.asked is None:
        return None
    events = [event for event in ledger.events_after(negotiation) if event.seq <= record.seq]
    asking = events[record.asked - 1]
    terms = records.as_terms(asking.content["terms"])
    assert negotiation.campaign is not None  # a rehearsal is no room of the desk
    names = _names(record, events)
    version, supplier = negotiation.campaign.playbook_version, negotiation.contract.supplier
    return ApprovalPage(
        public_id=str(negotiation.public_id),
        seen=record.seq,
        asked=record.asked,
        title=position.facts.title,
        supplier=supplier.name,
        category=position.facts.category,
        campaign=negotiation.campaign.name,
        verdict=_verdict(record, asking, events, position, names),
        reasons=reasons(record, terms, position.facts),
        because=_because(record, asking, events),
        closed_by=names.get(record.asked_by, "the bot"),
        lines=tuple(_line(lever, terms, record.policy, position) for lever in levers_of(terms, position.facts)),
        saving=_saving(terms, position),
        steps=_steps(record, position, names),
        entries=tuple(entries(events, position)),
        playbook=str(version),
        playbook_link=reverse("admin:negotiation_playbook_version", args=[version.playbook_id, version.number]),
        warnings=_warnings(supplier),
        notes=_notes(supplier),
        askings=_askings(negotiation, record, asking),
        why_not=_why_not(negotiation, record, person),
    )


def _names(record: Record, events: list[Event]) -> dict[str, str]:
    """What those are called who made offers, closed the deal, or decided on it."""
    decided = (event.content["by"] for event in events if event.kind in _DECIDED)
    return called([record.asked_by, *(offer.person for offer in record.offers), *decided])


def _because(record: Record, asking: Event, events: list[Event]) -> str:
    """Why these terms are right: in the words of who agreed to them, or who offered what the supplier accepted."""
    if "because" in asking.content or not record.asked_by:
        return str(asking.content.get("because", ""))
    offers = [offer for offer in record.offers if offer.person and offer.seq < asking.seq]
    offered = events[offers[-1].seq - 1] if offers else None
    return str(offered.content.get("because", "")) if offered is not None else ""


def _askings(negotiation: Negotiation, record: Record, asking: Event) -> tuple[Asked, ...]:
    if record.state != State.AWAITING_APPROVAL:
        return ()
    return asked_of(negotiation, record, asking.at, timezone.now())


def _why_not(negotiation: Negotiation, record: Record, person: User) -> str:
    if person.get_username() in record.people:
        return (
            "You took part in this negotiation, so somebody else has to approve the deal: four eyes see more than two."
        )
    if not may_approve(person, negotiation):
        return "Deals are approved by people in the role of an approver."
    return ""


def _verdict(
    record: Record, asking: Event, events: list[Event], position: Position, names: Mapping[str, str]
) -> Verdict:
    if record.state == State.AWAITING_APPROVAL:
        waits = (
            f"Agreed {ago(asking.at, timezone.now())} ago, subject to approval. The supplier is told what you decide."
        )
        return Verdict("Waits for an approver", waits, is_open=True)
    done = next((event for event in events[asking.seq :] if event.kind in _DECIDED), None)
    if done is None:
        return Verdict("Not waiting any more", "The negotiation ended another way.", is_open=False)
    when = day_and_clock(done.at, position.locale, position.time_zone)
    by = names[done.content["by"]]
    return Verdict(_DECIDED[Kind(done.kind)], f"By {by}, {when}. The supplier was told.", is_open=False)


_DECIDED = {Kind.APPROVED: "Approved", Kind.SENT_BACK: "Sent back"}


def _line(lever: PublicLever, terms: Terms, policy: Policy, position: Position) -> Line:
    facts = position.facts
    own = next((one for one in policy.levers if one.name == lever.name), None)
    away = difference(lever, terms[lever.name], terms, facts)
    return Line(
        label=label(lever),
        per=per(lever, facts),
        today=bare(lever, lever.baseline, facts),
        agreed=bare(lever, terms[lever.name], facts),
        change=away.change,
        difference=", ".join(filter(None, (away.words, away.yearly))),
        target=bare(lever, own.target if own else None, facts),
        walk_away=bare(lever, own.walk_away if own else None, facts),
    )


def _saving(terms: Terms, position: Position) -> Saving:
    facts = position.facts
    today, agreed = facts.value_at_todays_volume(facts.baseline), facts.value_at_todays_volume(terms)
    if today is None or agreed is None:
        return Saving("", "", "There is no price in these terms, so no saving can be worked out")

    def words(value: Decimal) -> str:
        return yearly_money(value, facts.currency, facts.locale)

    saved = today - agreed
    share = f" ({abs(100 * saved / today):.1f} %)" if today else ""
    if not saved:
        return Saving(words(today), words(agreed), "As much as today")
    return Saving(words(today), words(agreed), f"{words(abs(saved))} a year {'less' if saved > 0 else 'more'}{share}")


def _steps(record: Record, position: Position, names: Mapping[str, str]) -> tuple[Step, ...]:
    facts = position.facts
    return tuple(
        Step(
            offer.number,
            facts.supplier if offer.by == Actor.SUPPLIER else names.get(offer.person, "Bot"),
            " or ".join(summary(package, facts) for package in offer.packages),
        )
        for offer in record.offers
    )


def _warnings(supplier: Supplier) -> tuple[str, ...]:
    """What speaks for a second look at the supplier."""
    flags = supplier.risk_flags.filter(cleared_on__isnull=True)
    found = [f"Risk flag since {flag.raised_on}: {flag.reason}" for flag in flags]
    return tuple(found if supplier.is_approved else ["Not an approved supplier", *found])


def _notes(supplier: Supplier) -> tuple[tuple[str, str], ...]:
    notes = (("Performance", supplier.performance_notes), ("Compliance", supplier.compliance_notes))
    return tuple((name, text) for name, text in notes if text)
