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


if __name__ == "__main__":
    main()
