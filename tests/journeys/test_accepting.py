"""Accepting by button: a second press, the newest offer only, and one of several packages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage


def test_the_second_press_closes_the_deal_without_a_term_sheet(opened: RoomPage) -> None:
    opened.button("Accept offer 1").click()
    expect(opened.question).to_contain_text("Accept 9.40 EUR per box, Net 60, monthly?")
    opened.button("Yes, accept").click()
    opened.expect_turn("Agreed")
    expect(opened.dock).to_contain_text("9.40 EUR per box, Net 60, monthly")
    expect(opened.mine("I accept offer 1")).to_have_count(1)


def test_without_the_second_press_nothing_happens(opened: RoomPage) -> None:
    accept = opened.button("Accept offer 1")
    accept.click()
    opened.button("Not yet").click()
    expect(opened.question).to_be_hidden()
    expect(accept).to_be_focused()
    opened.expect_turn("Your turn")
    expect(opened.messages).to_have_count(1)


def test_only_the_newest_offer_can_be_accepted(opened: RoomPage) -> None:
    opened.say("2 % off, Net 45")
    expect(opened.button("Accept offer 3")).to_be_visible()
    expect(opened.button("Accept offer 1")).to_have_count(0)


def test_a_newer_offer_withdraws_the_question_about_an_older_one(
    opened: RoomPage, new_page: Callable[..., Page], url: str, token: str
) -> None:
    other = enter(new_page(), url, token)
    opened.button("Accept offer 1").click()
    expect(opened.question).to_be_visible()
    other.say("2 % off, Net 45")
    expect(opened.question).to_be_hidden()
    opened.expect_turn("Your turn")


@pytest.fixture
def several(page: Page, url: str, make_token: Callable[[str], str]) -> RoomPage:
    """A room in which two packages lie on the table."""
    room = enter(page, url, make_token("factories.several_packages()"))
    room.say("We could do 620 EUR per box with a 24-month term.")
    expect(room.button("Accept the chosen package")).to_be_visible()
    return room


def test_one_of_several_packages_is_chosen_and_accepted(several: RoomPage) -> None:
    choices = several.page.get_by_role("radio")
    assert choices.count() > 1
    choices.nth(1).check()
    wanted = several.page.locator(".choose label").nth(1).inner_text().removeprefix("B").strip()
    several.button("Accept the chosen package").click()
    expect(several.question).to_contain_text(f"Accept package B: {wanted}?")
    several.button("Yes, accept").click()
    several.expect_turn("Agreed")
    expect(several.dock).to_contain_text(wanted)


def test_several_packages_are_told_apart_by_letters(several: RoomPage) -> None:
    for letter in ("A", "B"):
        expect(several.answered(3).get_by_role("heading", name=f"Package {letter}")).to_be_visible()
    expect(several.table).to_contain_text("or")
