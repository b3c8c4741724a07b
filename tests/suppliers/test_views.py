"""The pages behind a link: what they answer, and that looking changes nothing."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from negotiation import ledger, links
from negotiation.models import Actor, Event, Negotiation
from tests import factories, states

pytestmark = pytest.mark.django_db

DOWNLOADS = ("agreement.html", "transcript.txt", "record.json")


def path_of(made: Negotiation) -> str:
    return f"/n/{links.issue(made)[1]}/"


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_link_opens_its_room(client: Client) -> None:
    response = client.get(path_of(factories.opened()))
    assert response.status_code == 200
    assert "Shipping boxes" in text_of(response)


@pytest.mark.parametrize("state", states.IN)
def test_every_state_has_a_page(client: Client, state: str) -> None:
    assert client.get(path_of(states.IN[state]())).status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(client: Client, method: str) -> None:
    path = path_of(factories.negotiation())
    before = Event.objects.count()
    getattr(client, method)(path)
    assert Event.objects.count() == before


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(path_of(factories.opened())).status_code == 405


@pytest.mark.parametrize("page", ["", *DOWNLOADS])
def test_an_unknown_link_says_what_to_do(client: Client, page: str) -> None:
    response = client.get(f"/n/nobody-knows-this/{page}")
    assert response.status_code == 404
    assert "What to do" in text_of(response)


@pytest.mark.parametrize("page", ["", *DOWNLOADS])
def test_a_revoked_link_opens_nothing_any_more(client: Client, page: str) -> None:
    invitation, token = links.issue(states.agreed())
    links.revoke(invitation)
    response = client.get(f"/n/{token}/{page}")
    assert response.status_code == 410
    assert "This link was withdrawn" in text_of(response)
    assert "9.40" not in text_of(response)


def test_an_expired_link_says_so(client: Client) -> None:
    invitation, token = links.issue(factories.opened())
    invitation.expires_at = invitation.created_at
    invitation.save()
    response = client.get(f"/n/{token}/")
    assert response.status_code == 410
    assert "This link has expired" in text_of(response)


@pytest.mark.parametrize("page", ["", "transcript.txt", "record.json"])
def test_what_is_behind_a_link_is_kept_by_no_cache_and_no_search_engine(client: Client, page: str) -> None:
    response = client.get(path_of(factories.opened()) + page)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_link_is_not_told_to_other_sites(client: Client) -> None:
    assert client.get(path_of(factories.opened()))["Referrer-Policy"] == "same-origin"


def test_pages_have_no_script_or_style_of_their_own(client: Client) -> None:
    """The policy would stop them, and then they would be missing."""
    response = client.get(path_of(factories.opened()))
    html = text_of(response)
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count("<script src=")
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_there_is_no_agreement_to_download_before_there_is_one(client: Client) -> None:
    assert client.get(path_of(factories.opened()) + "agreement.html").status_code == 404


def test_the_agreement_names_the_parties_the_terms_and_the_head_of_the_record(client: Client) -> None:
    made = states.agreed()
    response = client.get(path_of(made) + "agreement.html")
    text = text_of(response)
    for part in ("Parley Demo Company", made.contract.supplier.name, "9.40 EUR", "Net 60", made.agreement.chain_hash):
        assert part in text
    assert response["Content-Disposition"] == 'attachment; filename="agreement.html"'


def test_an_agreement_that_waits_for_approval_is_none_yet(client: Client) -> None:
    assert client.get(path_of(states.awaiting_approval()) + "agreement.html").status_code == 404


def test_the_transcript_has_both_sides_words_and_their_offers(client: Client) -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    text = text_of(client.get(path_of(made) + "transcript.txt"))
    assert "You\n  2 % off, Net 45\n  Offer 2, answers offer 1:" in text
    assert "Parley Demo Company (bot)" in text
    assert "9.60 EUR per box, Net 60, 12-month commitment" in text


def test_erased_words_are_gone_from_everything_to_keep(client: Client) -> None:
    made = factories.opened()
    factories.say(made, "My private number is 0170 1234567")
    ledger.erase_words(made, by=Actor.SYSTEM, reason="asked for")
    path = path_of(made)
    for page in ("", "transcript.txt", "record.json"):
        assert "0170" not in text_of(client.get(path + page))


def test_the_record_holds_the_shown_events_and_the_head_of_the_whole_chain(client: Client) -> None:
    made = states.agreed()
    record = json.loads(client.get(path_of(made) + "record.json").content)
    made.refresh_from_db()
    assert record["head"] == {"seq": made.head_seq, "sha256": made.head_hash}
    assert record["state"] == "agreed"
    kinds = [event["kind"] for event in record["events"]]
    assert "agreed" in kinds
    assert not {"started", "decided"} & set(kinds)


def test_the_front_page_leads_buyers_to_the_administration(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert 'href="/admin/"' in text_of(response)


def test_an_address_without_a_page_is_told_kindly(client: Client) -> None:
    response = client.get("/nothing-here")
    assert response.status_code == 404
    assert "There is nothing at this address" in text_of(response)


def test_a_failure_of_ours_is_told_kindly(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_of(factories.opened())
    monkeypatch.setattr("suppliers.views.whole_page", lambda negotiation: 1 / 0)
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == 500
    assert "Something went wrong on our side" in text_of(response)
