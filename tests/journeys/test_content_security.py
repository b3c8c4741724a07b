"""The browser is told to run and load our own files only, and every journey fails on a complaint about that."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints
from tests.journeys.room_page import RoomPage


@pytest.mark.parametrize("path", ["/", "/n/unknown/"])
def test_pages_allow_nothing_but_our_own_files(page: Page, url: str, path: str, complaints: Complaints) -> None:
    response = page.goto(url + path)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    complaints.said.clear()


def test_what_a_supplier_types_is_text_and_never_markup(opened: RoomPage, complaints: Complaints) -> None:
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script><hx-partial hx-target='#dock'>gone</hx-partial>"
    opened.say(attack)
    expect(opened.mine(attack)).to_have_count(1)
    expect(opened.log.locator("img, script")).to_have_count(0)
    opened.page.reload()
    expect(opened.mine(attack)).to_have_count(1)
    expect(opened.words).to_be_visible()
    assert complaints.said == []


def test_the_policy_stops_a_script_that_gets_onto_the_page_all_the_same(
    opened: RoomPage, complaints: Complaints
) -> None:
    opened.page.evaluate(
        """() => {
             const script = document.createElement("script");
             script.textContent = "document.title = 'taken over'";
             document.body.append(script);
           }"""
    )
    expect(opened.page).not_to_have_title("taken over")
    complaints.forgive("Content Security Policy")
