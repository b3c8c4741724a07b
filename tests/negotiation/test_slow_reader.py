"""With a reader that takes its time a message is written down first, and answered later: once, come what may."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings as SettingsWrapper

from negotiation import answers, ledger, lifecycle, tasks, turns
from negotiation.desk import people
from negotiation.messages import Accept, Confirm, Say
from negotiation.models import Negotiation, State
from negotiation.replay import replay
from tests import factories, readers
from tests.states import confirming

AtOnce = Callable[..., list[Any]]


@pytest.fixture
def gate(tmp_path: Path, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "gate"
    monkeypatch.setenv("TEST_GATE", str(path))
    settings.LANGUAGE_READER = "tests.readers.GatedReader"
    answers.voice.cache_clear()
    yield path
    answers.voice.cache_clear()


class Answering:
    """The answer being computed on a thread of its own, as far as the gate."""

    def __init__(self, made: Negotiation, gate: Path) -> None:
        self._gate = gate
        self.events: Any = None
        self._thread = threading.Thread(target=self._answer, args=(made.pk,))
        self._thread.start()
        readers.wait_for_file(readers.begun(gate))

    def _answer(self, pk: int) -> None:
        try:
            self.events = turns.answer(pk)
        finally:
            connection.close()

    def finish(self) -> list[str]:
        """Opens the gate; returns the kinds of what was then written."""
        self._gate.touch()
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
        return [event.kind for event in self.events]


def receive(made: Negotiation, text: str, client_id: str = "m") -> turns.Taken:
    taken = turns.receive(made.pk, Say(client_id=client_id, text=text))
    made.refresh_from_db()
    return taken


def assert_whole(made: Negotiation) -> None:
    fresh = Negotiation.objects.get(pk=made.pk)
    assert ledger.verify(fresh) is None
    assert list(replay(fresh)) == []
    assert fresh.unanswered_seq is None


def test_a_message_is_recorded_before_it_is_read(file_database: Path, gate: Path) -> None:
    made = factories.opened()
    taken = receive(made, "hm, 9.80")
    assert [event.kind for event in taken.events] == ["supplier_said"]
    assert taken.owes_answer
    assert made.unanswered_seq == taken.seq
    assert not readers.begun(gate).exists()


def test_a_message_that_arrives_meanwhile_is_answered_together_with_the_first(file_database: Path, gate: Path) -> None:
    made = factories.opened()
    head = made.head_seq
    first = receive(made, "hm, we can do 9.90", "m-1")
    answering = Answering(made, gate)
    second = receive(made, "hm, we can do 9.80 and Net 45", "m-2")
    assert made.unanswered_seq == first.seq
    assert answering.finish() == ["decided", "bot_said"]
    assert factories.kinds(made, head) == ["supplier_said", "supplier_said", "decided", "bot_said"]
    decided = factories.payload_of(factories.last(made, "decided"))
    assert list(decided["readings"]) == [str(first.seq), str(second.seq)]
    assert factories.payload_of(factories.last(made, "bot_said"))["answers"] == second.seq
    assert_whole(made)


def test_two_who_answer_at_once_give_one_answer(file_database: Path, gate: Path, at_once: AtOnce) -> None:
    made = factories.opened()
    receive(made, "hm, 9.80")
    answering = Answering(made, gate)
    gate.touch()
    at_once(*[partial(turns.answer, made.pk)] * 3, tasks.answer_unanswered)
    answering.finish()
    assert factories.kinds(made).count("bot_said") == 2  # the opening, and this
    assert_whole(made)


def test_no_transaction_is_held_while_a_message_is_read(file_database: Path, gate: Path) -> None:
    made, other = factories.opened(), factories.opened()
    receive(made, "hm, 9.80")
    answering = Answering(made, gate)
    factories.say(other, "9.80 and Net 45")  # would wait for the lock, and fail in the end
    assert factories.kinds(other)[-2:] == ["decided", "bot_said"]
    answering.finish()


def test_a_sheet_confirmed_meanwhile_is_agreed_and_the_bot_says_no_more(file_database: Path, gate: Path) -> None:
    made = confirming()
    receive(made, "hm, one moment please")
    answering = Answering(made, gate)
    factories.confirm(made)
    assert answering.finish() == []
    assert Negotiation.objects.get(pk=made.pk).state == State.AGREED
    assert factories.kinds(made)[-1] == "agreed"
    assert_whole(made)


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (lambda made: people.withdraw(made.pk, by="kim", reason=""), State.WITHDRAWN),
        (lambda made: lifecycle.expire(factories.past_deadline(made)), State.EXPIRED),
    ],
    ids=["withdrawn", "expired"],
)
def test_nothing_is_said_after_an_end_that_came_meanwhile(
    file_database: Path, gate: Path, end: Callable[[Negotiation], object], state: State
) -> None:
    made = factories.opened()
    receive(made, "hm, 9.80")
    answering = Answering(made, gate)
    end(made)
    assert answering.finish() == []
    assert Negotiation.objects.get(pk=made.pk).state == state
    assert_whole(made)


def test_what_the_bot_composes_while_a_person_takes_over_is_never_said(file_database: Path, gate: Path) -> None:
    made = factories.opened()
    receive(made, "hm, 9.80")
    answering = Answering(made, gate)
    people.claim(made.pk, by="kim", name="Kim Lee")
    assert answering.finish() == []
    assert factories.kinds(made)[-1] == "claimed"
    assert factories.kinds(made).count("bot_said") == 1  # the opening
    people.say(made.pk, by="kim", name="Kim Lee", client_id="k-1", text="I take it from here.")
    tasks.answer_unanswered()
    assert factories.kinds(made)[-1] == "buyer_said"
    assert_whole(made)


@pytest.mark.parametrize("how", ["sweep", "next message", "asked again"])
def test_an_answer_that_failed_is_given_later(
    file_database: Path, gate: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = factories.opened()
    first = receive(made, "hm, 9.80 and Net 45")
    monkeypatch.setattr(readers, "PATIENCE", 0.0)
    with pytest.raises(TimeoutError):
        turns.answer(made.pk)
    made.refresh_from_db()
    assert made.unanswered_seq == first.seq
    gate.touch()
    if how == "sweep":
        assert tasks.answer_unanswered() == 1
    elif how == "next message":
        factories.say(made, "still there?")
    else:
        turns.answer(made.pk)
    assert factories.kinds(made).count("decided") == 2
    assert str(first.seq) in factories.payload_of(factories.last(made, "decided"))["readings"]
    assert_whole(made)


def test_one_room_that_fails_does_not_keep_the_sweep_from_the_others(
    file_database: Path, gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.0)
    stuck, fine = factories.opened(), factories.opened()
    receive(stuck, "hm, 9.80")
    receive(fine, "9.80 and Net 45")
    assert tasks.answer_unanswered() == 1
    assert factories.kinds(fine)[-1] == "bot_said"
    assert Negotiation.objects.get(pk=stuck.pk).unanswered_seq is not None


def test_presses_go_the_same_way(file_database: Path, gate: Path) -> None:
    made = factories.opened()
    taken = turns.receive(made.pk, Accept(client_id="a", offer=made.head_seq))
    assert taken.owes_answer
    turns.answer(made.pk)
    assert Negotiation.objects.get(pk=made.pk).state == State.AGREED
    assert_whole(made)


def test_a_confirmation_needs_no_reader_and_is_final_at_once(file_database: Path, gate: Path) -> None:
    made = confirming()
    taken = turns.receive(made.pk, Confirm(client_id="c"))
    assert [event.kind for event in taken.events] == ["confirmed", "agreed"]
    assert not taken.owes_answer


def test_words_that_were_erased_before_they_were_read_are_asked_about(file_database: Path, gate: Path) -> None:
    made = factories.opened()
    receive(made, "hm, 9.80 and Net 45")
    ledger.erase_words(made, by="system", reason="request")
    turns.answer(made.pk)
    assert factories.payload_of(factories.last(made, "decided"))["action"] == "clarify"
    assert_whole(made)
