"""The pages of an import: upload, preview, progress, report; and what a list exports."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from huey.contrib import djhuey
from huey.contrib.djhuey import HUEY

from suppliers import tasks
from suppliers.importing import runs
from suppliers.models import Contract, ImportRun, Supplier
from tests.suppliers.directory import category, contract, supplier

pytestmark = pytest.mark.django_db
State = ImportRun.State


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("anna"))
    return client


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The queue, empty at first; its jobs are done when a test does them, in the test's own transaction."""
    monkeypatch.setattr(djhuey, "close_old_connections", lambda: None)
    HUEY.flush()
    yield HUEY
    HUEY.flush()


def upload(browser: Client, text: str, subject: str = "suppliers", **choices: str) -> Any:
    file = SimpleUploadedFile("directory.csv", text.encode(), "text/csv")
    address = reverse("admin:suppliers_importrun_add")
    return browser.post(address, {"subject": subject, "file": file, **choices}, follow=True)


def act(browser: Client, what: str) -> Any:
    return browser.post(reverse(f"admin:suppliers_importrun_{what}", args=[ImportRun.objects.get().pk]), follow=True)


def work_off(queue: Any) -> int:
    """Does the jobs that wait, and those that they leave; returns how many there were."""
    count = 0
    while (job := queue.dequeue()) is not None:
        queue.execute(job)
        count += 1
    return count


def suppliers(count: int) -> str:
    return "number,name\n" + "".join(f"S-{number},Supplier {number}\n" for number in range(count))


def rows(response: Any) -> list[list[str]]:
    text = b"".join(response) if response.streaming else response.content
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


def test_a_small_file_is_shown_at_once_and_written_by_one_press(browser: Client) -> None:
    shown = upload(browser, "number,name,email\nS-1,Brandt,a@b.example\n").content.decode()
    assert "Nothing is written yet: 1 new." in shown
    assert "Write 1 row" in shown
    assert not Supplier.objects.exists()
    done = act(browser, "confirm").content.decode()
    assert "Done: 1 new." in done
    assert Supplier.objects.get().email == "a@b.example"


def test_refused_rows_are_told_by_row_and_reason_and_come_back_as_a_file(browser: Client) -> None:
    shown = upload(browser, 'number,name,email\nS-1,Brandt,nowhere\nS-2,"=1+1",\nS-3,Good,\n').content.decode()
    assert "2 rows cannot be taken and will be left out." in shown
    assert "email: “nowhere” is no e-mail address." in shown
    act(browser, "confirm")
    assert [one.name for one in Supplier.objects.all()] == ["Good"]
    address = reverse("admin:suppliers_importrun_refused", args=[ImportRun.objects.get().pk])
    found = rows(browser.get(address))
    assert found[0] == ["number", "name", "email", "why refused"]
    assert found[1] == ["S-1", "Brandt", "nowhere", "email: “nowhere” is no e-mail address."]
    assert found[2][1] == "'=1+1"  # no formula for the spreadsheet that opens it


def test_a_file_that_cannot_be_read_is_refused_beside_the_field(browser: Client) -> None:
    shown = upload(browser, "name\nBrandt\n").content.decode()
    assert "A file of suppliers needs the column “number”." in shown
    assert not ImportRun.objects.exists()


def test_a_cancelled_import_says_that_nothing_was_written(browser: Client) -> None:
    upload(browser, suppliers(2))
    assert "Cancelled, nothing written" in act(browser, "cancel").content.decode()
    assert "The import is cancelled, nothing written." in act(browser, "confirm").content.decode()
    assert not Supplier.objects.exists()


def test_a_file_without_changes_has_nothing_to_write(browser: Client) -> None:
    supplier("Supplier 0", number="S-0")
    shown = upload(browser, suppliers(1)).content.decode()
    assert "There is nothing to write: 1 unchanged." in shown
    assert "Write" not in shown.replace("Write 0", "")


def test_a_large_file_is_worked_on_in_the_background_with_its_progress(
    browser: Client, jobs: Any, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SLICE", 0)  # one batch a job
    with django_capture_on_commit_callbacks(execute=True):
        shown = upload(browser, suppliers(301)).content.decode()
    assert "0 of 301 rows" in shown
    run = ImportRun.objects.get()
    progress = reverse("admin:suppliers_importrun_progress", args=[run.pk])
    jobs.execute(jobs.dequeue())
    response = browser.get(progress)
    assert "50 of 301 rows" in response.content.decode()
    assert 'hx-trigger="every 1s"' in response.content.decode()
    work_off(jobs)
    response = browser.get(progress)
    assert response["HX-Refresh"] == "true"
    assert 'hx-trigger="every 1s"' not in response.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert "Being written" in act(browser, "confirm").content.decode()
    assert work_off(jobs) > 5
    assert Supplier.objects.count() == 301


def test_an_import_whose_nudge_was_lost_is_swept_up(browser: Client, jobs: Any) -> None:
    upload(browser, suppliers(301))  # its job is never enqueued: the transaction of a test does not commit
    tasks.sweep_imports.call_local()
    work_off(jobs)
    assert ImportRun.objects.get().state == State.CHECKED


def test_a_failed_import_can_go_on(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(runs, "_keep", lambda rows: 1 / 0)
        assert "It stopped after 0 of 1 rows" in upload(browser, suppliers(1)).content.decode()
    assert "Nothing is written yet: 1 new." in act(browser, "resume").content.decode()


def test_what_is_typed_into_a_file_is_shown_as_text(browser: Client) -> None:
    shown = upload(browser, "number,name\nS-1,<script>alert(1)</script>\n").content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def importer(*models: str) -> User:
    user = User.objects.create_user("importer", is_staff=True)
    rights = [f"{right}_{model}" for right in ("add", "change", "view") for model in models]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def test_who_may_write_contracts_imports_contracts_and_nothing_else(client: Client) -> None:
    client.force_login(importer("contract"))
    refused = upload(client, suppliers(1)).content.decode()
    assert "Select a valid choice" in refused
    run = runs.start(subject="suppliers", file_name="a.csv", content=suppliers(1).encode())
    runs.work(run.pk)
    assert client.get(reverse("admin:suppliers_importrun_change", args=[run.pk])).status_code == 404
    assert act(client, "confirm").status_code == 404
    assert not Supplier.objects.exists()


def test_who_may_only_look_cannot_confirm(client: Client) -> None:
    auditor = User.objects.create_user("auditor", is_staff=True)
    auditor.user_permissions.set(Permission.objects.filter(codename="view_importrun"))
    client.force_login(auditor)
    run = runs.start(subject="suppliers", file_name="a.csv", content=suppliers(1).encode())
    runs.work(run.pk)
    shown = client.get(reverse("admin:suppliers_importrun_change", args=[run.pk])).content.decode()
    assert "Nothing is written yet: 1 new." in shown
    assert "Write 1 row" not in shown
    assert act(client, "confirm").status_code == 403
    assert not Supplier.objects.exists()


def test_steps_are_taken_by_post_only(browser: Client) -> None:
    upload(browser, suppliers(1))
    pk = ImportRun.objects.get().pk
    for step in ("confirm", "cancel", "resume"):
        assert browser.get(reverse(f"admin:suppliers_importrun_{step}", args=[pk])).status_code == 405


# --- exports -------------------------------------------------------------------------------------------------


def test_an_export_holds_what_the_list_is_narrowed_to_and_no_formulas(browser: Client) -> None:
    supplier("=cmd()", number="S-1", phone="+49 30 1", country="DE")
    supplier("Other", number="S-2", country="FR")
    found = rows(browser.get(reverse("admin:suppliers_supplier_export"), {"country": "DE"}))
    assert found[0][:3] == ["number", "name", "approved"]
    assert [row[:3] for row in found[1:]] == [["S-1", "'=cmd()", "yes"]]
    assert "'+49 30 1" in found[1]


@pytest.mark.parametrize("subject", ["supplier", "contract", "purchase"])
def test_what_was_exported_is_imported_again_without_a_change(browser: Client, subject: str) -> None:
    brandt = supplier("=Brandt", number="S-1", phone="+49 30 1", performance_notes='He said "late",\nagain')
    terms = {"unit_price": "10.00", "payment_days": "30", "warranty_months": "24"}
    contract(brandt, category(), terms=terms, purchases=1)
    contract(brandt, None, title="Loose", purchases=0)
    exported = browser.get(reverse(f"admin:suppliers_{subject}_export")).content.decode("utf-8-sig")
    count = 2 if subject == "contract" else 1
    shown = upload(browser, exported, f"{subject}s").content.decode()
    assert f"There is nothing to write: {count} unchanged." in shown
    assert Contract.objects.get(title="Boxes").terms == terms


def test_an_empty_file_to_fill_in_can_be_had(browser: Client) -> None:
    found = rows(browser.get(reverse("admin:suppliers_import_sample", args=["purchases"])))
    assert found == [
        ["supplier_number", "contract", "reference", "ordered_on", "quantity", "unit_price", "payment_days"]
    ]
