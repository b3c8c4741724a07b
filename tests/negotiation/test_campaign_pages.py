"""The campaign pages of the admin: launch in two looks, live figures, presses, and who may do what."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from negotiation import turns
from negotiation.campaigns import control, launching, mailing
from negotiation.models import Campaign, Email, Negotiation, PlaybookVersion, State
from suppliers.models import Suitability, Supplier
from tests import factories
from tests.negotiation.campaigning import SUBJECT, TEXT, invitable, invited, launcher, of, started, version_with

pytestmark = pytest.mark.django_db
ADD = "admin:negotiation_campaign_add"
VIEW = ("view_campaign", "view_negotiation", "view_category", "view_contract", "view_every_category")
CHANGE = (*VIEW, "change_category", "change_campaign")
LAUNCH = (*CHANGE, "add_campaign")


@pytest.fixture(autouse=True)
def immediate_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Background jobs are done at once, as a worker would do them in a moment."""
    monkeypatch.setattr(HUEY, "immediate", True)


@pytest.fixture
def anna() -> Client:
    return signed_in(launcher())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person(name: str, permissions: tuple[str, ...]) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return signed_in(user)


def page(campaign: Campaign, name: str = "change", *more: Any) -> str:
    return reverse(f"admin:negotiation_campaign_{name}", args=[campaign.pk, *more])


def filled_in(version: PlaybookVersion, **changes: Any) -> dict[str, Any]:
    """The launch form as a person in Berlin sends it, with everything ticked."""
    deadline = (timezone.now() + timedelta(days=2)).astimezone(ZoneInfo("Europe/Berlin"))
    return {
        "version": version.pk,
        "name": "Boxes this autumn",
        "deadline": f"{deadline:%Y-%m-%dT%H:%M}",
        "time_zone": "Europe/Berlin",
        "remind_hours_before": "12",
        "subject": SUBJECT,
        "text": TEXT,
        "contract": [contract.pk for contract in version.playbook.category.contracts.all()],
        **changes,
    }


def text_of(response: HttpResponse) -> str:
    """What the page says, without its markup and with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


class TestLaunching:
    def test_the_page_shows_who_can_be_invited_what_they_cost_and_who_is_left_out_and_why(self, anna: Client) -> None:
        version = version_with("Ada", "Bea")
        invitable(version.playbook.category, "Cleo", is_approved=False)
        said = text_of(anna.get(reverse(ADD), {"version": version.pk}))
        assert "2 of 2 eligible contracts are ticked: 400,000 EUR a year" in said
        assert "1 is left out, and why" in said
        assert "Cleo is not an approved supplier." in said

    def test_a_category_leads_to_its_newest_version(self, anna: Client) -> None:
        version = version_with("Ada")
        newer = PlaybookVersion.objects.create(playbook=version.playbook, number=2, guardrails=version.guardrails)
        response = anna.get(reverse(ADD), {"category": version.playbook.category_id})
        assert f'<option value="{newer.pk}" selected>' in response.content.decode()

    def test_the_deadline_comes_from_the_playbook(self, anna: Client) -> None:
        version = factories.version(factories.guardrails(deadline_hours=72))
        invitable(version.playbook.category, "Ada")
        in_three_days = timezone.now() + timedelta(hours=72)
        deadline = anna.get(reverse(ADD), {"version": version.pk}).context["form"].initial["deadline"]
        assert in_three_days <= deadline <= in_three_days + timedelta(hours=1)

    def test_nothing_leaves_before_the_second_look(self, anna: Client) -> None:
        version = version_with("Ada", "Bea")
        said = text_of(anna.post(reverse(ADD), filled_in(version)))
        assert "2 suppliers about 2 contracts" in said
        assert "400,000 EUR a year" in said
        assert "(Berlin time)" in said
        assert "Launch: send 2 invitations" in said
        assert "Dear Kim Ada" in said
        assert not Campaign.objects.exists()

    def test_the_last_press_launches_starts_and_sends(
        self, anna: Client, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
    ) -> None:
        version = version_with("Ada", "Bea")
        with django_capture_on_commit_callbacks(execute=True):
            response = anna.post(reverse(ADD), {**filled_in(version), "launch": "1", "key": uuid4()})
        campaign = Campaign.objects.get()
        assert response.headers["Location"] == page(campaign)
        assert sorted(letter.to[0] for letter in mailoutbox) == ["ada@supplier.example", "bea@supplier.example"]
        assert campaign.launched_by == launcher()
        assert campaign.time_zone == "Europe/Berlin"

    def test_pressing_twice_is_one_campaign(self, anna: Client) -> None:
        sent = {**filled_in(version_with("Ada")), "launch": "1", "key": uuid4()}
        first, second = anna.post(reverse(ADD), sent), anna.post(reverse(ADD), sent)
        assert Campaign.objects.count() == 1
        assert first.headers["Location"] == second.headers["Location"]

    def test_only_what_is_ticked_is_invited(self, anna: Client) -> None:
        version = version_with("Ada", "Bea")
        ada = version.playbook.category.contracts.get(supplier__name="Ada")
        said = text_of(anna.post(reverse(ADD), filled_in(version, contract=[ada.pk])))
        assert "1 supplier about 1 contract" in said
        assert "1 eligible that you did not tick" in said

    def test_a_fault_keeps_what_was_typed_and_ticked(self, anna: Client) -> None:
        version = version_with("Ada", "Bea")
        ada = version.playbook.category.contracts.get(supplier__name="Ada")
        sent = filled_in(version, subject="About {what}", name="Boxes & more", contract=[ada.pk])
        response = anna.post(reverse(ADD), sent)
        assert response.status_code == 422
        assert "The subject names {what}" in text_of(response)
        assert "1 of 2 eligible contracts are ticked" in text_of(response)
        assert "Boxes &amp; more" in response.content.decode()

    def test_who_was_taken_meanwhile_is_named_and_the_rest_can_be_launched(self, anna: Client) -> None:
        version = version_with("Ada", "Bea")
        sent = filled_in(version)
        ada = version.playbook.category.contracts.get(supplier__name="Ada")
        anna.post(reverse(ADD), {**filled_in(version, name="First", contract=[ada.pk]), "launch": "1", "key": uuid4()})
        response = anna.post(reverse(ADD), {**sent, "launch": "1", "key": uuid4()})
        assert response.status_code == 409
        assert "Ada: Shipping boxes: It is chosen in First, which is being launched." in text_of(response)
        assert "1 of 1 eligible contracts are ticked" in text_of(response)
        assert Campaign.objects.count() == 1

    def test_an_unsuitable_category_says_so_and_launches_nothing(self, anna: Client) -> None:
        version = version_with("Ada")
        category = version.playbook.category
        category.suitability = Suitability.STRATEGIC
        category.save()
        assert "That is for people, and cannot be launched." in text_of(anna.get(reverse(ADD), {"version": version.pk}))
        anna.post(reverse(ADD), {**filled_in(version), "launch": "1", "key": uuid4()})
        assert not Campaign.objects.exists()

    def test_a_number_that_only_we_may_know_is_a_doubt_before_the_launch(self, anna: Client) -> None:
        text = "We hope for 9.40 EUR: {link}"
        said = text_of(anna.post(reverse(ADD), filled_in(version_with("Ada"), text=text)))
        assert "The invitation says 9.4" in said
        assert "the target of Unit price" in said

    def test_back_brings_the_form_with_everything_in_it(self, anna: Client) -> None:
        response = anna.post(reverse(ADD), {**filled_in(version_with("Ada")), "back": "1"})
        assert response.status_code == 200
        assert "Boxes this autumn" in response.content.decode()

    def test_the_preview_shows_the_letter_as_it_is_typed_and_what_is_wrong(self, anna: Client) -> None:
        version = version_with("Ada")
        address = reverse("admin:negotiation_campaign_letter")
        said = text_of(anna.post(address, filled_in(version, subject="For {contact} and {who}")))
        assert "For Kim Ada and {who}" in said
        assert "The subject names {who}" in said

    def test_thousands_of_ticks_are_taken(self, anna: Client) -> None:
        version = version_with("Ada")
        [ada] = version.playbook.category.contracts.all()
        response = anna.post(reverse(ADD), filled_in(version, contract=[ada.pk] * 5_000))
        assert "1 supplier about 1 contract" in text_of(response)


def test_the_pages_are_headed_by_the_sign_of_the_house_as_all_others_are(anna: Client) -> None:
    campaign = invited("Ada")
    for address in (reverse(ADD), page(campaign), page(campaign, "suppliers")):
        assert 'alt="Home"' in anna.get(address).content.decode()


class TestOverview:
    def test_each_figure_is_there_with_its_denominator_and_leads_to_the_negotiations_behind_it(
        self, anna: Client
    ) -> None:
        campaign = invited("Ada", "Bea")
        turns.enter(of(campaign, "Ada").pk)
        response = anna.get(page(campaign))
        assert "1 opened: show them 50.0 % of 2 invited" in text_of(response)
        link = re.search(r'href="([^"]+reached=opened)"', response.content.decode())
        assert link is not None
        listed = anna.get(link[1].replace("&amp;", "&")).context["cl"].queryset
        assert [one.contract.supplier.name for one in listed] == ["Ada"]

    def test_savings_say_against_what(self, anna: Client) -> None:
        campaign = invited("Ada")
        made = of(campaign, "Ada")
        turns.enter(made.pk)
        made.refresh_from_db()
        factories.accept(made)
        said = text_of(anna.get(page(campaign)))
        assert "12,000 EUR less a year, 6.0 % of the 200,000 EUR a year" in said
        assert "at today's prices and today's volume" in said

    def test_the_live_part_comes_alone_and_asks_for_the_page_when_the_status_changed(self, anna: Client) -> None:
        campaign = started("Ada")
        response = anna.get(page(campaign, "live"), {"status": "running"})
        assert response.content.decode().lstrip().startswith('<div id="live"')
        assert "HX-Refresh" not in response.headers
        control.pause(campaign)
        assert anna.get(page(campaign, "live"), {"status": "running"}).headers["HX-Refresh"] == "true"

    def test_progress_is_shown_while_there_is_some(self, anna: Client) -> None:
        campaign = started("Ada", "Bea")
        assert "E-mails sent: 0 of 2." in text_of(anna.get(page(campaign, "live")))
        mailing.outbox.deliver()
        assert "E-mails sent:" not in text_of(anna.get(page(campaign, "live")))

    def test_a_mail_server_that_is_away_is_said(self, anna: Client, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        campaign = started("Ada")
        mailing.outbox.deliver()
        assert "The mail server cannot be reached:" in text_of(anna.get(page(campaign)))

    def test_what_could_not_start_is_listed_with_the_reason(self, anna: Client) -> None:
        campaign = control.launch(
            control.Plan(
                name="Boxes",
                version=(version := version_with("Ada")),
                contracts=[contract.pk for contract in version.playbook.category.contracts.all()],
                deadline=timezone.now() + timedelta(days=2),
                subject=SUBJECT,
                text=TEXT,
            ),
            key=uuid4(),
            by=launcher(),
        )
        Supplier.objects.update(is_approved=False)
        launching.work(campaign.pk)
        said = text_of(anna.get(page(campaign)))
        assert "1 of 1 chosen contracts could not be started" in said
        assert "Ada is not an approved supplier." in said

    def test_it_takes_as_many_queries_for_many_as_for_few(
        self, anna: Client, django_assert_max_num_queries: Any
    ) -> None:
        campaign = invited(*(f"Supplier{number}" for number in range(40)))
        with django_assert_max_num_queries(9):
            anna.get(page(campaign, "live"))
        with django_assert_max_num_queries(12):
            anna.get(page(campaign))
        with django_assert_max_num_queries(10):
            anna.get(page(campaign, "suppliers"))

    def test_the_list_counts_with_as_many_queries_for_many_campaigns_as_for_one(
        self, anna: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(12):
            started(f"Supplier{number}")
        with django_assert_max_num_queries(9):
            response = anna.get(reverse("admin:negotiation_campaign_changelist"))
        assert text_of(response).count("Running") >= 12


class TestPresses:
    def test_pause_and_resume_say_what_they_do(self, anna: Client) -> None:
        campaign = started("Ada")
        assert "Paused: no invitation and no reminder leaves." in text_of(
            anna.post(page(campaign, "pause"), follow=True)
        )
        assert "Resumed: what waited goes out now." in text_of(anna.post(page(campaign, "resume"), follow=True))

    def test_a_press_that_comes_too_late_says_so(self, anna: Client) -> None:
        campaign = started("Ada")
        control.pause(campaign)
        said = text_of(anna.post(page(campaign, "pause"), follow=True))
        assert "The campaign is paused already; nothing was changed." in said

    def test_an_extension_is_read_in_the_campaigns_time_zone(self, anna: Client) -> None:
        campaign = started("Ada", time_zone="Europe/Berlin")
        later = (campaign.deadline + timedelta(days=3)).astimezone(ZoneInfo("Europe/Berlin"))
        anna.post(page(campaign, "extend"), {"deadline": f"{later:%Y-%m-%dT%H:%M}"})
        assert of(campaign, "Ada").deadline == later.replace(second=0, microsecond=0)

    @pytest.mark.parametrize("deadline", ["", "tomorrow", "2020-01-01T10:00"])
    def test_an_extension_that_is_none_is_refused(self, anna: Client, deadline: str) -> None:
        campaign = started("Ada")
        anna.post(page(campaign, "extend"), {"deadline": deadline})
        assert of(campaign, "Ada").deadline == campaign.deadline

    def test_a_cancellation_shows_first_what_it_ends(
        self, anna: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        campaign = invited("Ada", "Bea")
        assert "2 negotiations that are not concluded are withdrawn" in text_of(anna.get(page(campaign, "cancel")))
        assert "Say why" in text_of(anna.post(page(campaign, "cancel"), {"reason": ""}))
        with django_capture_on_commit_callbacks(execute=True):
            anna.post(page(campaign, "cancel"), {"reason": "Wrong list"})
        assert set(Negotiation.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
        assert "“Wrong list”" in text_of(anna.get(page(campaign)))

    def test_who_pressed_what_is_in_the_history(self, anna: Client) -> None:
        campaign = started("Ada")
        anna.post(page(campaign, "pause"))
        assert "Paused: no invitation and no reminder leaves." in text_of(anna.get(page(campaign, "history")))

    def test_a_link_is_replaced_and_the_list_comes_back_where_it_was(self, anna: Client) -> None:
        campaign = invited("Ada", "Bea")
        link = of(campaign, "Ada").invitations.get()
        response = anna.post(page(campaign, "replace_link", link.pk), {"q": "Ada"}, follow=True)
        assert "Ada gets a new link by e-mail; the old one does not work any more." in text_of(response)
        assert response.context["q"] == "Ada"
        link.refresh_from_db()
        assert link.revoked_at is not None

    def test_a_revoked_link_can_be_followed_by_a_new_one(self, anna: Client) -> None:
        campaign = invited("Ada")
        made = of(campaign, "Ada")
        said = text_of(anna.post(page(campaign, "revoke_link", made.invitations.get().pk), follow=True))
        assert "The link of Ada does not work any more" in said
        assert "Revoked" in said
        anna.post(page(campaign, "new_link", made.pk))
        assert made.invitations.filter(revoked_at__isnull=True).count() == 1

    def test_failed_letters_are_found_and_sent_again(self, anna: Client) -> None:
        campaign = invited("Ada", "Bea")
        email = Email.objects.get(invitation__negotiation=of(campaign, "Ada"))
        Email.objects.filter(pk=email.pk).update(status=Email.Status.UNCERTAIN, error="It broke off.")
        said = text_of(anna.get(page(campaign, "suppliers"), {"letters": "uncertain"}))
        assert "It broke off." in said
        assert "Bea" not in said
        anna.post(page(campaign, "send_again", email.pk))
        email.refresh_from_db()
        assert email.status == Email.Status.WAITING


class TestRights:
    def addresses(self, campaign: Campaign) -> dict[str, str]:
        link = of(campaign, "Ada").invitations.get()
        rows = {
            "replace_link": link.pk,
            "revoke_link": link.pk,
            "send_again": link.emails.get().pk,
            "new_link": link.negotiation_id,
        }
        names = ("pause", "resume", "extend", "cancel", "failed_again", *rows)
        return {name: page(campaign, name, *([rows[name]] if name in rows else [])) for name in names}

    def test_who_may_only_look_sees_no_button_and_can_press_none_by_address(self) -> None:
        campaign, auditor = invited("Ada"), person("otto", VIEW)
        said = text_of(auditor.get(page(campaign)))
        assert "Invited" in said
        assert "What you can do" not in said
        for address in self.addresses(campaign).values():
            assert auditor.post(address).status_code == 403
        campaign.refresh_from_db()
        assert campaign.status == Campaign.Status.RUNNING
        assert auditor.get(reverse(ADD)).status_code == 403

    def test_who_may_change_but_not_launch_cannot_launch(self) -> None:
        client = person("bert", CHANGE)
        version = version_with("Ada")
        sent = {**filled_in(version), "launch": "1", "key": uuid4()}
        assert client.post(reverse(ADD), sent).status_code == 403
        assert client.post(reverse("admin:negotiation_campaign_letter"), sent).status_code == 403
        assert not Campaign.objects.exists()

    def test_who_may_launch_can(self) -> None:
        client = person("cora", LAUNCH)
        client.post(reverse(ADD), {**filled_in(version_with("Ada")), "launch": "1", "key": uuid4()})
        assert Campaign.objects.exists()

    def test_nobody_else_sees_anything(self) -> None:
        campaign = invited("Ada")
        for address in (page(campaign), page(campaign, "live"), page(campaign, "suppliers")):
            assert person(f"eve{uuid4().hex}", ()).get(address).status_code in (403, 404)
            assert Client().get(address).status_code == 302

    def test_presses_are_posts(self, anna: Client) -> None:
        campaign = invited("Ada")
        for name, address in self.addresses(campaign).items():
            assert anna.get(address).status_code == (200 if name == "cancel" else 405)

    def test_a_link_of_another_campaign_is_not_found(self, anna: Client) -> None:
        campaign, other = invited("Ada"), invited("Bea")
        link = of(other, "Bea").invitations.get()
        assert anna.post(page(campaign, "revoke_link", link.pk)).status_code == 404
        link.refresh_from_db()
        assert link.revoked_at is None

    def test_a_campaign_is_never_deleted(self, anna: Client) -> None:
        campaign = invited("Ada")
        address = reverse("admin:negotiation_campaign_delete", args=[campaign.pk])
        assert anna.post(address, {"post": "yes"}).status_code == 403


def test_no_page_of_a_campaign_holds_a_link_that_opens_a_room(anna: Client) -> None:
    campaign = invited("Ada")
    for name in ("change", "suppliers", "live", "history"):
        assert "/n/" not in anna.get(page(campaign, name)).content.decode()
