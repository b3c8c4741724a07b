"""A supplier and buyers in real browsers at once: handing over, taking over, talking, and what breaks in between."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import servers
from tests.journeys.browser import (
    Complaints,
    is_wider_than_the_screen,
    load_script_by_script,
    patient_page,
    serious_faults,
)
from tests.journeys.conftest import enter
from tests.servers import Installation

MAKE = """
from django.contrib.auth.models import Permission, User
from negotiation import links
from tests import states
made = {expression}
for name, first in (("kim", "Kim"), ("ann", "Ann")):
    user = User.objects.create_user(
        name + "-{mark}", password="journey-password", is_staff=True, first_name=first, last_name="Lee"
    )
    user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    made.playbook.category.buyers.add(user)
print(json.dumps(dict(room=str(made.public_id), token=links.issue(made)[1])))
"""


@dataclass
class Meeting:
    """One room, its link, and two buyers who may take it over."""

    url: str
    mark: str
    room: str
    token: str

    def sign_in(self, page: Page, who: str) -> Page:
        page.goto(f"{self.url}/desk/")
        page.get_by_label("Username").fill(f"{who}-{self.mark}")
        page.locator("[name=password]").fill("journey-password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
        return connected(page)  # from now on they are there

    def look(self, page: Page) -> Page:
        """Opens the room as a buyer."""
        page.goto(f"{self.url}/desk/rooms/{self.room}/")
        return connected(page)


def connected(page: Page) -> Page:
    """Waits for the page's socket."""
    expect(page.locator("#connection")).to_have_attribute("data-state", "open")
    return page


def meeting(url: str, installation: Installation, expression: str = "factories.negotiation()") -> Meeting:
    mark = uuid4().hex[:8]
    made = installation.run(MAKE.format(expression=expression, mark=mark))
    return Meeting(url, mark, made["room"], made["token"])


@pytest.fixture
def meet(url: str, installation: Installation) -> Callable[..., Meeting]:
    return lambda expression="factories.negotiation()": meeting(url, installation, expression)


def claim(kim: Page) -> None:
    kim.get_by_role("button", name="Take over").click()
    expect(kim.get_by_label("Your own words")).to_be_visible()
    expect(kim.locator("#connection")).to_have_attribute("data-state", "open")


def say(kim: Page, text: str) -> None:
    kim.get_by_label("Your own words").fill(text)
    kim.get_by_label("Your own words").press("Enter")
    expect(kim.locator("#log .entry.person").filter(has_text=text)).to_contain_text("delivered")


def test_the_desk_connects_however_late_its_scripts_arrive(
    meet: Callable[..., Meeting], new_page: Callable[..., Page]
) -> None:
    here = meet()
    kim = here.sign_in(new_page(), "kim")
    for address in ("/desk/", f"/desk/rooms/{here.room}/"):
        load_script_by_script(kim, here.url + address)
        connected(kim)


def test_a_price_increase_is_handed_over_claimed_and_talked_about(
    meet: Callable[..., Meeting], new_page: Callable[..., Page]
) -> None:
    here = meet()
    kim = here.sign_in(new_page(), "kim")
    expect(kim.get_by_text("Nobody waits.")).to_be_visible()
    supplier = enter(new_page(), here.url, here.token)
    supplier.say("We need 3 % more.")
    supplier.expect_turn("A person was asked")
    expect(supplier.dock).to_contain_text("You are next.")
    expect(supplier.dock).to_contain_text("this link keeps working")

    line = kim.locator(f"#room-{here.room}")
    expect(line).to_contain_text("asks for more than today's price")
    expect(line).to_contain_text("here now")
    expect(kim).to_have_title("(1) Desk · Parley")
    expect(kim.locator("#news")).to_contain_text("New:")
    assert serious_faults(kim) == []
    line.get_by_role("button", name="Open").click()
    claim(kim)
    supplier.expect_turn("Kim Lee is with you")
    expect(supplier.log).to_contain_text("Kim Lee from Parley Demo Company has joined.")
    say(kim, "Good morning. Why is that?")
    expect(supplier.newest).to_contain_text("Good morning. Why is that?")
    expect(supplier.newest).to_contain_text("Kim Lee")
    expect(kim.locator("#read")).to_contain_text("Seen by the supplier")
    supplier.words.press_sequentially("Energy")
    expect(kim.locator("#typing")).to_contain_text("The supplier is typing")
    supplier.say("Energy costs more.")
    expect(kim.locator("#log")).to_contain_text("Energy costs more.")
    expect(supplier.page.locator("#read")).to_contain_text("Seen")
    kim.get_by_label("Your own words").press_sequentially("I see")
    expect(supplier.page.locator("#typing")).to_contain_text("A person is typing")
    assert serious_faults(kim) == []
    kim.set_viewport_size({"width": 360, "height": 740})
    assert not kim.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


NOTIFICATIONS = """
window.shown = [];
window.Notification = class extends EventTarget {
  static permission = "default";
  static async requestPermission() { return (this.permission = "granted"); }
  constructor(title, options) {
    super();
    shown.push({ title, ...options, press: () => this.dispatchEvent(new Event("click")) });
  }
  close() {}
};
"""


def test_who_asked_for_it_is_notified_of_a_new_room_and_led_there(
    meet: Callable[..., Meeting], new_page: Callable[..., Page]
) -> None:
    here = meet("factories.opened()")
    page = new_page()
    page.add_init_script(NOTIFICATIONS)
    kim = here.sign_in(page, "kim")
    assert kim.evaluate("Notification.permission") == "default"  # nobody was asked unasked
    kim.get_by_role("button", name="Notify me of new ones").click()
    expect(kim.locator("#news")).to_contain_text("You will be notified of new ones.")
    expect(kim.get_by_role("button", name="Notify me of new ones")).to_be_hidden()
    supplier = enter(new_page(), here.url, here.token)
    supplier.say("We need 3 % more.")
    expect(kim.locator("#news")).to_contain_text("New:")
    assert kim.evaluate("shown.map(({ title, tag }) => [title, tag])") == [
        ["A supplier waits for a person", f"room-{here.room}"]
    ]
    kim.evaluate("shown[0].press()")
    expect(kim).to_have_url(f"{here.url}/desk/rooms/{here.room}/")


def test_a_watcher_takes_over_while_the_supplier_is_in_the_middle_of_a_sentence(
    meet: Callable[..., Meeting], new_page: Callable[..., Page]
) -> None:
    here = meet("factories.opened()")
    supplier = enter(new_page(), here.url, here.token)
    kim, ann = (here.look(here.sign_in(new_page(), who)) for who in ("kim", "ann"))
    expect(kim.locator("#people")).to_contain_text("Also looking: Ann Lee")
    expect(kim.locator("#people")).to_contain_text("is here")
    before = supplier.log.inner_text()
    supplier.words.fill("We could perhaps")
    claim(kim)
    supplier.expect_turn("Kim Lee is with you")
    expect(supplier.words).to_have_value("We could perhaps")
    assert "Ann" not in supplier.page.content()
    assert before in supplier.log.inner_text()
    supplier.words.press("Enter")
    expect(kim.locator("#log")).to_contain_text("We could perhaps")
    expect(ann.locator("#standing")).to_contain_text("holds this room")
    expect(supplier.log.locator(".bubble.bot")).to_have_count(1)  # the bot is silent


def test_of_two_who_claim_one_has_the_room_and_the_other_reads_who(
    meet: Callable[..., Meeting], new_page: Callable[..., Page], complaints: Complaints
) -> None:
    here = meet("states.escalated()")
    kim, ann = (here.sign_in(new_page(), who) for who in ("kim", "ann"))
    here.look(kim)
    here.look(ann)
    ann.route("**/desk/rooms/*/?*", lambda route: route.abort())  # her panel is a moment behind
    claim(kim)
    ann.get_by_role("button", name="Take over").click()
    expect(ann.locator(".refused")).to_contain_text("Kim Lee has taken over this negotiation already")
    expect(ann.get_by_label("Your own words")).to_have_count(0)
    # A press leaves the page, which cuts off what it was fetching.
    cut_off = ("409", "ERR_FAILED", "Failed to fetch")
    complaints.said = [one for one in complaints.said if not any(part in one for part in cut_off)]


def test_the_room_of_a_buyer_whose_laptop_closed_is_anybodys_again(
    meet: Callable[..., Meeting], new_page: Callable[..., Page], installation: Installation
) -> None:
    here = meet("states.escalated()")
    supplier = enter(new_page(), here.url, here.token)
    kim, ann = (here.sign_in(new_page(), who) for who in ("kim", "ann"))
    claim(here.look(kim))
    kim.context.close()
    supplier.expect_turn("Kim Lee is joining")
    installation.query(
        "UPDATE negotiation_presence SET left_at = '2020-01-01' WHERE person = ? AND left_at IS NOT NULL",
        f"kim-{here.mark}",
    )
    installation.run(
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from negotiation.desk import absent_owners\n"
        "absent_owners.release(timezone.now() + timedelta(minutes=11))"
    )
    supplier.expect_turn("A person was asked")
    line = ann.locator(f"#room-{here.room}")
    expect(line).to_contain_text("A colleague let go of it")
    line.get_by_role("button", name="Take over").click()  # from the list, which a socket drew
    expect(ann.get_by_label("Your own words")).to_be_visible()
    supplier.expect_turn("Ann Lee is with you")


def test_on_a_phone_the_newest_message_and_the_box_to_answer_in_are_in_sight(
    meet: Callable[..., Meeting], new_page: Callable[..., Page]
) -> None:
    here = meet("states.escalated()")
    supplier = enter(new_page(), here.url, here.token)
    phone = new_page(has_touch=True, is_mobile=True)
    phone.set_viewport_size({"width": 360, "height": 740})
    claim(here.look(here.sign_in(phone, "kim")))
    supplier.say("Energy costs more.")
    here.look(phone)
    for part in (
        phone.locator("#log .entry").last,
        phone.get_by_label("Your own words"),
        phone.get_by_role("button", name="Send", exact=True),
    ):
        expect(part).to_be_in_viewport(ratio=1)
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    # The page ends with its content, however long the conversation is that scrolls in it.
    end = "document.querySelector('.transcripts').getBoundingClientRect().bottom + scrollY"
    assert phone.evaluate(f"document.documentElement.scrollHeight - ({end})") < 60


def test_a_box_that_was_made_taller_breaks_no_policy_when_the_room_passes_on(
    meet: Callable[..., Meeting], new_page: Callable[..., Page], installation: Installation
) -> None:
    here = meet("states.escalated()")
    kim = here.sign_in(new_page(), "kim")
    claim(here.look(kim))
    kim.locator("#note-text").evaluate("box => box.style.height = '9rem'")  # as its corner does
    installation.run(
        "from negotiation.desk import people\nfrom negotiation.models import Negotiation\n"
        f"pk = Negotiation.objects.get(public_id={here.room!r}).pk\n"
        f"people.reassign(pk, by='kim-{here.mark}', to='ann-{here.mark}', name='Ann Lee')"
    )
    expect(kim.locator("#standing")).to_contain_text("Ann Lee holds this room")
    expect(kim.get_by_label("Your own words")).to_have_count(0)  # the box below is another, and the console is silent
    kim.locator("#note summary").click()
    expect(kim.locator("#note-text")).to_be_visible()


@pytest.fixture
def own_windows(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Windows whose consoles may complain: their server goes away."""
    made: list[BrowserContext] = []

    def make() -> Page:
        made.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        return patient_page(made[-1])

    yield make
    for context in made:
        context.close()


def test_a_server_that_is_killed_while_both_type_loses_and_doubles_nothing(
    own_windows: Callable[[], Page], own_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = servers.start(own_installation, "--no-worker")
    here = meeting(f"http://127.0.0.1:{server.port}", own_installation, "states.escalated()")
    supplier = enter(own_windows(), here.url, here.token)
    kim = here.sign_in(own_windows(), "kim")
    claim(here.look(kim))
    supplier.say("before the crash")
    say(kim, "also before the crash")
    supplier.words.fill("half a senten")
    kim.get_by_label("Your own words").fill("half an ans")
    server.kill()
    expect(supplier.banner).to_have_attribute("data-state", "offline")
    expect(kim.locator("#connection")).to_have_attribute("data-state", "offline")
    supplier.words.fill("sent into the void")
    supplier.words.press("Enter")
    kim.get_by_label("Your own words").fill("answered into the void")
    kim.get_by_label("Your own words").press("Enter")
    expect(kim.locator("#outbox")).to_contain_text("Waiting for the connection")
    kim.get_by_label("Your own words").fill("still typing")
    monkeypatch.setattr(servers, "free_port", lambda: server.port)  # the pages know no other
    again = servers.start(own_installation, "--no-worker")
    try:
        for banner in (supplier.banner, kim.locator("#connection")):
            # A browser tries again less and less often, up to every eight seconds.
            expect(banner).not_to_have_attribute("data-state", "offline", timeout=30_000)
        for words in ("also before the crash", "answered into the void"):
            expect(supplier.log.locator(".bubble.person").filter(has_text=words)).to_have_count(1)
            expect(kim.locator("#log .entry.person").filter(has_text=words)).to_have_count(1)
        expect(kim.locator("#log .entry.supplier").filter(has_text="sent into the void")).to_have_count(1)
        expect(supplier.mine("sent into the void")).to_have_count(1)
        expect(supplier.log.locator(".bubble.you").filter(has_text="before the crash")).to_have_count(1)
        expect(kim.locator("#log .entry.supplier").filter(has_text="before the crash")).to_have_count(1)
        expect(kim.locator("#outbox article")).to_have_count(0)
        expect(supplier.waiting).to_have_count(0)
        expect(kim.get_by_label("Your own words")).to_have_value("still typing")
        own_installation.assert_whole()
    finally:
        again.stop()


def test_the_list_reads_well_when_many_wait(meet: Callable[..., Meeting], new_page: Callable[..., Page]) -> None:
    here = meet("states.escalated()")
    kim = here.sign_in(new_page(color_scheme="dark"), "kim")
    kim.get_by_label("Reason").select_option("human_requested")
    kim.get_by_role("button", name="Show").click()
    expect(kim.locator(f"#room-{here.room}")).to_contain_text("The supplier asks for a person")
    kim.get_by_label("Whose").select_option("mine")
    kim.get_by_role("button", name="Show").click()
    expect(kim.get_by_text("Nobody waits whom these filters show.")).to_be_visible()
    assert serious_faults(kim) == []
    kim.get_by_role("link", name="Show all rooms").click()
    kim.set_viewport_size({"width": 360, "height": 740})
    assert not is_wider_than_the_screen(kim)
