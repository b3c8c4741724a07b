"""Choosing among more contracts than a page of the launch form shows: what is ticked elsewhere is never lost."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from negotiation.admin.campaign_choice import numbers, ranges
from negotiation.models import Campaign, PlaybookVersion
from suppliers.models import Supplier
from tests.negotiation.campaigning import launcher, version_with
from tests.negotiation.test_campaign_pages import ADD, filled_in, text_of

pytestmark = pytest.mark.django_db
MANY = 103


@pytest.fixture
def anna() -> Client:
    client = Client()
    client.force_login(launcher())
    return client


@pytest.fixture
def version() -> PlaybookVersion:
    """One whose category has three contracts more than a page shows, by the names S001, S002 and so on."""
    return version_with(*(f"S{number:03}" for number in range(1, MANY + 1)))


class Form:
    """The launch form as a browser holds it: what its last answer carries is what it sends next."""

    def __init__(self, client: Client, version: PlaybookVersion) -> None:
        self.client, self.version = client, version
        self.said = client.get(reverse(ADD), {"version": version.pk}).content.decode()

    def shown(self) -> list[str]:
        return re.findall(r'<label for="c\d+">(.*?)</label>', self.said)

    def ticked(self) -> list[str]:
        return re.findall(r'name="contract" value="(\d+)" id="c\d+" checked', self.said)

    def sends(self, **more: Any) -> dict[str, Any]:
        kept = {name: self._hidden(name) for name in ("chosen", "shown", "page_now")}
        return {**filled_in(self.version, contract=self.ticked()), **kept, **more}

    def press(self, **more: Any) -> "Form":
        response = self.client.post(reverse(ADD), self.sends(**more), headers={"HX-Request": "true"})
        assert response.status_code == 200
        self.said = response.content.decode()
        return self

    def _hidden(self, name: str) -> str:
        [found] = re.findall(rf'name="{name}" value="(.*?)"', self.said)
        return str(found)


@pytest.fixture
def form(anna: Client, version: PlaybookVersion) -> Form:
    return Form(anna, version)


def invites(form: Form, **more: Any) -> str:
    """Whom the page of the second look invites."""
    said = text_of(form.client.post(reverse(ADD), form.sends(**more)))
    [found] = re.findall(r"Invites (.*?), by e-mail", said)
    return str(found)


def test_a_page_is_shown_and_all_are_chosen(form: Form) -> None:
    assert form.shown() == [f"S{number:03}" for number in range(1, 101)]
    assert "103 of 103 eligible contracts are ticked" in form.said
    assert form.press(page="later").shown() == ["S101", "S102", "S103"]
    assert invites(form) == "103 suppliers about 103 contracts"


def test_a_tick_that_was_taken_away_stays_away_on_every_other_page(form: Form) -> None:
    first = form.ticked()[0]
    form.press(page="later", contract=form.ticked()[1:])
    form.press(page="earlier")
    assert first not in form.ticked()
    assert len(form.ticked()) == 99
    assert invites(form) == "102 suppliers about 102 contracts"


def test_all_that_match_are_ticked_and_unticked_whether_they_are_shown_or_not(form: Form) -> None:
    form.press(untick="1")
    assert form.ticked() == []
    form.press(tick="1", text_in="s10")  # S100 to S103
    form.press(find="1")
    assert len(form.ticked()) == 1
    assert invites(form) == "4 suppliers about 4 contracts"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"text_in": "s09"}, 10),
        ({"text_in": "BOXES"}, 100),
        ({"text_in": "nobody"}, 0),
        ({"country": "DE"}, 1),
        ({"least": "200001"}, 0),
        ({"most": "200000"}, 100),
        ({"least": "200000", "most": "lots"}, 100),
    ],
)
def test_the_list_is_narrowed_and_the_choice_is_not(form: Form, asked: dict[str, str], count: int) -> None:
    Supplier.objects.filter(name="S007").update(country="DE")
    assert len(form.press(find="1", **asked).shown()) == count
    assert invites(form, **asked) == "103 suppliers about 103 contracts"


def test_narrowing_begins_at_the_first_page_again(form: Form) -> None:
    form.press(page="later")
    assert len(form.press(find="1").shown()) == 100


def test_without_scripts_a_press_keeps_what_is_typed(form: Form) -> None:
    response = form.client.post(reverse(ADD), form.sends(page="later", name="Boxes & more", deadline="soon"))
    assert response.status_code == 200
    assert "Boxes &amp; more" in response.content.decode()
    assert "101 to 103 of 103" in text_of(response)


def test_the_second_look_leads_back_to_the_same_choice(form: Form) -> None:
    form.press(untick="1", text_in="s00")
    confirmed = form.client.post(reverse(ADD), form.sends()).content.decode()
    [chosen] = re.findall(r'name="chosen" value="(.*?)"', confirmed)
    back = form.client.post(reverse(ADD), {**filled_in(form.version, contract=[]), "chosen": chosen, "back": "1"})
    assert "94 of 103 eligible contracts are ticked" in text_of(back)


def test_what_cannot_be_invited_any_more_is_named_though_its_page_is_not_shown(form: Form) -> None:
    Supplier.objects.filter(name="S102").update(is_approved=False)
    form.press(find="1")
    response = form.client.post(reverse(ADD), {**form.sends(), "launch": "1", "key": uuid4()})
    assert response.status_code == 409
    assert "S102: Shipping boxes: S102 is not an approved supplier." in text_of(response)
    assert "102 of 102 eligible contracts are ticked" in text_of(response)
    assert not Campaign.objects.exists()


def test_a_contract_of_another_category_is_not_launched_whatever_the_page_says(form: Form) -> None:
    [other] = version_with("Eve").playbook.category.contracts.all()
    sent = {**form.sends(), "chosen": f"{other.pk}", "contract": [], "launch": "1", "key": uuid4()}
    assert form.client.post(reverse(ADD), sent).status_code == 409
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("chosen", ["1-", "x", "1-999999999", "-3", "1-2-3", "²"])
def test_a_choice_that_no_page_of_ours_says_is_refused(form: Form, chosen: str) -> None:
    assert form.client.post(reverse(ADD), form.sends(chosen=chosen)).status_code == 400


def test_ranges_say_every_number_and_no_other() -> None:
    for chosen in (set(), {4}, {1, 2, 3}, {1, 3, 4, 5, 9}):
        assert numbers(ranges(chosen)) == chosen
    assert ranges({1, 3, 4, 5, 9}) == "1,3-5,9"
