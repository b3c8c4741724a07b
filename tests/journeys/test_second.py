"""A buyer with the bot as their second: offers outside the playbook, hand-backs, saved replies, putting off."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Complaints, serious_faults
from tests.servers import Installation

MAKE = """
from django.contrib.auth.models import User
from negotiation import links; from negotiation.desk import people
from negotiation.models import SavedReply
from tests import factories
user, _ = User.objects.get_or_create(
    username="second-kim", defaults=dict(is_staff=True, is_superuser=True, first_name="Kim", last_name="Lee")
)
user.set_password("journey-password")
user.save()
made = factories.opened()
factories.offer(made, unit_price="10.20", payment_days="45")
people.claim(made.pk, by="second-kim")
category = made.playbook.category
category.name = category.slug = {name!r}
category.save()
SavedReply.objects.create(category=category, title="Thanks", text="Thank you, {{supplier}}, says {{me}}.")
print(json.dumps(dict(room=str(made.public_id), token=links.issue(made)[1], supplier=made.contract.supplier.name)))
"""

Two = tuple[Page, Page, dict[str, str]]


@pytest.fixture
def two(new_page: Callable[..., Page], url: str, installation: Installation) -> Two:
    """Kim, who holds the room, and the supplier, who asked for more than today's price."""
    made = installation.run(MAKE.format(name=f"second-{uuid4().hex}"))
    kim, supplier = new_page(), new_page()
    kim.goto(f"{url}/desk/rooms/{made['room']}/")
    kim.get_by_label("Username").fill("second-kim")
    kim.locator("[name=password]").fill("journey-password")
    kim.keyboard.press("Enter")
    expect(kim.get_by_role("heading", name="The bot as your second")).to_be_visible()
    supplier.goto(f"{url}/n/{made['token']}/")
    expect(supplier.locator("#standing")).to_contain_text("A person is with you")
    return kim, supplier, made


def test_an_offer_outside_the_policy_goes_out_with_a_reason_and_the_supplier_accepts(two: Two) -> None:
    kim, supplier, _ = two
    assert serious_faults(kim) == []
    kim.get_by_text("With an offer", exact=True).click()
    price = kim.get_by_label("Unit price")
    price.fill("10.10")
    kim.get_by_label("Payment").fill("60")
    expect(kim.locator("#verdict")).to_contain_text("0.10 EUR above the limit")
    kim.get_by_label("Why are these terms right").fill("Steel went up.")
    assert serious_faults(kim) == []
    kim.get_by_role("button", name="Send", exact=True).click()
    said = supplier.locator(".bubble.person").last
    expect(said).to_contain_text("10.10 EUR")
    supplier.get_by_role("button", name="Accept offer").click()
    supplier.get_by_role("button", name="Yes, accept").click()
    expect(supplier.locator("#standing")).to_contain_text("Agreed, subject to approval")
    expect(kim.locator("#standing")).to_contain_text("Waiting for an approver")
    for secret in ("Steel", "playbook", "second-kim"):
        assert secret not in supplier.content()


def test_what_is_open_beside_the_chat_stays_open_when_something_happens(two: Two) -> None:
    kim, supplier, _ = two
    kim.get_by_text("Offers as a list", exact=True).click()
    offers = kim.locator("#offers-so-far li")
    expect(offers.last).to_be_visible()
    before = offers.count()
    kim.get_by_label("Why you agree").select_option("relationship")
    kim.get_by_label("Why you agree").focus()
    supplier.get_by_role("button", name="Make an offer").click()
    supplier.locator("[data-lever=unit_price]").fill("10.10")
    supplier.get_by_role("button", name="Send offer").click()
    expect(offers).to_have_count(before + 1)
    expect(offers.last).to_be_visible()
    expect(kim.get_by_label("Why you agree")).to_have_value("relationship")
    expect(kim.get_by_label("Why you agree")).to_be_focused()


def test_the_bot_closes_after_a_hand_back_with_an_instruction(two: Two) -> None:
    kim, supplier, _ = two
    kim.get_by_label("Your own words").fill("Let me see what can be done.")
    kim.get_by_role("button", name="Send", exact=True).click()
    expect(supplier.locator(".bubble.person").last).to_contain_text("Let me see")
    kim.get_by_role("button", name="Hand back …").click()
    expect(kim.locator("#prepare")).to_contain_text("Let me see what can be done.")
    kim.locator("#prepare").get_by_label("Price in").fill("10.20")
    expect(kim.get_by_label("You may go to this price")).to_be_checked()
    assert serious_faults(kim) == []
    kim.get_by_role("button", name="Hand back", exact=True).click()
    expect(kim.locator("#log")).to_contain_text("may go to 10.20 EUR per box")
    for _ in range(8):
        if "Agreed" in supplier.locator("#standing").inner_text():
            break
        expect(supplier.locator("#standing")).to_contain_text("Your turn")
        offers = supplier.locator(".bubble").count()
        supplier.get_by_role("button", name="Counter-offer").first.click()
        supplier.locator("[data-lever=unit_price]").fill("10.20")
        supplier.locator("[data-lever=payment_days]").fill("60")
        supplier.get_by_role("button", name="Send offer").click()
        expect(supplier.locator(".bubble").nth(offers + 1)).to_be_visible()
    expect(supplier.locator("#standing")).to_contain_text("Agreed")
    expect(kim.locator("#standing")).to_contain_text("Agreed")


def test_a_saved_reply_is_inserted_by_keyboard_and_by_one_press(two: Two) -> None:
    kim, _, made = two
    words = f"Thank you, {made['supplier']}, says Kim Lee."
    text = kim.get_by_label("Your own words")
    text.focus()
    kim.keyboard.press("/")
    expect(kim.get_by_role("button", name="Thanks")).to_be_focused()
    kim.keyboard.press("Enter")
    expect(text).to_have_value(words)
    expect(text).to_be_focused()
    text.fill("Hello. ")
    kim.get_by_text("Saved replies").click()
    kim.get_by_role("button", name="Thanks").click()
    expect(text).to_have_value(f"Hello. {words}")


def test_a_room_is_put_off_and_comes_back_when_the_supplier_writes(two: Two, url: str) -> None:
    kim, supplier, made = two
    kim.get_by_role("button", name="Put off …").click()
    kim.get_by_role("button", name="in a week").click()
    assert serious_faults(kim) == []
    kim.get_by_role("button", name="Put off", exact=True).click()
    expect(kim.locator("#standing")).to_contain_text("Put off.")
    kim.goto(f"{url}/desk/")
    expect(kim.locator(f"#room-{made['room']}")).to_contain_text("put off until")
    supplier.get_by_label("Your message").fill("We are ready now.")
    supplier.get_by_label("Your message").press("Enter")
    expect(kim.locator(f"#room-{made['room']}")).to_contain_text("waiting")


def test_the_room_fits_a_phone_and_takes_over_the_bots_terms(two: Two, complaints: Complaints) -> None:
    kim, supplier, _ = two
    kim.set_viewport_size({"width": 360, "height": 740})
    supplier.get_by_label("Your message").fill("9.80 and Net 45")
    supplier.get_by_label("Your message").press("Enter")
    kim.get_by_role("button", name="Put these terms into my offer").click()
    expect(kim.locator("#verdict")).to_contain_text("Inside the playbook.")
    assert not kim.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
