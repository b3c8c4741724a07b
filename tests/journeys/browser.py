"""The browser that the journeys use, when its pages are ready, and what its console says."""

from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(which, _BROWSERS)), "chromium")  # as scripts/install-chromium installs it
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MARK_READY = "addEventListener('load', () => { document.documentElement.dataset.ready = '' })"
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"


def patient_page(context: BrowserContext) -> Page:
    """A page on which everything that a test does or expects waits until the page's scripts have run.

    Its parts can be seen a moment before that, and a press then may do nothing.
    """
    context.add_init_script(MARK_READY)
    page = context.new_page()
    # Playwright looks for this before each step, and goes on when it is gone.
    page.add_locator_handler(page.locator("html:not([data-ready])"), lambda: None)
    return page


def load_script_by_script(page: Page, url: str) -> None:
    """Opens a page over a line so slow that each script has run, with what it put off, before the next one arrives."""
    held: list[Route] = []
    page.route("**/*.js", lambda route: held.append(route))
    page.goto(url, wait_until="commit")
    while page.evaluate("document.readyState") != "complete":
        if held:
            held.sort(key=lambda route: "django_htmx" in route.request.url)  # in the order in which they run
            with page.expect_event("requestfinished"):
                held.pop(0).continue_()
        page.evaluate("new Promise((resolve) => setTimeout(resolve, 20))")
    page.unroute_all()


@dataclass
class Complaints:
    """Errors and warnings of pages, violations of their security policy among them."""

    said: list[str] = field(default_factory=list)

    def listen_to(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def forgive(self, part: str) -> None:
        """Takes out what a test has caused on purpose; fails when it was not said."""
        forgiven = [text for text in self.said if part in text]
        assert forgiven, f"nobody complained of {part!r}: {self.said}"
        self.said = [text for text in self.said if part not in text]


def serious_faults(page: Page) -> list[str]:
    """What axe-core finds on the page that is serious or critical, a line each."""
    # Evaluated by the debugger, so the page's own security policy stays in force.
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['impact']} {violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether one would have to scroll sideways, on the page or in a part of it."""
    return bool(
        page.evaluate(
            """() => [document.scrollingElement, ...document.querySelectorAll("body *")].some((element) => {
                 const style = getComputedStyle(element);
                 const canScroll = element === document.scrollingElement || /auto|scroll/.test(style.overflowX);
                 return canScroll && element.scrollWidth > element.clientWidth + 1;
               })"""
        )
    )
