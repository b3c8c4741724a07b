"""Who is gone: rooms whose owner left come back to everybody, and suppliers who left are written to once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from negotiation import links, tasks
from negotiation.campaigns import mailing
from negotiation.desk import absent_owners, people, presence
from negotiation.models import Email, Negotiation, Presence, State
from suppliers.models import Supplier
from tests import factories, states
from tests.factories import kinds, last, payload_of
from tests.negotiation import staged

pytestmark = pytest.mark.django_db
HERE = UUID(int=7)


def arrive(negotiation_pk: int | None, person: str) -> UUID:
    connection = uuid4()
    presence.arrive(HERE, connection, negotiation_pk, person)
    return connection


def gone_for(connection: UUID, **ago: float) -> None:
    """The page was closed so long ago."""
    Presence.objects.filter(connection=connection).update(left_at=timezone.now() - timedelta(**ago))


def later(**ahead: float) -> list[str]:
    """The names of the rooms that a sweep releases, so much later."""
    return [room.held_by for room, _ in absent_owners.release(timezone.now() + timedelta(**ahead))]


class TestARoomWhoseOwnerIsGone:
    def test_it_is_anybodys_again_after_the_set_time_and_not_before(self) -> None:
        made = states.with_buyer()
        arrive_and_leave = arrive(made.pk, "kim")
        gone_for(arrive_and_leave, seconds=1)
        assert later(minutes=9) == []
        assert later(minutes=11) == ["kim"]
        fresh = staged.fresh(made)
        assert (fresh.state, fresh.held_by) == (State.ESCALATED, "")
        assert fresh.person_due_since is not None
        said = payload_of(last(made, "released"))
        assert (said["by"], said["because"]) == ("kim", "gone")

    def test_it_stays_with_who_has_any_page_of_the_desk_open(self) -> None:
        made = states.with_buyer()
        gone_for(arrive(made.pk, "kim"), hours=2)
        arrive(None, "kim")
        tasks.release_rooms_of_absent_owners()
        assert staged.fresh(made).held_by == "kim"

    def test_an_owner_without_a_live_page_counts_from_their_last_act(self) -> None:
        states.with_buyer()
        assert later(minutes=9) == []
        assert later(minutes=11) == ["kim"]

    def test_the_set_time_is_a_setting(self, settings: object) -> None:
        states.with_buyer()
        settings.OWNER_GONE_MINUTES = 60  # type: ignore[attr-defined]
        assert later(minutes=59) == []
        assert later(minutes=61) == ["kim"]

    def test_a_room_that_was_passed_on_meanwhile_is_not_taken_from_the_new_owner(self) -> None:
        made = states.with_buyer()
        people.reassign(made.pk, by="kim", to="ann", name="Ann Lee")
        arrive(None, "ann")
        assert later(minutes=0) == []
        with pytest.raises(people.NotYours):
            people.release_absent(made.pk, holder="kim", since=timezone.now())

    def test_a_room_that_is_put_off_until_a_day_stays(self) -> None:
        made = states.with_buyer()
        people.snooze(made.pk, by="kim", until=timezone.now() + timedelta(days=3))
        assert later(hours=5) == []


class TestASupplierWhoIsGone:
    def room(self) -> Negotiation:
        made = states.with_buyer()
        supplier = made.contract.supplier
        supplier.email = "sam@supplier.example"
        supplier.save()
        links.issue(made)
        return made

    def letters(self, made: Negotiation) -> int:
        return Email.objects.filter(invitation__negotiation=made, purpose=Email.Purpose.ANSWER).count()

    def send(self, made: Negotiation) -> None:
        Email.objects.filter(invitation__negotiation=made).update(not_before=timezone.now())
        mailing.outbox.deliver()

    def test_they_are_told_of_an_answer_once_for_each_absence(self) -> None:
        made = self.room()
        gone_for(arrive(made.pk, ""), minutes=20)
        for text in ("Here I am.", "Are you there?"):
            staged.say(made, text)
        assert self.letters(made) == 1
        self.send(made)
        [letter] = mail.outbox
        assert letter.to == ["sam@supplier.example"]
        assert letter.subject.startswith("An answer for you:")
        assert "/n/" in letter.body
        assert "Here I am" not in letter.body  # what is said stays in the room
        gone_for(arrive(made.pk, ""), minutes=1)
        staged.say(made, "And again.")
        assert self.letters(made) == 2

    def test_they_are_told_in_the_language_that_they_write(self) -> None:
        made = factories.opened(locale="de_DE")
        Supplier.objects.filter(pk=made.contract.supplier.pk).update(email="sam@supplier.example")
        links.issue(made)
        factories.ask_person(made)
        people.claim(made.pk, by="kim")
        staged.say(made, "Da bin ich.")
        self.send(made)
        [letter] = mail.outbox
        assert letter.subject.startswith("Eine Antwort für Sie:")

    def test_who_is_there_needs_no_letter(self) -> None:
        made = self.room()
        arrive(made.pk, "")
        staged.say(made, "Here I am.")
        assert self.letters(made) == 0

    def test_who_came_back_before_it_left_is_spared_it(self) -> None:
        made = self.room()
        staged.say(made, "Here I am.")
        arrive(made.pk, "")
        self.send(made)
        assert mail.outbox == []
        assert Email.objects.get(invitation__negotiation=made).status == Email.Status.DROPPED

    def test_the_bots_words_are_no_reason_to_write(self) -> None:
        made = factories.opened()
        links.issue(made)
        factories.say(made, "2 % off")
        assert kinds(made)[-1] == "bot_said"
        assert self.letters(made) == 0
