"""A phone, 360 px wide: everything fits, in every step of a deal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.browser import Complaints, is_wider_than_the_screen
from tests.journeys.conftest import enter

PHONE: ViewportSize = {"width": 360, "height": 740}
PAGES = {"the front page": "/", "an unknown link": "/n/unknown/", "no page": "/nothing-here"}


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    page = new_page(has_touch=True, is_mobile=True)
    page.set_viewport_size(PHONE)
    return page


def test_a_deal_fits_on_a_phone(phone: Page, url: str, token: str) -> None:
    room = enter(phone, url, token)
    assert not is_wider_than_the_screen(phone)
    room.button("Counter-offer").tap()
    assert not is_wider_than_the_screen(phone)
    room.field("Unit price").fill("9.80")
    room.button("Send offer").tap()
    expect(room.answered(3)).to_be_visible()
    assert not is_wider_than_the_screen(phone)
    room.button("Accept offer 3").tap()
    assert not is_wider_than_the_screen(phone)
    room.button("Yes, accept").tap()
    room.expect_turn("Agreed")
    assert not is_wider_than_the_screen(phone)
    expect(phone.get_by_text("Download the agreement")).to_be_in_viewport()


def test_several_packages_fit_on_a_phone(phone: Page, url: str, make_token: Callable[[str], str]) -> None:
    room = enter(phone, url, make_token("factories.several_packages()"))
    room.say("We could do 620 EUR per box with a 24-month term.")
    expect(room.button("Accept the chosen package")).to_be_in_viewport()
    assert not is_wider_than_the_screen(phone)


def test_likely_answers_are_round_buttons_of_their_own(phone: Page, url: str, make_token: Callable[[str], str]) -> None:
    asking = "factories.negotiation(factories.guardrails(asks_interests=True))"
    room = enter(phone, url, make_token(asking))
    answers = phone.get_by_role("group", name="Likely answers").get_by_role("button")
    expect(answers.first).to_be_in_viewport(ratio=1)
    corners = "all => all.map(one => new Set(getComputedStyle(one).borderRadius.split(' ')).size)"
    assert set(answers.evaluate_all(corners)) == {1}
    assert not is_wider_than_the_screen(phone)
    answers.filter(has_text="Payment").tap()
    expect(phone.get_by_text("what matters to you: Payment")).to_be_visible()
    expect(room.words).to_be_visible()


def test_what_matters_is_in_sight_without_scrolling(phone: Page, url: str, token: str) -> None:
    room = enter(phone, url, token)
    for part in (room.standing, room.table, room.button("Accept offer 1"), room.words, room.button("Talk to a person")):
        expect(part).to_be_in_viewport(ratio=1)
    expect(phone.get_by_text("You are talking to a negotiation bot")).to_be_in_viewport()


def test_the_answer_comes_into_sight_by_itself(phone: Page, url: str, token: str) -> None:
    room = enter(phone, url, token)
    room.say("2 % off, Net 45")
    expect(room.offer(3).locator("header")).to_be_in_viewport()


def test_who_reads_further_up_is_not_pulled_down(
    phone: Page, new_page: Callable[..., Page], url: str, token: str
) -> None:
    room = enter(phone, url, token)
    room.say("2 % off, Net 45")
    expect(room.offer(3).locator("header")).to_be_in_viewport()
    phone.mouse.move(180, 400)
    phone.mouse.wheel(0, -5_000)
    intro = phone.get_by_role("heading", name="would like to renew")
    expect(intro).to_be_in_viewport()
    enter(new_page(), url, token).say("3 % off, Net 45")
    expect(room.button("New message")).to_be_visible()
    expect(intro).to_be_in_viewport()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_the_other_pages_fit_too(phone: Page, url: str, path: str, complaints: Complaints) -> None:
    phone.goto(url + path)
    assert not is_wider_than_the_screen(phone)
    if path != "/":
        complaints.forgive("404")
