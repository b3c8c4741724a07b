"""A whole deal without a mouse, and where the focus goes."""

from playwright.sync_api import Page, expect

from tests.journeys.room_page import RoomPage

MOST_STOPS = 25


def tab_to(room: RoomPage, name: str) -> None:
    """Presses Tab until the button of this name has the focus."""
    button = room.button(name)
    for _ in range(MOST_STOPS):
        if button.evaluate("(element) => element === document.activeElement"):
            return
        room.page.keyboard.press("Tab")
    raise AssertionError(f"{name!r} cannot be reached by Tab")


def test_a_deal_is_made_by_keyboard_alone(opened: RoomPage) -> None:
    keyboard = opened.page.keyboard
    keyboard.press("Tab")
    expect(opened.page.get_by_role("link", name="Skip to your answer")).to_be_focused()
    keyboard.press("Enter")
    tab_to(opened, "Counter-offer")
    keyboard.press("Enter")
    expect(opened.field("Unit price")).to_be_focused()
    keyboard.press("Control+A")
    keyboard.type("9.80")
    keyboard.press("Enter")
    expect(opened.answered(3)).to_be_visible()
    tab_to(opened, "Accept offer 3")
    keyboard.press("Enter")
    expect(opened.button("Not yet")).to_be_focused()
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    opened.expect_turn("Agreed")
    expect(opened.page.get_by_role("heading", name="Agreed", exact=True)).to_be_focused()


def test_escape_answers_no_and_the_focus_returns(opened: RoomPage) -> None:
    tab_to(opened, "Talk to a person")
    opened.page.keyboard.press("Enter")
    expect(opened.question).to_be_visible()
    opened.page.keyboard.press("Escape")
    expect(opened.question).to_be_hidden()
    expect(opened.button("Talk to a person")).to_be_focused()
    expect(opened.messages).to_have_count(1)


def test_enter_sends_and_shift_enter_makes_a_new_line(opened: RoomPage) -> None:
    opened.words.focus()
    opened.page.keyboard.type("Two things:")
    opened.page.keyboard.press("Shift+Enter")
    opened.page.keyboard.type("2 % off")
    expect(opened.words).to_have_value("Two things:\n2 % off")
    opened.page.keyboard.press("Enter")
    expect(opened.mine("Two things:")).to_have_count(1)
    expect(opened.words).to_be_focused()
    expect(opened.words).to_have_value("")


def test_new_messages_and_the_standing_are_announced_politely(opened: RoomPage) -> None:
    expect(opened.log).to_have_attribute("aria-live", "polite")
    expect(opened.standing).to_have_attribute("role", "status")
    headings = headings_of(opened.page)
    assert headings[0] == "Shipping boxes"
    assert "Conversation" in headings


def headings_of(page: Page) -> list[str]:
    return page.get_by_role("heading").all_inner_texts()
