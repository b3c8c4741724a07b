"""axe-core finds nothing serious or critical, on any page, in any state, light or dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints, serious_faults
from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage

STATES = {
    "confirming": "Please confirm the term sheet",
    "awaiting_approval": "Agreed, subject to approval",
    "with_buyer": "A person is joining",
    "agreed": "Agreed",
    "no_deal": "Closed without an agreement",
    "expired": "Expired",
    "withdrawn": "Withdrawn",
}


def assert_accessible(page: Page) -> None:
    """Both colour schemes, since contrast is a property of each."""
    for scheme in ("light", "dark"):
        # Without motion colours change at once, and not while they are looked at.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert serious_faults(page) == [], scheme


def test_a_talk_is_accessible_at_every_step(opened: RoomPage) -> None:
    page = opened.page
    assert_accessible(page)
    opened.say("2 % off, Net 45")
    opened.answered(3)
    assert_accessible(page)
    opened.button("Accept offer 3").click()
    assert_accessible(page)
    opened.button("Not yet").click()
    opened.button("Counter-offer").click()
    assert_accessible(page)
    opened.field("Payment").fill("45.5")
    opened.button("Send offer").click()
    expect(opened.notice).to_contain_text("whole days")
    page.context.set_offline(True)
    opened.words.fill("Hello?")
    opened.words.press("Enter")
    expect(opened.waiting).to_have_count(1)
    assert_accessible(page)


def test_choosing_between_packages_is_accessible(page: Page, url: str, make_token: Callable[[str], str]) -> None:
    room = enter(page, url, make_token("factories.several_packages()"))
    room.say("We could do 620 EUR per box with a 24-month term.")
    expect(room.button("Accept the chosen package")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("state", STATES)
def test_the_room_is_accessible_when_it_is(state: str, page: Page, url: str, make_token: Callable[[str], str]) -> None:
    page.goto(f"{url}/n/{make_token(f'states.{state}()')}/")
    expect(page.locator("#standing")).to_contain_text(STATES[state])
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/", "/n/unknown/", "/nothing-here"])
def test_the_other_pages_are_accessible(path: str, page: Page, url: str, complaints: Complaints) -> None:
    page.goto(url + path)
    assert_accessible(page)
    if path != "/":
        complaints.forgive("404")
