"""The commands of an operator: what they print, and how they end."""

import json
import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings as SettingsWrapper

from negotiation import ledger
from negotiation.models import Event, Negotiation, PlaybookVersion
from suppliers.models import UNSUITABLE, Category, Purchase
from tests import factories
from tests.states import agreed

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=output)
    return output.getvalue()


def fails(*arguments: str) -> tuple[str, str]:
    """What a command printed before it failed, and what it failed with."""
    output = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(*arguments, stdout=output, stderr=output)
    return output.getvalue(), str(error.value)


def tamper(made: Negotiation, seq: int, payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS negotiation_event_no_update")
        cursor.execute(
            "UPDATE negotiation_event SET payload = %s WHERE negotiation_id = %s AND seq = %s", (payload, made.pk, seq)
        )


def test_verify_ledger_counts_what_it_checked() -> None:
    agreed(), factories.negotiation()
    assert run("verify_ledger") == "2 chains verified, none broken.\n"


def test_verify_ledger_names_the_first_broken_event_of_every_chain_and_fails() -> None:
    first, _, third = agreed(), agreed(), agreed()
    tamper(first, 5, "{}")
    tamper(third, 2, '{"x":1}')
    output, error = fails("verify_ledger")
    assert f"Broken: negotiation {first.public_id}, event 5: was changed after it was written.\n" in output
    assert f"Broken: negotiation {third.public_id}, event 2: was changed after it was written.\n" in output
    assert error == "2 of 3 chains are broken."


@pytest.mark.parametrize("command", ["verify_ledger", "replay"])
def test_a_command_looks_only_at_what_it_was_asked_to(command: str) -> None:
    whole, broken = agreed(), agreed()
    tamper(broken, 5, "{}")
    assert run(command, str(whole.public_id)).startswith(("1 chains verified", "1 negotiations replayed"))


@pytest.mark.parametrize("command", [["verify_ledger"], ["replay"], ["erase_words", "--reason", "x"]])
@pytest.mark.parametrize("name", ["nonsense", "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_a_negotiation_that_is_not_there_is_named(command: list[str], name: str) -> None:
    _, error = fails(*command, name)
    assert error == f"There is no negotiation '{name}'."


def test_replay_counts_what_it_replayed() -> None:
    agreed()
    assert run("replay") == "1 negotiations replayed, no difference.\n"


def test_replay_reports_each_difference_and_fails() -> None:
    made = agreed()
    decided = factories.last(made, "decided")
    tamper(made, decided.seq, ledger.canonical({**factories.payload_of(decided), "action": "close"}))
    output, error = fails("replay")
    assert f'event {decided.seq}: action was "close", and is now "accept".' in output
    assert error == "1 differences in 1 negotiations."


def test_erase_words_says_how_many_and_keeps_the_reason() -> None:
    made = factories.opened()
    factories.say(made, "I am Anna")
    name = str(made.public_id)
    assert run("erase_words", name, "--reason", "request of 12 May") == f"{name}: 1 messages erased.\n"
    assert run("erase_words", name, "--reason", "again") == f"{name}: 0 messages erased.\n"
    assert factories.payload_of(factories.last(made, "words_erased"))["reason"] == "request of 12 May"
    assert run("verify_ledger") == "1 chains verified, none broken.\n"


def test_erase_words_wants_a_reason_and_a_negotiation() -> None:
    made = factories.opened()
    assert "--reason" in fails("erase_words", str(made.public_id))[1]
    assert "negotiation" in fails("erase_words", "--reason", "x")[1]


def test_load_demo_makes_four_playbooks_and_eight_suppliers_who_negotiate_with_a_history() -> None:
    assert run("load_demo") == "Demo data loaded.\n"
    assert PlaybookVersion.objects.count() == 4
    assert not Category.objects.filter(playbooks=None).exclude(suitability__in=UNSUITABLE).exists()
    negotiations = Negotiation.objects.select_related("contract__supplier")
    assert len({negotiation.contract.supplier for negotiation in negotiations}) == len(negotiations) == 8
    for negotiation in negotiations:
        assert Purchase.objects.filter(contract=negotiation.contract).count() >= 4
        assert negotiation.state == "invited"


def test_the_demo_says_once_what_a_price_is_for() -> None:
    run("load_demo")
    for negotiation in Negotiation.objects.select_related("contract", "campaign__playbook_version"):
        levers = negotiation.campaign.playbook_version.guardrails["levers"]
        [label] = [lever["label"] for lever in levers if lever["name"] == "unit_price"]
        # Where the label does not name the contract's unit, the unit stands after it: no "Price per kit per rack".
        assert " per " not in label or negotiation.contract.unit in label


def test_load_demo_twice_keeps_what_people_did() -> None:
    run("load_demo")
    made = Negotiation.objects.earliest("pk")
    factories.offer(made, unit_price="9.80", payment_days="45")
    admin = get_user_model().objects.get(username="admin")
    admin.set_password("changed")
    admin.save()
    before = Event.objects.count()
    links = run("demo_links", "--json")
    assert run("load_demo") == "Demo data is there already, and was kept.\n"
    assert (Event.objects.count(), run("demo_links", "--json")) == (before, links)
    admin.refresh_from_db()
    assert admin.check_password("changed")


def test_demo_links_prints_one_object_a_line(settings: SettingsWrapper) -> None:
    settings.PUBLIC_URL = "https://parley.example"
    run("load_demo")
    links = [json.loads(line) for line in run("demo_links", "--json").splitlines()]
    assert len(links) == 8
    for link in links:
        assert set(link) == {"supplier", "category", "negotiation", "url", "ws_path"}
        token = link["url"].removeprefix("https://parley.example/n/").rstrip("/")
        assert link["ws_path"] == f"/ws/rooms/{token}/"
        made = Negotiation.objects.get(public_id=link["negotiation"])
        assert made.contract.supplier.name == link["supplier"]


def test_demo_links_shows_people_the_links_and_a_login_for_each_role_that_works() -> None:
    run("load_demo")
    shown = run("demo_links")
    assert shown.count("/n/") == 8
    logins = re.findall(r"^  (.+?) +user (\S+) +password (\S+)$", shown, re.MULTILINE)
    assert [role for role, _, _ in logins] == ["superuser", "category admin", "buyer", "approver", "auditor"]
    for _, user, password in logins:
        client = Client()
        entered = client.post(reverse("admin:login"), {"username": user, "password": password}, follow=True)
        assert entered.status_code == 200
        assert "What needs attention" in entered.content.decode()


def test_demo_links_without_a_demo_says_what_to_do() -> None:
    assert fails("demo_links")[1] == "There is no demo data yet; run `python manage.py load_demo` first."
