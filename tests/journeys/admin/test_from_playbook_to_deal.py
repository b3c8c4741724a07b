"""The whole way in a real browser: a buyer writes, tries and publishes, an admin launches, a supplier signs."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints
from tests.journeys.conftest import enter
from tests.servers import Installation, Server, wait_until

MAKE = """
from django.contrib.auth.models import User
from suppliers.models import Category
from tests.negotiation.campaigning import invitable
category = Category.objects.create(name="Crates", slug="crates", owner=User.objects.get(username="ben"))
for name in ("Ada", "Bea"):
    invitable(category, name)
invitable(category, "Cleo", is_approved=False)
print(category.pk)
"""
LEAK = "Good day, 9.40 is what we hope for."
GREETING = "Good day, and thank you for the good years."


@pytest.fixture
def office(own_installation: Installation) -> Iterator[Server]:
    """The demo with its people, a category of three suppliers, and a worker in the background."""
    own_installation.run(MAKE)
    with own_installation.serving() as server:
        yield server


def sign_in(page: Page, name: str, address: str) -> Page:
    """As one of the demo's people."""
    page.goto(address)
    page.get_by_label("Username").fill(name)
    page.locator("[name=password]").fill(f"parley-demo-{name}")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Username")).to_have_count(0)
    return page


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Pages of this playbook").get_by_role("link", name=name, exact=True).click()


def write(page: Page) -> None:
    """A new playbook for crates: the price that every new one begins with, and payment."""
    page.get_by_label("Category").select_option(label="Crates")
    page.get_by_label("Name").fill("Crates renewals")
    page.get_by_label("Slug").fill("crates")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("[name=levers-0-target_0]").fill("6")
    page.get_by_role("button", name="Add a lever").click()
    page.locator("[name=levers-1-kind]").select_option("payment_days")
    for field, value in (("target", "60"), ("walk_away", "30"), ("step", "15")):
        page.locator(f"[name=levers-1-{field}_0]").fill(value)
        page.locator(f"[name=levers-1-{field}_1]").select_option("value")
    page.locator("[name=levers-1-weight]").fill("40")
    page.get_by_label("The bot closes alone up to, a year").fill("250000")
    expect(page.locator("#preview")).to_contain_text("9.40 EUR")


def check_and_fix(page: Page) -> None:
    page.get_by_label("Opening message").fill(LEAK)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("The opening message says 9.4, which is the target of Unit price")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.get_by_role("link", name="Back to the draft").click()
    page.get_by_label("Opening message").fill(GREETING)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()


def try_it(page: Page) -> None:
    tab(page, "Try")
    page.get_by_label("Negotiations").select_option("200")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator(".report")).to_contain_text("of 200", timeout=30_000)
    tab(page, "Try")


def rehearse(page: Page) -> None:
    page.get_by_role("button", name="Start a rehearsal").click()
    room = page.frame_locator("iframe")
    expect(room.locator(".bubble.bot").first).to_contain_text(GREETING)
    room.get_by_label("Your message").fill("We need 3 % more from now on.")
    room.get_by_label("Your message").press("Enter")
    expect(page.locator("#panel li").first).to_contain_text("asks for a higher price")
    page.go_back()


def publish(page: Page, note: str) -> None:
    """Past the doubt that no supplier ever gave what is hoped for."""
    tab(page, "Check and publish")
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("button", name="Yes, publish all the same").click()
    expect(page.get_by_role("cell", name=note)).to_be_visible()


def diff(page: Page) -> None:
    tab(page, "Draft")
    page.get_by_label("Rounds", exact=True).fill("6")
    page.get_by_role("button", name="Save the draft").click()
    publish(page, "Fewer rounds")
    page.get_by_label("What changed from").select_option(label="version 1")
    page.get_by_label("to", exact=True).select_option(label="version 2")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("The bot makes at most 6 offers; before, 8 offers.")).to_be_visible()


def launch(page: Page) -> None:
    page.get_by_label("Category and playbook version").select_option(label="Crates: Crates renewals, version 2")
    expect(page.locator("[data-sum]")).to_have_text("2 of 2 eligible contracts are ticked: 400,000 EUR a year.")
    page.get_by_text("1 is left out, and why").click()
    expect(page.get_by_text("Cleo is not an approved supplier.")).to_be_visible()
    page.get_by_role("button", name="Look at it once more").click()
    page.get_by_role("button", name="Launch: send 2 invitations").click()
    expect(page.locator(".figure.invited")).to_contain_text("100.0 % of 2 started", timeout=20_000)


def token_in(installation: Installation, address: str) -> str:
    """The token in the letter to an address, once it is written."""

    def letters() -> list[str]:
        written = "\n".join(path.read_text() for path in (installation.folder / "mail").glob("*.log"))
        return [letter for letter in written.split("-" * 79) if f"To: {address}" in letter]

    wait_until(lambda: bool(letters()), f"a letter to {address} is written")
    return letters()[0].partition("/n/")[2].partition("/")[0]


def test_a_playbook_is_written_checked_fixed_tried_published_and_launched_and_a_supplier_closes_a_deal(
    page: Page,
    new_page: Callable[..., Page],
    complaints: Complaints,
    office: Server,
    own_installation: Installation,
) -> None:
    url = f"http://127.0.0.1:{office.port}"
    sign_in(page, "ben", f"{url}/admin/negotiation/playbook/add/")
    write(page)
    check_and_fix(page)
    try_it(page)
    rehearse(page)
    publish(page, "The first one")
    diff(page)
    complaints.forgive("409")  # publishing asks once more about doubts

    admin = sign_in(new_page(), "carla", f"{url}/admin/negotiation/campaign/add/")
    launch(admin)
    room = enter(new_page(), url, token_in(own_installation, "ada@supplier.example"))
    expect(room.messages.first).to_contain_text(GREETING)
    expect(room.messages.first).to_contain_text("I am a bot")
    room.button("Accept offer 1").click()
    room.button("Yes, accept").click()
    room.expect_turn("Agreed")
    expect(admin.locator(".figure.agreed")).to_contain_text("100.0 % of 1 concluded")
    expect(admin.locator(".savings")).to_contain_text("12,000 EUR less a year")


# For each of the demo's people: what their menu offers, and addresses that are not theirs.
DESK = ["Overview", "Desk", "Approvals", "Figures of the desk", "Negotiations", "Agreements", "Categories"]
EVERY_DAY = [*DESK, "Saved replies", "Playbooks", "Campaigns"]
DIRECTORY = ["Suppliers", "Contracts", "Purchases"]
MENUS = {
    "carla": [*EVERY_DAY, "Launch a campaign", *DIRECTORY, "Imports", "Audit trail"],
    "ben": [*EVERY_DAY, *DIRECTORY],
    "petra": [*DESK, "Playbooks", "Campaigns", *DIRECTORY],
    "otto": [*EVERY_DAY, *DIRECTORY, "Imports", "People", "Roles", "Audit trail"],
}
NOT_THEIRS = {
    "carla": ("negotiation/playbook/add/", "auth/user/"),
    "ben": ("negotiation/campaign/add/", "suppliers/supplier/add/", "auditlog/logentry/"),
    "petra": ("negotiation/playbook/add/", "negotiation/campaign/add/", "suppliers/importrun/"),
    "otto": ("negotiation/playbook/add/", "negotiation/campaign/add/", "suppliers/supplier/add/", "auth/user/add/"),
}


@pytest.mark.parametrize("name", MENUS)
def test_each_role_sees_its_own_menu_and_is_refused_what_is_not_theirs(
    page: Page, url: str, complaints: Complaints, name: str
) -> None:
    sign_in(page, name, f"{url}/admin/")
    menu = page.locator("#nav-sidebar-apps a")
    expect(menu).to_have_count(len(MENUS[name]))
    assert [re.sub(r"^\S+\s+", "", link.inner_text().strip()) for link in menu.all()] == MENUS[name]
    for address in NOT_THEIRS[name]:
        response = page.goto(f"{url}/admin/{address}")
        assert response is not None
        assert response.status == 403, address
    complaints.forgive("403")
