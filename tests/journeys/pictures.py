"""Makes the pictures of the docs anew: `python -m tests.journeys.pictures`, against an installation of its own."""

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.browser import CHROMIUM, FLAGS
from tests.journeys.conftest import enter
from tests.servers import PROJECT, Installation, Server

IMAGES = PROJECT / "docs" / "images"
SIZES = {"room.png": (1280, 900), "room-phone.png": (360, 740)}
SHARPNESS = 2  # device pixels a CSS pixel
# Bare machines set a very wide font where desktops have one like this.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target="pattern">
<edit name="family" mode="prepend" binding="strong"><string>Liberation Sans</string></edit>
</match>
</fontconfig>"""

EAGER_DRAFT = """
from django.contrib.auth.models import User
from negotiation.models import Playbook
user = User.objects.get(username="admin")
user.set_password("picture-password")
user.save()
made = Playbook.objects.get(slug="packaging")
made.draft = {**made.draft, "accept_at": 0.3, "concession": 3}
made.save()
print(made.pk)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        installation.manage("migrate", "--verbosity", "0")
        installation.manage("load_demo")
        token = installation.run(
            "from negotiation.demo.load import demo_links\nprint(json.dumps([demo_links()[0].path]))"
        )[0].split("/")[2]
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(FONTS)
        environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        with installation.serving("--no-worker") as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=environment)
            for name, (width, height) in SIZES.items():
                _picture(browser, server, token, IMAGES / name, width, height)
            _admin_pictures(browser, server, installation)
            _desk_picture(browser, server, installation)
            browser.close()


def _picture(browser: Browser, server: Server, token: str, path: Path, width: int, height: int) -> None:
    """The worked example after the bot's second offer."""
    page = browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=SHARPNESS, reduced_motion="reduce"
    )
    room = enter(page, f"http://127.0.0.1:{server.port}", token)
    if not room.offer(3).count():
        room.say("We can do 2 % off, Net 45.")
    expect(room.answered(3)).to_contain_text("12-month")
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    page.close()


def _admin_pictures(browser: Browser, server: Server, installation: Installation) -> None:
    """The page of a playbook, and a dry run of its draft, which gives way earlier, against the version in force."""
    made = installation.run(EAGER_DRAFT)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=SHARPNESS)
    page.goto(f"http://127.0.0.1:{server.port}/admin/negotiation/playbook/{made}/change/")
    page.get_by_label("Username").fill("admin")
    page.locator("[name=password]").fill("picture-password")
    page.keyboard.press("Enter")
    expect(page.locator(".pacing-curve")).to_be_visible()
    expect(page.locator("#preview table").first).to_be_visible()
    page.screenshot(path=IMAGES / "playbook.png")
    page.get_by_role("link", name="Try", exact=True).click()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="Being played")).to_be_visible()
    installation.run(
        "from negotiation.trials import dry_runs\nprint(len([dry_runs.work(pk) for pk in dry_runs.left_behind()]))"
    )
    expect(page.locator(".report")).to_have_count(2)
    page.set_viewport_size({"width": 1280, "height": 1300})
    page.screenshot(path=IMAGES / "dry-run.png")
    page.close()


def _desk_picture(browser: Browser, server: Server, installation: Installation) -> None:
    """A room that a supplier's price increase brought to the desk, taken over by a buyer, with the bot as second."""
    found = installation.run(
        "from negotiation.demo.load import demo_links\nprint(json.dumps([link.path for link in demo_links()[1:2]]))"
    )
    supplier = enter(browser.new_page(), f"http://127.0.0.1:{server.port}", found[0].split("/")[2])
    supplier.say("We can do 2 % off, Net 45.")
    expect(supplier.offer(3)).to_be_visible()
    supplier.say("Sorry, paper has become dearer: we need 3 % more than today.")
    page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=SHARPNESS)
    page.goto(f"http://127.0.0.1:{server.port}/desk/")
    page.get_by_label("Username").fill("admin")
    page.locator("[name=password]").fill("picture-password")
    page.keyboard.press("Enter")
    page.locator(".waiting a, a[href*='/desk/rooms/']").first.click()
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("The bot as your second").first).to_be_visible()
    page.reload()  # without the word of thanks for taking over
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / "desk.png")
    page.close()


if __name__ == "__main__":
    main()
