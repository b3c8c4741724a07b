"""A deal above the bot's authority: an approver decides, and the supplier's open page tells them."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints, is_wider_than_the_screen, serious_faults
from tests.journeys.conftest import enter
from tests.journeys.room_page import RoomPage
from tests.servers import Installation

MAKE = """
from django.contrib.auth.models import Group, User
from negotiation import links
from suppliers.models import RiskFlag
from tests import states
user, _ = User.objects.get_or_create(
    username={name!r}, defaults=dict(is_staff=True, first_name="Petra", last_name="Stein")
)
user.groups.set(Group.objects.filter(name="Approver"))
user.set_password("journey-password")
user.save()
made = states.awaiting_approval()
ben = User.objects.create_user(user.username + "-ben", is_staff=True)  # may take over, and is not at the desk
ben.groups.set(Group.objects.filter(name="Buyer"))
made.playbook.category.buyers.add(ben)
RiskFlag.objects.create(supplier=made.contract.supplier, reason="A late filing")
print(json.dumps(dict(room=str(made.public_id), token=links.issue(made)[1], user=user.username)))
"""


@dataclass(frozen=True)
class Deal:
    """The approver's page of a deal, the supplier's room that is open beside it, and what they are about."""

    petra: Page
    supplier: RoomPage
    room: str


@pytest.fixture
def deal(new_page: Callable[..., Page], url: str, installation: Installation) -> Deal:
    """An approver has signed in and come to the deal by the desk's own ways."""
    made = installation.run(MAKE.format(name=f"petra-{uuid4().hex[:8]}"))
    supplier = enter(new_page(), url, made["token"])
    supplier.expect_turn("Agreed, subject to approval")
    petra = new_page()
    petra.goto(f"{url}/desk/")
    petra.get_by_label("Username").fill(made["user"])
    petra.locator("[name=password]").fill("journey-password")
    petra.keyboard.press("Enter")
    petra.get_by_role("navigation", name="Main").get_by_role("link", name="Approvals").click()
    expect(petra.get_by_role("heading", name="Approvals")).to_be_visible()
    return Deal(petra, supplier, made["room"])


def test_an_approver_sees_all_of_it_approves_and_the_supplier_sees_it_live(deal: Deal, url: str) -> None:
    petra = deal.petra
    assert serious_faults(petra) == []
    petra.locator(f"#deal-{deal.room}").get_by_role("link").click()
    expect(petra.get_by_text("is worth 188,000 EUR a year")).to_be_visible()
    expect(petra.get_by_text("12,000 EUR a year less")).to_be_visible()
    expect(petra.get_by_text("A late filing")).to_be_visible()
    expect(petra.get_by_role("button", name="Yes, approve these terms")).to_be_hidden()  # it takes a second press
    assert serious_faults(petra) == []
    petra.set_viewport_size({"width": 360, "height": 800})
    assert not petra.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    petra.locator("summary", has_text="Approve").focus()
    petra.keyboard.press("Enter")
    petra.get_by_role("button", name="Yes, approve these terms").click()
    expect(petra.locator("#verdict")).to_contain_text("Approved")
    expect(deal.supplier.page.get_by_role("heading", name="Agreed", exact=True)).to_be_visible()
    petra.goto(f"{url}/desk/approvals/")
    expect(petra.locator(f"#deal-{deal.room}")).to_have_count(0)


def test_what_is_sent_back_is_with_a_person_again_and_the_supplier_never_reads_why(deal: Deal, url: str) -> None:
    petra = deal.petra
    petra.goto(f"{url}/desk/approvals/{deal.room}/")
    petra.locator("summary", has_text="Send back").click()
    petra.get_by_role("button", name="Yes, send it back").click()
    expect(petra.locator("#verdict")).to_contain_text("Waits for an approver")  # without a reason nothing is sent
    petra.get_by_label("Why not").fill("Dearer than last year.")
    petra.get_by_role("button", name="Yes, send it back").click()
    expect(petra.locator("#verdict")).to_contain_text("Sent back")
    deal.supplier.expect_turn("Nobody is there yet")
    expect(deal.supplier.log).to_contain_text("did not approve the terms as they are")
    assert "Dearer" not in deal.supplier.page.content()
    petra.get_by_role("link", name="Open the room").click()
    expect(petra.locator("#log")).to_contain_text("Dearer than last year.")


def test_the_second_approver_is_told_at_once_and_keeps_what_they_typed_until_then(
    deal: Deal, url: str, installation: Installation
) -> None:
    petra = deal.petra
    petra.goto(f"{url}/desk/approvals/{deal.room}/")
    petra.locator("summary", has_text="Send back").click()
    petra.get_by_label("Why not").fill("half a sentence")
    deal.supplier.say("Is there any news?")
    expect(petra.locator("#log")).to_contain_text("Is there any news?")
    expect(petra.get_by_label("Why not")).to_have_value("half a sentence")
    installation.run(
        "from negotiation.desk import people\nfrom negotiation.models import Negotiation\n"
        f"people.approve(Negotiation.objects.get(public_id={deal.room!r}).pk, by='paul')"
    )
    expect(petra.locator("#verdict")).to_contain_text("By paul")
    expect(petra.get_by_role("button", name="Yes, send it back")).to_have_count(0)


def test_the_figures_can_be_read_on_a_phone_and_downloaded(deal: Deal, url: str, complaints: Complaints) -> None:
    petra = deal.petra
    petra.get_by_role("navigation", name="Main").get_by_role("link", name="Figures").click()
    expect(petra.get_by_role("heading", name="Figures")).to_be_visible()
    assert serious_faults(petra) == []
    petra.set_viewport_size({"width": 360, "height": 800})
    assert not petra.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    with petra.expect_download() as file:
        petra.get_by_role("link", name="Download as CSV").click()
    assert file.value.suggested_filename.endswith(".csv")
    petra.goto(f"{url}/desk/rooms/{deal.room}/transcript.html?notes=yes")
    assert serious_faults(petra) == []
    assert not is_wider_than_the_screen(petra)
