"""A room as the buyer sees it: the bot's second opinion, terms checked, replies, and what ends or hands on a room."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from negotiation import ledger
from negotiation.desk import people
from negotiation.models import Negotiation, SavedReply, State
from suppliers.html import HtmlRenderer
from suppliers.models import Stage
from suppliers.renderers import JsonRenderer
from tests import factories
from tests.buyers.test_desk import kim_for, move, page
from tests.factories import kinds, last, payload_of
from tests.negotiation import staged

pytestmark = pytest.mark.django_db


def held(rules: dict[str, Any] | None = None) -> tuple[Negotiation, Client]:
    """A room that Kim has taken over, after an offer of the supplier's."""
    made = factories.opened(rules)
    client = kim_for(made)
    factories.offer(made, unit_price="9.80", payment_days="45")
    people.claim(made.pk, by=staged.KIM)
    return staged.fresh(made), client


def check(client: Client, made: Negotiation, **terms: str) -> str:
    form = {f"lever-{lever}": value for lever, value in terms.items()}
    shown = client.post(reverse("desk_check", args=[made.public_id]), form).content.decode()
    return shown.replace("\xa0", " ")


def prepare(client: Client, made: Negotiation, what: str) -> str:
    shown = client.get(reverse("desk_prepare", args=[made.public_id, what])).content.decode()
    return shown.replace("\xa0", " ")


def approver(made: Negotiation) -> Client:
    user = User.objects.create_user("ann", is_staff=True)
    wanted = Permission.objects.filter(codename__in=("approve_deal", "view_every_category"))
    user.user_permissions.add(*wanted)
    client = Client()
    client.force_login(user)
    return client


class TestThePanel:
    def test_it_shows_the_next_move_the_estimate_and_the_offers(self) -> None:
        made, client = held()
        factories.offer(made, unit_price="9.70", payment_days="45")
        shown = page(client, made)
        assert "The bot as your second" in shown
        assert "Put these terms into my offer" in shown
        assert "What seems to matter, to them and to us" in shown
        assert 'class="offers-chart"' in shown
        assert "The supplier&#x27;s last offer is worth" in shown or "The supplier's last offer is worth" in shown

    def test_it_says_whose_move_is_next_and_what_becomes_of_its_own(self) -> None:
        made, client = held()
        staged.say(made, "Good morning.")
        shown = page(client, made)
        assert '<span class="badge">Wait</span>' in shown
        assert "while a person holds the room, it sends nothing" in shown
        people.hand_back(made.pk, by=staged.KIM)
        assert "It negotiates here, and goes on by itself." in page(client, made)

    def test_in_the_observers_stage_it_suggests_nothing(self) -> None:
        made = staged.opened(Stage.OBSERVER)
        client = kim_for(made)
        staged.say(made, "Good morning.", unit_price="9.50", payment_days="60")
        factories.offer(made, unit_price="9.80", payment_days="45")
        assert "Put these terms into my offer" not in page(client, made)

    def test_nothing_of_it_reaches_the_supplier(self) -> None:
        made, client = held()
        move(client, made, "note", text="Their plant is half empty.")
        move(client, made, "say", client_id="a", text="One moment.")
        events = ledger.events_after(staged.fresh(made))
        frames = "".join([*JsonRenderer().events(made, events), *HtmlRenderer().events(made, events)])
        for secret in ("half empty", "utility", "worth to us", "Kim Lee, for colleagues", "walk_away"):
            assert secret not in frames


class TestTermsCheckedAsOneTypes:
    def test_inside_and_outside_in_sentences(self) -> None:
        made, client = held()
        assert "Inside the playbook." in check(client, made, unit_price="9.70", payment_days="45")
        outside = check(client, made, unit_price="10.90", payment_days="45")
        assert "Outside the playbook." in outside
        assert "0.90 EUR above the limit" in outside
        assert "an approver signs" in outside

    def test_what_is_no_number_is_told_and_nothing_is_recorded(self) -> None:
        made, client = held()
        before = made.head_seq
        assert "is not a number" in check(client, made, unit_price="cheap")
        assert staged.fresh(made).head_seq == before

    def test_refused_terms_come_back_with_what_the_playbook_says(self) -> None:
        made, client = held()
        refused = move(client, made, "say", client_id="a", text="", **{"lever-unit_price": "10.90"})
        assert refused.status_code == 409
        assert "above the limit" in refused.content.decode()

    def test_the_form_offers_steps_and_choices_of_both_sides(self) -> None:
        made, client = held()
        shown = page(client, made)
        assert 'data-step="0.1"' in shown
        assert 'data-fill="9.80"' in shown  # they say
        assert "<small> they say</small>" in shown
        assert "<small> today, limit</small>" in shown

    def test_where_the_playbook_wants_it_an_approver_sends_it_on(self) -> None:
        made, client = held(factories.guardrails(off_policy_approval=True))
        form = {"client_id": uuid4().hex, "text": "As a favour.", "because": "Steel", "lever-unit_price": "10.90"}
        assert move(client, made, "say", **form).status_code == 302
        assert "Waiting for an approver" in page(client, made)
        assert "a second person decides" in page(client, made) or "An approver decides" in page(client, made)
        ann = approver(made)
        shown = page(ann, made)
        assert "Consent, and do it now" in shown
        assert "0.90 EUR above the limit" in shown
        asked = str(last(made, "consent_asked").seq)
        assert move(ann, made, "consent", asked=asked).status_code == 302
        assert kinds(made)[-1] == "buyer_said"


class TestHandingBack:
    def test_what_was_said_is_shown_before_it_is_confirmed(self) -> None:
        made, client = held()
        staged.say(made, "Could you do Net 60?")
        factories.say(made, "Perhaps.")
        shown = prepare(client, made, "hand-back")
        assert "Could you do Net 60?" in shown
        assert "Perhaps." in shown
        assert kinds(made)[-1] == "supplier_said"

    def test_with_a_price_that_the_bot_may_go_to(self) -> None:
        made, client = held()
        told = move(client, made, "hand-back", instruction="price", price="10.20", because="Steel went up")
        assert told.status_code == 302
        assert payload_of(last(made, "handed_back"))["allowed"] == {"unit_price": "10.2"}
        assert "may go to 10.20 EUR per box" in page(client, made)

    @pytest.mark.parametrize("price", ["", "cheap", "9.00"])
    def test_a_price_that_makes_no_sense_is_refused_and_told(self, price: str) -> None:
        made, client = held()
        assert move(client, made, "hand-back", instruction="price", price=price).status_code == 409
        assert staged.fresh(made).state == State.WITH_BUYER

    def test_what_was_refused_stands_in_the_form_again_as_it_was_typed(self) -> None:
        made, client = held()
        said = move(client, made, "hand-back", instruction="price", price="10.2O", because="Steel went up")
        form = said.content.decode().partition("Hand back to the bot")[2]
        assert 'value="price" checked' in form
        assert 'name="price" value="10.2O"' in form
        assert 'name="because" value="Steel went up"' in form
        said = move(client, made, "snooze", until="2020-01-01T09:00", because="Their fair")
        form = said.content.decode().partition("Put off until a date")[2]
        assert 'name="until" value="2020-01-01T09:00"' in form
        assert 'name="because" value="Their fair"' in form

    def test_to_hold_at_what_we_offered_last(self) -> None:
        made, client = held()
        staged.say(made, "Our last word.", unit_price="9.70", payment_days="45")
        assert "Hold at these terms: <strong>9.70 EUR per box, Net 45" in prepare(client, made, "hand-back")
        move(client, made, "hand-back", instruction="hold")
        assert payload_of(last(made, "handed_back"))["allowed"]["unit_price"] == "9.70"


class TestEnding:
    @pytest.mark.parametrize(
        ("what", "reason", "state"),
        [("close", "price", State.NO_DEAL), ("withdraw", "budget", State.WITHDRAWN)],
    )
    def test_with_a_reason_that_reports_can_count(self, what: str, reason: str, state: State) -> None:
        made, client = held()
        move(client, made, what, reason=reason, because="They want 12.")
        made = staged.fresh(made)
        assert made.state == state
        assert payload_of(made.events.get(seq=made.head_seq))["reasons"] == [reason]
        assert "They want 12." in page(client, made)

    @pytest.mark.parametrize("reason", ["", "because", "budget"])
    def test_without_one_of_the_list_it_stays_open(self, reason: str) -> None:
        made, client = held()
        assert move(client, made, "close", reason=reason).status_code == 409
        assert staged.fresh(made).state == State.WITH_BUYER

    def test_agreed_counts_its_reason_too(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        client = kim_for(made)
        factories.offer(made, unit_price="9.60", payment_days="60")
        offer = next(iter(payload_of(last(made, "advised"))["readings"]))
        move(client, made, "agree", offer=offer, reason="supply_secured")
        assert payload_of(last(made, "agreed"))["reasons"] == ["supply_secured"]
        assert "To secure the supply" in page(client, made)

    def test_who_does_not_hold_the_room_does_not_end_it(self) -> None:
        made, client = held()
        people.reassign(made.pk, by=staged.KIM, to="sam")
        assert move(client, made, "close", reason="price").status_code == 409


class TestPuttingOff:
    def test_the_room_leaves_the_list_and_comes_back_on_the_date(self) -> None:
        made, client = held()
        factories.say(made, "Please come back on Thursday.")
        name = made.contract.supplier.name
        waiting = "Waiting for a person"
        until = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
        assert move(client, made, "snooze", until=until).status_code == 302
        listed = client.get(reverse("desk")).content.decode()
        assert name in listed
        assert "put off until" in listed
        assert "(1)" not in listed
        assert "Put off." in page(client, made)
        Negotiation.objects.filter(pk=made.pk).update(person_due_since=timezone.now() - timedelta(seconds=1))
        listed = client.get(reverse("desk")).content.decode()
        assert waiting in listed
        assert "(1)" in listed

    @pytest.mark.parametrize("until", ["", "Thursday", "2020-01-01T09:00"])
    def test_what_is_no_date_to_come_is_refused(self, until: str) -> None:
        made, client = held()
        assert move(client, made, "snooze", until=until).status_code == 409


class TestSavedReplies:
    def test_placeholders_are_filled_in_from_the_room(self) -> None:
        made, client = held()
        SavedReply.objects.create(
            category=made.playbook.category, title="Thanks", text="Thank you, {supplier}. {me}, about {contract}"
        )
        assert f"Thank you, {made.contract.supplier.name}. Kim Lee, about Shipping boxes" in page(client, made)

    def test_those_of_other_categories_are_not_offered(self) -> None:
        made, client = held()
        other = factories.opened()
        SavedReply.objects.create(category=other.playbook.category, title="Elsewhere", text="Hello")
        assert "Elsewhere" not in page(client, made)

    @pytest.mark.parametrize("text", ["Dear {sup}", "Dear {supplier.name}", "{", "Dear {supplier!r}", "{supplier:>9}"])
    def test_an_unknown_placeholder_is_refused_when_it_is_saved(self, text: str) -> None:
        made, _ = held()
        with pytest.raises(ValidationError, match=r"placeholder|brace"):
            SavedReply(category=made.playbook.category, title="Odd", text=text).full_clean()

    def test_a_brace_can_be_written(self) -> None:
        made, _ = held()
        SavedReply(category=made.playbook.category, title="Fine", text="{{sic}} {deadline}").full_clean()


def test_a_room_says_whom_it_is_meant_for() -> None:
    made = factories.opened(factories.guardrails(routing={"human_requested": "Steel desk"}))
    client = kim_for(made)
    factories.ask_person(made)
    assert "for Steel desk" in client.get(reverse("desk")).content.decode()
    assert "For Steel desk." in page(client, made)
