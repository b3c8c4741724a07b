"""E-mails to colleagues that failed: who sees them on the desk, and who sends one again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from negotiation import tasks
from negotiation.desk import people
from negotiation.models import DeskEmail, Negotiation
from tests import states
from tests.negotiation.roles import ALL_ROLES, person, signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "ben has no valid e-mail address; write one at the person."


@pytest.fixture
def house() -> dict[str, User]:
    return {name: person(name, *roles) for name, roles in ALL_ROLES.items()}


@pytest.fixture
def made(house: dict[str, User]) -> Negotiation:
    """A room in Ben's category that nobody has taken over."""
    room = states.escalated()
    room.playbook.category.buyers.add(house["ben"])
    return room


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the queue; no mail server is there to send anything."""
    asked: list[str] = []
    monkeypatch.setattr(tasks, "send_desk_soon", lambda: asked.append("soon"))
    return asked


def letter(room: Negotiation, to: User, status: str = "failed") -> DeskEmail:
    return DeskEmail.objects.create(
        negotiation=room,
        recipient=to,
        purpose="unclaimed",
        about=room.head_seq,
        status=status,
        attempts=1,
        not_before=timezone.now(),
        error=ADDRESS,
    )


def again(user: User, email: DeskEmail) -> Any:
    return signed_in(user).post(reverse("desk_send_again", args=[email.pk]))


def test_the_desk_says_what_failed_and_one_press_sends_it_again(
    house: dict[str, User], made: Negotiation, nudged: list[str]
) -> None:
    email = letter(made, house["ben"])
    shown = signed_in(house["ben"]).get(reverse("desk")).content.decode()
    assert ADDRESS in shown
    assert "Send again" in shown
    assert again(house["ben"], email).status_code == 302
    email.refresh_from_db()
    assert (email.status, email.attempts, email.error) == ("waiting", 0, "")
    assert nudged == ["soon"]
    assert ADDRESS not in signed_in(house["ben"]).get(reverse("desk")).content.decode()


def test_what_was_sent_is_not_sent_again(house: dict[str, User], made: Negotiation, nudged: list[str]) -> None:
    email = letter(made, house["ben"], "sent")
    assert again(house["ben"], email).status_code == 302
    email.refresh_from_db()
    assert (email.status, nudged) == ("sent", [])


def test_what_nobody_wants_any_more_is_not_shown(house: dict[str, User], made: Negotiation) -> None:
    letter(made, house["ben"])
    people.claim(made.pk, by="ben")
    assert ADDRESS not in signed_in(house["ben"]).get(reverse("desk")).content.decode()


def test_who_works_there_or_approves_may_and_who_only_reads_may_not(house: dict[str, User], made: Negotiation) -> None:
    for name, answer in (("ben", 302), ("carla", 302), ("petra", 302), ("otto", 403), ("nora", 404)):
        assert again(house[name], letter(made, person(f"to-{name}"))).status_code == answer
    shown = signed_in(house["otto"]).get(reverse("desk")).content.decode()
    assert ADDRESS in shown
    assert "Send again" not in shown


def test_another_categorys_e_mails_do_not_exist(house: dict[str, User], made: Negotiation) -> None:
    other = letter(states.escalated(), house["otto"])
    assert again(house["ben"], other).status_code == 404
    assert ADDRESS not in signed_in(house["ben"]).get(reverse("desk")).content.decode()


def test_it_takes_a_press(house: dict[str, User], made: Negotiation) -> None:
    email = letter(made, house["ben"])
    assert signed_in(house["ben"]).get(reverse("desk_send_again", args=[email.pk])).status_code == 405
