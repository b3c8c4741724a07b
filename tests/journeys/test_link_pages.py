"""Links that open nothing say what to do, and so do the pages beside the room."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints
from tests.journeys.room_page import RoomPage


def test_an_unknown_link_says_what_to_do(page: Page, url: str, complaints: Complaints) -> None:
    response = page.goto(f"{url}/n/mistyped/")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", name="This link does not open a negotiation")).to_be_visible()
    expect(page.get_by_role("listitem").first).to_contain_text("Open the link from the original message again")
    complaints.forgive("404")


def test_a_revoked_link_says_what_to_do_and_loading_it_again_shows_that(
    opened: RoomPage, token: str, behind_the_scenes: Callable[[str, str], object], complaints: Complaints
) -> None:
    behind_the_scenes(token, "links.revoke(invitation)")
    response = opened.page.reload()
    assert response is not None
    assert response.status == 410
    expect(opened.page.get_by_role("heading", name="This link was withdrawn")).to_be_visible()
    expect(opened.page.get_by_role("listitem").first).to_contain_text("Look for a newer message")
    complaints.forgive("410")


def test_a_link_that_ends_while_the_room_is_open_says_so_by_itself(
    opened: RoomPage, token: str, behind_the_scenes: Callable[[str, str], object], complaints: Complaints
) -> None:
    opened.page.context.set_offline(True)
    expect(opened.banner).to_contain_text("No connection")
    behind_the_scenes(token, "links.revoke(invitation)")
    opened.page.context.set_offline(False)
    expect(opened.page.get_by_role("heading", name="This link was withdrawn")).to_be_visible()
    complaints.said.clear()  # the refused handshakes


def test_an_expired_link_says_what_to_do(
    page: Page, url: str, token: str, behind_the_scenes: Callable[[str, str], object], complaints: Complaints
) -> None:
    behind_the_scenes(token, "invitation.expires_at = negotiation.created_at; invitation.save()")
    page.goto(f"{url}/n/{token}/")
    expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
    complaints.forgive("410")


def test_a_negotiation_past_its_deadline_shows_how_it_ended(
    page: Page, url: str, make_token: Callable[[str], str]
) -> None:
    page.goto(f"{url}/n/{make_token('states.expired()')}/")
    expect(page.get_by_role("heading", name="Expired")).to_be_visible()
    expect(page.get_by_text("Download the transcript")).to_be_visible()
    expect(page.get_by_text("Download the agreement")).to_have_count(0)


def test_the_front_page_says_what_this_is_and_where_to_go(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_have_attribute("href", "/admin/")


def test_an_address_without_a_page_leads_back(page: Page, url: str, complaints: Complaints) -> None:
    page.goto(f"{url}/nothing-here")
    page.get_by_role("link", name="What Parley is").click()
    expect(page).to_have_url(f"{url}/")
    complaints.forgive("404")
