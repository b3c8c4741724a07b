"""The page on which people decide how far the bot is trusted: what it shows, to whom, and what it keeps."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from negotiation.models import Negotiation
from suppliers.models import Category, Stage, StageDecision
from tests.negotiation import staged

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Negotiation:
    """A negotiation in which a person has sent one draft as it was."""
    return staged.send(staged.opened(Stage.ADVISOR))


def signed_in(name: str, *rights: str) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ada() -> Client:
    """Looks after categories."""
    return signed_in("ada", "view_category", "change_category")


def address(made: Negotiation, page: str = "trust") -> str:
    return reverse(f"admin:suppliers_category_{page}", args=[made.playbook.category.pk])


def decide(client: Client, made: Negotiation, **form: str) -> int:
    sent = {"stage": "autonomous", "seen": "advisor", "reason": "They agree.", **form}
    return client.post(address(made), sent).status_code


def test_the_category_shows_its_stage_and_how_often_they_agreed(ada: Client, made: Negotiation) -> None:
    shown = ada.get(address(made, "change")).content.decode()
    assert "Advisor." in shown
    assert "100 % (1 of 1 move)" in shown
    assert "too few to judge by" in shown
    assert address(made) in shown
    assert 'name="stage"' not in shown  # the stage is no field among others


def test_a_category_is_saved_without_a_word_about_its_stage(ada: Client, made: Negotiation) -> None:
    category = made.playbook.category
    page = ada.get(address(made, "change")).context
    shown = page["adminform"].form.initial
    sent = {field: value for field, value in shown.items() if value is not None}
    for inline in page["inline_admin_formsets"]:
        management = inline.formset.management_form
        sent |= {management.add_prefix(field): value for field, value in management.initial.items()}
    sent |= {"min_purchases": "3", "stage": "autonomous", "office_days": list(category.office_days)}
    assert ada.post(address(made, "change"), sent).status_code == 302
    category.refresh_from_db()
    assert (category.min_purchases, category.stage) == (3, "advisor")


def test_the_decision_is_taken_on_the_evidence_and_kept_with_it(ada: Client, made: Negotiation) -> None:
    assert "100 % (1 of 1 move)" in ada.get(address(made)).content.decode()
    assert decide(ada, made) == 302
    assert Category.objects.get(pk=made.playbook.category.pk).stage == Stage.AUTONOMOUS
    kept = StageDecision.objects.get()
    assert (str(kept.decided_by), kept.before, kept.after, kept.reason) == (
        "ada",
        "advisor",
        "autonomous",
        "They agree.",
    )
    shown = ada.get(address(made)).content.decode()
    assert "Advisor → autonomous" in shown
    assert "On this evidence: advisor: 100 % (1 of 1 move) in 30 days" in shown


def test_where_they_differed_is_a_way_into_the_room(ada: Client) -> None:
    made = staged.say(staged.opened(Stage.OBSERVER), "Hm.", "<b>because</b>", unit_price="10.90")
    shown = ada.get(address(made)).content.decode()
    assert reverse("desk_room", args=[made.public_id]) in shown
    assert "&lt;b&gt;because&lt;/b&gt;" in shown


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"stage": "advisor"}, {"seen": "observer"}])
def test_a_decision_that_is_none_is_refused_with_a_sentence(
    ada: Client, made: Negotiation, wrong: dict[str, str]
) -> None:
    assert decide(ada, made, **wrong) == 409
    assert not StageDecision.objects.exists()


def test_a_stage_that_does_not_exist_is_not_found(ada: Client, made: Negotiation) -> None:
    assert decide(ada, made, stage="omnipotent") == 404


def test_a_buyer_of_the_category_looks_and_does_not_decide(made: Negotiation) -> None:
    client = signed_in("kim", "view_category")
    made.playbook.category.buyers.add(User.objects.get(username="kim"))
    shown = client.get(address(made)).content.decode()
    assert "Deciding is for those who look after the category." in shown
    assert decide(client, made) == 403
    assert not StageDecision.objects.exists()


def test_a_buyer_of_another_category_does_not_find_it(made: Negotiation) -> None:
    assert signed_in("sam", "view_category").get(address(made)).status_code == 404
