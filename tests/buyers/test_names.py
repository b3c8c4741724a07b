"""Colleagues are called by their names wherever they are read of; by their user name, where they have no other."""

import csv

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from negotiation.desk import people
from negotiation.models import Negotiation, State
from negotiation.roles import APPROVER, AUDITOR
from suppliers.position import position_of
from suppliers.room_page import room as suppliers_room
from tests import factories, states
from tests.negotiation import staged
from tests.negotiation.roles import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Negotiation:
    """A room that Kim Lee holds; Ann Bell may have it, and so may zoe, who has no other name."""
    made = states.escalated()
    for name, full_name in (("kim", "Kim Lee"), ("ann", "Ann Bell"), ("zoe", "")):
        user = staged.buyer(name, of=made, full_name=full_name)
        user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    people.claim(made.pk, by="kim", name="Kim Lee")
    return staged.fresh(made)


def client_of(made: Negotiation, name: str) -> Client:
    return signed_in(made.playbook.category.buyers.get(username=name))


def page(client: Client, address: str, *args: object) -> str:
    return str(client.get(reverse(address, args=args)).content.decode().replace("\xa0", " "))


def passed_on(made: Negotiation, to: str) -> str:
    """What Kim is told when she passes the room on."""
    move = reverse("desk_move", args=[made.public_id, "reassign"])
    return str(client_of(made, "kim").post(move, {"to": to}, follow=True).content.decode())


def test_the_header_says_who_is_signed_in(made: Negotiation) -> None:
    assert ">Kim Lee</p>" in page(client_of(made, "kim"), "desk")
    assert ">zoe</p>" in page(client_of(made, "zoe"), "desk")


def test_who_passes_a_room_on_reads_to_whom(made: Negotiation) -> None:
    assert "Passed on to Ann Bell." in passed_on(made, "ann")


def test_a_colleague_without_another_name_is_called_by_the_user_name(made: Negotiation) -> None:
    assert "Passed on to zoe." in passed_on(made, "zoe")


def test_what_was_put_off_says_by_whom(made: Negotiation) -> None:
    move = reverse("desk_move", args=[made.public_id, "snooze"])
    soon = made.deadline.strftime("%Y-%m-%dT%H:%M")
    client_of(made, "kim").post(move, {"until": soon})
    assert "<strong>Kim Lee, for colleagues</strong>" in page(client_of(made, "ann"), "desk_room", made.public_id)


def test_the_figures_count_by_names_and_the_file_has_both(made: Negotiation) -> None:
    staged.say(made, "Good morning.")
    auditor = signed_in(person("otto", AUDITOR))
    assert '<th scope="row">Kim Lee</th>' in page(auditor, "desk_figures")
    file = auditor.get(reverse("desk_figures_csv")).content.decode("utf-8-sig")
    [first, *_] = csv.DictReader(file.splitlines())
    assert (first["buyer"], first["buyer_name"]) == ("kim", "Kim Lee")


class TestApprovals:
    """Kim offered outside the playbook and passed the room on; then the supplier accepted."""

    @pytest.fixture
    def deal(self, made: Negotiation) -> Negotiation:
        staged.say(made, "Our last word.", "They had a fire.", unit_price="10.20", payment_days="60")
        people.reassign(made.pk, by="kim", to="ann", name="Ann Bell")
        factories.accept(made, factories.last(made, "buyer_said").seq)
        return staged.fresh(made)

    @pytest.fixture
    def petra(self) -> Client:
        user = person("petra", APPROVER)
        user.first_name, user.last_name = "Petra", "Stein"
        user.save()
        return signed_in(user)

    def test_the_approver_reads_who_offered_what_the_supplier_accepted_and_why(
        self, deal: Negotiation, petra: Client
    ) -> None:
        assert "closed by Kim Lee" in page(petra, "desk_approvals")
        shown = page(petra, "desk_approval", deal.public_id)
        assert '<span class="muted">Kim Lee says:</span> They had a fire.' in shown
        assert "<td>Kim Lee</td>" in shown

    def test_a_deal_that_is_sent_back_is_with_who_held_the_room_last(self, deal: Negotiation, petra: Client) -> None:
        asked = str(factories.last(deal, "approval_asked").seq)
        address = reverse("desk_send_back", args=[deal.public_id])
        told = petra.post(address, {"asked": asked, "reason": "Too dear."}, follow=True).content.decode()
        assert "The room is with Ann Bell;" in told
        assert "By Petra Stein," in told
        deal = staged.fresh(deal)
        assert (deal.state, deal.held_by) == (State.WITH_BUYER, "ann")
        assert "Ann Bell holds this room" in page(client_of(deal, "kim"), "desk_room", deal.public_id)
        assert suppliers_room(position_of(deal)).standing.headline == "Ann Bell is joining"

    def test_who_asks_for_consent_is_called_by_name(self) -> None:
        made = factories.opened(factories.guardrails(off_policy_approval=True))
        factories.ask_person(made)
        staged.negotiator("kim", of=made)
        people.claim(made.pk, by="kim", name="Kim Lee")
        staged.say(made, "Our last word.", "They had a fire.", unit_price="10.20")
        petra = signed_in(person("petra", APPROVER))
        assert "Kim Lee asks for consent" in page(petra, "desk_approvals")
        assert ", Kim Lee wants to" in page(petra, "desk_room", made.public_id)
