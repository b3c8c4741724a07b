"""What came of a campaign so far: counts that contain each other, so that every rate has an honest denominator.

Each figure is a condition on negotiations (`REACHED`). The list behind a figure is filtered by the same condition, so
that it always shows as many rows as the figure says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from negotiation.models import (
    Agreement,
    Campaign,
    CampaignContract,
    Email,
    Event,
    Invitation,
    Kind,
    Negotiation,
    State,
    Work,
)

INVITED, OPENED, ENGAGED, CONCLUDED, AGREED = "invited", "opened", "engaged", "concluded", "agreed"
ESCALATED, EXPIRED, WITHDRAWN = "escalated", "expired", "withdrawn"


def _has(kind: Kind) -> Exists:
    return Exists(Event.objects.filter(negotiation=OuterRef("pk"), kind=kind))


def _has_letter(**which: object) -> Exists:
    """By way of the invitation: joined, SQLite would look through all letters of a status for each negotiation."""
    letters = Email.objects.filter(invitation=OuterRef("pk"), **which)
    return Exists(Invitation.objects.filter(Exists(letters), negotiation=OuterRef("pk")))


_IS_CONCLUDED = Q(state__in=(State.AGREED, State.NO_DEAL))
_IS_OPENED = Q(_has(Kind.OPENED))
# A link without any letter was handed over by a person.
_IS_INVITED = Q(_has_letter(status__in=(Email.Status.SENT, Email.Status.UNCERTAIN))) | ~Q(_has_letter()) | _IS_OPENED
_IS_ENGAGED = Q(_has(Kind.SUPPLIER_SAID)) | _IS_CONCLUDED

REACHED: Mapping[str, Q] = {
    INVITED: _IS_INVITED,
    OPENED: _IS_OPENED,
    ENGAGED: _IS_ENGAGED,
    CONCLUDED: _IS_CONCLUDED,
    AGREED: Q(state=State.AGREED),
    ESCALATED: Q(_has(Kind.ESCALATED)) & _IS_ENGAGED,
    EXPIRED: Q(state=State.EXPIRED) & _IS_INVITED,
    WITHDRAWN: Q(state=State.WITHDRAWN),
}
# Of what a figure is a share. Each is part of the other by definition, so no share exceeds 100 %.
SHARE_OF: Mapping[str, str] = {
    OPENED: INVITED,
    ENGAGED: INVITED,
    CONCLUDED: ENGAGED,
    AGREED: CONCLUDED,
    ESCALATED: ENGAGED,
    EXPIRED: INVITED,
}
LABELS: Mapping[str, str] = {
    INVITED: "Invited",
    OPENED: "Opened",
    ENGAGED: "Engaged",
    CONCLUDED: "Concluded",
    AGREED: "Agreed",
    ESCALATED: "Escalated",
    EXPIRED: "Expired",
    WITHDRAWN: "Withdrawn",
}
MEANS: Mapping[str, str] = {
    INVITED: "The invitation left, or a person handed the link over",
    OPENED: "Opened the link",
    ENGAGED: "Sent at least one message, or concluded",
    CONCLUDED: "Ended in an agreement, or without a deal",
    AGREED: "Signed new terms",
    ESCALATED: "A person was asked to join",
    EXPIRED: "The deadline passed first",
    WITHDRAWN: "Taken back by us",
}


@dataclass(frozen=True)
class Figure:
    """A count, and what it is a share of: `of` counts `of_what`; None for a count that stands for itself."""

    code: str
    count: int
    of: int | None = None
    of_what: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.code]

    @property
    def means(self) -> str:
        return MEANS[self.code]

    @property
    def share(self) -> Decimal | None:
        """Per cent, to one decimal; None where there is nothing to be a share of."""
        return round(Decimal(100 * self.count) / self.of, 1) if self.of else None


@dataclass(frozen=True)
class Saving:
    """What the agreed contracts cost in a year at today's volume: before, and at the agreed prices."""

    currency: str
    agreements: int
    before: Decimal
    agreed: Decimal

    @property
    def saved(self) -> Decimal:
        return self.before - self.agreed

    @property
    def share(self) -> Decimal | None:
        """Per cent of what was paid before."""
        return round(100 * self.saved / self.before, 1) if self.before else None


@dataclass(frozen=True)
class Figures:
    """A campaign at a glance. `letters` counts e-mails by status, `work` the chosen contracts by state."""

    started: int
    counts: tuple[Figure, ...]
    savings: tuple[Saving, ...]
    letters: Mapping[str, int]
    work: Mapping[str, int]

    @property
    def chosen(self) -> int:
        return sum(self.work.values())


def figures(campaign: Campaign) -> Figures:
    """Everything that a campaign's page shows live, in four queries whatever its size."""
    started, found = _counted(campaign.negotiations.all())
    counts = tuple(
        Figure(code, found[code], found[of], LABELS[of].lower())
        if (of := SHARE_OF.get(code))
        else Figure(code, found[code], *((started, "started") if code == INVITED else ()))
        for code in REACHED
    )
    letters = Email.objects.filter(invitation__negotiation__campaign=campaign)
    return Figures(
        started=started,
        counts=counts,
        savings=_savings(campaign),
        letters=dict.fromkeys(Email.Status.values, 0) | _tally(letters, "status"),
        work=dict.fromkeys(Work.values, 0) | _tally(campaign.chosen.all(), "state"),
    )


def reached(negotiations: "QuerySet[Negotiation]", code: str) -> "QuerySet[Negotiation]":
    """The negotiations behind a figure."""
    return negotiations.filter(REACHED[code])


def _counted(negotiations: "QuerySet[Negotiation]") -> tuple[int, dict[str, int]]:
    flags = {f"is_{code}": Case(When(condition, then=1), default=0) for code, condition in REACHED.items()}
    sums = {code: Coalesce(Sum(f"is_{code}"), 0) for code in REACHED}
    found = negotiations.order_by().annotate(**flags).aggregate(started=Count("pk"), **sums)
    return found.pop("started"), found


def _savings(campaign: Campaign) -> tuple[Saving, ...]:
    priced = Agreement.objects.filter(
        negotiation__campaign=campaign, value_before__isnull=False, value_agreed__isnull=False
    )
    sums = (
        priced.order_by()
        .values("currency")
        .annotate(count=Count("pk"), before=Sum("value_before"), agreed=Sum("value_agreed"))
    )
    found = [Saving(row["currency"], row["count"], row["before"], row["agreed"]) for row in sums]
    return tuple(sorted(found, key=lambda saving: -saving.before))


def _tally(rows: "QuerySet[Email] | QuerySet[CampaignContract]", by: str) -> dict[str, int]:
    return dict(rows.order_by().values(what=F(by)).annotate(count=Count("pk")).values_list("what", "count"))
