"""Every address of the admin, with every role, to look and to act: in a buyer's own category and in somebody else's.

`TABLE` says who may what; an address that is not in it fails the test, so that nobody adds a page and forgets to ask.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse

from negotiation.models import SavedReply
from negotiation.roles import BUYER
from tests.negotiation.roles import ALL_ROLES, World, import_run, person, signed_in, world

pytestmark = pytest.mark.django_db

# C: category admin, B: buyer, P: approver, O: auditor, N: staff without any role, S: superuser.
EVERYBODY, SEEING, NOBODY = "CBPONS", "CBPOS", ""
PEOPLE = {"C": "carla", "B": "ben", "P": "petra", "O": "otto", "N": "nora", "S": "ada"}

# Beginning of an address's name, or all of it: who may look (GET), and who may act (POST). "-" is not offered at all.
# The longest beginning counts.
TABLE: dict[str, tuple[str, str]] = {
    # for everybody who may enter
    "index": (EVERYBODY, EVERYBODY),
    "search": (EVERYBODY, EVERYBODY),
    "password_change": (EVERYBODY, EVERYBODY),
    # people, roles, audit trail
    "auth_": ("OS", "S"),
    "auth_user_add": ("S", "S"),
    "auth_user_password_change": ("S", "S"),
    "auth_user_delete": (NOBODY, NOBODY),
    "auth_group_add": ("S", "S"),
    "auth_group_delete": (NOBODY, NOBODY),
    "auditlog_logentry_": ("COS", NOBODY),
    "auditlog_logentry_add": (NOBODY, NOBODY),
    "auditlog_logentry_delete": (NOBODY, NOBODY),
    # the directory
    "suppliers_": (SEEING, "CS"),
    "suppliers_category_add": ("CS", "CS"),
    "suppliers_category_delete": ("S", "S"),
    "suppliers_category_trust": (SEEING, "CS"),
    "suppliers_supplier_add": ("CS", "CS"),
    "suppliers_supplier_delete": ("S", "S"),
    "suppliers_supplier_export": (SEEING, SEEING),
    "suppliers_supplier_import_rows": ("CS", "CS"),
    "suppliers_contract_add": ("CS", "CS"),
    "suppliers_contract_delete": ("S", "S"),
    "suppliers_contract_export": (SEEING, SEEING),
    "suppliers_contract_import_rows": ("CS", "CS"),
    "suppliers_purchase_add": ("CS", "CS"),
    "suppliers_purchase_delete": ("CS", "CS"),
    "suppliers_purchase_export": (SEEING, SEEING),
    "suppliers_purchase_import_rows": ("CS", "CS"),
    "suppliers_importrun_": ("COS", "CS"),
    "suppliers_importrun_add": ("CS", "CS"),
    "suppliers_importrun_confirm": (NOBODY, "CS"),
    "suppliers_importrun_cancel": (NOBODY, "CS"),
    "suppliers_importrun_resume": (NOBODY, "CS"),
    "suppliers_importrun_delete": (NOBODY, NOBODY),
    "suppliers_import_sample": (EVERYBODY, EVERYBODY),  # nothing but the names of columns
    # playbooks
    "negotiation_playbook_": (SEEING, "BS"),
    "negotiation_playbook_add": ("BS", "BS"),
    "negotiation_playbook_delete": (NOBODY, NOBODY),
    "negotiation_playbook_pacing": (NOBODY, SEEING),  # works out a curve, and keeps nothing
    "negotiation_playbook_preview": (NOBODY, SEEING),
    "negotiation_playbook_copy": (NOBODY, "BS"),
    "negotiation_playbook_rehearse": (NOBODY, "BS"),
    "negotiation_playbook_rehearsal": ("CBS", NOBODY),  # a room in which one can speak
    "negotiation_playbook_cancel_dry_run": (NOBODY, "BS"),
    "negotiation_playbook_decide": (NOBODY, "PS"),
    # the desk
    "negotiation_savedreply_": ("CBOS", "CBS"),
    "negotiation_savedreply_add": ("CBS", "CBS"),
    "negotiation_savedreply_delete": ("CBS", "CBS"),
    # campaigns
    "negotiation_campaign_": (SEEING, "CS"),
    "negotiation_campaign_add": ("CS", "CS"),
    "negotiation_campaign_change": (SEEING, NOBODY),  # its presses have addresses of their own
    "negotiation_campaign_letter": (NOBODY, "CS"),
    "negotiation_campaign_delete": (NOBODY, NOBODY),
    "negotiation_campaign_pause": (NOBODY, "CS"),
    "negotiation_campaign_resume": (NOBODY, "CS"),
    "negotiation_campaign_extend": (NOBODY, "CS"),
    "negotiation_campaign_cancel": ("CS", "CS"),
    "negotiation_campaign_failed_again": (NOBODY, "CS"),
    "negotiation_campaign_send_again": (NOBODY, "CS"),
    "negotiation_campaign_replace_link": (NOBODY, "CS"),
    "negotiation_campaign_revoke_link": (NOBODY, "CS"),
    "negotiation_campaign_new_link": (NOBODY, "CS"),
    # the ledger
    "negotiation_negotiation_": (SEEING, NOBODY),
    "negotiation_negotiation_add": (NOBODY, NOBODY),
    "negotiation_negotiation_delete": (NOBODY, NOBODY),
    "negotiation_agreement_": (SEEING, NOBODY),
    "negotiation_agreement_add": (NOBODY, NOBODY),
    "negotiation_agreement_delete": (NOBODY, NOBODY),
}
# Where a POST only ever shows something, like the lists (their actions are asked for below) and histories.
READS = re.compile(
    r"_(importrun_change|changelist|history|live|suppliers|versions?|compare|progress|refused|dry_runs?|.*yaml)$"
)
WRITES_YAML = "negotiation_playbook_yaml"
NO_WRITING = re.compile(r"/(pacing|preview|export)/$")  # asked for by POST, and nothing is kept
NOT_ASKED = {"jsi18n", "login", "logout", "password_change_done", "autocomplete", "view_on_site", "app_list", None}


def addresses() -> Iterator[tuple[str, str]]:
    """Name and pattern of every address of the admin."""

    def walk(patterns: Any, before: str = "") -> Iterator[tuple[Any, str]]:
        for each in patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield each.name, path
            else:
                yield from walk(each.url_patterns, path)

    for name, path in walk(admin.site.get_urls()):
        if name not in NOT_ASKED:
            yield name, path


def row_of(name: str) -> tuple[str, str]:
    known = [beginning for beginning in TABLE if name.startswith(beginning)]
    assert known, f"{name} is not in the table: say who may open it"
    return TABLE[max(known, key=len)]


def filled(name: str, path: str, here: World, run: Any) -> str:
    """The address with the keys of a world's rows."""
    if "<" not in path:
        return reverse(f"admin:{name}")
    rows = {
        "auth_user": here.category.owner,
        "auth_group": Group.objects.get(name="Auditor"),
        "auditlog_logentry": LogEntry.objects.order_by("pk")[0],
        "suppliers_category": here.category,
        "suppliers_supplier": here.supplier,
        "suppliers_contract": here.contract,
        "suppliers_purchase": here.purchase,
        "suppliers_importrun": run,
        "negotiation_playbook": here.playbook,
        "negotiation_savedreply": SavedReply.objects.get(category=here.category),
        "negotiation_campaign": here.campaign,
        "negotiation_negotiation": here.negotiation,
        "negotiation_agreement": here.agreement,
    }
    row = next((each for model, each in rows.items() if name.startswith(f"{model}_")), None)
    letters = {"send_again": here.email, "new_link": here.negotiation}
    kept = {
        "object_id": row and row.pk,
        "id": row and row.pk,
        "pk": run.pk,
        "run": here.dry_run.pk,
        "other": here.dry_run.pk,
        "public_id": here.rehearsal.public_id,
        "number": 1,
        "publication_id": here.publication.pk,
        "decision": "refuse",
        "subject": "suppliers",
        "row": next((each.pk for end, each in letters.items() if name.endswith(end)), here.invitation.pk),
    }
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", path)
    return reverse(f"admin:{name}", kwargs={key: kept[key] for key in wanted})


def is_refused(response: Any) -> bool:
    """Not permitted, not there, or sent away to the front page, as Django's admin does with what is not found."""
    if response.status_code in (403, 404, 405):
        return True
    return response.status_code == 302 and response["Location"] in ("/admin/", reverse("admin:index"))


def state() -> dict[str, Any]:
    """Everything that is kept, but for who was where last."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in ("django_session", "sqlite_sequence", "django_content_type"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(str, cursor.fetchall()))
    return found


@pytest.fixture
def people() -> dict[str, User]:
    made = {name: person(name, *roles) for name, roles in ALL_ROLES.items()}
    return {**made, "ada": person("ada", is_superuser=True)}


@pytest.fixture
def own(people: dict[str, User]) -> World:
    return world("Own", owner=people["ben"], author=people["ada"])


@pytest.fixture
def other(people: dict[str, User]) -> World:
    someone = person("someone", BUYER)
    return world("Other", owner=someone, author=people["ada"])


def belongs_to_category(path: str, name: str) -> bool:
    return "<" in path and not name.startswith(("auth_", "auditlog_", "suppliers_importrun_", "suppliers_import_"))


def asked(client: Client, address: str, method: str, body: dict[str, Any] | None = None) -> Any:
    """The answer; whatever it wrote is undone."""
    with transaction.atomic():
        before = transaction.savepoint()
        response = getattr(client, method)(address, body or {})
        assert response.status_code < 500, f"{method} {address}"
        transaction.savepoint_rollback(before)
    return response


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("is_own", [True, False], ids=["own category", "another category"])
def test_every_address_opens_for_whom_it_is_meant_and_for_nobody_else(
    who: str, is_own: bool, people: dict[str, User], own: World, other: World
) -> None:
    client, here, run = signed_in(people[PEOPLE[who]]), own if is_own else other, import_run(people["carla"])
    wrong = []
    for name, path in addresses():
        may_look, may_act = row_of(name)
        if who == "B" and not is_own and belongs_to_category(path, name):
            may_look = may_act = NOBODY
        address = filled(name, path, here, run)
        if is_refused(asked(client, address, "get")) is (who in may_look):
            wrong.append(f"GET {name}")
        if READS.search(name) and name != WRITES_YAML:
            continue
        body = {"contract": here.contract.pk, "stage": "advisor"}
        if is_refused(asked(client, address, "post", body)) is (who in may_act):
            wrong.append(f"POST {name}")
    assert not wrong, wrong


@pytest.mark.parametrize("who", ["O", "N"])
def test_whoever_may_only_read_changes_nothing_however_they_ask(
    who: str, people: dict[str, User], own: World, other: World
) -> None:
    client, run = signed_in(people[PEOPLE[who]]), import_run(people["carla"])
    before = state()
    for name, path in addresses():
        if name == "password_change":
            continue  # their own
        for here in (own, other):
            address = filled(name, path, here, run)
            client.get(address)
            for body in ({}, {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}, BODY):
                client.post(address, body)
    after = state()
    assert [table for table in before if before[table] != after[table]] == []


def test_a_buyer_changes_nothing_in_a_category_that_is_not_theirs(
    people: dict[str, User], own: World, other: World
) -> None:
    client, run = signed_in(people["ben"]), import_run(people["carla"])
    before = state()
    for name, path in addresses():
        if belongs_to_category(path, name):
            for body in ({}, BODY):
                client.post(filled(name, path, other, run), body)
    after = state()
    assert [table for table in before if before[table] != after[table]] == []


# Enough for most forms to go through, were they open.
BODY = {
    "name": "Mine now",
    "slug": "mine-now",
    "post": "yes",
    "reason": "Because",
    "username": "mallory",
    "seen_revision": "0",
    "_save": "Save",
}


class Found(HTMLParser):
    """What a page offers: where it leads, and what its buttons send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.buttons: set[str] = set()
        self.form: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and (said.get("href") or "").startswith("/admin/"):
            self.links.add(str(said["href"]))
        if tag == "form" and (said.get("method") or "get").lower() == "post":
            self.form = said.get("action") or "itself"
        is_button = tag == "button" and said.get("type", "submit") == "submit"
        if self.form and (is_button or (tag == "input" and said.get("type") == "submit")):
            self.buttons.add(self.form)
        self.buttons.update(str(said[name]) for name in ("hx-post", "formaction") if name in said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_shows_a_link_that_its_reader_is_refused(
    who: str, people: dict[str, User], own: World, other: World
) -> None:
    client, run = signed_in(people[PEOPLE[who]]), import_run(people["carla"])
    shown: dict[str, str] = {}
    for name, path in addresses():
        response = asked(client, filled(name, path, own, run), "get")
        if response.status_code == 200 and "html" in response["Content-Type"]:
            for link in Found(response.content.decode()).links:
                shown.setdefault(link.split("#")[0], name)
    dead = {
        f"{link} on {name}"
        for link, name in shown.items()
        if not link.startswith("/admin/logout") and is_refused(asked(client, link, "get")) and link != "/admin/"
    }
    assert not dead


@pytest.mark.parametrize("who", ["O", "P"])
def test_who_may_not_write_is_shown_no_button_that_does(who: str, people: dict[str, User], own: World) -> None:
    client, run = signed_in(people[PEOPLE[who]]), import_run(people["carla"])
    offered = {}
    for name, path in addresses():
        response = asked(client, filled(name, path, own, run), "get")
        if name != "password_change" and response.status_code == 200 and "html" in response["Content-Type"]:
            found = Found(response.content.decode()).buttons - {reverse("admin:logout")}
            writing = {button for button in found if not NO_WRITING.search(button)}
            if writing:
                offered[name] = writing
    decisions = {"negotiation_playbook_versions"} if who == "P" else set()
    assert set(offered) == decisions, offered
