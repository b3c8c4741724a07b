"""Every address of the desk, with every role: in a buyer's own category and in somebody else's."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from buyers.moves import MOVES
from buyers.preparing import THINGS
from buyers.second_moves import APPROVER_MOVES
from buyers.urls import urlpatterns
from negotiation import turns
from negotiation.models import Negotiation
from negotiation.roles import BUYER
from suppliers.models import Stage
from tests import factories
from tests.negotiation import staged
from tests.negotiation.roles import ALL_ROLES, person, signed_in

pytestmark = pytest.mark.django_db

READING = ("carla", "petra", "otto")  # see every category's rooms, and speak in none


@pytest.fixture
def house() -> dict[str, User]:
    return {name: person(name, *roles) for name, roles in ALL_ROLES.items()}


def room_of(owner: User) -> Negotiation:
    """A room in which the supplier waits for a person's answer, in a category of this owner."""
    made = staged.invited(Stage.ADVISOR)
    category = made.playbook.category
    category.owner = owner
    category.save()
    turns.enter(made.pk)
    factories.offer(staged.fresh(made), unit_price="9.80", payment_days="45")
    return staged.fresh(made)


@pytest.fixture
def own(house: dict[str, User]) -> Negotiation:
    return room_of(house["ben"])


@pytest.fixture
def other(house: dict[str, User]) -> Negotiation:
    return room_of(person("someone", BUYER))


def press(client: Client, made: Negotiation, what: str) -> Any:
    form = {"advice": str(staged.advice_of(made)), "text": "Hello", "client_id": uuid4().hex, "offer": "1"}
    return client.post(reverse("desk_move", args=[made.public_id, what]), form)


ELSEWHERE = {
    # test_approvals, test_figures, test_transcripts and test_desk_letters ask for these.
    "desk_figures",
    "desk_figures_csv",
    "desk_transcript",
    "desk_approvals",
    "desk_approval",
    "desk_approve",
    "desk_send_back",
    "desk_send_again",
}


def test_every_address_of_the_desk_is_asked_for_here() -> None:
    assert {pattern.name for pattern in urlpatterns} - ELSEWHERE == {
        "desk",
        "desk_room",
        "desk_move",
        "desk_check",
        "desk_prepare",
    }


def looks(client: Client, made: Negotiation) -> set[int]:
    """What comes of checking terms, and of every page before something is done."""
    check = client.post(reverse("desk_check", args=[made.public_id]), {"lever-unit_price": "9.90"})
    pages = [client.get(reverse("desk_prepare", args=[made.public_id, what])) for what in THINGS]
    return {check.status_code, *(page.status_code for page in pages)}


def test_only_who_may_negotiate_in_a_category_learns_its_limits_by_checking_terms(
    house: dict[str, User], own: Negotiation, other: Negotiation
) -> None:
    assert looks(signed_in(house["ben"]), own) == {200}
    assert looks(signed_in(house["ben"]), other) == {404}
    assert looks(signed_in(house["nora"]), own) == {404}
    assert looks(signed_in(house["petra"]), own) == {403}


def test_a_buyer_does_not_decide_as_an_approver_does(house: dict[str, User], own: Negotiation) -> None:
    client = signed_in(house["ben"])
    assert {press(client, own, what).status_code for what in APPROVER_MOVES} == {403}


@pytest.mark.parametrize("name", READING)
def test_who_only_reads_sees_the_room_and_no_button_and_is_refused_every_move(
    house: dict[str, User], own: Negotiation, name: str
) -> None:
    client = signed_in(house[name])
    page = client.get(reverse("desk_room", args=[own.public_id])).content.decode()
    room = page[page.index("<main") :]
    assert own.contract.supplier.name in room
    assert not re.search(r"<form|<button|The bot.{1,6}s draft", room)
    seen = own.head_seq
    assert {press(client, own, what).status_code for what in MOVES} == {403}
    assert staged.fresh(own).head_seq == seen


def test_a_buyer_speaks_in_their_own_category_and_other_rooms_do_not_exist(
    house: dict[str, User], own: Negotiation, other: Negotiation
) -> None:
    client = signed_in(house["ben"])
    assert client.get(reverse("desk_room", args=[own.public_id])).status_code == 200
    assert press(client, own, "send").status_code == 302
    listed = client.get(reverse("desk")).content.decode()
    assert other.contract.supplier.name not in listed
    assert client.get(reverse("desk_room", args=[other.public_id])).status_code == 404
    assert {press(client, other, what).status_code for what in MOVES} == {404}


def test_somebody_without_a_role_finds_nothing(house: dict[str, User], own: Negotiation) -> None:
    client = signed_in(house["nora"])
    assert own.contract.supplier.name not in client.get(reverse("desk")).content.decode()
    assert client.get(reverse("desk_room", args=[own.public_id])).status_code == 404
    assert {press(client, own, what).status_code for what in MOVES} == {404}


def test_a_buyer_who_was_given_the_category_may_speak_and_only_from_then_on(
    house: dict[str, User], other: Negotiation
) -> None:
    assert press(signed_in(house["ben"]), other, "send").status_code == 404
    other.playbook.category.buyers.add(house["ben"])
    assert press(signed_in(house["ben"]), other, "send").status_code == 302
