"""The directory in the admin: lists, pages, and what may be written there."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from suppliers.models import Category, Contact, Contract, RiskFlag, Suitability, Supplier
from tests.suppliers.directory import ON, category, contract, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return User.objects.create_superuser("anna")


@pytest.fixture
def browser(anna: User, client: Client) -> Client:
    client.force_login(anna)
    return client


def page(browser: Client, name: str, *args: Any, **filters: Any) -> str:
    response = browser.get(reverse(f"admin:suppliers_{name}", args=args), filters)
    assert response.status_code == 200
    return response.content.decode()


def post(browser: Client, address: str, form: dict[str, Any], *formsets: str) -> Any:
    """Sends a form of the admin; `formsets` are those that the page has and the test leaves empty."""
    management = {
        f"{prefix}-{part}_FORMS": count for prefix in formsets for part, count in (("TOTAL", 0), ("INITIAL", 0))
    }
    return browser.post(address, {**management, **form})


# --- categories ----------------------------------------------------------------------------------------------


def test_the_list_of_categories_counts_contracts_suppliers_and_the_eligible(browser: Client) -> None:
    packaging = category()
    brandt = supplier()
    contract(brandt, packaging)
    contract(brandt, packaging, title="Inserts", purchases=0)
    contract(supplier("Kartonwerk", is_approved=False), packaging)
    listed = page(browser, "category_changelist")
    assert f'?category__id__exact={packaging.pk}">3<' in listed
    assert f'?category__id__exact={packaging.pk}&amp;eligible=yes">1<' in listed


def test_a_category_of_an_unsuitable_kind_says_so_plainly(browser: Client) -> None:
    strategic = category("Steel", suitability=Suitability.STRATEGIC)
    contract(supplier(), strategic)
    shown = page(browser, "category_change", strategic.pk)
    assert "This kind of buying belongs to people: nothing in Steel is eligible" in shown
    assert "0 of 1 contract" in shown


def test_a_category_says_how_many_are_left_out_and_why(browser: Client) -> None:
    packaging = category()
    brandt, risky = supplier(), supplier("Kartonwerk", email="")
    RiskFlag.objects.create(supplier=risky, reason="Late deliveries")
    contract(brandt, packaging)
    contract(risky, packaging)
    shown = page(browser, "category_change", packaging.pk)
    assert "1 of 2 contracts" in shown
    for code, reason in (("risk", "Open risk flag"), ("email", "No e-mail address")):
        assert f'eligible={code}">1</a> {reason}' in shown
    assert "Supplier not approved" not in shown


def category_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Packaging",
        "slug": "packaging",
        "suitability": "tail_spend",
        "stage": "autonomous",
        "currency": "EUR",
        "min_purchases": "2",
        "office_days": ["1", "2", "3", "4", "5"],
        "office_time_zone": "UTC",
        "claim_within_minutes": "10",
        "approval_hours": "24",
        "approvers-TOTAL_FORMS": "0",
        "approvers-INITIAL_FORMS": "0",
        **changes,
    }


def test_a_category_takes_a_currency_in_small_letters_and_refuses_what_is_none(browser: Client) -> None:
    address = reverse("admin:suppliers_category_add")
    refused = post(browser, address, category_form(currency="EU"))
    assert "“EU” is no currency; an ISO 4217 code such as EUR is expected." in refused.content.decode()
    assert post(browser, address, category_form(currency="gbp")).status_code == 302
    assert "GBP" in page(browser, "category_changelist")


def test_a_range_that_ends_before_it_begins_is_refused(browser: Client) -> None:
    address = reverse("admin:suppliers_category_add")
    refused = post(browser, address, category_form(min_contract_value="500", max_contract_value="100"))
    assert "100 is less than the lower end, 500." in refused.content.decode()


# --- suppliers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["Kartonwerk", "S-77", "Weber", "weber@", "Zimmer", "zimmer@k.example"])
def test_a_supplier_is_found_by_name_number_and_every_contact(browser: Client, word: str) -> None:
    found = supplier("Kartonwerk", number="S-77", contact_name="Jonas Weber", email="weber@k.example")
    Contact.objects.create(supplier=found, name="Eva Zimmer", email="zimmer@k.example")
    supplier("Other", email="other@o.example")
    listed = page(browser, "supplier_changelist", q=word)
    assert "Kartonwerk" in listed
    assert "other@o.example" not in listed


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"is_approved__exact": "1"}, {"Good", "Risky"}),
        ({"is_approved__exact": "0"}, {"New"}),
        ({"risk": "yes"}, {"Risky"}),
        ({"risk": "no"}, {"Good", "New"}),
        ({"country": "DE"}, {"New"}),
        ({"language__exact": "fr"}, {"Good"}),
    ],
)
def test_suppliers_are_narrowed_to_what_people_look_for(
    browser: Client, filters: dict[str, str], names: set[str]
) -> None:
    supplier("Good", language="fr")
    RiskFlag.objects.create(supplier=supplier("Risky"), reason="Late")
    RiskFlag.objects.create(supplier=supplier("New", is_approved=False, country="DE"), reason="Old", cleared_on=ON)
    listed = browser.get(reverse("admin:suppliers_supplier_changelist"), filters).context["cl"].result_list
    assert {one.name for one in listed} == names


def test_a_supplier_page_says_rule_by_rule_why_a_contract_is_not_eligible(browser: Client) -> None:
    brandt = supplier(is_approved=False)
    contract(brandt, category(), purchases=1)
    shown = page(browser, "supplier_change", brandt.pk)
    assert "Brandt is not an approved supplier." in shown
    assert "1 past purchase; at least 2 asked for." in shown
    assert "No risk flag is open." in shown


def test_a_supplier_page_shows_what_was_bought_when_and_on_which_terms(browser: Client) -> None:
    brandt = supplier()
    contract(brandt, category())
    shown = page(browser, "supplier_change", brandt.pk)
    for part in ("3 May 2026", "5,000 × box", "10.00 EUR", "30 days"):
        assert part in shown


def supplier_form(of: Supplier, **changes: Any) -> dict[str, Any]:
    return {
        "name": of.name,
        "number": of.number or "",
        "is_approved": "on",
        "email": of.email,
        "language": of.language,
        "locale": of.locale,
        "time_zone": of.time_zone,
        **changes,
    }


def test_a_risk_flag_notes_who_raised_it_and_is_cleared_by_a_date(browser: Client, anna: User) -> None:
    brandt = supplier()
    address = reverse("admin:suppliers_supplier_change", args=[brandt.pk])
    raised = {"risk_flags-0-reason": "Late deliveries", "risk_flags-0-raised_on": "2026-05-03"}
    counts = {"risk_flags-TOTAL_FORMS": "1", "risk_flags-INITIAL_FORMS": "0"}
    assert post(browser, address, supplier_form(brandt, **counts, **raised), "contacts").status_code == 302
    flag = RiskFlag.objects.get()
    assert (flag.reason, flag.raised_by, flag.cleared_on) == ("Late deliveries", anna, None)
    cleared = {**raised, "risk_flags-0-id": flag.pk, "risk_flags-0-supplier": brandt.pk}
    cleared |= {"risk_flags-0-cleared_on": "2026-05-20"}
    counts["risk_flags-INITIAL_FORMS"] = "1"
    assert post(browser, address, supplier_form(brandt, **counts, **cleared), "contacts").status_code == 302
    flag.refresh_from_db()
    assert (flag.cleared_on, flag.raised_by) == (date(2026, 5, 20), anna)


@pytest.mark.parametrize(
    ("cleared_on", "sentence"),
    [
        ("2026-05-01", "2026-05-01 is before it was raised, 2026-05-03."),
        (str(timezone.localdate() + timedelta(days=9)), "is still to come; the flag is open until then."),
    ],
)
def test_a_flag_is_not_cleared_before_it_was_raised_nor_in_the_future(
    browser: Client, cleared_on: str, sentence: str
) -> None:
    brandt = supplier()
    form = supplier_form(
        brandt,
        **{
            "risk_flags-TOTAL_FORMS": "1",
            "risk_flags-INITIAL_FORMS": "0",
            "risk_flags-0-reason": "Late",
            "risk_flags-0-raised_on": "2026-05-03",
            "risk_flags-0-cleared_on": cleared_on,
        },
    )
    refused = post(browser, reverse("admin:suppliers_supplier_change", args=[brandt.pk]), form, "contacts")
    assert sentence in refused.content.decode()
    assert not RiskFlag.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("country", "xx", "“XX” is no country"),
        ("locale", "klingon", "“klingon” is no locale"),
        ("time_zone", "Berlin", "“Berlin” is no time zone"),
    ],
)
def test_codes_that_are_none_are_refused_in_sentences(browser: Client, field: str, value: str, sentence: str) -> None:
    brandt = supplier()
    address = reverse("admin:suppliers_supplier_change", args=[brandt.pk])
    refused = post(browser, address, supplier_form(brandt, **{field: value}), "contacts", "risk_flags")
    assert sentence in refused.content.decode()


# --- contracts -----------------------------------------------------------------------------------------------


def test_the_list_of_contracts_says_which_are_eligible_and_why_not(browser: Client) -> None:
    packaging = category()
    contract(supplier(), packaging)
    contract(supplier("Kartonwerk", email=""), packaging)
    listed = page(browser, "contract_changelist")
    assert "200,000 EUR" in listed
    assert listed.count('directory-yes">Eligible') == 1
    assert "Kartonwerk has no e-mail address to send an invitation to." in listed


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"eligible": "yes"}, {"Good"}),
        ({"eligible": "no"}, {"Unmailed", "Unbought", "Stray"}),
        ({"eligible": "email"}, {"Unmailed"}),
        ({"eligible": "purchases"}, {"Unbought"}),
        ({"eligible": "category"}, {"Stray"}),
    ],
)
def test_contracts_are_narrowed_to_the_eligible_or_to_those_a_rule_leaves_out(
    browser: Client, filters: dict[str, str], titles: set[str]
) -> None:
    packaging, brandt = category(), supplier()
    contract(brandt, packaging, title="Good")
    contract(supplier("Kartonwerk", email=""), packaging, title="Unmailed")
    contract(brandt, packaging, title="Unbought", purchases=0)
    contract(brandt, None, title="Stray")
    listed = browser.get(reverse("admin:suppliers_contract_changelist"), filters).context["cl"].result_list
    assert {one.title for one in listed} == titles


def contract_form(of: Contract, **changes: Any) -> dict[str, Any]:
    return {
        "supplier": of.supplier_id,
        "category": of.category_id or "",
        "title": of.title,
        "currency": of.currency,
        "unit": of.unit,
        "annual_quantity": of.annual_quantity,
        "unit_price": "10",
        "payment_days": "30",
        **changes,
    }


def test_terms_are_filled_in_as_fields_and_lines(browser: Client) -> None:
    boxes = contract(supplier(), category(), purchases=0)
    address = reverse("admin:suppliers_contract_change", args=[boxes.pk])
    form = contract_form(boxes, payment_days="45", further_terms="warranty_months: 24\n")
    assert post(browser, address, form, "purchases").status_code == 302
    boxes.refresh_from_db()
    assert boxes.terms == {"unit_price": "10.00", "payment_days": "45", "warranty_months": "24"}
    assert "warranty_months: 24" in page(browser, "contract_change", boxes.pk)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("warranty 24", "“warranty 24” has no colon between name and number."),
        ("warranty: long", "warranty is &#x27;long&#x27;; a number in text is expected"),
        ("payment_days: 24", "payment_days is given twice."),
        ("Warranty Months: 24", "“Warranty Months” is no name of a lever"),
    ],
)
def test_terms_that_cannot_be_are_refused(browser: Client, line: str, sentence: str) -> None:
    boxes = contract(supplier(), category(), purchases=0)
    address = reverse("admin:suppliers_contract_change", args=[boxes.pk])
    refused = post(browser, address, contract_form(boxes, further_terms=line), "purchases")
    assert sentence in refused.content.decode()


def test_a_contract_page_has_the_verdict_rule_by_rule(browser: Client) -> None:
    boxes = contract(supplier(), category(max_contract_value=1000))
    shown = page(browser, "contract_change", boxes.pk)
    assert "No campaign in Packaging takes it up." in shown
    assert "200,000 EUR a year is too much; the range is up to 1,000 EUR." in shown


# --- all -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["category", "supplier", "contract", "purchase"])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(browser: Client, model: str) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            one = supplier(f"Supplier {number}", country="DE")
            RiskFlag.objects.create(supplier=one, reason="Late")
            contract(one, category(f"Category{number}"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(browser, f"{model}_changelist")
        return len(captured)

    fill(range(3))
    queries()  # what is only fetched once
    few = queries()
    fill(range(3, 23))
    assert queries() == few


def test_who_may_only_look_sees_pages_and_no_way_to_write(client: Client) -> None:
    looker = User.objects.create_user("auditor", is_staff=True)
    looker.user_permissions.set(
        Permission.objects.filter(content_type__app_label="suppliers", codename__startswith="view_")
    )
    client.force_login(looker)
    brandt = supplier()
    boxes = contract(brandt, category())
    for model, pk in (("supplier", brandt.pk), ("contract", boxes.pk), ("category", boxes.category_id)):
        assert "Import" not in page(client, f"{model}_changelist").replace("Imports", "")
        assert 'name="_save"' not in page(client, f"{model}_change", pk)
    assert client.get(reverse("admin:suppliers_importrun_add")).status_code == 403
    assert client.get(reverse("admin:suppliers_importrun_changelist")).status_code == 200


def test_who_may_not_look_gets_no_export(client: Client) -> None:
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    for model in ("supplier", "contract", "purchase"):
        assert client.get(reverse(f"admin:suppliers_{model}_export")).status_code == 403


def test_a_category_keeps_office_hours_by_boxes_to_tick(browser: Client) -> None:
    form = category_form(office_days=["5", "1"], office_from="09:00", office_to="17:30", office_time_zone="Europe/Rome")
    assert post(browser, reverse("admin:suppliers_category_add"), form).status_code == 302
    made = Category.objects.get(slug="packaging")
    assert (made.office_days, f"{made.office_to:%H:%M}") == ("15", "17:30")
    shown = browser.get(reverse("admin:suppliers_category_change", args=[made.pk])).content.decode()
    assert shown.count('name="office_days"') == 7
    assert len(re.findall(r'name="office_days"[^>]* checked', shown)) == 2


def test_a_category_names_who_approves_and_in_which_order(browser: Client) -> None:
    people = [User.objects.create_user(name, is_staff=True) for name in ("petra", "paul")]
    places = {f"approvers-{at}-place": str(at + 1) for at in (0, 1)}
    persons = {f"approvers-{at}-person": str(one.pk) for at, one in enumerate(people)}
    form = category_form(**{"approvers-TOTAL_FORMS": "2"}, **places, **persons)
    assert post(browser, reverse("admin:suppliers_category_add"), form).status_code == 302
    made = Category.objects.get(slug="packaging")
    assert [str(approver.person) for approver in made.approvers.all()] == ["petra", "paul"]
