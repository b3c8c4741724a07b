"""The desk's figures: how often people answered in time, and why negotiations ended; on a page and as CSV."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from buyers.views import for_people_of_the_house
from negotiation.category_rights import categories_seen_by
from negotiation.desk.figures import DeskFigures, Line, desk_figures
from negotiation.desk.service_levels import Measure
from negotiation.user_names import called

USUAL = timedelta(days=29)  # with today, thirty days
LONGEST = timedelta(days=366)
LABELS = {Measure.FIRST: "First answers", Measure.NEXT: "Next answers", Measure.RESOLUTION: "Resolutions"}
NOBODY = "Nobody yet"
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula


@dataclass(frozen=True)
class Period:
    """The days `first` to `last`, both included, as the house's clock counts them; `fault` says what was wrong."""

    first: date
    last: date
    fault: str = ""

    @property
    def begin(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))


@require_safe
@for_people_of_the_house
def figures(request: HttpRequest, person: User) -> HttpResponse:
    """The page for a period, the last thirty days unless it is told another."""
    period = _period(request)
    found = _figures(person, period)
    names = called(line.buyer for line in found.lines)
    context = {
        "person": person,
        "period": period,
        "labels": LABELS.values(),
        "groups": [(total, _of(total, found, names), _cells(total)) for total in found.totals],
        "closings": found.closings,
    }
    return render(request, "buyers/figures.html", context, status=400 if period.fault else 200)


@require_safe
@for_people_of_the_house
def figures_csv(request: HttpRequest, person: User) -> HttpResponse:
    """The same as a file: a row for each category, buyer and measure."""
    period = _period(request)
    if period.fault:
        return HttpResponse(period.fault, status=400, content_type="text/plain; charset=utf-8")
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(("from", "to", "category", "buyer", "buyer_name", "measure", "in_time", "of", "percent"))
    found = _figures(person, period)
    names = called(line.buyer for line in found.lines)
    for line in found.lines:
        for measure, share in line.shares.items():
            named = map(_as_text, (line.category, line.buyer, names.get(line.buyer, "")))
            rows.writerow((period.first, period.last, *named, measure, share.count, share.of, share.percent))
    for closing in found.closings:
        ended = f"ended: {closing.outcome.lower()}, {closing.reason or 'no reason'}"
        rows.writerow(
            (period.first, period.last, "", "", "", ended, closing.share.count, closing.share.of, closing.share.percent)
        )
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="desk-{period.first}-{period.last}.csv"'
    return response


def _figures(person: User, period: Period) -> DeskFigures:
    return desk_figures(categories_seen_by(person), period.begin, period.end)


def _of(total: Line, found: DeskFigures, names: Mapping[str, str]) -> list[tuple[str, list[tuple[str, object]]]]:
    """The buyers of a total's category, each with their shares."""
    return [(names.get(line.buyer, NOBODY), _cells(line)) for line in found.lines if line.category == total.category]


def _cells(line: Line) -> list[tuple[str, object]]:
    return [(LABELS[measure], share) for measure, share in line.shares.items()]


def _period(request: HttpRequest) -> Period:
    today = timezone.localdate()
    usual = Period(today - USUAL, today)
    given = [request.GET.get(name, "") for name in ("from", "to")]
    if not any(given):
        return usual
    first, last = (_day(text) for text in given)
    if first is None or last is None:
        return Period(usual.first, usual.last, "Both days are needed, each as a date such as 2026-11-21.")
    if last < first:
        return Period(usual.first, usual.last, f"{last} is before {first}; the first day comes first.")
    if last - first > LONGEST:
        return Period(usual.first, usual.last, "A year is the most; choose a shorter time.")
    return Period(first, last)


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and date(2000, 1, 1) <= found <= date(2999, 1, 1) else None


def _as_text(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell
