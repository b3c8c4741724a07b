"""A campaign in a real browser: launched to whom it may go, watched live while a supplier closes a deal, cancelled."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import serious_faults
from tests.journeys.conftest import enter
from tests.servers import Installation, Server, wait_until

MAKE = """
from tests.negotiation.campaigning import invitable, launcher, version_with
user = launcher({user!r})
user.set_password("journey-password")
user.save()
version = version_with("Ada", "Bea")
invitable(version.playbook.category, "Cleo", is_approved=False)
print(version.pk)
"""


@pytest.fixture
def office(own_installation: Installation) -> Iterator[tuple[str, Path]]:
    """The address of a server with its worker, and the folder that its letters are written to."""
    with own_installation.serving() as server:
        yield address_of(server), own_installation.folder / "mail"


def address_of(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture
def launch_page(page: Page, office: tuple[str, Path], own_installation: Installation) -> Page:
    """The launch page of a category with three suppliers, one of them not approved; an admin has signed in."""
    name = f"admin-{uuid4().hex[:8]}"
    version = own_installation.run(MAKE.format(user=name))
    page.goto(f"{office[0]}/admin/negotiation/campaign/add/?version={version}")
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


def token_for(address: str, folder: Path) -> str:
    """The token in the letter to an address, once it is there."""

    def letters() -> list[str]:
        written = "\n".join(path.read_text() for path in folder.glob("*.log")) if folder.exists() else ""
        return [letter for letter in written.split("-" * 79) if f"To: {address}" in letter]

    wait_until(lambda: bool(letters()), f"a letter to {address} is written")
    [letter] = letters()
    return letter.partition("/n/")[2].partition("/")[0]


def figure(page: Page, code: str) -> Locator:
    return page.locator(f".figure.{code}")


def test_a_campaign_goes_to_whom_it_may_and_shows_a_deal_without_reloading(
    launch_page: Page, new_page: Callable[..., Page], office: tuple[str, Path]
) -> None:
    url, mail = office
    page = launch_page
    expect(page.locator("[data-sum]")).to_have_text("2 of 2 eligible contracts are ticked: 400,000 EUR a year.")
    page.get_by_text("1 is left out, and why").click()
    expect(page.get_by_text("Cleo is not an approved supplier.")).to_be_visible()
    launch(page)
    expect(figure(page, "invited")).to_contain_text("100.0 % of 2 started")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator("#figure-agreed").focus()
    room = enter(new_page(), url, token_for("ada@supplier.example", mail))
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


def test_where_nobody_can_be_invited_the_page_says_why(launch_page: Page, own_installation: Installation) -> None:
    own_installation.run("from suppliers.models import Supplier; Supplier.objects.update(is_approved=False)")
    launch_page.reload()
    expect(launch_page.get_by_text("Ada is not an approved supplier.")).to_be_visible()
    expect(launch_page.get_by_role("button", name="Look at it once more")).to_have_count(0)


def test_the_letter_is_shown_as_it_is_typed(launch_page: Page) -> None:
    page = launch_page
    page.get_by_label("Subject").fill("News for {contact} and {who}")
    expect(page.locator("#letter")).to_contain_text("News for Kim Ada and {who}")
    expect(page.locator("#letter")).to_contain_text("The subject names {who}")


def test_a_cancelled_campaign_ends_what_is_open(launch_page: Page, office: tuple[str, Path]) -> None:
    page = launch_page
    launch(page)
    expect(figure(page, "invited")).to_contain_text("100.0 % of 2 started")
    page.get_by_role("link", name="Cancel the campaign…").click()
    page.get_by_label("Why, for your colleagues").fill("Wrong list")
    page.get_by_role("button", name="Cancel the campaign").click()
    expect(figure(page, "withdrawn")).to_contain_text("2")
    expect(page.get_by_text("“Wrong list”")).to_be_visible()


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
