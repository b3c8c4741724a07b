"""Deals that wait for an approver: what the page says, who may decide, and what the supplier is told."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.models import Negotiation, State
from negotiation.roles import APPROVER, BUYER
from suppliers import downloads
from suppliers.models import RiskFlag, Stage
from tests import factories, states
from tests.negotiation import staged
from tests.negotiation.roles import person, signed_in

pytestmark = pytest.mark.django_db

OUTSIDE = Terms(unit_price="10.20", payment_days=30, contract_months=1)


@pytest.fixture
def petra() -> User:
    return person("petra", APPROVER)


@pytest.fixture
def approver(petra: User) -> Client:
    return signed_in(petra)


@pytest.fixture
def deal() -> Negotiation:
    return states.awaiting_approval()


def by_a_buyer(name: str = "kim") -> Negotiation:
    """A deal outside the playbook that a buyer closed."""
    made = states.with_buyer()
    people.agree(made.pk, OUTSIDE, by=name, because="Sole source until May.")
    return staged.fresh(made)


def page(client: Client, made: Negotiation) -> str:
    shown = client.get(reverse("desk_approval", args=[made.public_id]))
    assert shown.status_code == 200
    return str(shown.content.decode().replace("\xa0", " "))


def press(client: Client, made: Negotiation, what: str, **form: str) -> Any:
    asked = str(factories.last(made, "approval_asked").seq)
    return client.post(reverse(f"desk_{what}", args=[made.public_id]), {"asked": asked, **form})


class TestTheList:
    def test_who_has_waited_longest_stands_first(self, approver: Client, deal: Negotiation) -> None:
        second = states.awaiting_approval()
        shown = approver.get(reverse("desk_approvals")).content.decode()
        assert shown.index(deal.contract.supplier.name) < shown.index(second.contract.supplier.name)
        assert "188,000 EUR a year" in shown.replace("\xa0", " ")

    def test_it_says_what_will_be_there_when_nothing_waits(self, approver: Client) -> None:
        assert "No deal waits." in approver.get(reverse("desk_approvals")).content.decode()

    def test_a_decided_deal_is_gone(self, approver: Client, deal: Negotiation) -> None:
        press(approver, deal, "approve")
        assert "No deal waits." in approver.get(reverse("desk_approvals")).content.decode()

    def test_its_queries_do_not_grow(self, approver: Client, deal: Negotiation, django_assert_num_queries: Any) -> None:
        with CaptureQueriesContext(connection) as before:
            approver.get(reverse("desk_approvals"))
        for _ in range(3):
            states.awaiting_approval()
        with django_assert_num_queries(len(before)):
            approver.get(reverse("desk_approvals"))


class TestTheDeal:
    def test_one_page_has_what_an_approver_needs(self, approver: Client, deal: Negotiation) -> None:
        supplier = deal.contract.supplier
        RiskFlag.objects.create(supplier=supplier, reason="A late filing")
        shown = page(approver, deal)
        for said in (
            "188,000 EUR a year; without an approver, 1,000 EUR is the most",
            "12,000 EUR a year less (6.0 %)",
            "9.40 EUR",
            "0.60 EUR less than today",
            "Walk-away",
            "A late filing",
            "Not an approved supplier",
            str(deal.playbook.versions.get()),
            "Accepts the offer on the table.",
        ):
            assert said in shown, said
        version = reverse("admin:negotiation_playbook_version", args=[deal.playbook.pk, 1])
        assert f'href="{version}"' in shown
        assert approver.get(version).status_code == 200

    def test_it_says_which_guardrail_a_buyer_went_past_and_why(self, approver: Client) -> None:
        shown = page(approver, by_a_buyer())
        assert "Unit price is outside the playbook: 10.20 EUR per box, where" in shown
        assert "Sole source until May." in shown

    def test_a_negotiation_without_such_a_deal_has_no_page(self, approver: Client) -> None:
        made = states.agreed()
        assert approver.get(reverse("desk_approval", args=[made.public_id])).status_code == 404


class TestApproving:
    def test_the_deal_is_closed_and_the_page_says_by_whom(self, approver: Client, deal: Negotiation) -> None:
        assert press(approver, deal, "approve").status_code == 302
        assert staged.fresh(deal).state == State.AGREED
        shown = page(approver, deal)
        assert "By petra," in shown
        assert "Yes, approve" not in shown

    def test_who_negotiated_cannot_and_is_told_why(self) -> None:
        both = person("kim", APPROVER, BUYER)
        made, client = by_a_buyer(), signed_in(both)
        shown = page(client, made)
        assert "You took part in this negotiation" in shown
        assert "Yes, approve" not in shown
        refused = press(client, made, "approve")
        assert refused.status_code == 409
        assert "somebody else has to approve it" in refused.content.decode()
        assert staged.fresh(made).state == State.AWAITING_APPROVAL

    def test_who_only_pressed_agree_has_negotiated_too(self) -> None:
        made = staged.opened(Stage.ADVISOR, factories.guardrails(authority="1000"))
        people.agree(made.pk, Terms(unit_price="9.40"), by="kim", because="They asked for nothing else.")
        with pytest.raises(people.FourEyes):
            people.approve(made.pk, by="kim")

    def test_the_second_of_two_approvers_is_told_who_was_first(self, approver: Client, deal: Negotiation) -> None:
        press(signed_in(person("paul", APPROVER)), deal, "approve")
        refused = press(approver, deal, "approve")
        assert refused.status_code == 409
        assert "paul has approved it already." in refused.content.decode()

    def test_a_deal_that_has_changed_since_is_not_signed_unseen(self, approver: Client) -> None:
        made = by_a_buyer()
        seen = str(factories.last(made, "approval_asked").seq)
        people.send_back(made.pk, by="paul", reason="Dearer than last year.")
        people.agree(made.pk, Terms(unit_price="10.10"), by="kim", because="They came down.")
        refused = press(approver, staged.fresh(made), "approve", asked=seen)
        assert "paul has sent it back already." in refused.content.decode()
        assert staged.fresh(made).state == State.AWAITING_APPROVAL

    def test_it_takes_the_right_and_the_category(self, deal: Negotiation) -> None:
        buyer = person("ben", BUYER)
        assert press(signed_in(buyer), deal, "approve").status_code == 404
        deal.playbook.category.buyers.add(buyer)
        assert "in the role of an approver" in page(signed_in(buyer), deal)
        assert press(signed_in(buyer), deal, "approve").status_code == 403
        assert press(signed_in(buyer), deal, "send_back", reason="x").status_code == 403


class TestSendingBack:
    def test_it_takes_a_reason(self, approver: Client, deal: Negotiation) -> None:
        assert press(approver, deal, "send_back", reason="  ").status_code == 409
        assert staged.fresh(deal).state == State.AWAITING_APPROVAL

    def test_the_buyer_who_closed_it_has_the_room_again_and_reads_why(self, approver: Client) -> None:
        made = by_a_buyer()
        press(approver, made, "send_back", reason="Dearer than last year.")
        made = staged.fresh(made)
        assert (made.state, made.held_by) == (State.WITH_BUYER, "kim")
        assert made.person_due_since is not None
        room = approver.get(reverse("desk_room", args=[made.public_id])).content.decode()
        assert "Dearer than last year." in room

    def test_what_the_bot_closed_waits_for_any_buyer(self, approver: Client, deal: Negotiation) -> None:
        press(approver, deal, "send_back", reason="Call them.")
        made = staged.fresh(deal)
        assert (made.state, made.held_by) == (State.ESCALATED, "")
        people.claim(made.pk, by="kim")

    def test_an_approver_who_negotiates_too_goes_on_themself(self, deal: Negotiation) -> None:
        both = person("paula", APPROVER, BUYER)
        deal.playbook.category.buyers.add(both)
        press(signed_in(both), deal, "send_back", reason="I call them.")
        assert staged.fresh(deal).held_by == "paula"

    def test_the_supplier_is_never_told_why(self, approver: Client) -> None:
        made = by_a_buyer()
        press(approver, made, "send_back", reason="Dearer than last year.")
        told = downloads.transcript(staged.fresh(made)) + downloads.record_text(staged.fresh(made))
        assert "did not approve the terms as they are" in told
        assert "Dearer" not in told
        assert "Sole source" not in told


class TestLive:
    def test_an_open_page_hears_that_somebody_has_decided(self, approver: Client, deal: Negotiation) -> None:
        address, seen = reverse("desk_approval", args=[deal.public_id]), {"seen": str(deal.head_seq)}
        assert approver.get(address, seen, headers={"HX-Request": "true"}).status_code == 204
        people.approve(deal.pk, by="paul")
        news = approver.get(address, seen, headers={"HX-Request": "true"}).content.decode()
        assert "By paul," in news
        assert 'hx-target="#decide"' in news
