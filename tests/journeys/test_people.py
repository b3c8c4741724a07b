"""People join: asked for by the supplier, taking over, and handing back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage

Run = Callable[[str, str], object]


def test_a_person_can_be_asked_for_at_any_time_and_not_by_mistake(opened: RoomPage) -> None:
    opened.button("Talk to a person").click()
    opened.button("Not now").click()
    opened.expect_turn("Your turn")
    opened.button("Talk to a person").click()
    expect(opened.question).to_contain_text("Ask a person at Parley Demo Company to join?")
    opened.button("Yes, ask a person").click()
    opened.expect_turn("Nobody is there yet")
    expect(opened.button("Talk to a person")).to_have_count(0)
    expect(opened.standing).to_be_focused()
    opened.say("Thank you.")


def test_a_person_takes_over_and_hands_back_live(opened: RoomPage, token: str, behind_the_scenes: Run) -> None:
    opened.button("Talk to a person").click()
    opened.button("Yes, ask a person").click()
    opened.expect_turn("Nobody is there yet")
    behind_the_scenes(token, "people.claim(negotiation.pk, by='kim')")
    opened.expect_turn("A person is joining")
    expect(opened.log).to_contain_text("You are not talking to the bot any more.")
    behind_the_scenes(token, "people.hand_back(negotiation.pk, by='kim')")
    opened.expect_turn("Your turn")
    expect(opened.button("Accept offer 1")).to_be_visible()


def test_a_deal_above_the_authority_waits_for_approval(
    page: Page, url: str, make_token: Callable[[str], str], behind_the_scenes: Run
) -> None:
    token = make_token("states.awaiting_approval()")
    room = enter(page, url, token)
    room.expect_turn("Agreed, subject to approval")
    expect(room.dock).to_contain_text("Waiting for approval: 9.40 EUR per box, Net 60, monthly")
    behind_the_scenes(token, "people.approve(negotiation.pk, by='kim')")
    expect(room.page.get_by_role("heading", name="Agreed", exact=True)).to_be_visible()


def test_a_closing_by_a_person_ends_the_writing(opened: RoomPage, token: str, behind_the_scenes: Run) -> None:
    opened.words.fill("One more thing")
    behind_the_scenes(token, "people.withdraw(negotiation.pk, by='kim', reason='budget')")
    opened.expect_turn("Withdrawn")
    expect(opened.words).to_have_count(0)
    expect(opened.page.get_by_role("heading", name="Withdrawn")).to_be_focused()
    expect(opened.page.get_by_text("Download the transcript")).to_be_visible()
