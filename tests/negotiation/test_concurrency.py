"""Several at once, each on a thread and a connection of its own, on a real database file."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from negotiation import ledger, tasks, turns
from negotiation.batches import Job, do_together
from negotiation.desk import people
from negotiation.desk.people import AlreadyClaimed
from negotiation.messages import Accept, Confirm, MakeOffer, Refused, Say
from negotiation.models import Agreement, Negotiation
from negotiation.replay import replay
from negotiation.turns import Taken
from tests import factories
from tests.states import awaiting_approval, confirming, escalated

AtOnce = Callable[..., list[Any]]
ANSWERED = ["supplier_said", "decided", "bot_said"]


def assert_whole(made: Negotiation) -> None:
    fresh = Negotiation.objects.get(pk=made.pk)
    assert ledger.verify(fresh) is None
    assert list(replay(fresh)) == []
    assert fresh.unanswered_seq is None


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_client_id_from_many_threads_is_one_message(at_once: AtOnce, attempt: int) -> None:
    made = factories.opened()
    head = made.head_seq
    message = MakeOffer(client_id="m-1", terms={"unit_price": "9.80", "payment_days": "45"})
    results = at_once(*[partial(turns.take, made.pk, message)] * 6)
    assert {taken.seq for taken in results} == {head + 1}
    assert sorted(len(taken.events) for taken in results) == [0, 0, 0, 0, 0, 3]
    assert factories.kinds(made, head) == ANSWERED
    assert_whole(made)


@pytest.mark.parametrize("attempt", range(3))
def test_messages_at_once_give_turns_in_order_and_one_answer_each(at_once: AtOnce, attempt: int) -> None:
    made = factories.opened()
    head = made.head_seq
    texts = ["We can do 9.90 at Net 45", "We can do 9.85 at Net 45", "We can do 9.80 at Net 45"]
    results = at_once(*(partial(turns.take, made.pk, Say(client_id=text, text=text)) for text in texts))
    assert all(isinstance(taken, Taken) for taken in results)
    assert factories.kinds(made, head) == ANSWERED * len(texts)
    for said in made.events.filter(kind="supplier_said"):
        decided, answer = made.events.filter(seq__gt=said.seq).order_by("seq")[:2]
        assert list(factories.payload_of(decided)["readings"]) == [str(said.seq)]
        assert factories.payload_of(answer)["answers"] == said.seq
    assert_whole(made)


def test_what_came_in_while_the_bot_thought_is_answered_first_and_so_is_what_it_thought_about(
    at_once: AtOnce,
) -> None:
    made = factories.opened()
    head = made.head_seq
    first, second = (
        turns.Receiving(made.pk, Say(client_id=price, text=f"{price} at Net 45")) for price in ("9.90", "9.80")
    )
    jobs = [Job(first), Job(second)]  # both think before either writes
    [failure] = at_once(partial(do_together, jobs))
    assert failure is None
    assert [job.error for job in jobs] == [None, None]
    assert [job.result.seq for job in jobs] == [head + 1, head + 4]
    assert factories.kinds(made, head) == ANSWERED * 2
    again = Job(turns.Receiving(made.pk, Say(client_id="9.90", text="9.90 at Net 45")))
    at_once(partial(do_together, [again]))
    assert (again.result.seq, again.result.events) == (head + 1, ())
    assert_whole(made)


def test_what_was_thought_through_is_only_written(at_once: AtOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    made = factories.opened()
    work = turns.Receiving(made.pk, Say(client_id="m", text="9.90 at Net 45"))
    work.think()
    assert factories.kinds(made, made.head_seq) == []
    monkeypatch.setattr(turns, "receive", None)  # it would think again
    assert [event.kind for event in work().events] == ANSWERED
    assert_whole(made)


def test_messages_in_many_rooms_at_once_are_each_answered_in_their_own(at_once: AtOnce) -> None:
    rooms = [factories.opened() for _ in range(6)]
    message = MakeOffer(client_id="m", terms={"unit_price": "9.80", "payment_days": "45"})
    at_once(*(partial(turns.take, room.pk, message) for room in rooms))
    for room in rooms:
        assert factories.kinds(room, room.head_seq) == ANSWERED
        assert_whole(room)


def test_a_link_opened_on_two_devices_at_once_is_greeted_once(at_once: AtOnce) -> None:
    made = factories.negotiation()
    results = at_once(*[partial(turns.enter, made.pk)] * 4)
    assert sorted(len(taken.events) for taken in results) == [0, 0, 0, 4]
    assert factories.kinds(made) == ["started", "opened", "disclosed", "decided", "bot_said"]


def test_a_deal_accepted_on_two_devices_at_once_is_one_agreement(at_once: AtOnce) -> None:
    made = factories.opened()
    presses = [Accept(client_id=device, offer=made.head_seq) for device in ("phone", "laptop")]
    results = at_once(*(partial(turns.take, made.pk, press) for press in presses))
    assert {type(result) for result in results} == {Taken, Refused}
    refused = next(result for result in results if isinstance(result, Refused))
    assert refused.code == "closed"
    assert Agreement.objects.filter(negotiation=made).count() == 1
    assert_whole(made)


def test_a_sheet_confirmed_twice_at_once_agrees_once(at_once: AtOnce) -> None:
    made = confirming()
    at_once(*(partial(turns.take, made.pk, Confirm(client_id=str(press))) for press in range(4)))
    assert factories.kinds(made).count("agreed") == 1
    assert_whole(made)


def test_of_two_buyers_who_claim_at_once_one_wins_and_the_others_are_told_who(at_once: AtOnce) -> None:
    made = escalated()
    names = ["kim", "sam", "lee"]
    results = at_once(*(partial(people.claim, made.pk, by=name) for name in names))
    lost = [result for result in results if isinstance(result, AlreadyClaimed)]
    winner = names[next(index for index, result in enumerate(results) if isinstance(result, list))]
    assert len(lost) == 2
    assert {error.by for error in lost} == {winner}
    assert factories.kinds(made).count("claimed") == 1


def test_an_approver_who_signs_while_another_sends_back_ends_in_one_of_both(at_once: AtOnce) -> None:
    made = awaiting_approval()
    at_once(
        partial(people.approve, made.pk, by="kim"),
        partial(people.send_back, made.pk, by="sam", reason="call me"),
    )
    kinds = factories.kinds(made)
    assert kinds.count("approved") + kinds.count("sent_back") == 1
    assert_whole(made)


def test_a_message_and_the_worker_at_the_deadline_expire_it_once(at_once: AtOnce) -> None:
    made = factories.past_deadline(factories.opened())
    message = Say(client_id="late", text="9.80")
    at_once(partial(turns.take, made.pk, message), tasks.expire_overdue, tasks.expire_overdue)
    assert factories.kinds(made).count("expired") == 1
    assert not made.events.filter(client_id="late").exists()
    assert_whole(made)


def test_words_erased_while_somebody_writes_leave_a_whole_chain(at_once: AtOnce) -> None:
    made = factories.opened()
    factories.say(made, "I am Anna")
    erase = partial(ledger.erase_words, Negotiation.objects.get(pk=made.pk), by="system", reason="request")
    write = partial(turns.take, made.pk, Say(client_id="m", text="9.80 and Net 45"))
    results = at_once(erase, write)
    assert not [result for result in results if isinstance(result, Exception)]
    assert_whole(made)
