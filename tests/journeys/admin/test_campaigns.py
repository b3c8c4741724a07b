"""A campaign in a real browser: launched to whom it may go, watched live while a supplier closes a deal, cancelled."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import servers
from tests.conftest import Template
from tests.journeys.browser import serious_faults
from tests.journeys.conftest import enter
from tests.servers import Installation, wait_until

MAKE = """
from suppliers.models import Supplier
from tests.negotiation.campaigning import invitable, launcher, version_with
for earlier in Supplier.objects.filter(name__in=("Ada", "Bea", "Cleo")):  # of the test before; no two may have a name
    earlier.name = f"{{earlier.name}} {{earlier.pk}}"
    earlier.save()
user = launcher({user!r})
user.set_password("journey-password")
user.save()
version = version_with("Ada", "Bea")
Supplier.objects.filter(name="Ada").update(email={ada!r})
invitable(version.playbook.category, "Cleo", is_approved=False)
print(version.pk)
"""

MORE = """
from negotiation.models import PlaybookVersion
from tests.negotiation.campaigning import invitable
category = PlaybookVersion.objects.get(pk={version}).playbook.category
for number in range(110):
    invitable(category, f"More {{number}}")
"""

# As a keyboard does, at a moment at which Playwright would wait.
TYPE = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})) }"
LAST_SCRIPT = re.compile(r"/alpine/alpine\.[0-9a-f]*\.?js")  # without it the page is not complete


@dataclass(frozen=True)
class Office:
    """An installation of these tests' own, with its worker, at an address."""

    installation: Installation
    url: str

    def letters(self) -> str:
        """All letters that it has sent."""
        folder = self.installation.folder / "mail"
        return "\n".join(path.read_text() for path in folder.glob("*.log")) if folder.exists() else ""


@pytest.fixture(scope="module")
def office(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    installation = servers.from_template(template.folder, tmp_path_factory.mktemp("office") / "installation")
    with installation.serving() as server:
        yield Office(installation, f"http://127.0.0.1:{server.port}")


@pytest.fixture
def ada() -> str:
    """The e-mail address of a supplier whom this test alone may write to."""
    return f"ada-{uuid4().hex[:8]}@supplier.example"


@pytest.fixture
def launch_page(page: Page, office: Office, ada: str) -> Page:
    """The launch page of a category with three suppliers, one of them not approved; an admin has signed in."""
    name = f"admin-{uuid4().hex[:8]}"
    version = office.installation.run(MAKE.format(user=name, ada=ada))
    page.goto(f"{office.url}/admin/negotiation/campaign/add/?version={version}")
    page.get_by_label("Username").fill(name)
    page.locator("[name=password]").fill("journey-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Launch a campaign")).to_be_visible()
    return page


def launch(page: Page) -> None:
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.get_by_text("2 suppliers about 2 contracts")).to_be_visible()
    page.get_by_role("button", name="Launch: send 2 invitations").click()
    expect(page.get_by_role("heading", name=re.compile("Running|Launching"))).to_be_visible()


def token_for(address: str, office: Office) -> str:
    """The token in the letter to an address, once it is there."""

    def found() -> list[str]:
        return [letter for letter in office.letters().split("-" * 79) if f"To: {address}" in letter]

    wait_until(lambda: bool(found()), f"a letter to {address} is written")
    [letter] = found()
    return letter.partition("/n/")[2].partition("/")[0]


def figure(page: Page, code: str) -> Locator:
    return page.locator(f".figure.{code}")


def test_a_campaign_goes_to_whom_it_may_and_shows_a_deal_without_reloading(
    launch_page: Page, new_page: Callable[..., Page], office: Office, ada: str
) -> None:
    page = launch_page
    expect(page.locator("[data-sum]")).to_have_text("2 of 2 eligible contracts are ticked: 400,000 EUR a year.")
    page.get_by_text("1 is left out, and why").click()
    expect(page.get_by_text("Cleo is not an approved supplier.")).to_be_visible()
    launch(page)
    expect(figure(page, "invited")).to_contain_text("100.0 % of 2 started")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator("#figure-agreed").focus()
    room = enter(new_page(), office.url, token_for(ada, office))
    expect(figure(page, "opened")).to_contain_text("50.0 % of 2 invited")
    room.button("Accept offer 1").click()
    room.button("Yes, accept").click()
    room.expect_turn("Agreed")
    expect(figure(page, "engaged")).to_contain_text("50.0 % of 2 invited")
    expect(figure(page, "agreed")).to_contain_text("100.0 % of 1 concluded")
    expect(page.locator(".savings")).to_contain_text("12,000 EUR less a year, 6.0 % of the 200,000 EUR a year")
    expect(page.locator("#figure-agreed")).to_be_focused()  # what arrives live does not take the focus away
    assert page.evaluate("document.body.dataset.same") == "yes"
    page.locator("#figure-agreed").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text("Ada")


def test_ticks_can_be_narrowed_and_are_added_up(launch_page: Page) -> None:
    page = launch_page
    page.get_by_label("Search").last.fill("bea")
    page.get_by_role("button", name="Untick what is shown").click()
    expect(page.locator("[data-sum]")).to_have_text(
        "1 of 2 eligible contracts are ticked: 200,000 EUR a year. 1 of them is not shown now."
    )
    page.get_by_label("Search").last.fill("")
    expect(page.get_by_label("Bea", exact=True)).not_to_be_checked()
    expect(page.get_by_label("Ada", exact=True)).to_be_checked()


def test_thousands_are_chosen_from_by_keyboard_a_page_at_a_time(launch_page: Page, office: Office) -> None:
    page = launch_page
    office.installation.run(MORE.format(version=page.url.rpartition("=")[2]))
    page.reload()
    said = page.locator("[data-sum]")
    expect(said).to_contain_text("112 of 112 eligible contracts are ticked")
    page.get_by_label("Ada", exact=True).press("Space")
    expect(said).to_contain_text("111 of 112 eligible contracts are ticked")
    page.get_by_role("button", name="Later").press("Enter")
    expect(page.get_by_text("101 to 112 of 112")).to_be_visible()
    expect(page.get_by_role("region", name="Eligible contracts")).to_be_focused()  # the button is used up
    page.set_viewport_size({"width": 360, "height": 844})
    assert serious_faults(page) == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth + 1")
    page.get_by_label("Search").last.press_sequentially("more 1")
    expect(page.get_by_role("button", name="Untick what is shown")).to_be_visible()
    page.get_by_role("button", name="Untick what is shown").press("Enter")
    expect(page.get_by_label("More 100", exact=True)).not_to_be_checked()
    page.get_by_label("Search").last.fill("")
    expect(page.get_by_label("Ada", exact=True)).not_to_be_checked()  # what was unticked on another page stays so
    page.get_by_label("Name of the campaign").press("Enter")
    expect(page.get_by_text("90 suppliers about 90 contracts")).to_be_visible()


def test_where_nobody_can_be_invited_the_page_says_why(launch_page: Page, office: Office) -> None:
    office.installation.run("from suppliers.models import Supplier; Supplier.objects.update(is_approved=False)")
    launch_page.reload()
    expect(launch_page.get_by_text("Ada is not an approved supplier.")).to_be_visible()
    expect(launch_page.get_by_role("button", name="Look at it once more")).to_have_count(0)


def test_the_letter_is_shown_as_it_is_typed(launch_page: Page) -> None:
    page = launch_page
    page.get_by_label("Subject").fill("News for {contact} and {who}")
    expect(page.locator("#letter")).to_contain_text("News for Kim Ada and {who}")
    expect(page.locator("#letter")).to_contain_text("The subject names {who}")


def test_what_is_typed_before_the_scripts_have_run_is_shown_too(launch_page: Page) -> None:
    page = launch_page
    late: list[Route] = []
    page.route(LAST_SCRIPT, lambda route: late.append(route))
    with page.expect_request(LAST_SCRIPT):
        page.goto(page.url, wait_until="commit")
    page.locator("#id_subject").evaluate(TYPE, "News for {contact}")
    [script] = late
    script.continue_()
    expect(page.locator("#letter")).to_contain_text("News for Kim Ada")


def test_a_cancelled_campaign_ends_what_is_open(launch_page: Page) -> None:
    page = launch_page
    launch(page)
    expect(figure(page, "invited")).to_contain_text("100.0 % of 2 started")
    page.get_by_role("link", name="Cancel the campaign…").click()
    page.get_by_label("Why, for your colleagues").fill("Wrong list")
    page.get_by_role("button", name="Cancel the campaign").click()
    expect(figure(page, "withdrawn")).to_contain_text("2")
    expect(page.get_by_text("“Wrong list”")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_calendar_of_the_deadline_can_be_seen_in_light_and_dark(
    launch_page: Page, scheme: Literal["light", "dark"]
) -> None:
    launch_page.emulate_media(color_scheme=scheme)
    launch_page.reload()
    # The browser draws it, black unless the page says that it is dark there.
    expect(launch_page.get_by_label("Suppliers can answer until")).to_have_css("color-scheme", scheme)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_can_be_used_by_everybody_and_on_a_phone(launch_page: Page, width: int) -> None:
    page = launch_page
    page.set_viewport_size({"width": width, "height": 844})
    assert serious_faults(page) == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth + 1")
    launch(page)
    expect(figure(page, "invited")).to_contain_text("100.0 % of 2 started")
    assert serious_faults(page) == []
    page.get_by_role("link", name="Suppliers and links").click()
    expect(page.get_by_text("Invitation: sent").first).to_be_visible()
    assert serious_faults(page) == []
