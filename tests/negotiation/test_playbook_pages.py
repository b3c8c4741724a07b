"""A playbook's pages in the admin, as a buyer, an approver, an auditor and a stranger meet them."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from negotiation.models import Playbook, PlaybookVersion, Publication
from negotiation.playbooks import drafts, publishing
from negotiation.playbooks.yaml import PlaybookFile, write
from tests.factories import guardrails
from tests.negotiation.playbook_people import APPROVER, AUDITOR, BUYER, contract_in, person, playbook, signed_in

pytestmark = pytest.mark.django_db


def address(made: Playbook, page: str = "change", *more: Any) -> str:
    return reverse(f"admin:negotiation_playbook_{page}", args=[made.pk, *more])


class _Inputs(HTMLParser):
    """What a browser would send from the draft's form, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = ""
        self._is_in_form = self._is_in_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._is_in_form = "data-draft" in found
        self._is_in_template |= tag == "template"
        if not self._is_in_form or self._is_in_template:
            return
        name = found.get("name") or ""
        if tag == "input" and (found.get("type") != "checkbox" or "checked" in found):
            self.sent[name] = found.get("value") or ("on" if found.get("type") == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in found or self._select not in self.sent):
            self.sent[self._select] = found.get("value") or ""
        elif tag == "textarea":
            self.sent[name] = ""

    def handle_endtag(self, tag: str) -> None:
        self._is_in_template &= tag != "template"
        self._is_in_form &= tag != "form"


def form_of(client: Client, made: Playbook) -> dict[str, str]:
    parser = _Inputs()
    parser.feed(client.get(address(made)).content.decode())
    return parser.sent


@pytest.fixture
def made() -> Playbook:
    found = playbook()
    contract_in(found.category)
    return found


@pytest.fixture
def buyer() -> Client:
    return signed_in(person("ada"))


class TestDraft:
    def test_saving_without_touching_anything_changes_no_meaning(self, made: Playbook, buyer: Client) -> None:
        response = buyer.post(address(made), form_of(buyer, made), follow=True)
        made.refresh_from_db()
        before = guardrails()
        assert "The draft is saved." in response.content.decode()
        assert not publishing.differences(before, made.draft, currency="EUR")
        assert made.draft["levers"][0]["target"] == {"change_pct": "-6"}

    def test_what_is_typed_becomes_the_draft(self, made: Playbook, buyer: Client) -> None:
        form = form_of(buyer, made) | {
            "levers-0-target_0": "7.5",
            "levers-0-walk_away_0": "1",
            "levers-0-walk_away_1": "above",
            "levers-1-choices": "30, 60",
            "floor": "20",
            "authority": "100000.50",
            "trigger_stall": "close",
            "tone": "plain",
            "language": "de",
            "aim": "40",
            "reasons": ["more_volume"],
            "asks_interests": "on",
            "questions-TOTAL_FORMS": "1",
            "questions-0-keywords": "warranty, garantie",
            "questions-0-answer": "Our general terms\r\napply.",
            "opening_message": "Good day,\r\nshall we begin?",
        }
        buyer.post(address(made), form)
        made.refresh_from_db()
        draft = made.draft
        assert draft["levers"][0]["target"] == {"change_pct": "-7.5"}
        assert draft["levers"][0]["walk_away"] == {"change_pct": "1"}
        assert draft["levers"][1]["choices"] == ["30", "60"]
        assert (draft["floor"], draft["authority"], draft["triggers"]) == (0.2, "100000.50", {"stall": "close"})
        assert (draft["tone"], draft["language"], draft["aim"]) == ("plain", "de", 0.4)
        assert (draft["reasons"], draft["asks_interests"]) == (["more_volume"], True)
        assert draft["questions"] == [{"keywords": ["warranty", "garantie"], "answer": "Our general terms\napply."}]
        assert draft["opening_message"] == "Good day,\nshall we begin?"

    def test_rows_can_be_added_and_removed(self, made: Playbook, buyer: Client) -> None:
        form = form_of(buyer, made) | {
            "trades-0-DELETE": "on",
            "levers-2-DELETE": "on",
            "levers-TOTAL_FORMS": "4",
            "levers-3-kind": "own",
            "levers-3-own": "Warranty months",
            "levers-3-label": "Warranty",
            "levers-3-unit": "months",
            "levers-3-target_0": "24",
            "levers-3-target_1": "value",
            "levers-3-walk_away_0": "12",
            "levers-3-walk_away_1": "value",
            "levers-3-weight": "5",
            "levers-3-step_0": "6",
            "levers-3-step_1": "value",
            "levers-3-options": "12, 24",
        }
        buyer.post(address(made), form)
        made.refresh_from_db()
        assert [lever["name"] for lever in made.draft["levers"]] == ["unit_price", "payment_days", "warranty_months"]
        assert made.draft["levers"][2]["options"] == [{"value": "12"}, {"value": "24"}]
        assert made.draft["trade_offs"] == []

    def test_faults_stand_beside_their_fields_and_on_top_and_nothing_typed_is_lost(
        self, made: Playbook, buyer: Client
    ) -> None:
        form = form_of(buyer, made) | {
            "levers-0-target_0": "cheap",
            "levers-1-weight": "",
            "rounds": "1.5",
            "opening_message": "Half a sentence",
            "levers-2-DELETE": "on",
        }
        response = buyer.post(address(made), form)
        page = response.content.decode()
        assert response.status_code == 422
        assert "Not saved: 4 things need a correction" in page
        assert 'href="#id_levers-0-target_0"' in page
        assert "Lever 1 (Unit price), Target: “cheap” is not a number here; write it like 6.5 or 250000." in page
        assert "This is no lever of the playbook" in page  # the trade-off gives on the lever that was removed
        assert 'value="cheap"' in page
        assert "Half a sentence" in page
        made.refresh_from_db()
        assert made.draft_revision == 0

    def test_a_lever_cannot_stand_there_twice(self, made: Playbook, buyer: Client) -> None:
        response = buyer.post(address(made), form_of(buyer, made) | {"levers-1-kind": "unit_price"})
        assert "This lever stands here twice." in response.content.decode()

    def test_the_second_of_two_buyers_is_told_and_keeps_their_input(self, made: Playbook, buyer: Client) -> None:
        form = form_of(buyer, made) | {"rounds": "6", "opening_message": "Mine"}
        drafts.save(made, guardrails(rounds=5), seen_revision=0, by=person("bob"))
        response = buyer.post(address(made), form)
        page = response.content.decode()
        assert response.status_code == 409
        assert "bob saved this draft while you were writing" in page
        assert "The bot makes at most 6 offers; before, 5 offers." in page
        made.refresh_from_db()
        assert made.draft["rounds"] == 5
        again = buyer.post(address(made), form | {"seen_revision": "1"})
        made.refresh_from_db()
        assert (again.status_code, made.draft["rounds"], made.draft["opening_message"]) == (302, 6, "Mine")

    @pytest.mark.parametrize("seen", ["", "x", "²", "99999999999", "-1"])
    def test_a_form_that_does_not_say_what_it_saw_saves_nothing(self, made: Playbook, buyer: Client, seen: str) -> None:
        assert buyer.post(address(made), form_of(buyer, made) | {"seen_revision": seen}).status_code == 409

    def test_a_broken_form_is_told_and_is_no_crash(self, made: Playbook, buyer: Client) -> None:
        assert buyer.post(address(made), {"seen_revision": "0"}).status_code == 422
        assert buyer.post(address(made, "pacing"), {}).status_code == 200
        assert buyer.post(address(made, "preview"), {"contract": "²"}).status_code == 200

    def test_the_curve_is_the_engines(self, made: Playbook, buyer: Client) -> None:
        page = buyer.post(address(made, "pacing"), form_of(buyer, made) | {"rounds": "4"}).content.decode()
        assert page.count('class="offer"') == 4
        assert "<td>100 %</td>" in page
        assert "number 4, still holds out for" in page
        faulty = buyer.post(address(made, "pacing"), form_of(buyer, made) | {"accept_at": "5"}).content.decode()
        assert "The acceptance threshold 0.05 must lie between the floor 0.15 and 1." in faulty

    def test_the_preview_tells_absolute_values_of_the_chosen_contract(self, made: Playbook, buyer: Client) -> None:
        other = contract_in(made.category, {"unit_price": "20.00", "payment_days": "30", "contract_months": "1"})
        form = form_of(buyer, made) | {"levers-0-target_0": "10"}
        page = buyer.post(address(made, "preview"), form | {"contract": str(other.pk)}).content.decode()
        assert "18.00 EUR" in page
        assert "Paid today: 400,000 EUR a year. At every target: 360,000 EUR, 40,000 EUR less." in page

    def test_the_preview_shows_no_contract_of_another_category(self, made: Playbook, buyer: Client) -> None:
        foreign = contract_in(playbook().category)
        form = form_of(buyer, made) | {"contract": str(foreign.pk)}
        assert "Paid today" not in buyer.post(address(made, "preview"), form).content.decode()

    def test_who_may_only_look_sees_what_the_draft_comes_to_for_a_contract_of_their_choice(
        self, made: Playbook
    ) -> None:
        other = contract_in(made.category, {"unit_price": "20.00", "payment_days": "30", "contract_months": "1"})
        auditor = signed_in(person("otto", AUDITOR))
        # A browser sends no disabled fields; the choice of the contract is none of them.
        fields, _, beside = auditor.get(address(made)).content.decode().partition("</fieldset>\n\n      <aside")
        assert "<fieldset" in fields
        assert 'id="contract"' in beside
        sent = {"contract": str(other.pk)}
        page = auditor.post(address(made, "preview"), sent).content.decode()
        assert "Paid today: 400,000 EUR a year. At every target: 376,000 EUR, 24,000 EUR less." in page
        assert "ManagementForm" not in page
        assert auditor.post(address(made, "pacing"), sent).content.decode().count('class="offer"') == 8

    def test_what_people_typed_is_escaped(self, buyer: Client) -> None:
        rules = guardrails(opening_message="<script>alert(1)</script>")
        rules["levers"][0]["label"] = "<img src=x onerror=alert(1)>"
        made = playbook(draft=rules)
        for page in ("change", "check", "versions", "yaml"):
            text = buyer.get(address(made, page)).content.decode()
            assert "<script>alert" not in text
            assert "<img src=x" not in text

    def test_a_new_playbook_begins_with_something_to_change(self, buyer: Client) -> None:
        category = playbook().category
        response = buyer.post(
            reverse("admin:negotiation_playbook_add"),
            {"category": category.pk, "name": "New", "slug": "new"},
            follow=True,
        )
        assert response.status_code == 200
        assert "Unit price" in response.content.decode()
        assert Playbook.objects.get(slug="new").draft["rounds"] == 8


class TestPublish:
    def test_faults_are_told_and_nothing_can_be_published(self, buyer: Client) -> None:
        made = playbook(draft=guardrails(opening_message="Net 60 it is"))
        contract_in(made.category)
        page = buyer.get(address(made, "check")).content.decode()
        assert "1 fault: this cannot be published" in page
        assert "which is the target of Payment" in page
        assert buyer.post(address(made, "check"), {"seen_revision": "0"}).status_code == 409
        assert not made.versions.exists()

    def test_doubts_are_asked_about_once_more(self, buyer: Client) -> None:
        made = playbook(draft=guardrails(authority="0"))
        contract_in(made.category)
        asked = buyer.post(address(made, "check"), {"seen_revision": "0", "note": "Carefully"})
        assert "Publish in spite of 1 doubt?" in asked.content.decode()
        accepted = asked.context["accepted"]
        done = buyer.post(
            address(made, "check"), {"seen_revision": "0", "note": "Carefully", "accepted": accepted}, follow=True
        )
        assert "Version 1 is published." in done.content.decode()
        assert made.versions.get().note == "Carefully"

    def test_versions_differ_in_sentences_and_come_back_into_the_draft(self, made: Playbook, buyer: Client) -> None:
        buyer.post(address(made, "check"), {"seen_revision": "0"})
        drafts.save(made, guardrails(rounds=5), seen_revision=0, by=person("bob"))
        buyer.post(address(made, "check"), {"seen_revision": "1"})
        sentence = "The bot makes at most 5 offers; before, 8 offers."
        assert sentence in buyer.get(address(made, "version", 2)).content.decode()
        compared = buyer.get(address(made, "compare"), {"from": "1", "to": "2"}).content.decode()
        assert sentence in compared
        buyer.post(address(made, "copy", 1), {"seen_revision": "1"})
        made.refresh_from_db()
        assert made.draft == guardrails()
        assert buyer.get(address(made, "compare"), {"from": "x"}).status_code == 404
        assert buyer.get(address(made, "version", 9)).status_code == 404

    def test_a_second_person_approves_what_the_author_cannot(
        self, made: Playbook, buyer: Client, settings: Any
    ) -> None:
        settings.PLAYBOOK_APPROVAL = True
        page = buyer.post(address(made, "check"), {"seen_revision": "0"}, follow=True).content.decode()
        assert "A second person is asked to approve." in page
        asked = Publication.objects.get()
        decide = address(made, "decide", asked.pk, "approve")
        assert buyer.post(decide).status_code == 403  # no right to approve at all
        both = signed_in(person("carol", (*BUYER, *APPROVER)))
        asked.asked_by = person("dora", (*BUYER, *APPROVER))
        asked.save()
        refused = signed_in(asked.asked_by).post(decide, follow=True).content.decode()
        assert "You asked for this yourself" in refused
        assert "Version 1 is published, on your approval." in both.post(decide, follow=True).content.decode()
        assert str(PlaybookVersion.objects.get().approved_by) == "carol"


class TestFile:
    def test_the_download_can_be_imported_again(self, made: Playbook, buyer: Client) -> None:
        text = buyer.get(address(made, "draft_yaml")).content.decode()
        buyer.post(address(made, "yaml"), {"seen_revision": "0", "text": text.replace("rounds: 8", "rounds: 4")})
        made.refresh_from_db()
        assert made.draft == guardrails(rounds=4)

    def test_a_faulty_file_is_told_with_its_line_and_stays_on_the_page(self, made: Playbook, buyer: Client) -> None:
        text = buyer.get(address(made, "draft_yaml")).content.decode().replace("rounds: 8", "rounds: many")
        response = buyer.post(address(made, "yaml"), {"seen_revision": "0", "text": text})
        page = response.content.decode()
        assert response.status_code == 422
        assert "guardrails.rounds: &quot;many&quot; stands here; a whole number is expected." in page
        assert "rounds: many" in page

    def test_a_file_of_another_playbook_is_refused(self, made: Playbook, buyer: Client) -> None:
        text = write(PlaybookFile("other", "Other", made.category.slug, guardrails()))
        assert buyer.post(address(made, "yaml"), {"seen_revision": "0", "text": text}).status_code == 422


PAGES = ("change", "check", "versions", "compare", "yaml", "draft_yaml")


class TestRights:
    @pytest.mark.parametrize("page", PAGES)
    def test_nobody_without_the_right_sees_a_page(self, made: Playbook, page: str) -> None:
        assert signed_in(person("eve", ())).get(address(made, page)).status_code == 403
        assert Client().get(address(made, page)).status_code == 302

    @pytest.mark.parametrize("page", PAGES)
    def test_an_auditor_sees_every_page_and_no_button_that_changes(self, made: Playbook, page: str) -> None:
        response = signed_in(person("otto", AUDITOR)).get(address(made, page))
        assert response.status_code == 200
        text = response.content.decode()
        for button in ("Save the draft", "Import into the draft", "Copy into the draft", "Add a lever"):
            assert button not in text

    def test_an_auditor_changes_nothing_by_address_either(self, made: Playbook) -> None:
        PlaybookVersion.objects.create(playbook=made, number=1, guardrails=guardrails(rounds=2))
        auditor = signed_in(person("otto", AUDITOR))
        for page, more in (("change", ()), ("check", ()), ("yaml", ()), ("copy", (1,))):
            assert auditor.post(address(made, page, *more), {"seen_revision": "0"}).status_code == 403
        made.refresh_from_db()
        assert (made.draft_revision, made.versions.count()) == (0, 1)

    def test_a_published_playbook_cannot_be_deleted_here(self, made: Playbook) -> None:
        client = signed_in(person("root", (*BUYER, "delete_playbook")))
        assert client.post(address(made, "delete"), {"post": "yes"}).status_code == 403


def test_the_list_says_what_is_in_force_with_as_many_queries_for_many_as_for_few(
    buyer: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        made = playbook()
        PlaybookVersion.objects.create(playbook=made, number=1, guardrails=guardrails())
        PlaybookVersion.objects.create(playbook=made, number=2, guardrails=guardrails())
    with django_assert_max_num_queries(9):
        page = buyer.get(reverse("admin:negotiation_playbook_changelist")).content.decode()
    assert page.count("Version 2") == 30
    assert page.count("As published") == 30
