"""The admin's first page says what needs attention: to each role what is theirs, each with the way to it."""

from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from negotiation import lifecycle, turns
from negotiation.models import Actor, Campaign, CampaignContract, DeskEmail, Email, Kind, Negotiation, State, Work
from negotiation.roles import BUYER
from suppliers.models import ImportRun
from tests.factories import TODAY, guardrails
from tests.negotiation.roles import ALL_ROLES, World, import_run, person, signed_in, world

pytestmark = pytest.mark.django_db


class Items(HTMLParser):
    """The lines of the first list: their words by where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._words: list[str] | None = None
        self._link = ""
        self.feed(html.partition('<ul class="attention">')[2].partition("</ul>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._words = []
            self._link = ""
        elif tag == "a":
            self._link = str(dict(attrs)["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "li" and self._words is not None:
            self.found[self._link] = " ".join(self._words)

    def handle_data(self, data: str) -> None:
        if self._words is not None and data.strip():
            self._words.append(data.strip())


@pytest.fixture
def people() -> dict[str, User]:
    made = {name: person(name, *roles) for name, roles in ALL_ROLES.items()}
    return {**made, "ada": person("ada", is_superuser=True)}


@pytest.fixture
def own(people: dict[str, User]) -> World:
    return world("Own", owner=people["ben"], author=people["ada"])


@pytest.fixture
def other(people: dict[str, User]) -> World:
    return world("Other", owner=person("someone", BUYER), author=people["ada"])


@pytest.fixture
def told(people: dict[str, User]) -> Callable[[str], dict[str, str]]:
    """What somebody's first page lists."""

    def ask(name: str) -> dict[str, str]:
        return Items(signed_in(people[name]).get(reverse("admin:index")).content.decode()).found

    return ask


def change(row: Any, **fields: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def has(items: dict[str, str], words: str) -> bool:
    return any(words in item for item in items.values())


def test_a_supplier_who_waits_is_told_to_those_who_see_the_category(
    own: World, other: World, told: Callable[[str], dict[str, str]]
) -> None:
    waiting_since = timezone.now() - timedelta(minutes=12)
    change(other.negotiation, state=State.ESCALATED, person_due_since=waiting_since)
    assert not has(told("ben"), "for a person")
    change(own.negotiation, state=State.ESCALATED, person_due_since=waiting_since)
    assert "1 supplier waits for a person. The longest has waited 12 minutes." in told("ben")[reverse("desk")]
    assert "2 suppliers wait for a person" in told("petra")[reverse("desk")]
    change(own.negotiation, state=State.WITH_BUYER, person_due_since=timezone.now() + timedelta(days=2))  # put off
    assert reverse("desk") not in told("ben")


def test_a_deal_that_waits_for_approval_leads_to_the_list_of_such_deals(
    own: World, told: Callable[[str], dict[str, str]], people: dict[str, User]
) -> None:
    turns.enter(own.negotiation.pk)
    with lifecycle.drafted(own.negotiation.pk) as draft:
        draft.add(Kind.APPROVAL_ASKED, Actor.BOT, {"terms": dict(TODAY)})
    [link] = [link for link, words in told("petra").items() if "1 deal waits for approval" in words]
    assert own.supplier.name in signed_in(people["petra"]).get(link).content.decode()


def test_an_e_mail_that_no_colleague_got_is_told_with_why(own: World, told: Callable[[str], dict[str, str]]) -> None:
    DeskEmail.objects.create(
        negotiation=own.negotiation,
        recipient=own.category.owner,
        purpose="unclaimed",
        about=1,
        status="failed",
        not_before=timezone.now(),
        error="ben has no valid e-mail address.",
    )
    assert "1 e-mail to colleagues did not go out for sure. ben has no" in told("petra")[reverse("desk")]


def test_a_publication_is_decided_by_the_second_person_and_seen_by_the_author(
    own: World, told: Callable[[str], dict[str, str]]
) -> None:
    link = reverse("admin:negotiation_playbook_versions", args=[own.playbook.pk])
    assert told("petra")[link].endswith("Decide")
    assert told("ben")[link].endswith("See what it changes")


def test_a_draft_that_nobody_published_is_told_to_those_who_may_publish_it(
    own: World, other: World, told: Callable[[str], dict[str, str]]
) -> None:
    for each in (own, other):
        each.publication.delete()
        change(each.playbook, draft=guardrails(rounds=5), draft_saved_at=timezone.now())
    link = reverse("admin:negotiation_playbook_check", args=[own.playbook.pk])
    assert "The draft of Own renewals is not published" in told("ben")[link]
    assert not has(told("ben"), "Other renewals")
    assert not has(told("otto"), "is not published")
    change(own.playbook, draft=guardrails())
    assert link not in told("ben")


def test_a_paused_campaign_and_what_it_could_not_start_are_told(
    own: World, told: Callable[[str], dict[str, str]]
) -> None:
    change(own.campaign, status=Campaign.Status.PAUSED)
    link = reverse("admin:negotiation_campaign_change", args=[own.campaign.pk])
    assert "Own autumn is paused" in told("carla")[link]
    change(own.campaign, status=Campaign.Status.RUNNING)
    assert link not in told("carla")
    CampaignContract.objects.create(campaign=own.campaign, contract=own.contract, state=Work.FAILED, error="No.")
    assert "1 contract of Own autumn could not be started" in told("carla")[link]


def test_e_mails_in_trouble_are_told_with_the_way_to_whom(own: World, told: Callable[[str], dict[str, str]]) -> None:
    page = reverse("admin:negotiation_campaign_suppliers", args=[own.campaign.pk])
    assert "1 e-mail of Own autumn could not be sent" in told("carla")[f"{page}?letters=failed"]
    change(own.email, status=Email.Status.UNCERTAIN)
    assert "may or may not have arrived" in told("carla")[f"{page}?letters=uncertain"]
    change(own.email, status=Email.Status.SENT)
    assert not has(told("carla"), "e-mail")


def test_imports_are_for_those_who_import(
    own: World, told: Callable[[str], dict[str, str]], people: dict[str, User]
) -> None:
    run = import_run(people["carla"])
    assert has(told("carla"), "1 import is checked and not yet written")
    assert not has(told("ben"), "import")
    change(run, state=ImportRun.State.FAILED)
    assert has(told("carla"), "1 import stopped with an error")


def test_what_ends_soon_is_told_and_what_ends_later_is_not(own: World, told: Callable[[str], dict[str, str]]) -> None:
    assert has(told("ben"), "1 negotiation ends within 24 hours")
    change(own.negotiation, deadline=timezone.now() + timedelta(days=3))
    assert not has(told("ben"), "within 24 hours")


def test_every_line_leads_to_a_page_that_its_reader_may_open(
    own: World, other: World, told: Callable[[str], dict[str, str]], people: dict[str, User]
) -> None:
    Negotiation.objects.update(person_due_since=timezone.now())
    import_run(people["carla"])
    change(own.campaign, status=Campaign.Status.PAUSED)
    for name in ("carla", "ben", "petra", "otto", "ada"):
        items = told(name)
        assert items
        for link in items:
            assert signed_in(people[name]).get(link).status_code == 200, (name, link)


def test_where_nothing_waits_the_page_says_so(told: Callable[[str], dict[str, str]], people: dict[str, User]) -> None:
    assert told("otto") == {}
    page = signed_in(people["otto"]).get(reverse("admin:index")).content.decode()
    assert "Nothing needs you now." in page
    nobody = signed_in(people["nora"]).get(reverse("admin:index")).content.decode()
    assert "You have no role yet" in nobody


def test_the_page_asks_the_database_equally_often_whatever_waits(
    people: dict[str, User], django_assert_max_num_queries: Any
) -> None:
    for name in ("One", "Two", "Three"):
        world(name, owner=people["ben"], author=people["ada"])
    client = signed_in(people["ada"])
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(20):
        client.get(reverse("admin:index"))
