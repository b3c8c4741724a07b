"""Trying a playbook in the admin: who may, what the pages say, and that a rehearsal stays among ourselves."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from negotiation import links, turns
from negotiation.models import DryRun, Negotiation, Playbook, Work
from negotiation.playbooks import publishing
from negotiation.playbooks.compiling import PlaybookError
from negotiation.trials import dry_runs, rehearsals
from suppliers.consumers import SupplierConsumer
from suppliers.models import Contract
from suppliers.visitors import person_of
from tests import factories
from tests.factories import guardrails
from tests.negotiation.playbook_people import AUDITOR, BUYER, contract_in, playbook, signed_in

pytestmark = pytest.mark.django_db
ODD = guardrails(accept_at=0.4567)  # a number that stands nowhere else


@pytest.fixture
def boxes() -> Playbook:
    made = playbook()
    contract_in(made.category)
    return made


def buyer_of_nothing(name: str, rights: tuple[str, ...] = BUYER) -> User:
    """Somebody with these rights, and no category to use them in."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def kim(boxes: Playbook) -> User:
    """A buyer of the category."""
    user = buyer_of_nothing("kim")
    boxes.category.buyers.add(user)
    return user


@pytest.fixture
def buyer(kim: User) -> Client:
    return signed_in(kim)


def address(made: Playbook, page: str = "try", *more: Any) -> str:
    return reverse(f"admin:negotiation_playbook_{page}", args=[made.pk, *more])


def begin(client: Client, made: Playbook, **more: str) -> Any:
    sent = {"what": "draft", "against": "", "negotiations": "200", "seed": "5", **more}
    return client.post(address(made), sent)


def play() -> None:
    """What the worker does."""
    for pk in dry_runs.left_behind():
        dry_runs.work(pk)


class TestADryRun:
    def test_it_is_begun_followed_and_read(self, buyer: Client, boxes: Playbook) -> None:
        page = begin(buyer, boxes)
        run = DryRun.objects.get()
        assert page.url == address(boxes, "dry_run", run.pk)
        waiting = buyer.get(page.url).content.decode()
        assert "0 of 200 negotiations" in waiting
        assert 'hx-trigger="every 1s"' in waiting
        play()
        shown = buyer.get(page.url).content.decode()
        run.refresh_from_db()
        assert run.results is not None
        assert f"({run.results['deals']} of 200)" in shown
        assert "<svg" in shown
        assert "Why a person is asked" in shown
        assert "deals and failures taken together" in shown

    def test_the_page_renews_itself_when_it_is_done(self, buyer: Client, boxes: Playbook) -> None:
        link = begin(buyer, boxes).url
        polled = buyer.get(link, headers={"HX-Request": "true"})
        assert "HX-Refresh" not in polled.headers
        assert b"<html" not in polled.content
        play()
        assert buyer.get(link, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"

    def test_two_stand_side_by_side_with_the_difference_in_words(
        self, buyer: Client, boxes: Playbook, kim: User
    ) -> None:
        publishing.publish(boxes, by=kim, seen_revision=boxes.draft_revision, note="")
        Playbook.objects.filter(pk=boxes.pk).update(draft=guardrails(accept_at=0.16, concession=4))
        link = begin(buyer, boxes, against="1").url
        before, after = DryRun.objects.order_by("pk")
        assert (before.label, after.label) == ("version 1", "the draft")
        assert (before.seed, before.negotiations) == (after.seed, after.negotiations)
        play()
        shown = buyer.get(link).content.decode()
        assert "From version 1 to the draft" in shown
        assert "deals more" in shown
        assert "chance" in shown  # whether the difference may be one of chance
        assert "What differs in the guardrails" in shown

    def test_runs_of_other_suppliers_are_not_compared(self, buyer: Client, boxes: Playbook) -> None:
        for seed in ("1", "2"):
            begin(buyer, boxes, seed=seed)
        play()
        one, other = DryRun.objects.order_by("pk")
        assert buyer.get(address(boxes, "dry_runs", one.pk, other.pk)).status_code == 404

    def test_a_run_that_is_stopped_says_so(self, buyer: Client, boxes: Playbook) -> None:
        link = begin(buyer, boxes).url
        run = DryRun.objects.get()
        buyer.post(address(boxes, "cancel_dry_run", run.pk))
        run.refresh_from_db()
        assert run.state == Work.CANCELLED
        assert "Cancelled: 0 of 200" in buyer.get(link).content.decode()

    def test_a_draft_that_makes_no_sense_is_refused_with_the_reasons(self, buyer: Client, boxes: Playbook) -> None:
        Playbook.objects.filter(pk=boxes.pk).update(draft=guardrails(floor=7))
        refused = begin(buyer, boxes)
        assert refused.status_code == 422
        assert "does not fit any of the category" in refused.content.decode()
        assert not DryRun.objects.exists()

    @pytest.mark.parametrize(
        "wrong", [{"what": "9"}, {"negotiations": "1000000"}, {"seed": "x"}, {"seed": "-1"}, {"against": "draft"}]
    )
    def test_what_no_form_sends_begins_nothing(self, buyer: Client, boxes: Playbook, wrong: dict[str, str]) -> None:
        assert begin(buyer, boxes, **wrong).status_code == 422
        assert not DryRun.objects.exists()

    def test_contracts_in_several_currencies_are_not_added_up(self, buyer: Client, boxes: Playbook) -> None:
        contract_in(boxes.category, currency="USD")
        link = begin(buyer, boxes).url
        play()
        shown = buyer.get(link).content.decode()
        assert "the contracts have several currencies" in shown
        assert "deals and failures taken together" not in shown

    def test_an_auditor_reads_and_begins_nothing(self, buyer: Client, boxes: Playbook) -> None:
        link = begin(buyer, boxes).url
        play()
        auditor = buyer_of_nothing("ann", AUDITOR)
        boxes.category.buyers.add(auditor)
        client = signed_in(auditor)
        assert client.get(link).status_code == 200
        assert "Try it" not in client.get(address(boxes)).content.decode()
        assert begin(client, boxes).status_code == 403
        assert client.post(address(boxes, "cancel_dry_run", DryRun.objects.get().pk)).status_code == 403
        assert client.post(address(boxes, "rehearse"), {"contract": "1"}).status_code == 403

    def test_the_list_reads_no_single_negotiation(
        self, buyer: Client, boxes: Playbook, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(4):
            begin(buyer, boxes)
        play()
        buyer.get(address(boxes))
        with django_assert_max_num_queries(30) as few:
            shown = buyer.get(address(boxes)).content.decode()
        assert shown.count(" of 200</td>") == 4
        assert not [query for query in few.captured_queries if '"results" ' in query["sql"]]


@pytest.fixture
def rehearsal(boxes: Playbook, kim: User) -> Negotiation:
    Playbook.objects.filter(pk=boxes.pk).update(draft=ODD)
    boxes.refresh_from_db()
    contract = Contract.objects.select_related("supplier").get(category=boxes.category)
    return rehearsals.start(boxes, contract, by=kim)


def room_of(made: Negotiation) -> str:
    return reverse("room", args=[rehearsals.token_of(made)])


class TestARehearsal:
    def test_it_opens_a_room_on_the_draft_marked_as_what_it_is(self, buyer: Client, boxes: Playbook, kim: User) -> None:
        contract = Contract.objects.get(category=boxes.category)
        begun = buyer.post(address(boxes, "rehearse"), {"contract": contract.pk})
        made = Negotiation.objects.get()
        assert begun.url == address(boxes, "rehearsal", made.public_id)
        page = buyer.get(begun.url).content.decode()
        assert f'src="{room_of(made)}"' in page
        room = buyer.get(room_of(made)).content.decode()
        assert "<strong>Rehearsal.</strong>" in room
        assert "<title>Rehearsal" in room

    def test_it_may_stand_in_a_frame_of_ours_and_a_suppliers_room_in_none(
        self, buyer: Client, rehearsal: Negotiation
    ) -> None:
        framed = buyer.get(room_of(rehearsal))
        assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
        _, token = links.issue(factories.negotiation())
        real = buyer.get(reverse("room", args=[token]))
        assert real.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in real.headers["Content-Security-Policy"]
        assert "Rehearsal" not in real.content.decode()

    @pytest.mark.parametrize("page", ["room", "agreement", "transcript", "record"])
    def test_its_link_opens_for_people_of_the_category_only(
        self, client: Client, rehearsal: Negotiation, page: str
    ) -> None:
        link = reverse(page, args=[rehearsals.token_of(rehearsal)])
        stranger = signed_in(buyer_of_nothing("sam"))
        assert client.get(link).url.startswith("/admin/login/?next=")
        assert stranger.get(link).status_code == 404

    def test_the_panel_says_what_the_bot_thought_at_each_move(
        self, buyer: Client, boxes: Playbook, rehearsal: Negotiation
    ) -> None:
        turns.enter(rehearsal.pk)
        factories.say(rehearsal, "2 % off, Net 45")
        panel = buyer.get(address(boxes, "rehearsal", rehearsal.public_id), headers={"HX-Request": "true"})
        text = panel.content.decode().replace("\xa0", " ")
        assert "an offer: <strong>9.80 EUR per box, Net 45</strong>" in text
        assert "Counter" in text
        assert "by pacing at least" in text
        assert "Opened at the target on every lever." in text
        assert "46 %" in text  # accept_at

    def test_the_panel_is_sent_again_only_when_something_happened(
        self, buyer: Client, boxes: Playbook, rehearsal: Negotiation
    ) -> None:
        link = address(boxes, "rehearsal", rehearsal.public_id)
        same = buyer.get(link, {"seen": str(rehearsal.head_seq)}, headers={"HX-Request": "true"})
        assert (same.status_code, same.content) == (204, b"")
        turns.enter(rehearsal.pk)
        assert buyer.get(link, {"seen": "1"}, headers={"HX-Request": "true"}).status_code == 200

    def test_the_room_itself_knows_nothing_of_the_thoughts(self, buyer: Client, rehearsal: Negotiation) -> None:
        turns.enter(rehearsal.pk)
        factories.say(rehearsal, "2 % off, Net 45")
        page = buyer.get(room_of(rehearsal)).content.decode()
        for secret in ("0.4567", "utility", "aspiration", "Holds out for", "pacing"):
            assert secret not in page

    def test_the_panel_is_for_people_of_the_category(self, boxes: Playbook, rehearsal: Negotiation) -> None:
        link = address(boxes, "rehearsal", rehearsal.public_id)
        assert signed_in(buyer_of_nothing("sam")).get(link).status_code in (403, 404)
        assert Client().get(link).status_code == 302

    def test_it_needs_a_contract_of_the_category_and_a_draft_that_fits(
        self, buyer: Client, boxes: Playbook, kim: User
    ) -> None:
        other = contract_in(playbook().category)
        assert buyer.post(address(boxes, "rehearse"), {"contract": other.pk}).status_code == 404
        assert buyer.post(address(boxes, "rehearse"), {"contract": "x"}).status_code == 404
        Playbook.objects.filter(pk=boxes.pk).update(draft=guardrails(floor=7))
        boxes.refresh_from_db()
        with pytest.raises(PlaybookError):
            rehearsals.start(boxes, Contract.objects.get(category=boxes.category), by=kim)
        assert not Negotiation.objects.exists()

    def test_a_stranger_to_the_category_cannot_begin_one(self, boxes: Playbook) -> None:
        stranger = buyer_of_nothing("sam")
        with pytest.raises(rehearsals.NotPossible):
            rehearsals.start(boxes, Contract.objects.get(category=boxes.category), by=stranger)


class TestItsSocket:
    def consumer(self, client: Client | None) -> SupplierConsumer:
        cookie = f"other=1; sessionid={client.cookies['sessionid'].value}" if client else "other=1"
        made = SupplierConsumer()
        made.scope = {"headers": [(b"cookie", cookie.encode())]}
        return made

    def test_it_knows_who_is_signed_in(self, buyer: Client, kim: User) -> None:
        assert person_of(self.consumer(buyer).scope) == kim
        assert person_of(self.consumer(None).scope).is_anonymous
        assert person_of({"headers": [(b"cookie", b"sessionid=" + uuid4().hex.encode())]}).is_anonymous

    def test_it_lets_in_who_the_page_lets_in(self, buyer: Client, rehearsal: Negotiation) -> None:
        stranger = signed_in(buyer_of_nothing("sam"))
        found = [person_of(self.consumer(client).scope) for client in (buyer, stranger, None)]
        assert [rehearsals.may_enter(visitor, rehearsal) for visitor in found] == [True, False, False]
