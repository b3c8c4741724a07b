"""E-mails to colleagues: when nobody takes over, when a deal waits, to whom, and never twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from buyers.rights import may_negotiate
from config.mail import settings_of
from negotiation import tasks
from negotiation.desk import mail as desk_mail
from negotiation.desk import mailing as desk_mailing
from negotiation.desk import people
from negotiation.models import DeskEmail, Negotiation
from negotiation.roles import APPROVER, BUYER, Role
from suppliers.models import Category, CategoryApprover
from tests import factories, states
from tests.mail_server import HANG_UP, MailServer, mail_server
from tests.negotiation.roles import person

pytestmark = pytest.mark.django_db

LATE, MUCH_LATER = timedelta(minutes=11), timedelta(hours=5)


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """A mail server that takes everything, and the settings that lead to it."""
    with mail_server() as server:
        for name, value in settings_of(server.url, None).items():  # type: ignore[arg-type]
            setattr(settings, name, value)
        yield server


def after(wait: timedelta) -> int:
    """What the sweep writes once so much time has passed."""
    return desk_mail.write_due(timezone.now() + wait)


def sent() -> None:
    """Lets go what has been written, whatever the clock was that it was written by."""
    DeskEmail.objects.filter(status="waiting").update(not_before=timezone.now())
    desk_mailing.outbox.deliver()


def escalated_for(name: str) -> Negotiation:
    """A room that the playbook routes to somebody, or to a queue."""
    made = factories.opened(factories.guardrails(routing={"human_requested": name}))
    factories.ask_person(made)
    return made


def with_people(made: Negotiation, *names: str, role: Role = BUYER, **changes: object) -> Category:
    """The negotiation's category, given to these people, with these settings."""
    category = made.playbook.category
    category.buyers.set([User.objects.filter(username=name).first() or person(name, role) for name in names])
    Category.objects.filter(pk=category.pk).update(**changes)
    return Category.objects.get(pk=category.pk)


class TestNobodyTakesOver:
    def test_the_categorys_buyers_are_told_once(self, mail: MailServer) -> None:
        made = states.escalated()
        with_people(made, "ben", "bea")
        person("carl", BUYER)
        assert after(timedelta(minutes=9)) == 0
        assert after(LATE) == 2
        assert after(MUCH_LATER) == 0
        sent()
        sent()
        assert mail.addresses() == ["bea@buyer.example", "ben@buyer.example"]
        body = mail.to("ben@buyer.example").get_body(("plain",))
        assert body is not None
        assert f"/desk/rooms/{made.public_id}/" in body.get_content()
        assert made.contract.supplier.name in body.get_content()

    def test_how_long_is_the_categorys_to_say_and_0_is_never(self) -> None:
        with_people(states.escalated(), "ben", claim_within_minutes=0)
        with_people(states.escalated(), "ben", claim_within_minutes=60)
        assert after(timedelta(minutes=59)) == 0
        assert after(timedelta(minutes=61)) == 1

    def test_who_took_over_meanwhile_spares_the_others_the_e_mail(self, mail: MailServer) -> None:
        made = states.escalated()
        with_people(made, "ben")
        after(LATE)
        people.claim(made.pk, by="kim")
        sent()
        assert mail.addresses() == []
        assert "does not wait" in DeskEmail.objects.get().error

    def test_a_room_that_is_left_again_is_told_of_again(self, mail: MailServer) -> None:
        made = states.escalated()
        with_people(made, "ben")
        after(LATE)
        sent()
        people.claim(made.pk, by="kim")
        people.release(made.pk, by="kim")
        assert after(LATE) == 1
        sent()
        assert len(mail.arrived) == 2

    def test_outside_office_hours_who_stands_in_is_told(self) -> None:
        made = states.escalated()
        stand_in = person("nina", BUYER)
        with_people(made, "ben", stand_in=stand_in, office_days="12345", office_from=time(9), office_to=time(17))
        friday_night = datetime(2100, 1, 1, 20, 0, tzinfo=UTC)
        assert desk_mail.write_due(friday_night) == 1
        assert DeskEmail.objects.get().recipient == stand_in
        other = states.escalated()
        with_people(other, "ben", stand_in=stand_in, office_days="12345", office_from=time(9), office_to=time(17))
        assert desk_mail.write_due(datetime(2100, 1, 4, 10, 0, tzinfo=UTC)) == 1
        assert DeskEmail.objects.get(negotiation=other).recipient.username == "ben"

    def test_whom_the_room_is_for_is_told_first_and_then_everybody(self) -> None:
        made = escalated_for("ben")
        with_people(made, "ben", "bea")
        assert after(timedelta(minutes=4)) == 0
        assert after(timedelta(minutes=6)) == 1
        assert asked() == [("ben", 0)]
        assert after(timedelta(minutes=7)) == 0
        assert after(LATE) == 2
        assert asked() == [("ben", 0), ("bea", 1), ("ben", 1)]
        assert after(MUCH_LATER) == 0

    def test_a_queue_or_somebody_without_the_category_is_not_written_to_first(self) -> None:
        for name in ("Steel desk", "carl"):
            with_people(escalated_for(name), "ben")
        person("carl", BUYER)
        assert after(timedelta(minutes=6)) == 0
        assert after(LATE) == 2

    def test_whom_it_is_for_is_not_written_to_outside_office_hours(self) -> None:
        another_day = str((timezone.now() + timedelta(days=3)).isoweekday())
        hours = {"office_days": another_day, "office_from": time(9), "office_to": time(17)}
        with_people(escalated_for("ben"), "ben", stand_in=person("nina", BUYER), **hours)
        assert after(timedelta(minutes=6)) == 0
        assert after(LATE) == 1
        assert asked() == [("nina", 1)]

    def test_who_stands_in_may_take_over(self) -> None:
        made = states.escalated()
        stand_in = person("nina", BUYER)
        assert not _works_in(stand_in, made)
        with_people(made, "ben", stand_in=stand_in)
        assert _works_in(stand_in, made)

    def test_a_buyer_without_an_address_is_a_failure_that_says_so(self, mail: MailServer) -> None:
        made = states.escalated()
        with_people(made, "ben")
        User.objects.filter(username="ben").update(email="")
        after(LATE)
        sent()
        assert "ben has no valid e-mail address" in DeskEmail.objects.get(status="failed").error

    def test_what_a_dead_process_left_half_sent_is_not_sent_again(self, mail: MailServer) -> None:
        with_people(states.escalated(), "ben")
        after(LATE)
        DeskEmail.objects.update(status="sending", claimed_at=timezone.now() - timedelta(hours=1), attempts=1)
        desk_mailing.outbox.settle()
        sent()
        assert mail.addresses() == []
        assert DeskEmail.objects.get().status == "uncertain"

    def test_a_server_that_hangs_up_in_the_middle_gets_no_second_one(self, mail: MailServer) -> None:
        mail.answers["ben@buyer.example"] = HANG_UP
        with_people(states.escalated(), "ben")
        after(LATE)
        sent()
        sent()
        assert len(mail.arrived) == 1
        assert DeskEmail.objects.get().status == "uncertain"


def _works_in(user: User, made: Negotiation) -> bool:

    return may_negotiate(User.objects.get(pk=user.pk), Negotiation.objects.get(pk=made.pk))


def in_order(made: Negotiation, *names: str, **changes: object) -> list[User]:
    found = [person(name, APPROVER) for name in names]
    category = made.playbook.category
    for place, approver in enumerate(found, start=1):
        CategoryApprover.objects.create(category=category, person=approver, place=place)
    Category.objects.filter(pk=category.pk).update(**changes)
    return found


def asked() -> list[tuple[str, int]]:
    rows = DeskEmail.objects.order_by("step", "recipient__username")
    return list(rows.values_list("recipient__username", "step"))


class TestADealWaits:
    def test_the_first_is_asked_at_once_and_the_next_when_no_answer_came(self, mail: MailServer) -> None:
        in_order(states.awaiting_approval(), "zoe", "adam", approval_hours=4)
        assert after(timedelta(0)) == 1
        assert asked() == [("zoe", 0)]
        sent()
        assert after(timedelta(hours=3)) == 0
        assert after(MUCH_LATER) == 2
        assert asked() == [("zoe", 0), ("adam", 1), ("zoe", 1)]
        sent()
        subjects = {str(letter["To"]): str(letter["Subject"]) for letter in mail.arrived}
        assert "Reminder" in subjects["zoe@buyer.example"]
        assert "Reminder" not in subjects["adam@buyer.example"]

    def test_the_limit_counts_office_hours_alone(self) -> None:
        day = str((timezone.now() + timedelta(days=2)).isoweekday())
        hours = {"office_days": day, "office_from": time(0), "office_to": time(23, 59), "office_time_zone": "UTC"}
        in_order(states.awaiting_approval(), "zoe", "adam", approval_hours=20, **hours)
        assert after(timedelta(0)) == 1
        assert after(timedelta(days=1)) == 0
        assert after(timedelta(days=4)) == 2

    def test_a_sweep_that_was_late_asks_whom_it_should_have_asked(self) -> None:
        in_order(states.awaiting_approval(), "zoe", "adam", "eve", approval_hours=4)
        after(timedelta(hours=9))
        assert asked() == [("adam", 2), ("eve", 2), ("zoe", 2)]
        assert after(timedelta(hours=9)) == 0

    def test_it_ends_some_time(self) -> None:
        in_order(states.awaiting_approval(), "zoe", approval_hours=1)
        for hours in range(30):
            after(timedelta(hours=hours))
        assert DeskEmail.objects.count() == 1 + desk_mail.MOST_REMINDERS

    def test_without_an_order_all_approvers_are_asked_at_once(self) -> None:
        states.awaiting_approval()
        person("zoe", APPROVER)
        person("adam", APPROVER)
        person("ben", BUYER)
        after(timedelta(0))
        assert asked() == [("adam", 0), ("zoe", 0)]

    def test_nobody_is_asked_about_their_own_deal(self) -> None:
        made = factories.opened(factories.guardrails(authority="1000"))
        people.claim(made.pk, by="zoe")
        people.hand_back(made.pk, by="zoe")
        made.refresh_from_db()
        factories.accept(made)
        in_order(made, "zoe", "adam")
        after(timedelta(0))
        assert asked() == [("adam", 0)]

    def test_a_decision_ends_it(self, mail: MailServer) -> None:
        made = states.awaiting_approval()
        in_order(made, "zoe")
        after(timedelta(0))
        people.approve(made.pk, by="zoe")
        sent()
        assert mail.addresses() == []
        assert after(MUCH_LATER) == 0

    def test_the_e_mail_names_no_terms(self, mail: MailServer) -> None:
        made = states.awaiting_approval()
        in_order(made, "zoe")
        after(timedelta(0))
        sent()
        written = mail.to("zoe@buyer.example").as_string()
        assert f"/desk/approvals/{made.public_id}/" in written
        assert "9.40" not in written


def test_the_sweep_tells_colleagues_by_itself(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(states.awaiting_approval(), "zoe")
    monkeypatch.setattr(tasks, "send_desk_letters", desk_mailing.outbox.deliver)
    tasks.tell_colleagues()
    tasks.tell_colleagues()
    assert mail.addresses() == ["zoe@buyer.example"]
