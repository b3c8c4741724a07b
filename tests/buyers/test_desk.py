"""The buyer's pages: rooms that wait for a person, and what a person sees and does in one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from negotiation import lifecycle, turns
from negotiation.desk import people, presence
from negotiation.models import Negotiation, State
from suppliers.models import Stage
from suppliers.position import position_of
from suppliers.room_page import room as suppliers_room
from tests import factories, states
from tests.factories import kinds, last, payload_of
from tests.negotiation import staged

pytestmark = pytest.mark.django_db


def kim_for(made: Negotiation) -> Client:
    """Signed in: a buyer to whom the negotiation's category was given."""
    user = User.objects.filter(username=staged.KIM).first() or staged.buyer()
    user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    made.playbook.category.buyers.add(user)
    client = Client()
    client.force_login(user)
    return client


def test_who_leaves_the_desk_signs_out_there() -> None:
    client = kim_for(states.escalated())
    assert f'action="{reverse("admin:logout")}"' in client.get(reverse("desk")).content.decode()
    client.post(reverse("admin:logout"))
    assert client.get(reverse("desk")).status_code == 302


def room(made: Negotiation) -> str:
    return reverse("desk_room", args=[made.public_id])


def page(client: Client, made: Negotiation) -> str:
    return client.get(room(made)).content.decode().replace("\xa0", " ")


def move(client: Client, made: Negotiation, what: str, **form: str) -> Any:
    return client.post(reverse("desk_move", args=[made.public_id, what]), form)


class TestTheList:
    def test_rooms_are_with_people_by_their_names(self) -> None:
        made, own = states.with_buyer(), states.escalated()
        client = kim_for(made)
        kim_for(own)
        people.claim(own.pk, by=staged.KIM)
        staged.buyer("ann", full_name="Ann Bell")
        people.reassign(made.pk, by=staged.KIM, to="ann")
        for room_of_theirs in (made, own):
            factories.say(room_of_theirs, "Hello?")
        shown = client.get(reverse("desk")).content.decode()
        assert "With a person · Ann Bell" in shown
        assert "With a person · you" in shown

    def test_the_newest_need_stands_first(self) -> None:
        first, second = staged.opened(Stage.ADVISOR), staged.opened(Stage.OBSERVER)
        client = kim_for(first)
        kim_for(second)
        shown = client.get(reverse("desk")).content.decode()
        assert shown.index(second.contract.supplier.name) < shown.index(first.contract.supplier.name)
        assert "(2) Desk" in shown

    def test_a_room_comes_when_a_supplier_waits_and_goes_when_a_person_has_answered(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client, name = kim_for(made), made.contract.supplier.name
        assert name in client.get(reverse("desk")).content.decode()
        staged.send(made)
        assert name not in client.get(reverse("desk")).content.decode()
        factories.say(made, "2 % off")
        assert name in client.get(reverse("desk")).content.decode()

    def test_other_categories_and_rehearsals_are_not_on_it(self) -> None:
        made, other = staged.opened(Stage.ADVISOR), staged.opened(Stage.ADVISOR)
        client = kim_for(made)
        playbook = made.playbook
        playbook.draft = factories.guardrails()
        rehearsal = lifecycle.rehearse(playbook, factories.contract(), made.deadline)
        turns.enter(rehearsal.pk)
        factories.ask_person(rehearsal)
        shown = client.get(reverse("desk")).content.decode()
        assert other.contract.supplier.name not in shown
        assert rehearsal.contract.supplier.name not in shown
        assert client.get(room(other)).status_code == 404
        assert client.get(room(rehearsal)).status_code == 404

    def test_who_has_waited_longer_than_the_playbook_wants_is_marked(self) -> None:
        made = staged.opened(Stage.ADVISOR, factories.guardrails(response_minutes=30))
        client = kim_for(made)
        assert "an answer was due" not in client.get(reverse("desk")).content.decode()
        Negotiation.objects.filter(pk=made.pk).update(person_due_since=timezone.now() - timedelta(minutes=31))
        assert "an answer was due within 30 minutes" in client.get(reverse("desk")).content.decode()

    def test_an_empty_one_says_what_will_be_there(self) -> None:
        client = Client()
        client.force_login(staged.buyer())
        assert "Nobody waits." in client.get(reverse("desk")).content.decode()

    def test_it_takes_as_many_queries_for_many_rooms_as_for_one(self, django_assert_max_num_queries: Any) -> None:
        for _ in range(5):
            client = kim_for(staged.opened(Stage.ADVISOR))
        with django_assert_max_num_queries(14):
            client.get(reverse("desk"))

    def test_it_is_for_people_of_the_house(self) -> None:
        outsider = Client()
        outsider.force_login(User.objects.create_user("sue"))
        assert outsider.get(reverse("desk")).status_code == 403
        assert Client().get(reverse("desk")).url.startswith("/admin/login/")


class TestAnAdvisorsRoom:
    def test_the_draft_is_there_with_one_press_to_send_it(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client = kim_for(made)
        shown = page(client, made)
        assert "The bot&#x27;s draft" in shown or "The bot's draft" in shown
        assert "For the renewal we propose 9.40 EUR per box" in shown
        sent = move(client, made, "send", advice=str(staged.advice_of(made)))
        assert sent.status_code == 302
        said = payload_of(last(made, "bot_said"))
        assert (said["sent_by"], said["name"]) == (staged.KIM, staged.KIM_NAME)
        assert "prepared by the bot" in page(client, made)

    def test_an_outdated_draft_is_not_sent_and_the_page_says_why(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client, old = kim_for(made), staged.advice_of(made)
        factories.say(made, "2 % off, Net 45")
        refused = move(client, made, "send", advice=str(old))
        assert refused.status_code == 409
        assert "The supplier has written since" in refused.content.decode()
        assert "bot_said" not in kinds(made)

    def test_own_words_and_terms_go_out_once_however_often_they_are_sent(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client = kim_for(made)
        form = {
            "client_id": uuid4().hex,
            "text": "How about this?",
            "lever-unit_price": "9.50",
            "lever-payment_days": "60",
        }
        for _ in range(2):
            assert move(client, made, "say", **form).status_code == 302
        assert kinds(made).count("buyer_said") == 1
        assert payload_of(last(made, "buyer_said"))["packages"] == [
            {"unit_price": "9.5", "payment_days": "60", "contract_months": "1"}
        ]

    def test_terms_outside_the_playbook_need_a_reason_and_nothing_typed_is_lost(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client = kim_for(made)
        form = {"client_id": "a", "text": "As a favour.", "lever-unit_price": "10.90"}
        refused = move(client, made, "say", **form)
        shown = refused.content.decode()
        assert refused.status_code == 409
        assert "As a favour." in shown
        assert 'value="10.90"' in shown
        assert "Why are these terms right" in shown
        assert move(client, made, "say", **form, because="They had a fire.").status_code == 302
        assert "They had a fire." in page(client, made)

    @pytest.mark.parametrize(
        "form", [{"text": " "}, {"lever-unit_price": "cheap"}, {"lever-volume": "3"}, {"text": "x" * 5000}]
    )
    def test_what_cannot_be_sent_is_told(self, form: dict[str, str]) -> None:
        made = staged.opened(Stage.ADVISOR)
        refused = move(kim_for(made), made, "say", client_id="a", **form)
        assert refused.status_code == 409
        assert 'role="alert"' in refused.content.decode()
        assert "buyer_said" not in kinds(made)

    def test_the_suppliers_offer_is_agreed_to_in_full_as_it_was_shown(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.offer(made, unit_price="9.60", payment_days="60")
        client = kim_for(made)
        assert "9.60 EUR per box, Net 60, monthly" in page(client, made)
        offer = payload_of(last(made, "advised"))["readings"]
        assert move(client, made, "agree", offer=next(iter(offer))).status_code == 302
        made = staged.fresh(made)
        assert made.state == State.AGREED
        assert made.agreement.terms == {"unit_price": "9.6", "payment_days": "60", "contract_months": "1"}

    def test_an_offer_that_was_replaced_meanwhile_is_not_agreed_to(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.offer(made, unit_price="9.60")
        seen = next(iter(payload_of(last(made, "advised"))["readings"]))
        factories.offer(made, unit_price="9.90")
        refused = move(kim_for(made), made, "agree", offer=seen)
        assert refused.status_code == 409
        assert "another offer since" in refused.content.decode()
        assert staged.fresh(made).state == State.OPEN


class TestAnObserversRoom:
    def test_the_draft_is_hidden_until_the_person_has_moved(self) -> None:
        made = staged.opened(Stage.OBSERVER)
        client = kim_for(made)
        before = page(client, made)
        assert "9.40 EUR per box, Net 60, monthly" not in before
        assert "we propose" not in before
        move(
            client,
            made,
            "say",
            client_id="a",
            text="Good morning.",
            **{"lever-unit_price": "9.50", "lever-payment_days": "60"},
        )
        after = page(client, made)
        assert "the bot would have done something else" in after
        assert "9.40 EUR per box, Net 60, monthly" in after
        factories.say(made, "2 % off, Net 45")
        beside = page(client, made).partition('id="beside"')[2]
        assert "12-month commitment" not in beside  # what it would answer now

    def test_it_cannot_be_sent_unseen(self) -> None:
        made = staged.opened(Stage.OBSERVER)
        refused = move(kim_for(made), made, "send", advice=str(staged.advice_of(made)))
        assert refused.status_code == 409
        assert "bot_said" not in kinds(made)


class TestTakingOver:
    def test_a_room_of_the_bot_is_taken_over_and_handed_back(self) -> None:
        made = factories.opened()
        client = kim_for(made)
        shown = page(client, made)
        assert "Take over" in shown
        assert 'id="own"' not in shown
        assert move(client, made, "say", client_id="a", text="Hello").status_code == 409
        move(client, made, "claim")
        assert 'id="own"' in page(client, made)
        move(client, made, "say", client_id="b", text="Good morning.")
        move(client, made, "hand-back")
        assert kinds(made)[-3:] == ["claimed", "buyer_said", "handed_back"]

    def test_who_comes_second_is_told_who_was_first(self) -> None:
        made = factories.opened()
        people.claim(made.pk, by="sam")
        refused = move(kim_for(made), made, "claim")
        assert "sam has taken over" in refused.content.decode()
        assert "sam holds this room" in refused.content.decode()

    def test_a_note_is_for_colleagues(self) -> None:
        made = factories.opened()
        client = kim_for(made)
        move(client, made, "note", text="Call them first.")
        assert "Call them first." in page(client, made)

    def test_nothing_is_sent_into_a_room_that_is_over(self) -> None:
        made = factories.opened()
        client = kim_for(made)
        factories.accept(made)
        refused = move(client, made, "say", client_id="a", text="Wait!")
        assert "over, so nothing was sent" in refused.content.decode()


class TestWhoMay:
    def test_an_auditor_looks_and_does_nothing(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        auditor = User.objects.create_user("ann", is_staff=True)
        auditor.user_permissions.add(Permission.objects.get(codename="view_every_category"))
        client = Client()
        client.force_login(auditor)
        shown = page(client, made)
        assert made.contract.supplier.name in shown
        assert 'id="own"' not in shown
        assert "we propose" not in shown  # a draft is for who can send it
        for what in ("say", "send", "agree", "claim", "release", "hand-back", "note"):
            assert move(client, made, what, text="x", client_id="a").status_code == 403
        assert kinds(made)[-1] == "advised"

    def test_nothing_moves_by_opening_an_address(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client = kim_for(made)
        assert client.get(reverse("desk_move", args=[made.public_id, "claim"])).status_code == 405
        assert move(client, made, "explode").status_code == 404

    def test_what_suppliers_type_is_escaped(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        factories.say(made, "<script>alert(1)</script>")
        assert "<script>alert" not in page(kim_for(made), made)


class TestLive:
    def test_only_what_is_new_is_sent(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        client = kim_for(made)
        seen = {"panel": str(made.head_seq), "dock": "speak"}
        assert client.get(room(made), seen, headers={"HX-Request": "true"}).status_code == 204
        factories.say(made, "2 % off, Net 45")
        update = client.get(room(made), seen, headers={"HX-Request": "true"}).content.decode()
        assert "2 % off, Net 45" in update
        assert 'hx-target="#log"' in update
        assert "<textarea" not in update  # what is being typed stays

    def test_taking_over_is_offered_where_one_will_write(self) -> None:
        made = states.escalated()
        client = kim_for(made)
        shown = page(client, made)
        dock = shown[shown.index('id="dock"') : shown.index('id="beside"')]
        assert "Take over" in dock
        seen = {"panel": "1", "dock": "speak"}
        update = client.get(room(made), seen, headers={"HX-Request": "true"}).content.decode()
        assert "Take over" in update[update.index('hx-target="#dock"') :]

    def test_colleagues_are_called_by_their_names_and_who_holds_the_room_is_waited_for(self) -> None:
        made = states.escalated()
        client = kim_for(made)
        people.claim(made.pk, by=staged.KIM, name=staged.KIM_NAME)
        people.reassign(made.pk, by=staged.KIM, to="sam", name="Sam Ray")
        people.reassign(made.pk, by="sam", to=staged.KIM, name=staged.KIM_NAME)
        factories.say(made, "Are you there?")
        shown = page(client, made)
        assert "Kim Lee took over." in shown
        assert "Kim Lee passed it on to sam." in shown  # nobody here is called sam
        assert "The supplier waits for your answer" in shown

    def test_what_was_read_is_told_until_it_is_answered(self) -> None:
        made = states.with_buyer()
        client = kim_for(made)
        made = staged.say(made, "Good morning.")
        presence.mark_seen(made.pk, made.head_seq, is_supplier=True)
        assert "Seen by the supplier" in page(client, made)
        factories.say(made, "Good morning to you.")
        assert "Seen by the supplier" not in page(client, made)
        presence.mark_seen(made.pk, staged.fresh(made).head_seq, is_supplier=False)
        assert suppliers_room(position_of(staged.fresh(made))).is_read
        staged.say(staged.fresh(made), "Let us see.")
        assert not suppliers_room(position_of(staged.fresh(made))).is_read

    def test_the_form_goes_when_there_is_nothing_more_to_say(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        client = kim_for(made)
        seen = {"panel": str(made.head_seq), "dock": "speak"}
        factories.accept(made)
        update = client.get(room(made), seen, headers={"HX-Request": "true"}).content.decode()
        assert 'hx-target="#dock"' in update
        assert 'id="own"' not in update
