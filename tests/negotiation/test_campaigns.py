"""Campaigns: who can be invited, launching once, one faulty contract failing alone, and stopping."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from negotiation import lifecycle, links, turns
from negotiation.campaigns import control, invitations, launching
from negotiation.campaigns.choice import LEFT_OUT, MISFIT, TAKEN
from negotiation.campaigns.control import ChoiceChanged, NotLaunched
from negotiation.desk import people
from negotiation.lifecycle import NotPossible
from negotiation.models import Campaign, CampaignContract, Email, Kind, Negotiation, State, Work
from suppliers import eligibility
from suppliers.models import RiskFlag, Suitability
from tests import factories
from tests.negotiation.campaigning import (
    candidates,
    invitable,
    invited,
    launched,
    launcher,
    of,
    plan,
    started,
    version_with,
)

Status = Campaign.Status


def states(campaign: Campaign) -> dict[str, str]:
    return dict(campaign.negotiations.values_list("contract__supplier__name", "state"))


@pytest.mark.django_db
class TestChoosing:
    def test_an_eligible_contract_can_be_chosen_and_others_say_why_not(self) -> None:
        version = version_with("Ada")
        category = version.playbook.category
        invitable(category, "Bea", is_approved=False)
        invitable(category, "Cleo", email="")
        judged = {one.contract.supplier.name: one for one in candidates(category, version.guardrails)}
        assert judged["Ada"].is_free
        assert "Bea is not an approved supplier." in judged["Bea"].why_not
        assert "no e-mail address" in judged["Cleo"].why_not

    def test_a_contract_under_negotiation_is_left_out_with_the_campaign_that_has_it(self) -> None:
        campaign = started("Ada", name="Spring renewals")
        [one] = candidates(campaign.playbook_version.playbook.category)
        assert one.reasons == (TAKEN,)
        assert "under way in Spring renewals: invited" in one.why_not

    def test_a_contract_on_the_list_of_another_launch_is_left_out(self) -> None:
        campaign = launched("Ada", name="Spring renewals")
        [one] = candidates(campaign.playbook_version.playbook.category)
        assert one.why_not == "It is chosen in Spring renewals, which is being launched."

    def test_a_contract_is_free_again_once_its_negotiation_is_over(self) -> None:
        campaign = started("Ada")
        people.withdraw(of(campaign, "Ada").pk, by="anna", reason="Another year")
        [one] = candidates(campaign.playbook_version.playbook.category)
        assert one.is_free

    def test_a_contract_that_the_playbook_cannot_serve_is_left_out_with_the_reason(self) -> None:
        version = version_with()
        invitable(version.playbook.category, "Ada", terms={"unit_price": "10.00"})
        [one] = candidates(version.playbook.category, version.guardrails)
        assert one.reasons == (MISFIT,)
        assert "The contract says nothing about payment_days." in one.why_not

    def test_every_reason_has_words(self) -> None:
        assert set(eligibility.LABELS) | {TAKEN, MISFIT} == set(LEFT_OUT)

    def test_many_contracts_take_as_many_queries_as_few(self, django_assert_max_num_queries: Any) -> None:
        version = version_with(*(f"Supplier{number}" for number in range(40)))
        with django_assert_max_num_queries(5):
            assert len(candidates(version.playbook.category, version.guardrails)) == 40


@pytest.mark.django_db
class TestLaunching:
    def test_a_launch_writes_its_work_list_and_the_worker_starts_and_invites(self) -> None:
        campaign = launched("Ada", "Bea")
        assert (campaign.status, campaign.negotiations.count()) == (Status.LAUNCHING, 0)
        assert not launching.work(campaign.pk)
        campaign.refresh_from_db()
        assert campaign.status == Status.RUNNING
        assert states(campaign) == {"Ada": State.INVITED, "Bea": State.INVITED}
        waiting = Email.objects.filter(purpose="invitation", status="waiting")
        assert waiting.count() == 2

    def test_one_that_cannot_start_says_why_and_stops_nobody(self) -> None:
        campaign = launched("Ada", "Bea", "Cleo")
        broken = campaign.chosen.get(contract__supplier__name="Bea").contract
        broken.terms = {"unit_price": "10.00"}
        broken.save()
        launching.work(campaign.pk)
        assert states(campaign) == {"Ada": State.INVITED, "Cleo": State.INVITED}
        failed = CampaignContract.objects.get(state=Work.FAILED)
        assert failed.contract == broken
        assert "The contract says nothing about payment_days." in failed.error

    def test_who_was_flagged_after_the_launch_is_not_invited(self) -> None:
        campaign = launched("Ada", "Bea")
        bea = campaign.chosen.get(contract__supplier__name="Bea").contract.supplier
        RiskFlag.objects.create(supplier=bea, reason="Insolvent")
        launching.work(campaign.pk)
        assert states(campaign) == {"Ada": State.INVITED}
        assert "Insolvent" in CampaignContract.objects.get(state=Work.FAILED).error

    def test_the_same_form_sent_twice_is_one_campaign(self) -> None:
        version, key = version_with("Ada"), uuid4()
        first = control.launch(plan(version), key=key, by=launcher())
        assert control.launch(plan(version), key=key, by=launcher()) == first
        assert Campaign.objects.count() == 1

    def test_doing_the_work_twice_is_the_same_as_once(self) -> None:
        campaign = started("Ada")
        launching.work(campaign.pk)
        assert (Negotiation.objects.count(), Email.objects.count()) == (1, 1)

    def test_a_contract_that_was_taken_meanwhile_stops_the_launch_and_is_named(self) -> None:
        version = version_with("Ada", "Bea")
        ada = version.playbook.category.contracts.get(supplier__name="Ada")
        control.launch(plan(version, [ada]), key=uuid4(), by=launcher())
        with pytest.raises(ChoiceChanged, match="One of the chosen contracts cannot be invited") as refused:
            control.launch(plan(version), key=uuid4(), by=launcher("bert"))
        assert [one.contract for one in refused.value.left_out] == [ada]
        assert Campaign.objects.count() == 1

    def test_a_contract_of_another_category_is_refused(self) -> None:
        version, other = version_with("Ada"), version_with("Bea")
        foreign = list(other.playbook.category.contracts.all())
        with pytest.raises(ChoiceChanged) as refused:
            control.launch(plan(version, foreign), key=uuid4(), by=launcher())
        assert "does not belong to" in refused.value.left_out[0].why_not

    @pytest.mark.parametrize("kind", [Suitability.STRATEGIC, Suitability.SINGLE_SOURCE, Suitability.COMPLEX])
    def test_an_unsuitable_category_cannot_launch(self, kind: Suitability) -> None:
        version = version_with("Ada")
        version.playbook.category.suitability = kind
        version.playbook.category.save()
        with pytest.raises(NotLaunched, match="that is for people, and cannot be launched"):
            control.launch(plan(version), key=uuid4(), by=launcher())

    def test_everything_that_is_wrong_is_said_at_once(self) -> None:
        version = version_with("Ada")
        wrong = plan(version, [], name=" ", deadline=timezone.now(), subject="{foo}", text="no way in")
        with pytest.raises(NotLaunched) as refused:
            control.launch(wrong, key=uuid4(), by=launcher())
        assert set(refused.value.faults) == {"name", "deadline", "subject", "text", "contracts"}

    def test_what_could_not_start_before_the_deadline_never_does(self) -> None:
        campaign = launched("Ada")
        Campaign.objects.update(deadline=timezone.now() - timedelta(seconds=1))
        launching.work(campaign.pk)
        assert not campaign.negotiations.exists()
        assert campaign.chosen.get().error == launching.TOO_LATE

    def test_the_sweep_finds_a_launch_whose_worker_is_gone(self) -> None:
        campaign = launched("Ada")
        assert launching.left_behind() == [campaign.pk]
        Campaign.objects.update(heartbeat_at=timezone.now())
        assert launching.left_behind() == []
        Campaign.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=2))
        assert launching.left_behind() == [campaign.pk]


class TestAtOnce:
    def test_two_people_launching_at_once_never_share_a_contract(self, at_once: Callable[..., list[Any]]) -> None:
        version = version_with("Ada", "Bea")
        anna, bert = launcher("anna"), launcher("bert")
        results = at_once(
            lambda: control.launch(plan(version), key=uuid4(), by=anna),
            lambda: control.launch(plan(version), key=uuid4(), by=bert),
        )
        assert sorted(type(result).__name__ for result in results) == ["Campaign", "ChoiceChanged"]
        assert CampaignContract.objects.count() == 2

    def test_a_double_click_is_one_campaign(self, at_once: Callable[..., list[Any]]) -> None:
        version, anna, key = version_with("Ada"), launcher(), uuid4()
        click = lambda: control.launch(plan(version), key=key, by=anna)  # noqa: E731
        first, second = at_once(click, click)
        assert isinstance(first, Campaign)
        assert first == second

    def test_two_workers_start_each_negotiation_once(self, at_once: Callable[..., list[Any]]) -> None:
        campaign = launched(*(f"Supplier{number}" for number in range(60)))
        at_once(lambda: launching.work(campaign.pk), lambda: launching.work(campaign.pk))
        assert (Negotiation.objects.count(), Email.objects.count()) == (60, 60)

    def test_a_campaign_that_is_cancelled_while_it_launches_leaves_nothing_open(
        self, at_once: Callable[..., list[Any]]
    ) -> None:
        campaign, anna = launched(*(f"Supplier{number}" for number in range(60))), launcher()
        is_begun = threading.Event()

        def work() -> None:
            is_begun.set()
            launching.work(campaign.pk)

        def cancel() -> None:
            is_begun.wait()
            control.cancel(campaign, by=anna, reason="Wrong list")

        assert at_once(work, cancel) == [None, None]
        launching.work(campaign.pk)
        assert set(states(campaign).values()) <= {State.WITHDRAWN}
        assert not Email.objects.filter(status="waiting").exists()


@pytest.mark.django_db
class TestStopping:
    def test_a_paused_launch_starts_nothing_and_goes_on_when_resumed(self) -> None:
        campaign = launched("Ada")
        control.pause(campaign)
        launching.work(campaign.pk)
        assert not campaign.negotiations.exists()
        control.resume(campaign)
        launching.work(campaign.pk)
        campaign.refresh_from_db()
        assert (campaign.status, campaign.negotiations.count()) == (Status.RUNNING, 1)

    def test_rooms_go_on_while_a_campaign_is_paused(self) -> None:
        campaign = invited("Ada")
        control.pause(campaign)
        made = of(campaign, "Ada")
        turns.enter(made.pk)
        factories.say(made, "2 % off, Net 45")
        assert factories.kinds(made)[-1] == Kind.BOT_SAID

    def test_cancelling_withdraws_what_is_not_concluded_and_keeps_what_is_agreed(self) -> None:
        campaign = invited("Ada", "Bea")
        ada = of(campaign, "Ada")
        turns.enter(ada.pk)
        ada.refresh_from_db()
        factories.accept(ada)
        control.cancel(campaign, by=launcher(), reason="Wrong year")
        launching.work(campaign.pk)
        assert states(campaign) == {"Ada": State.AGREED, "Bea": State.WITHDRAWN}
        withdrawn = factories.payload_of(factories.last(of(campaign, "Bea"), "withdrawn"))
        assert (withdrawn["by"], withdrawn["reasons"]) == ("anna", ["Wrong year"])

    def test_cancelling_leaves_to_the_approver_what_waits_for_them(self) -> None:
        version = factories.version(factories.guardrails(authority="1000"))
        invitable(version.playbook.category, "Ada")
        campaign = control.launch(plan(version), key=uuid4(), by=launcher())
        launching.work(campaign.pk)
        ada = of(campaign, "Ada")
        turns.enter(ada.pk)
        ada.refresh_from_db()
        factories.accept(ada)
        assert ada.state == State.AWAITING_APPROVAL
        control.cancel(campaign, by=launcher(), reason="Wrong year")
        launching.work(campaign.pk)
        assert states(campaign) == {"Ada": State.AWAITING_APPROVAL}

    def test_cancelling_drops_letters_and_contracts_that_wait(self) -> None:
        campaign = started("Ada")
        control.cancel(campaign, by=launcher(), reason="Wrong list")
        assert Email.objects.get().status == Email.Status.DROPPED
        other = launched("Bea")
        control.cancel(other, by=launcher(), reason="Wrong list")
        launching.work(other.pk)
        assert (other.chosen.get().state, other.negotiations.count()) == (Work.CANCELLED, 0)

    def test_a_cancellation_needs_a_reason_and_happens_once(self) -> None:
        campaign = started("Ada")
        with pytest.raises(NotPossible, match="Say why"):
            control.cancel(campaign, by=launcher(), reason=" ")
        control.cancel(campaign, by=launcher(), reason="Wrong list")
        with pytest.raises(NotPossible, match="cancelled already"):
            control.cancel(campaign, by=launcher(), reason="Wrong list")
        with pytest.raises(NotPossible):
            control.resume(campaign)

    def test_the_sweep_finds_what_a_cancellation_has_not_withdrawn_yet(self) -> None:
        campaign = started("Ada")
        control.cancel(campaign, by=launcher(), reason="Wrong list")
        assert launching.left_behind() == [campaign.pk]
        launching.work(campaign.pk)
        Campaign.objects.update(heartbeat_at=None)
        assert launching.left_behind() == []


@pytest.mark.django_db
class TestExtending:
    def test_open_negotiations_and_their_links_get_the_later_deadline(self) -> None:
        campaign = started("Ada")
        later = campaign.deadline + timedelta(days=3)
        control.extend(campaign, later)
        ada = of(campaign, "Ada")
        assert ada.deadline == later
        assert ada.invitations.get().expires_at == later + links.READABLE_AFTER_DEADLINE

    def test_what_has_expired_stays_expired(self) -> None:
        campaign = started("Ada")
        lifecycle.expire(factories.past_deadline(of(campaign, "Ada")))
        control.extend(campaign, campaign.deadline + timedelta(days=3))
        assert states(campaign) == {"Ada": State.EXPIRED}
        assert of(campaign, "Ada").deadline < timezone.now()

    def test_an_earlier_deadline_is_refused(self) -> None:
        campaign = started("Ada")
        with pytest.raises(NotPossible, match="later than the present one"):
            control.extend(campaign, campaign.deadline - timedelta(hours=1))


@pytest.mark.django_db
class TestLinks:
    def test_a_replaced_link_ends_and_another_one_is_sent(self) -> None:
        campaign = invited("Ada")
        old = of(campaign, "Ada").invitations.get()
        email = invitations.replace_link(old)
        assert links.find_valid(links.token_of(old)) is None
        assert links.find_valid(links.token_of(email.invitation)) == email.invitation
        assert (email.purpose, email.status) == (Email.Purpose.NEW_LINK, Email.Status.WAITING)

    def test_a_second_press_on_the_same_link_sends_no_second_letter(self) -> None:
        old = of(invited("Ada"), "Ada").invitations.get()
        invitations.replace_link(old)
        with pytest.raises(NotPossible, match="somebody was faster"):
            invitations.replace_link(old)
        assert Email.objects.filter(purpose=Email.Purpose.NEW_LINK).count() == 1

    def test_a_revoked_link_takes_its_waiting_letter_along(self) -> None:
        link = of(started("Ada"), "Ada").invitations.get()
        invitations.revoke_link(link)
        assert Email.objects.get().status == Email.Status.DROPPED

    def test_a_new_link_is_sent_only_where_none_works(self) -> None:
        made = of(invited("Ada"), "Ada")
        with pytest.raises(NotPossible, match="has a link that works"):
            invitations.new_link(made)
        invitations.revoke_link(made.invitations.get())
        assert invitations.new_link(made).purpose == Email.Purpose.NEW_LINK

    def test_what_is_over_gets_no_new_link(self) -> None:
        made = of(invited("Ada"), "Ada")
        people.withdraw(made.pk, by="anna", reason="Another year")
        with pytest.raises(NotPossible, match="This negotiation is over: withdrawn"):
            invitations.replace_link(made.invitations.get())
