"""A room's transcript: for colleagues with their notes, or without them; a supplier's never has one."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.models import Negotiation
from negotiation.roles import AUDITOR, BUYER
from suppliers import downloads
from tests import states
from tests.negotiation import staged
from tests.negotiation.roles import person, signed_in

pytestmark = pytest.mark.django_db

NOTE, REASON, TEXT = "They cannot do without us.", "Sole source until May.", "Good morning <b>to you</b>."


@pytest.fixture
def made() -> Negotiation:
    made = staged.say(states.with_buyer(), TEXT)
    people.note(made.pk, by="kim", name="Kim Lee", text=NOTE)
    people.agree(made.pk, Terms(unit_price="10.20"), by="kim", because=REASON)
    people.send_back(made.pk, by="petra", reason="Dearer than last year.")
    return staged.fresh(made)


@pytest.fixture
def auditor() -> Client:
    return signed_in(person("otto", AUDITOR))


def transcript(client: Client, made: Negotiation, form: str, notes: str = "") -> str:
    found = client.get(reverse("desk_transcript", args=[made.public_id, form]), {"notes": notes})
    return str(found.content.decode().replace("\xa0", " "))


@pytest.mark.parametrize("form", ["html", "txt", "json"])
def test_private_notes_and_reasons_are_in_it_only_where_they_are_asked_for(
    auditor: Client, made: Negotiation, form: str
) -> None:
    without, with_notes = (transcript(auditor, made, form, notes) for notes in ("", "yes"))
    for private in (NOTE, REASON, "Dearer than last year."):
        assert private in with_notes
        assert private not in without
    assert "Good morning" in without
    assert "9.40 EUR" in without or '"9.40"' in without


def test_what_was_typed_is_escaped_on_the_page(auditor: Client, made: Negotiation) -> None:
    assert "<b>to you" not in transcript(auditor, made, "html")


def test_the_programs_form_says_who_said_what_when(auditor: Client, made: Negotiation) -> None:
    record = json.loads(transcript(auditor, made, "json", "yes"))
    assert record["has_private_notes"] is True
    assert record["head"]["sha256"] == made.head_hash
    [note] = [entry for entry in record["entries"] if entry["side"] == "private"]
    assert (note["author"], note["text"]) == ("Kim Lee, for colleagues", NOTE)


def test_the_room_leads_to_it(auditor: Client, made: Negotiation) -> None:
    room = auditor.get(reverse("desk_room", args=[made.public_id])).content.decode()
    assert reverse("desk_transcript", args=[made.public_id, "txt"]) in room


def test_other_forms_and_other_categories_do_not_exist(auditor: Client, made: Negotiation) -> None:
    assert auditor.get(reverse("desk_transcript", args=[made.public_id, "exe"])).status_code == 404
    buyer = signed_in(person("ben", BUYER))
    assert buyer.get(reverse("desk_transcript", args=[made.public_id, "txt"])).status_code == 404
    assert Client().get(reverse("desk_transcript", args=[made.public_id, "txt"])).status_code == 302


def test_what_the_supplier_keeps_never_has_a_note(made: Negotiation) -> None:
    kept = downloads.transcript(made) + downloads.record_text(made)
    assert "Good morning" in kept
    for private in (NOTE, REASON, "Dearer", "kim", "petra"):
        assert private not in kept
