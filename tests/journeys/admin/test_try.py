"""A buyer tries a playbook in a real browser: a dry run against the version in force, and a talk with the draft."""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.journeys.browser import is_wider_than_the_screen, serious_faults
from tests.servers import Installation, Server

MAKE = """
from django.contrib.auth.models import User
from negotiation.models import Playbook, PlaybookVersion
from suppliers.models import Category
from tests.factories import guardrails
from tests.negotiation.playbook_people import contract_in
name = {name!r}
user, _ = User.objects.get_or_create(username="journey-buyer", defaults=dict(is_staff=True, is_superuser=True))
user.set_password("journey-password")
user.save()
category = Category.objects.create(name=name, slug=name)
contract_in(category)
eager = guardrails(accept_at=0.16, concession=4)
made = Playbook.objects.create(category=category, name=name, slug=category.slug, draft=eager)
PlaybookVersion.objects.create(playbook=made, number=1, guardrails=guardrails())
print(made.pk)
"""
WORK = """
from negotiation.trials import dry_runs
print(len([dry_runs.work(pk) for pk in dry_runs.left_behind()]))
"""


@pytest.fixture
def tries(page: Page, url: str, installation: Installation) -> Page:
    """The page to try a playbook that has a version in force and another draft; a buyer has signed in."""
    made = installation.run(MAKE.format(name=f"boxes-{uuid4().hex}"))
    page.goto(f"{url}/admin/negotiation/playbook/{made}/try/")
    page.get_by_label("Username").fill("journey-buyer")
    page.locator("[name=password]").fill("journey-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dry run", exact=True)).to_be_visible()
    return page


def ours(page: Page) -> list[str]:
    return [fault for fault in serious_faults(page) if ".playbook" in fault or "#panel" in fault]


def test_the_draft_is_tried_against_the_version_in_force(tries: Page, installation: Installation) -> None:
    assert ours(tries) == []
    tries.get_by_label("Negotiations").select_option("200")
    expect(tries.get_by_label("and compare with")).to_have_value("1")  # what is in force, unless one says otherwise
    tries.get_by_role("button", name="Try it").click()
    expect(tries.get_by_role("status").filter(has_text="0 of 200 negotiations")).to_have_count(2)
    installation.run(WORK)
    expect(tries.get_by_role("heading", name="From version 1 to the draft")).to_be_visible()
    expect(tries.get_by_text(re.compile(r"closes .* % \(\d+ of 200\), the draft"))).to_be_visible()
    expect(tries.locator(".report")).to_have_count(2)
    expect(tries.get_by_text("It takes an offer at once from a utility of").first).to_be_visible()
    assert ours(tries) == []
    tries.set_viewport_size({"width": 390, "height": 844})
    assert not is_wider_than_the_screen(tries)


def test_a_dry_run_is_stopped(tries: Page) -> None:
    tries.get_by_label("and compare with").select_option("")
    tries.get_by_role("button", name="Try it").click()
    tries.get_by_role("button", name="Stop the draft").click()
    expect(tries.get_by_text("Stopped after 0 of 1,000 negotiations.")).to_be_visible()


class TestARehearsal:
    @pytest.fixture
    def room(self, tries: Page) -> FrameLocator:
        """The room in its frame, after the bot's opening."""
        tries.get_by_role("button", name="Start a rehearsal").click()
        room = tries.frame_locator("iframe")
        expect(room.locator(".bubble.bot").first).to_contain_text("I am a bot")
        return room

    def test_the_panel_follows_the_talk(self, tries: Page, room: FrameLocator) -> None:
        expect(room.get_by_text("Nobody else sees this, and nothing here counts.")).to_be_visible()
        panel = tries.locator("#panel")
        expect(panel).to_contain_text("Opened at the target on every lever.")
        room.get_by_label("Your message").fill("We need 10.80 from now on.")
        room.get_by_label("Your message").press("Enter")
        expect(panel.locator("li").first).to_contain_text("asks for a higher price")
        expect(panel.locator("li").first).to_contain_text("Ask a person to take over")
        expect(panel.get_by_role("button", name="Rehearse again")).to_be_visible()
        assert ours(tries) == []
        tries.set_viewport_size({"width": 390, "height": 844})
        assert not is_wider_than_the_screen(tries)

    def test_what_the_bot_thinks_is_on_no_page_and_socket_of_the_room(self, tries: Page, room: FrameLocator) -> None:
        frames: list[str] = []
        tries.on("websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(str(text))))
        with tries.expect_popup() as popup:
            tries.get_by_role("link", name="Open the room by itself").click()
        alone = popup.value
        expect(alone.get_by_label("Your message")).to_be_visible()  # it has arrived, and can be loaded again
        alone.on("websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(str(text))))
        alone.reload()
        alone.get_by_label("Your message").fill("2 % off, Net 45")
        alone.get_by_label("Your message").press("Enter")
        expect(alone.locator(".bubble.bot").nth(1)).to_be_visible()
        expect(tries.locator("#panel li")).to_have_count(2)
        told = " ".join([*frames, alone.content()])
        assert "9.80" in told
        for secret in ("utility", "aspiration", "walk_away", "Holds out for", "0.16", "16 %"):
            assert secret not in told

    def test_its_link_and_socket_open_for_nobody_who_is_not_signed_in(
        self, tries: Page, room: FrameLocator, new_page: Callable[..., Page], server: Server
    ) -> None:
        path = tries.locator("iframe").get_attribute("src") or ""
        stranger = new_page()
        stranger.goto(f"http://127.0.0.1:{server.port}{path}")
        expect(stranger.get_by_label("Username")).to_be_visible()
        socket = server.ws(path.replace("/n/", "/ws/rooms/"))
        with pytest.raises(InvalidStatus), connect(socket):
            pass
        jar = SimpleCookie({cookie["name"]: cookie["value"] for cookie in tries.context.cookies()})
        sent = "; ".join(f"{morsel.key}={morsel.value}" for morsel in jar.values())
        with connect(socket, additional_headers={"Cookie": sent}) as opened:
            assert opened.response is not None
            assert opened.response.status_code == 101
