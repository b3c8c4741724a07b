"""The desk's figures are what one finds who reads every event of every negotiation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from benchmarks import admin_data
from negotiation.desk.figures import Share, desk_figures
from negotiation.desk.service_levels import Happening, Measure, waits
from negotiation.models import Event, Kind, Negotiation
from negotiation.playbooks.words import setting
from suppliers.models import Category

pytestmark = pytest.mark.django_db
Shares = dict[tuple[str, str, Measure], tuple[int, int]]


def happening(event: Event) -> Happening:
    said = event.content
    who = {Kind.BOT_SAID: "sent_by", Kind.REASSIGNED: "to", Kind.SENT_BACK: "to"}.get(Kind(event.kind), "by")
    is_nobody = event.kind in (Kind.ADVISED, Kind.ESCALATED, Kind.RELEASED, Kind.SUPPLIER_SAID, Kind.EXPIRED)
    return Happening(event.kind, event.actor, event.at, event.state, "" if is_nobody else said.get(who, ""))


def read_one_by_one() -> Shares:
    """Of each category, buyer and measure how many were in time, of how many."""
    found: dict[tuple[str, str, Measure], Share] = {}
    for made in Negotiation.objects.filter(campaign__isnull=False):
        assert made.campaign is not None
        version = made.campaign.playbook_version
        limit = timedelta(minutes=int(setting(version.guardrails, "response_minutes")))
        for wait in waits(map(happening, made.events.order_by("seq"))):
            is_in_time = wait.is_in_time(limit, timezone.now())
            if is_in_time is not None:
                key = (version.playbook.category.name, wait.by, wait.measure)
                found.setdefault(key, Share()).add(is_in_time=is_in_time)
    return {key: (share.count, share.of) for key, share in found.items()}


def test_they_are_those_of_all_events_read_one_by_one() -> None:
    admin_data.make_people()
    admin_data.fill(suppliers=60, negotiations=400, start=0)
    now = timezone.now()
    found = desk_figures(Category.objects.all(), now - timedelta(days=60), now + timedelta(days=1))
    shares: Shares = {
        (line.category, line.buyer, measure): (share.count, share.of)
        for line in found.lines
        for measure, share in line.shares.items()
        if share.of
    }
    assert shares == read_one_by_one()
    assert {measure for _, _, measure in shares} == set(Measure)
    assert {buyer for _, buyer, _ in shares} == {"", "ben"}
    assert any(0 < count < of for count, of in shares.values())  # some in time and some not


def test_a_categorys_total_is_the_sum_of_its_buyers() -> None:
    admin_data.make_people()
    admin_data.fill(suppliers=60, negotiations=400, start=0)
    now = timezone.now()
    found = desk_figures(Category.objects.all(), now - timedelta(days=60), now + timedelta(days=1))
    assert found.totals
    for total in found.totals:
        of_it = [line for line in found.lines if line.category == total.category]
        for measure, share in total.shares.items():
            assert share.of == sum(line.shares[measure].of for line in of_it)
            assert share.count == sum(line.shares[measure].count for line in of_it)
