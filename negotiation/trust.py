"""How often bot and person agreed, and the decision how far the bot is trusted in a category.

A move of a person is one that the bot had advised on: what they sent as it was, and what they wrote or agreed to
themselves. The two agree when the terms are the same, and neither closes a deal where the other does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from negotiation import ledger
from negotiation.facts import Facts
from negotiation.lifecycle import NotPossible
from negotiation.models import Event, Kind
from negotiation.trials.thoughts import ACTIONS, in_words
from suppliers.models import Category, Stage, StageDecision

LATELY = timedelta(days=30)
ENOUGH = 20  # moves below which a share says little
DIFFERENCES = 8  # of the latest, to look at
MOST_REASON = 500
ORDER = (Stage.OBSERVER, Stage.ADVISOR, Stage.AUTONOMOUS)  # from the least trust to the most

# Payloads are canonical JSON, in which a quotation mark that somebody typed never stands without a backslash.
_FOLLOWED, _DIFFERED, _SENT = '"follows_advice":true', '"follows_advice":false', '"sent_by":"'


@dataclass(frozen=True)
class Tally:
    """Of `moves`, `agreed` were what the bot advised."""

    agreed: int = 0
    moves: int = 0

    @property
    def share(self) -> float | None:
        """A share of 1; None without any move."""
        return self.agreed / self.moves if self.moves else None


@dataclass(frozen=True)
class StageTally:
    """What is known from negotiations held at one stage: in the last 30 days, and ever."""

    stage: Stage
    lately: Tally
    ever: Tally


@dataclass(frozen=True)
class Disagreement:
    """A move in which a person did something else than the bot advised; both in words."""

    public_id: str
    contract: str
    at: datetime
    advised: str
    done: str
    because: str


def tallies(category: Category, now: datetime | None = None) -> tuple[StageTally, ...]:
    """How often bot and person agreed in the category, for the stages in which people move. One query."""
    recent = Q(at__gte=(now or timezone.now()) - LATELY)
    follows = Q(payload__contains=_FOLLOWED) | Q(kind=Kind.BOT_SAID)
    counted = (
        _moves(category)
        .annotate(stage=_stage())
        .order_by()
        .values("stage")
        .annotate(
            moves=Count("pk"),
            agreed=Count("pk", filter=follows),
            late_moves=Count("pk", filter=recent),
            late_agreed=Count("pk", filter=recent & follows),
        )
    )
    found = {row["stage"]: row for row in counted}
    return tuple(_tally(stage, found.get(stage)) for stage in (Stage.OBSERVER, Stage.ADVISOR))


def disagreements(category: Category) -> list[Disagreement]:
    """The latest moves in which they did not agree, the newest first."""
    differed = _moves(category).filter(payload__contains=_DIFFERED)
    events = list(differed.select_related("negotiation__contract__supplier").order_by("-at", "-pk")[:DIFFERENCES])
    wanted = {(event.negotiation_id, seq) for event in events for seq in (1, ledger.payload_of(event)["advice"])}
    near = Event.objects.filter(negotiation__in={pk for pk, _ in wanted}, seq__in={seq for _, seq in wanted})
    known = {(event.negotiation_id, event.seq): ledger.payload_of(event) for event in near}
    return [_disagreement(event, known) for event in events]


@transaction.atomic
def decide(category: Category, stage: Stage, *, seen: str, by: User, reason: str) -> StageDecision:
    """Sets the stage for negotiations that begin from now on, and keeps who decided it on which evidence.

    `seen` is the stage that the person was shown. Raises NotPossible when it is another by now, when nothing would
    change, and without a reason.
    """
    locked = Category.objects.select_for_update().get(pk=category.pk)
    if locked.stage != seen:
        raise NotPossible(f"Somebody has set {locked} to {name_of(locked.stage)} meanwhile; look at it again.")
    if locked.stage == stage:
        raise NotPossible(f"{locked} is at {name_of(stage)} already.")
    if not reason.strip():
        raise NotPossible("Say why: whoever looks after you will want to know.")
    locked.stage = stage
    locked.save(update_fields=["stage"])
    category.stage = stage
    return StageDecision.objects.create(
        category=locked,
        before=seen,
        after=stage,
        reason=reason.strip()[:MOST_REASON],
        evidence={str(each.stage): _as_json(each) for each in tallies(locked)},
        decided_by=by,
    )


def name_of(stage: str) -> str:
    """The stage's short name, without what it means."""
    return Stage(stage).label.partition(":")[0].lower()


def meaning_of(stage: str) -> str:
    """What the stage means, without its name."""
    return Stage(stage).label.partition(": ")[2]


def _moves(category: Category) -> "QuerySet[Event]":
    """Rehearsals have no campaign, and so do not count."""
    compared = Q(payload__contains=_FOLLOWED) | Q(payload__contains=_DIFFERED)
    by_person = Q(kind__in=(Kind.BUYER_SAID, Kind.AGREED, Kind.APPROVAL_ASKED)) & compared
    sent = Q(kind=Kind.BOT_SAID, payload__contains=_SENT)
    return Event.objects.filter(by_person | sent, negotiation__campaign__playbook_version__playbook__category=category)


def _stage() -> Case:
    """The stage that the event's negotiation began with, from its first event."""
    began = Event.objects.filter(negotiation=OuterRef("negotiation"), seq=1)
    return Case(
        *(When(Exists(began.filter(payload__contains=f'"stage":"{each}"')), then=Value(str(each))) for each in ORDER),
        default=Value(str(Stage.AUTONOMOUS)),
    )


def _tally(stage: Stage, row: Mapping[str, Any] | None) -> StageTally:
    if row is None:
        return StageTally(stage, Tally(), Tally())
    return StageTally(stage, Tally(row["late_agreed"], row["late_moves"]), Tally(row["agreed"], row["moves"]))


def _as_json(tally: StageTally) -> dict[str, list[int]]:
    return {
        "lately": [tally.lately.agreed, tally.lately.moves],
        "ever": [tally.ever.agreed, tally.ever.moves],
    }


def _disagreement(event: Event, known: Mapping[tuple[int, int], dict[str, Any]]) -> Disagreement:
    move = ledger.payload_of(event)
    facts = Facts.from_dict(known[event.negotiation_id, 1]["facts"])
    advice = known[event.negotiation_id, move["advice"]]
    verb = "Agreed to" if event.kind in (Kind.AGREED, Kind.APPROVAL_ASKED) else "Offered"
    done: Sequence[Mapping[str, str]] = [move["terms"]] if "terms" in move else move["packages"]
    return Disagreement(
        public_id=str(event.negotiation.public_id),
        contract=str(event.negotiation.contract),
        at=event.at,
        advised=_said(ACTIONS[advice["action"]], advice["packages"], facts),
        done=_said(verb, done, facts) if done else "Wrote without terms",
        because=move.get("because", ""),
    )


def _said(verb: str, packages: Sequence[Mapping[str, str]], facts: Facts) -> str:
    return f"{verb} {' or '.join(in_words(package, facts) for package in packages)}".strip()
