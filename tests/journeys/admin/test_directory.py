"""An admin fills the directory from files in a real browser, and sees who may be negotiated with and why."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import is_wider_than_the_screen, serious_faults
from tests.servers import Installation

ADMIN = """
from django.contrib.auth.models import User
user, _ = User.objects.get_or_create(username="journey-admin", defaults=dict(is_staff=True, is_superuser=True))
user.set_password("journey-password")
user.save()
print(user.pk)
"""
WORK = """
from suppliers.importing import runs
print(len([runs.work(pk) for pk in runs.left_behind()]))
"""
RISKY = """
from tests.suppliers import directory
from suppliers.models import RiskFlag
made = directory.contract(directory.supplier({name!r}), directory.category({name!r}))
RiskFlag.objects.create(supplier=made.supplier, reason="Late deliveries")
print(json.dumps(dict(contract=made.pk, supplier=made.supplier_id)))
"""
PAGES = (
    "category/",
    "category/1/change/",
    "supplier/",
    "supplier/1/change/",
    "contract/",
    "contract/1/change/",
    "purchase/",
    "importrun/",
    "importrun/add/",
)


@pytest.fixture
def sign_in(installation: Installation, url: str) -> Callable[[Page, str], Page]:
    """Opens a page of the directory as an admin."""
    installation.run(ADMIN)

    def go(page: Page, path: str) -> Page:
        page.goto(f"{url}/admin/suppliers/{path}")
        page.get_by_label("Username").fill("journey-admin")
        page.locator("[name=password]").fill("journey-password")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{url}/admin/suppliers/{path}")
        return page

    return go


def upload(page: Page, text: str, encoding: str = "utf-8") -> None:
    file = {"name": "from-erp.csv", "mimeType": "text/csv", "buffer": text.encode(encoding)}
    page.locator("[name=file]").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="from-erp.csv")).to_be_visible()


def test_a_file_is_checked_corrected_written_and_seen(page: Page, sign_in: Callable[[Page, str], Page]) -> None:
    mark = uuid4().hex[:8]
    sign_in(page, "supplier/")
    page.get_by_role("link", name="upload Import", exact=True).click()
    lines = [
        "Supplier number;Name;Approved;E-mail;Country",
        f"{mark}-1;Müller {mark};ja;mueller@x.example;DE",
        f"{mark}-2;Søren {mark};vielleicht;nowhere;DK",
    ]
    upload(page, "\n".join(lines), "cp1252")
    expect(page.get_by_text("Nothing is written yet: 1 refused, 1 new.")).to_be_visible()
    expect(page.get_by_text("email: “nowhere” is no e-mail address.")).to_be_visible()
    expect(page.get_by_text("look whether names with accents are right")).to_be_visible()
    page.get_by_role("link", name="New 1").click()
    expect(page.get_by_role("cell", name=f"{mark}-1 · Müller {mark}")).to_be_visible()
    page.get_by_role("button", name="Write 1 row").click()
    expect(page.get_by_text("Done: 1 refused, 1 new.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it with the reasons").click()
    refused = download.value.path().read_text("utf-8-sig")
    assert "approved: “vielleicht” is neither yes nor no." in refused

    page.get_by_role("link", name="Import another file").click()
    upload(page, refused.replace("vielleicht", "nein").replace("nowhere", "soren@x.example"))
    page.get_by_role("button", name="Write 1 row").click()
    expect(page.get_by_text("Done: 1 new.")).to_be_visible()
    page.goto(page.url.split("/importrun")[0] + f"/supplier/?q={mark}")
    expect(page.get_by_role("row").filter(has_text=f"Søren {mark}")).to_contain_text("Not approved")


def test_a_large_file_goes_on_in_the_background_and_the_page_follows(
    page: Page, sign_in: Callable[[Page, str], Page], installation: Installation
) -> None:
    mark = uuid4().hex[:8]
    sign_in(page, "importrun/add/")
    upload(page, "number,name\n" + "".join(f"{mark}-{row},Supplier {mark} {row}\n" for row in range(400)))
    expect(page.get_by_role("status")).to_contain_text("0 of 400 rows")
    installation.run(WORK)
    expect(page.get_by_text("Nothing is written yet: 400 new.")).to_be_visible()
    page.get_by_role("button", name="Write 400 rows").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    installation.run(WORK)
    expect(page.get_by_text("Done: 400 new.")).to_be_visible()


def test_a_contract_is_left_out_with_its_reason_until_the_reason_is_gone(
    page: Page, sign_in: Callable[[Page, str], Page], installation: Installation
) -> None:
    made = installation.run(RISKY.format(name=f"risky-{uuid4().hex}"))
    sign_in(page, f"contract/{made['contract']}/change/")
    expect(page.get_by_text("Open risk flag: “Late deliveries”")).to_be_visible()
    page.goto(page.url.split("/contract/")[0] + f"/supplier/{made['supplier']}/change/")
    page.locator("[name=risk_flags-0-cleared_on]").fill(page.locator("[name=risk_flags-0-raised_on]").input_value())
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(page.url.split("/supplier/")[0] + f"/contract/{made['contract']}/change/")
    expect(page.get_by_text("Eligible", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_can_be_read_by_everybody(
    new_page: Callable[..., Page], sign_in: Callable[[Page, str], Page], path: str
) -> None:
    page = sign_in(new_page(), path)
    own = [fault for fault in serious_faults(page) if "directory" in json.dumps(fault)]
    assert own == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_wider_than_the_screen(page)
