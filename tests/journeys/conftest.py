"""A real browser in front of the shared server. Whatever a page says on its console fails the test that opened it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.browser import CHROMIUM, FLAGS, Complaints, patient_page
from tests.journeys.room_page import RoomPage
from tests.servers import Installation, Server

PATIENCE = 30_000  # ms until an expectation that does not come true fails a test
expect.set_options(timeout=PATIENCE)

OpenRoom = Callable[..., RoomPage]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # For this package only: while it runs, Playwright keeps an event loop that other tests could not bear.
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser windows that share nothing with each other."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the consoles of this test's pages said; nothing, unless the test takes it out of here."""
    heard = Complaints()
    yield heard
    assert not heard.said, heard.said


@pytest.fixture
def new_page(contexts: Callable[..., BrowserContext], complaints: Complaints) -> Callable[..., Page]:
    """Makes a page in a window of its own, and listens to its console."""

    def make(**options: Any) -> Page:
        context = contexts(**options)
        page = patient_page(context) if options.get("java_script_enabled", True) else context.new_page()
        complaints.listen_to(page)
        return page

    return make


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def url(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture
def token(room: str) -> str:
    """The token of an unopened packaging negotiation that no other test touches."""
    return room.removeprefix("/ws/rooms/").strip("/")


@pytest.fixture
def opened(page: Page, url: str, token: str) -> RoomPage:
    """That negotiation's room, in which the bot has made its first offer."""
    return enter(page, url, token)


def enter(page: Page, url: str, token: str) -> RoomPage:
    """Opens a room, and waits until it is connected and says whose turn it is."""
    page.goto(f"{url}/n/{token}/")
    room = RoomPage(page)
    expect(room.banner).to_have_attribute("data-state", "open")
    expect(room.standing).not_to_contain_text("about to begin")
    return room


# Rooms that tests need ready: how many of each. Made in one go, since every process takes a second to start.
PREPARED = {
    "factories.several_packages()": 4,
    'factories.opened(locale="en_DE")': 1,
    "states.confirming()": 1,
    "states.awaiting_approval()": 2,
    "states.with_buyer()": 1,
    "states.agreed()": 1,
    "states.no_deal()": 1,
    "states.expired()": 2,
    "states.withdrawn()": 1,
}


@pytest.fixture(scope="package")
def prepared(installation: Installation) -> dict[str, list[str]]:
    """The tokens of rooms that are ready, by the expression that made them."""
    each = ", ".join(f"{made!r}: [links.issue({made})[1] for _ in range({count})]" for made, count in PREPARED.items())
    made: dict[str, list[str]] = installation.run(
        f"from negotiation import links\nfrom tests import states\nprint(json.dumps({{{each}}}))"
    )
    return made


@pytest.fixture
def make_token(installation: Installation, prepared: dict[str, list[str]]) -> Callable[[str], str]:
    """A negotiation made by an expression of tests.factories or tests.states; returns the token of its link."""

    def make(expression: str) -> str:
        if prepared.get(expression):
            return prepared[expression].pop()
        made: list[str] = installation.run(
            f"from negotiation import links\nprint(json.dumps([links.issue({expression})[1]]))"
        )
        return made[0]

    return make


@pytest.fixture
def behind_the_scenes(installation: Installation) -> Callable[[str, str], Any]:
    """Runs a statement about the `negotiation` behind a token, in a process that is not the server."""

    def run(token: str, statement: str) -> Any:
        return installation.run(
            "from negotiation import lifecycle, links, turns; from negotiation.desk import people\n"
            f"invitation = links.find({token!r})\n"
            "negotiation = invitation.negotiation\n"
            f"{statement}"
        )

    return run
