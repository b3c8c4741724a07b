"""A connection that comes and goes: nothing is lost, nothing is sent twice, and the page says how it is."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import servers
from tests.journeys.browser import Complaints, load_script_by_script
from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage
from tests.servers import Installation, Server


def test_the_room_connects_however_late_its_scripts_arrive(page: Page, url: str, token: str) -> None:
    load_script_by_script(page, f"{url}/n/{token}/")
    expect(RoomPage(page).banner).to_have_attribute("data-state", "open")


def test_what_was_typed_offline_is_sent_once_when_the_connection_is_back(opened: RoomPage) -> None:
    opened.page.context.set_offline(True)
    expect(opened.banner).to_contain_text("it is sent as soon as the connection is back")
    opened.words.fill("2 % off, Net 45")
    opened.words.press("Enter")
    expect(opened.waiting).to_contain_text("Waiting for the connection")
    opened.page.context.set_offline(False)
    expect(opened.mine("2 % off, Net 45")).to_have_count(1)
    expect(opened.waiting).to_have_count(0)
    expect(opened.answered(3)).to_be_visible()
    opened.page.reload()
    expect(opened.mine("2 % off, Net 45")).to_have_count(1)


def test_what_was_typed_offline_outlives_a_reload(opened: RoomPage) -> None:
    opened.page.context.set_offline(True)
    opened.words.fill("2 % off, Net 45")
    opened.words.press("Enter")
    expect(opened.waiting).to_have_count(1)
    opened.page.context.set_offline(False)
    opened.page.reload()
    expect(opened.mine("2 % off, Net 45")).to_have_count(1)
    expect(opened.waiting).to_have_count(0)


def test_a_half_typed_sentence_outlives_a_reload(opened: RoomPage) -> None:
    opened.words.fill("We could perhaps")
    opened.page.reload()
    expect(opened.words).to_have_value("We could perhaps")


@pytest.fixture
def own_server(own_installation: Installation) -> Iterator[Server]:
    with own_installation.serving("--no-worker") as running:
        yield running


def test_a_dropped_connection_resumes_by_itself_and_shows_what_was_missed(
    page: Page,
    own_server: Server,
    own_installation: Installation,
    token: str,
    complaints: Complaints,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = enter(page, f"http://127.0.0.1:{own_server.port}", token)
    own_server.kill()
    expect(room.banner).to_contain_text("No connection")
    room.words.fill("Is anybody there?")
    room.words.press("Enter")
    own_installation.run(
        f"from negotiation import links\nfactories.say(links.find({token!r}).negotiation, '2 % off, Net 45')"
    )
    monkeypatch.setattr(servers, "free_port", lambda: own_server.port)  # the page knows no other
    again = servers.start(own_installation, "--no-worker")
    try:
        expect(room.banner).to_contain_text("The connection is back")
        expect(room.mine("2 % off, Net 45")).to_have_count(1)
        expect(room.mine("Is anybody there?")).to_have_count(1)
        expect(room.offer(3)).to_have_count(1)
        expect(room.waiting).to_have_count(0)
    finally:
        again.stop()
    for part in ("WebSocket connection to", "htmx:ws:error", "ERR_CONNECTION_REFUSED"):
        complaints.forgive(part)


def test_a_double_click_on_send_is_one_message(opened: RoomPage) -> None:
    opened.words.fill("2 % off, Net 45")
    opened.button("Send").dblclick()
    opened.answered(3)
    expect(opened.mine("2 % off, Net 45")).to_have_count(1)
    expect(opened.messages).to_have_count(3)


def test_a_double_click_on_confirm_is_one_confirmation(opened: RoomPage) -> None:
    opened.say("9.40 EUR, Net 60, monthly is fine for us.")
    opened.expect_turn("Please confirm the term sheet")
    opened.button("Confirm").dblclick()
    opened.expect_turn("Agreed")
    expect(opened.log.get_by_text("You confirmed the term sheet.")).to_have_count(1)
    expect(opened.notice).to_have_count(0)


def test_others_in_the_room_see_that_somebody_types(
    opened: RoomPage, new_page: Callable[..., Page], url: str, token: str
) -> None:
    other = enter(new_page(), url, token)
    other.words.press_sequentially("We")
    expect(opened.page.locator("#typing")).to_contain_text("Somebody else on your side is typing")


def test_a_message_that_is_too_long_stays_in_the_box(opened: RoomPage) -> None:
    opened.words.fill("x" * 4100)
    expect(opened.page.get_by_text("100 characters too many")).to_be_visible()
    opened.words.press("Enter")
    expect(opened.words).to_have_value("x" * 4100)
    expect(opened.messages).to_have_count(1)
