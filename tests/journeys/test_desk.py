"""A person answers a supplier with the bot's help, and then decides that the bot may speak for itself."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints, is_wider_than_the_screen, serious_faults
from tests.servers import Installation

MAKE = """
from django.contrib.auth.models import User
from negotiation import links
from suppliers.models import Stage
from tests.negotiation import staged
user, _ = User.objects.get_or_create(
    username="journey-kim", defaults=dict(is_staff=True, is_superuser=True, first_name="Kim", last_name="Lee")
)
user.set_password("journey-password")
user.save()
made = staged.opened(Stage({stage!r}))
category = made.playbook.category
category.name = category.slug = {name!r}
category.save()
print(json.dumps(dict(room=str(made.public_id), token=links.issue(made)[1], category=category.pk)))
"""

Two = tuple[Page, Page, dict[str, str]]


@pytest.fixture
def meet(new_page: Callable[..., Page], url: str, installation: Installation) -> Callable[[str], Two]:
    """A buyer and a supplier in one room of a category at a stage, and what they met in."""

    def bring(stage: str) -> Two:
        made = installation.run(MAKE.format(stage=stage, name=f"desk-{uuid4().hex}"))
        kim, supplier = new_page(), new_page()
        kim.goto(f"{url}/desk/rooms/{made['room']}/")
        kim.get_by_label("Username").fill("journey-kim")
        kim.locator("[name=password]").fill("journey-password")
        kim.keyboard.press("Enter")
        expect(kim.get_by_text("The supplier waits for a person.")).to_be_visible()
        supplier.goto(f"{url}/n/{made['token']}/")
        expect(supplier.locator("#standing")).to_contain_text("is answering")
        return kim, supplier, made

    return bring


def write(supplier: Page, text: str) -> None:
    supplier.get_by_label("Your message").fill(text)
    supplier.get_by_label("Your message").press("Enter")


def test_a_person_sends_what_the_bot_prepared_and_the_deal_is_closed(meet: Callable[[str], Two], url: str) -> None:
    kim, supplier, made = meet("advisor")
    expect(supplier.get_by_text("helped by a bot")).to_be_visible()
    expect(supplier.get_by_role("button", name="Talk to a person")).to_have_count(0)
    assert serious_faults(kim) == []
    kim.get_by_role("button", name="Send", exact=True).click()
    said = supplier.locator(".bubble.person").last
    expect(said).to_contain_text("Kim Lee")
    expect(said).to_contain_text("prepared by the bot")
    expect(supplier.locator("#standing")).to_contain_text("Your turn")

    kim.get_by_label("Your own words").fill("half a sentence")
    write(supplier, "2 % off, Net 45")
    expect(kim.locator("#log")).to_contain_text("2 % off, Net 45")
    expect(kim.locator(".advice")).to_contain_text("9.60")
    expect(kim.get_by_label("Your own words")).to_have_value("half a sentence")  # what arrives takes nothing away
    kim.get_by_label("Your own words").fill("Let us settle at this.")
    kim.get_by_text("With an offer", exact=True).click()
    kim.get_by_label("Unit price").fill("9.50")
    kim.get_by_label("Payment").fill("60")
    kim.get_by_role("button", name="Send my own").click()
    own = supplier.locator(".bubble.person").last
    expect(own).to_contain_text("Let us settle at this.")
    expect(own).not_to_contain_text("prepared by the bot")
    supplier.get_by_role("button", name="Accept offer").click()
    supplier.get_by_role("button", name="Yes, accept").click()
    expect(supplier.locator("#standing")).to_contain_text("Agreed")
    expect(kim.locator("#standing")).to_contain_text("Agreed")
    expect(kim.get_by_label("Your own words")).to_have_count(0)

    kim.goto(f"{url}/admin/suppliers/category/{made['category']}/trust/")
    expect(kim.get_by_text("50 % (1 of 2 moves)").first).to_be_visible()
    kim.get_by_role("radio", name="Autonomous").check()
    kim.get_by_label("Why").fill("Good enough for boxes.")
    kim.get_by_role("button", name="Decide").click()
    expect(kim.get_by_text("is at autonomous from the next negotiation on")).to_be_visible()
    expect(kim.get_by_text("Good enough for boxes.")).to_be_visible()
    faults = [fault for fault in serious_faults(kim) if ".directory" in fault]
    assert faults == []
    kim.set_viewport_size({"width": 390, "height": 844})
    assert not kim.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_an_observed_person_moves_first_and_then_sees_what_the_bot_would_have_done(
    meet: Callable[[str], Two], complaints: Complaints
) -> None:
    kim, supplier, _ = meet("observer")
    expect(supplier.get_by_text("it writes nothing to you")).to_be_visible()
    expect(kim.get_by_text("the bot keeps what it would do to itself")).to_be_visible()
    assert "For the renewal we propose" not in kim.content()
    kim.get_by_text("With an offer", exact=True).click()
    kim.get_by_label("Unit price").fill("10.90")
    kim.get_by_role("button", name="Send", exact=True).click()
    expect(kim.get_by_role("alert")).to_contain_text("outside the playbook")
    complaints.forgive("409")
    kim.get_by_label("Why are these terms right").fill("They had a fire.")
    kim.get_by_role("button", name="Send", exact=True).click()
    expect(kim.get_by_text("the bot would have done something else")).to_be_visible()
    expect(supplier.locator(".bubble.person").last).to_contain_text("10.90 EUR")
    assert "fire" not in supplier.content()


def test_the_list_of_rooms_follows_who_waits(meet: Callable[[str], Two], url: str) -> None:
    kim, supplier, made = meet("advisor")
    kim.goto(f"{url}/desk/")
    room = kim.locator(f"#room-{made['room']}")
    expect(room).to_contain_text("waiting")
    assert serious_faults(kim) == []
    kim.set_viewport_size({"width": 390, "height": 844})
    assert not is_wider_than_the_screen(kim)
    room.get_by_role("link").click()
    assert not kim.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    kim.get_by_role("button", name="Send", exact=True).click()
    kim.goto(f"{url}/desk/")
    expect(kim.locator(f"#room-{made['room']}")).to_have_count(0)
    write(supplier, "2 % off")
    expect(kim.locator(f"#room-{made['room']}")).to_have_count(1)
