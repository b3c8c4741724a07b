"""The packaging renewal from the first offer to the signed terms, and the price increase that a person decides."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage


def bargain(room: RoomPage) -> None:
    """The talk up to the term sheet."""
    expect(room.offer(1)).to_contain_text("0.60 EUR less than today, 12,000 EUR a year")
    expect(room.offer(1)).to_contain_text("Net 60")
    room.say("We can do 2 % off, Net 45")
    expect(room.offer(2)).to_contain_text("9.80 EUR")
    expect(room.offer(3)).to_contain_text("Offer 3, answers offer 2")
    expect(room.offer(3)).to_contain_text("9.60 EUR")
    expect(room.offer(3)).to_contain_text("12-month")
    room.expect_turn("Your turn")
    room.say("4 % off at Net 50")
    room.expect_turn("Please confirm the term sheet")
    expect(room.dock).to_contain_text("9.60 EUR per box, Net 50, 12-month commitment")


def test_a_deal_is_reached_by_typing_and_kept_on_the_page(opened: RoomPage) -> None:
    bargain(opened)
    opened.button("Confirm").click()
    opened.expect_turn("Agreed")
    for page in (opened.page, reloaded(opened.page)):
        expect(page.get_by_role("heading", name="Agreed", exact=True)).to_be_visible()
        expect(page.locator("#dock")).to_contain_text("9.60 EUR per box, Net 50, 12-month commitment")
        expect(page.get_by_label("Your message")).to_have_count(0)


def reloaded(page: Page) -> Page:
    page.reload()
    return page


def test_the_agreed_terms_the_transcript_and_the_record_can_be_kept(opened: RoomPage, tmp_path: Path) -> None:
    bargain(opened)
    opened.button("Confirm").click()
    agreement = downloaded(opened.page, "Download the agreement", tmp_path)
    transcript = downloaded(opened.page, "Download the transcript", tmp_path)
    record = json.loads(downloaded(opened.page, "Record for programs (JSON)", tmp_path))
    assert "9.60 EUR" in agreement
    assert "Net 50" in agreement
    assert "4 % off at Net 50" in transcript
    agreed = {lever: Decimal(value) for lever, value in record["agreed"].items()}
    assert agreed == {"unit_price": Decimal("9.6"), "payment_days": 50, "contract_months": 12}
    assert record["head"]["sha256"] in opened.dock.inner_text()
    assert record["head"]["sha256"] in agreement


def downloaded(page: Page, name: str, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_text(name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_text().replace("\N{NO-BREAK SPACE}", " ")


def test_a_term_sheet_that_is_not_what_was_meant_is_set_aside(opened: RoomPage) -> None:
    bargain(opened)
    opened.button("That is not what I meant").click()
    opened.expect_turn("Your turn")
    expect(opened.log).to_contain_text("The term sheet was set aside")


def test_a_price_increase_goes_to_a_person_and_the_supplier_is_told(opened: RoomPage) -> None:
    opened.say("2 % off, Net 45")
    opened.answered(3)
    opened.say("Sorry, costs have gone up: we need 3 % more than today.")
    opened.expect_turn("Nobody is there yet")
    expect(opened.newest).to_contain_text("A colleague at Parley Demo Company was asked to join")
    opened.say("Thank you, I wait.")
    expect(opened.button("Accept offer 3")).to_have_count(0)


def test_the_room_shows_who_asks_for_what_today_s_terms_the_deadline_and_that_a_bot_negotiates(
    opened: RoomPage,
) -> None:
    intro = opened.page.get_by_role("region", name="would like to renew with")
    for part in ("Parley Demo Company", "Shipping boxes", "10.00 EUR per box", "Net 30", "200,000 EUR a year"):
        expect(intro).to_contain_text(part)
    expect(intro).to_contain_text("13 days left")
    expect(intro).to_contain_text("You are talking to a negotiation bot of Parley Demo Company.")
    expect(opened.offer(1).locator("header")).to_contain_text("bot")


def test_looking_at_a_link_does_not_open_the_negotiation(
    new_page: Callable[..., Page], url: str, token: str, behind_the_scenes: Callable[[str, str], object]
) -> None:
    """Mail scanners follow links; they run no scripts."""
    page = new_page(java_script_enabled=False)
    page.goto(f"{url}/n/{token}/")
    expect(page.locator("#standing")).to_contain_text("The bot is about to begin")
    assert behind_the_scenes(token, "print(json.dumps(factories.kinds(negotiation)))") == ["started"]


def test_what_is_on_the_table_follows_each_offer(opened: RoomPage) -> None:
    expect(opened.table).to_contain_text("9.40 EUR")
    expect(opened.table).to_contain_text("7 more offers from Parley Demo Company at most")
    opened.say("2 % off, Net 45")
    expect(opened.table).to_contain_text("9.80 EUR")
    expect(opened.table).to_contain_text("9.60 EUR")
    expect(opened.table).to_contain_text("6 more offers")


def test_two_windows_of_one_supplier_show_the_same(
    opened: RoomPage, new_page: Callable[..., Page], url: str, token: str
) -> None:
    other = enter(new_page(), url, token)
    opened.say("2 % off, Net 45")
    expect(other.mine("2 % off, Net 45")).to_have_count(1)
    expect(other.offer(3)).to_be_visible()


def test_the_title_says_whose_turn_it_is_before_it_says_where(opened: RoomPage) -> None:
    expect(opened.page).to_have_title("Your turn · Shipping boxes · Parley Demo Company")
