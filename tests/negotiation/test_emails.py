"""Sending: once to everybody, refusals tried again, an outage waited out, and nothing sent twice by itself."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from config.mail import settings_of
from negotiation import links, outbox, turns
from negotiation.campaigns import control, invitations, launching, mailing
from negotiation.desk import people
from negotiation.lifecycle import NotPossible
from negotiation.models import Campaign, Email
from suppliers.models import Supplier
from tests import factories
from tests.mail_server import HANG_UP, MailServer, mail_server
from tests.negotiation.campaigning import invited, launcher, of, started

Status = Email.Status
ADA, BEA = "ada@supplier.example", "bea@supplier.example"


@pytest.fixture
def mail(settings: Any, tmp_path: Any) -> Iterator[MailServer]:
    """A mail server that takes everything, and the settings that lead to it."""
    with mail_server() as server:
        use(settings, server.url)
        yield server


def use(settings: Any, url: str) -> None:
    for name, value in settings_of(url, None).items():  # type: ignore[arg-type]
        setattr(settings, name, value)


def to(campaign: Campaign, name: str, purpose: str = "invitation") -> Email:
    return Email.objects.get(invitation__negotiation=of(campaign, name), purpose=purpose)


def make_due(email: Email) -> None:
    Email.objects.filter(pk=email.pk).update(not_before=timezone.now())


def shift(campaign: Campaign, *, deadline: datetime) -> None:
    """Moves a campaign's deadline, and that of its negotiations, as time would."""
    Campaign.objects.filter(pk=campaign.pk).update(deadline=deadline)
    campaign.negotiations.update(deadline=deadline)
    campaign.refresh_from_db()


@pytest.mark.django_db
class TestSending:
    def test_each_supplier_gets_one_letter_with_a_link_that_works(self, mail: MailServer) -> None:
        campaign = started("Ada", "Bea")
        assert not mailing.outbox.deliver()
        assert not mailing.outbox.deliver()
        assert mail.addresses() == [ADA, BEA]
        body = mail.to(ADA).get_body(("plain",))
        assert body is not None
        token = body.get_content().partition("/n/")[2].partition("/")[0]
        link = links.find_valid(token)
        assert link is not None
        assert link.negotiation == of(campaign, "Ada")
        sent = to(campaign, "Ada")
        assert (sent.status, sent.sent_to, sent.attempts) == (Status.SENT, ADA, 1)

    def test_a_reply_goes_to_who_launched(self, mail: MailServer) -> None:
        invited("Ada")
        assert mail.to(ADA)["Reply-To"] == "anna@buyer.example"
        assert mail.to(ADA)["Auto-Submitted"] == "auto-generated"

    def test_a_letter_is_plain_text_and_html(self, mail: MailServer) -> None:
        invited("Ada")
        assert [part.get_content_type() for part in mail.to(ADA).iter_parts()] == ["text/plain", "text/html"]

    def test_a_refusal_for_good_is_a_failure_with_the_servers_words(self, mail: MailServer) -> None:
        mail.answers[ADA] = "550 no such user here"
        campaign = invited("Ada", "Bea")
        failed = to(campaign, "Ada")
        assert failed.status == Status.FAILED
        assert failed.error == "The mail server refused it: 550 no such user here"
        assert to(campaign, "Bea").status == Status.SENT

    def test_a_refusal_for_now_is_tried_again_later_and_then_fails(self, mail: MailServer) -> None:
        mail.answers[ADA] = "451 try later"
        campaign = invited("Ada")
        email = to(campaign, "Ada")
        assert (email.status, email.attempts) == (Status.WAITING, 1)
        assert email.not_before > timezone.now() + timedelta(seconds=50)
        assert not mailing.outbox.deliver()  # not before its time
        assert to(campaign, "Ada").attempts == 1
        for _ in outbox.BACKOFF:
            make_due(email)
            mailing.outbox.deliver()
        email.refresh_from_db()
        assert (email.status, email.attempts) == (Status.FAILED, 1 + len(outbox.BACKOFF))

    def test_a_refusal_that_ends_is_forgotten(self, mail: MailServer) -> None:
        mail.answers[ADA] = "451 try later"
        campaign = invited("Ada")
        mail.answers.clear()
        make_due(to(campaign, "Ada"))
        mailing.outbox.deliver()
        email = to(campaign, "Ada")
        assert (email.status, email.error) == (Status.SENT, "")
        assert mail.addresses() == [ADA]

    def test_a_server_that_is_away_costs_nobody_an_attempt(self, mail: MailServer, settings: Any) -> None:
        use(settings, "smtp://127.0.0.1:1")
        campaign = invited("Ada", "Bea")
        for email in Email.objects.all():
            assert (email.status, email.attempts) == (Status.WAITING, 0)
            assert email.error.startswith("The mail server cannot be reached:")
        use(settings, mail.url)
        Email.objects.update(not_before=timezone.now())
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA, BEA]
        assert to(campaign, "Ada").error == ""

    def test_a_connection_that_breaks_with_the_letter_inside_leaves_it_uncertain(self, mail: MailServer) -> None:
        mail.answers[ADA] = HANG_UP
        campaign = invited("Ada", "Bea")
        assert to(campaign, "Ada").status == Status.UNCERTAIN
        mailing.outbox.settle()
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA, BEA]  # once, though it may not have counted

    def test_an_address_that_is_none_fails_and_says_where_to_correct_it(self, mail: MailServer) -> None:
        campaign = started("Ada")
        Supplier.objects.filter(name="Ada").update(email="ada")
        mailing.outbox.deliver()
        assert to(campaign, "Ada").error == (
            "“ada” is no e-mail address: correct it at the supplier, then send this again."
        )
        assert mail.arrived == []

    def test_a_header_in_a_suppliers_name_stays_in_the_subject(self, mail: MailServer) -> None:
        campaign = started("Ada")
        Supplier.objects.filter(name="Ada").update(contact_name="Ada\r\nBcc: all@world.example")
        mailing.outbox.deliver()
        assert to(campaign, "Ada").status == Status.SENT
        assert mail.to(ADA)["Bcc"] is None
        assert mail.addresses() == [ADA]


@pytest.mark.django_db
class TestWantedNoMore:
    def test_an_ended_negotiation_gets_no_letter(self, mail: MailServer) -> None:
        campaign = started("Ada")
        people.withdraw(of(campaign, "Ada").pk, by="anna", reason="Another year")
        mailing.outbox.deliver()
        email = to(campaign, "Ada")
        assert (email.status, email.error) == (Status.DROPPED, "The negotiation is over: withdrawn.")
        assert mail.arrived == []

    def test_nothing_leaves_after_the_deadline(self, mail: MailServer) -> None:
        campaign = started("Ada")
        shift(campaign, deadline=timezone.now() - timedelta(minutes=1))
        mailing.outbox.deliver()
        assert to(campaign, "Ada").status == Status.DROPPED
        assert mail.arrived == []

    def test_a_paused_campaign_holds_its_letters_back_until_it_is_resumed(self, mail: MailServer) -> None:
        campaign = started("Ada")
        control.pause(campaign)
        mailing.outbox.deliver()
        assert mail.arrived == []
        control.resume(campaign)
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA]

    def test_a_link_that_a_person_asked_for_leaves_a_paused_campaign(self, mail: MailServer) -> None:
        campaign = invited("Ada")
        control.pause(campaign)
        invitations.replace_link(of(campaign, "Ada").invitations.get())
        mailing.outbox.deliver()
        assert [letter["Subject"] for letter in mail.arrived][-1] == "New link: Shipping boxes: your renewal"


@pytest.mark.django_db
class TestDoubt:
    def test_a_letter_that_a_dead_process_left_is_uncertain_and_not_sent_by_itself(self, mail: MailServer) -> None:
        campaign = started("Ada")
        long_ago = timezone.now() - outbox.STALE - timedelta(seconds=1)
        Email.objects.update(status=Status.SENDING, claimed_at=long_ago, attempts=1)
        assert mailing.outbox.settle() == 1
        mailing.outbox.deliver()
        assert (to(campaign, "Ada").status, mail.arrived) == (Status.UNCERTAIN, [])

    def test_one_that_is_being_sent_is_left_alone(self) -> None:
        started("Ada")
        Email.objects.update(status=Status.SENDING, claimed_at=timezone.now())
        assert mailing.outbox.settle() == 0

    def test_a_person_sends_it_again_once(self, mail: MailServer) -> None:
        campaign = started("Ada")
        Email.objects.update(status=Status.UNCERTAIN)
        email = to(campaign, "Ada")
        mailing.outbox.send_again(email)
        with pytest.raises(NotPossible, match="This e-mail is waiting"):
            mailing.outbox.send_again(email)
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA]
        with pytest.raises(NotPossible, match="This e-mail is sent"):
            mailing.outbox.send_again(email)

    def test_failed_ones_are_sent_again_together_and_uncertain_ones_are_not(self, mail: MailServer) -> None:
        campaign = started("Ada", "Bea")
        Email.objects.filter(pk=to(campaign, "Ada").pk).update(status=Status.FAILED)
        Email.objects.filter(pk=to(campaign, "Bea").pk).update(status=Status.UNCERTAIN)
        assert mailing.send_failed_again(campaign) == 1
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA]


class TestAtOnce:
    def test_it_is_marked_and_committed_before_the_mail_server_has_it(
        self, mail: MailServer, at_once: Callable[..., list[Any]]
    ) -> None:
        campaign = started("Ada")
        mail.goes_on.clear()

        def look() -> str:
            assert mail.has_one.wait(timeout=10)
            status = to(campaign, "Ada").status
            mail.goes_on.set()
            return status

        assert at_once(mailing.outbox.deliver, look) == [False, Status.SENDING]
        assert to(campaign, "Ada").status == Status.SENT

    def test_two_senders_send_each_letter_once(
        self, settings: Any, mail: MailServer, at_once: Callable[..., list[Any]]
    ) -> None:
        started(*(f"Supplier{number}" for number in range(30)))
        at_once(mailing.outbox.deliver, mailing.outbox.deliver)
        assert len(mail.addresses()) == len(set(mail.addresses())) == 30
        assert set(Email.objects.values_list("status", flat=True)) == {Status.SENT}


@pytest.mark.django_db
class TestReminders:
    def reminded(self, campaign: Campaign, *, hours_left: float = 20) -> list[str]:
        """Who is reminded when so much time is left."""
        shift(campaign, deadline=timezone.now() + timedelta(hours=hours_left))
        Email.objects.filter(purpose="invitation").update(claimed_at=timezone.now() - timedelta(hours=48))
        invitations.remind()
        names = Email.objects.filter(purpose="reminder").values_list(
            "invitation__negotiation__contract__supplier__name", flat=True
        )
        return sorted(names)

    def test_who_has_not_answered_is_reminded_once(self, mail: MailServer) -> None:
        campaign = invited("Ada", "Bea")
        assert self.reminded(campaign) == ["Ada", "Bea"]
        mailing.outbox.deliver()
        assert self.reminded(campaign, hours_left=10) == ["Ada", "Bea"]
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA, ADA, BEA, BEA]

    def test_nobody_is_reminded_before_it_is_time(self) -> None:
        assert self.reminded(invited("Ada"), hours_left=30) == []

    def test_who_looked_and_said_nothing_is_reminded(self) -> None:
        campaign = invited("Ada")
        turns.enter(of(campaign, "Ada").pk)
        assert self.reminded(campaign) == ["Ada"]

    def test_who_has_answered_is_not(self) -> None:
        campaign = invited("Ada", "Bea")
        ada = of(campaign, "Ada")
        turns.enter(ada.pk)
        factories.say(ada, "2 % off, Net 45")
        assert self.reminded(campaign) == ["Bea"]

    def test_who_answers_before_the_reminder_leaves_does_not_get_it(self, mail: MailServer) -> None:
        campaign = invited("Ada")
        assert self.reminded(campaign) == ["Ada"]
        ada = of(campaign, "Ada")
        turns.enter(ada.pk)
        factories.say(ada, "2 % off, Net 45")
        mailing.outbox.deliver()
        assert to(campaign, "Ada", "reminder").error == "The supplier has answered."
        assert mail.addresses() == [ADA]

    def test_who_was_invited_a_moment_ago_is_not(self) -> None:
        campaign = invited("Ada")
        shift(campaign, deadline=timezone.now() + timedelta(hours=20))
        assert invitations.remind() == 0

    def test_who_was_never_reached_is_not(self) -> None:
        campaign = started("Ada")
        Email.objects.update(status=Status.FAILED)
        assert self.reminded(campaign) == []

    def test_a_paused_campaign_reminds_nobody(self) -> None:
        campaign = invited("Ada")
        control.pause(campaign)
        assert self.reminded(campaign) == []

    def test_a_campaign_without_reminders_reminds_nobody(self) -> None:
        assert self.reminded(invited("Ada", remind_hours_before=0), hours_left=0.5) == []

    def test_who_was_reminded_by_an_earlier_link_is_not_reminded_again(self) -> None:
        campaign = invited("Ada")
        self.reminded(campaign)
        invitations.replace_link(of(campaign, "Ada").invitations.get())
        mailing.outbox.deliver()
        Email.objects.update(claimed_at=timezone.now() - timedelta(hours=48))
        assert self.reminded(campaign) == ["Ada"]

    def test_an_extension_moves_a_reminder_that_has_not_left(self, mail: MailServer) -> None:
        campaign = invited("Ada")
        assert self.reminded(campaign) == ["Ada"]
        control.extend(campaign, timezone.now() + timedelta(days=5))
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA]
        make_due(to(campaign, "Ada", "reminder"))
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA, ADA]

    def test_a_cancelled_campaign_writes_to_nobody(self, mail: MailServer) -> None:
        campaign = invited("Ada")
        assert self.reminded(campaign) == ["Ada"]
        control.cancel(campaign, by=launcher(), reason="Wrong list")
        launching.work(campaign.pk)
        mailing.outbox.deliver()
        assert mail.addresses() == [ADA]


class TestAddress:
    def test_a_mail_server_is_one_address(self, tmp_path: Any) -> None:
        found = settings_of("smtp+tls://parley%40acme:pass%2Fword@mail.acme.example", tmp_path)
        assert found["EMAIL_HOST"] == "mail.acme.example"
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("parley@acme", "pass/word")
        assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (587, True, False)

    def test_without_one_letters_are_written_to_files(self, tmp_path: Any) -> None:
        assert settings_of("", tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path)

    @pytest.mark.parametrize("url", ["imap://host", "smtp://", "mail.acme.example", "smtp://host:many"])
    def test_what_cannot_be_understood_is_refused_without_its_password(self, url: str, tmp_path: Any) -> None:
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
            settings_of(url, tmp_path)
