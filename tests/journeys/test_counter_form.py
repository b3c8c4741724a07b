"""The form for a counter-offer."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage


def test_an_offer_by_form_is_answered_without_a_term_sheet(opened: RoomPage) -> None:
    opened.button("Counter-offer").click()
    opened.field("Unit price in EUR per box").fill("9.80")
    opened.form.get_by_role("button", name="Net 45").click()
    opened.button("Send offer").click()
    expect(opened.offer(2)).to_contain_text("9.80 EUR")
    expect(opened.offer(2)).to_contain_text("Net 45")
    expect(opened.answered(3)).to_contain_text("answers offer 2")


def test_a_double_click_opens_the_form_and_presses_nothing_in_it(opened: RoomPage) -> None:
    opens = opened.button("Counter-offer")
    place = opens.bounding_box()
    assert place is not None
    for button in ("Send offer", "Not now"):
        opens.click()
        under = opened.form.get_by_role("button", name=button).bounding_box()
        assert under is not None
        opened.page.keyboard.press("Escape")
        # Lays the button that opens the form where the form will have this one.
        move = f"element => element.style.translate = '{under['x'] - place['x']}px {under['y'] - place['y']}px'"
        opens.evaluate(move)
        opens.dblclick()
        expect(opened.form).to_be_visible()
        opened.page.keyboard.press("Escape")
    expect(opened.messages).to_have_count(1)
    opens.click()
    opened.button("Send offer").click()
    expect(opened.offer(2)).to_be_visible()


def test_a_key_held_down_on_the_button_opens_the_form_and_sends_nothing(opened: RoomPage) -> None:
    opened.button("Counter-offer").focus()
    for _ in range(5):  # what a key that is held down does
        opened.page.keyboard.down("Enter")
    opened.page.keyboard.up("Enter")
    expect(opened.form).to_be_visible()
    expect(opened.messages).to_have_count(1)
    opened.page.keyboard.press("Enter")
    expect(opened.offer(2)).to_be_visible()


def test_any_value_may_be_proposed_on_the_grid_or_off_it(opened: RoomPage) -> None:
    opened.button("Counter-offer").click()
    opened.field("Unit price in EUR per box").fill("9.7777")
    opened.field("Payment in days").fill("37")
    opened.button("Send offer").click()
    expect(opened.offer(2)).to_contain_text("9.7777 EUR")
    expect(opened.offer(2)).to_contain_text("Net 37")


def test_arrow_keys_and_buttons_go_by_the_lever_s_step(opened: RoomPage) -> None:
    opened.button("Counter-offer").click()
    price = opened.field("Unit price in EUR per box")
    expect(price).to_be_focused()
    price.press("ArrowDown")
    expect(price).to_have_value("9.99")
    opened.form.get_by_role("button", name="More: Unit price").click()
    expect(price).to_have_value("10.00")
    days = opened.field("Payment in days")
    days.press("ArrowUp")
    expect(days).to_have_value("31")


def test_what_is_no_number_is_not_sent(opened: RoomPage) -> None:
    opened.button("Counter-offer").click()
    opened.field("Payment in days").fill("soon")
    opened.button("Send offer").click()
    expect(opened.form).to_be_visible()
    expect(opened.field("Payment in days")).to_be_focused()


def test_a_refused_offer_says_what_would_be_right_and_keeps_what_was_typed(opened: RoomPage) -> None:
    opened.button("Counter-offer").click()
    opened.field("Payment in days").fill("45.5")
    opened.button("Send offer").click()
    expect(opened.notice).to_contain_text("please give whole days")
    opened.button("Counter-offer").click()
    expect(opened.field("Payment in days")).to_have_value("45.5")


def test_numbers_are_read_as_the_supplier_writes_them(page: Page, url: str, make_token: Callable[[str], str]) -> None:
    room = enter(page, url, make_token('factories.opened(locale="en_DE")'))
    expect(room.offer(1)).to_contain_text("0,60 EUR less than today, 12.000 EUR a year")
    room.button("Counter-offer").click()
    price = room.field("Unit price in EUR per box")
    expect(price).to_have_value("10,00")
    price.fill("9,80")
    room.button("Send offer").click()
    expect(room.offer(2)).to_contain_text("9,80 EUR")


def test_what_arrives_leaves_alone_what_is_half_typed(
    opened: RoomPage, new_page: Callable[..., Page], url: str, token: str
) -> None:
    other = enter(new_page(), url, token)
    opened.words.fill("Could you also")
    opened.button("Counter-offer").click()
    price = opened.field("Unit price in EUR per box")
    price.fill("9.7")
    other.say("2 % off, Net 45")
    expect(opened.offer(3)).to_be_attached()
    expect(price).to_be_focused()
    expect(price).to_have_value("9.7")
    opened.button("Not now").click()
    expect(opened.words).to_have_value("Could you also")
    expect(opened.button("Counter-offer")).to_be_focused()


def test_a_note_for_people_stands_beside_the_offer(opened: RoomPage) -> None:
    opened.button("Counter-offer").click()
    opened.field("A note for Parley Demo Company").fill("From January on, please.")
    opened.button("Send offer").click()
    expect(opened.offer(2)).to_contain_text("From January on, please.")
