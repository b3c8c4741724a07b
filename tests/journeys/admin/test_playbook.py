"""A buyer writes a playbook in a real browser: sees what it comes to, is told what is wrong, fixes it, publishes it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.browser import Complaints, serious_faults
from tests.servers import Installation

MAKE = """
from django.contrib.auth.models import User
from tests.negotiation.playbook_people import contract_in
from tests.factories import guardrails
from negotiation.models import Playbook
from suppliers.models import Category
name = {name!r}
user, _ = User.objects.get_or_create(username="journey-buyer", defaults=dict(is_staff=True, is_superuser=True))
user.set_password("journey-password")
user.save()
category = Category.objects.create(name=name, slug=name)
contract_in(category)
made = Playbook.objects.create(category=category, name=name, slug=category.slug, draft=guardrails())
print(made.pk)
"""

PUBLISH = """
from negotiation.models import Playbook, PlaybookVersion
made = Playbook.objects.get(pk={pk})
PlaybookVersion.objects.create(playbook=made, number=1, guardrails=made.draft, note="A first one, to begin with")
print(1)
"""


@pytest.fixture
def playbook(installation: Installation) -> int:
    """A playbook that this test alone works on, with one contract in its category."""
    made: int = installation.run(MAKE.format(name=f"boxes-{uuid4().hex}"))
    return made


@pytest.fixture
def draft(page: Page, url: str, playbook: int) -> Page:
    """Its draft, opened by a buyer who has signed in."""
    return sign_in(page, f"{url}/admin/negotiation/playbook/{playbook}/change/")


def sign_in(page: Page, address: str) -> Page:
    page.goto(address)
    page.get_by_label("Username").fill("journey-buyer")
    page.locator("[name=password]").fill("journey-password")
    page.keyboard.press("Enter")
    expect(page.locator(".pacing-curve")).to_be_visible()
    expect(page.locator("#preview table").first).to_be_visible()
    return page


def lever(page: Page, number: int, field: str) -> str:
    return f"[name=levers-{number}-{field}]"


def test_the_curve_and_the_preview_follow_what_is_typed(draft: Page) -> None:
    curve = draft.locator(".pacing-curve polyline")
    before = curve.get_attribute("points")
    draft.get_by_label("Pacing").fill("0.5")
    expect(curve).not_to_have_attribute("points", before or "")
    draft.locator(lever(draft, 0, "target_0")).fill("10")
    expect(draft.locator("#preview")).to_contain_text("9.00 EUR")


def test_write_check_fix_publish_and_compare(draft: Page, complaints: Complaints) -> None:
    draft.locator(lever(draft, 0, "walk_away_0")).fill("five")
    draft.get_by_role("button", name="Save the draft").click()
    alert = draft.get_by_role("alert")
    expect(alert).to_contain_text("Not saved: 1 thing needs a correction")
    complaints.forgive("422")
    alert.get_by_role("link").click()
    expect(draft.locator(lever(draft, 0, "walk_away_0"))).to_be_focused()
    draft.keyboard.press("ControlOrMeta+A")
    draft.keyboard.type("5")
    draft.locator(lever(draft, 0, "walk_away_1")).select_option("above")
    draft.get_by_label("Opening message").fill("We hope for Net 60.")
    draft.get_by_role("button", name="Save and check").click()

    expect(draft.get_by_text("1 fault: this cannot be published")).to_be_visible()
    expect(draft.get_by_text("The opening message says 60, which is the target of Payment")).to_be_visible()
    expect(draft.get_by_text("the walk-away 10.50 EUR is worse than what is paid today, 10.00 EUR")).to_be_visible()
    draft.get_by_role("link", name="Back to the draft").click()
    draft.get_by_label("Opening message").fill("Good day, shall we talk about the renewal?")
    draft.get_by_role("button", name="Save and check").click()

    draft.get_by_label("Note").fill("For the spring round")
    draft.get_by_role("button", name="Publish").click()
    expect(draft.get_by_role("alert")).to_contain_text("Publish in spite of 1 doubt?")
    complaints.forgive("409")
    draft.get_by_role("button", name="Yes, publish all the same").click()
    expect(draft.get_by_text("Version 1 is published.")).to_be_visible()
    expect(draft.get_by_role("cell", name="For the spring round")).to_be_visible()

    draft.get_by_role("link", name="Draft", exact=True).click()
    draft.get_by_label("Rounds", exact=True).fill("5")
    draft.get_by_role("button", name="Save the draft").click()
    expect(draft.get_by_text("The draft is saved.")).to_be_visible()
    draft.get_by_role("link", name="Versions", exact=True).click()
    draft.get_by_role("button", name="Compare").click()
    expect(draft.get_by_text("The bot makes at most 5 offers; before, 8 offers.")).to_be_visible()


def test_levers_come_and_go_by_keyboard_and_the_trade_offs_follow(draft: Page) -> None:
    draft.get_by_role("button", name="Add a lever").focus()
    draft.keyboard.press("Enter")
    expect(draft.locator(lever(draft, 3, "kind"))).to_be_focused()
    expect(draft.locator(lever(draft, 3, "label"))).to_have_value("Rebate")
    draft.locator(lever(draft, 3, "kind")).select_option("own")
    draft.locator(lever(draft, 3, "own")).fill("warranty months")
    draft.locator(lever(draft, 3, "label")).fill("Warranty")
    choices = draft.locator("[name=trades-0-get] option")
    expect(choices).to_have_text(["choose a lever", "Unit price", "Payment", "Contract length", "Warranty"])

    draft.locator("[data-row=lever]").nth(1).get_by_role("button", name="Remove").focus()
    draft.keyboard.press("Enter")
    expect(draft.get_by_role("button", name="Keep it")).to_be_focused()
    expect(choices).to_have_text(["choose a lever", "Unit price", "Contract length", "Warranty"])
    draft.keyboard.press("Enter")
    expect(choices).to_have_text(["choose a lever", "Unit price", "Payment", "Contract length", "Warranty"])


def test_leaving_with_unsaved_changes_is_asked_about(draft: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    draft.on("dialog", stay)
    draft.get_by_label("Rounds", exact=True).fill("5")
    draft.get_by_role("link", name="Versions", exact=True).click()
    expect(draft.get_by_label("Rounds", exact=True)).to_have_value("5")
    assert asked == ["beforeunload"]
    draft.get_by_role("button", name="Save the draft").click()
    expect(draft.get_by_text("The draft is saved.")).to_be_visible()
    draft.get_by_role("link", name="Versions", exact=True).click()
    expect(draft.get_by_role("heading", name="Versions")).to_be_visible()
    assert asked == ["beforeunload"]


def test_of_two_buyers_the_second_is_told_and_keeps_their_words(
    draft: Page, new_page: Callable[..., Page], url: str, playbook: int, complaints: Complaints
) -> None:
    other = sign_in(new_page(), f"{url}/admin/negotiation/playbook/{playbook}/change/")
    other.get_by_label("Rounds", exact=True).fill("5")
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_text("The draft is saved.")).to_be_visible()

    draft.get_by_label("Opening message").fill("Good day")
    draft.get_by_role("button", name="Save the draft").click()
    expect(draft.get_by_role("alert")).to_contain_text("journey-buyer saved this draft while you were writing")
    complaints.forgive("409")
    expect(draft.get_by_role("alert")).to_contain_text("The bot makes at most 8 offers; before, 5 offers.")
    expect(draft.get_by_label("Opening message")).to_have_value("Good day")


@pytest.mark.parametrize("place", ["change", "check", "versions", "yaml"])
def test_no_page_has_a_serious_fault_or_is_wider_than_a_phone(
    draft: Page, installation: Installation, playbook: int, place: str
) -> None:
    installation.run(PUBLISH.format(pk=playbook))
    draft.goto(draft.url.replace("/change/", f"/{place}/"))
    draft.wait_for_load_state("networkidle")
    ours = [fault for fault in serious_faults(draft) if ".playbook" in fault or "#content" in fault]
    assert ours == []
    draft.set_viewport_size({"width": 360, "height": 780})
    assert not draft.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
