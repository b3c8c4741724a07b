"""Where the bot is not trusted to speak: it advises, people answer, and suppliers see the truth about who does."""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.template.loader import render_to_string

from negotiation import answers, ledger, lifecycle, records, replay, turns
from negotiation.desk import people
from negotiation.desk.people import AdviceOutdated
from negotiation.engine import Terms
from negotiation.models import Kind, Negotiation, State
from suppliers.conversation import Side, bubbles
from suppliers.models import Category, Stage
from suppliers.position import position_of
from suppliers.public import public_event
from suppliers.renderers import as_json
from suppliers.room_page import intro, room
from suppliers.standing import standing
from tests import factories, states
from tests.factories import kinds, last, payload_of
from tests.negotiation import staged
from tests.negotiation.staged import KIM, KIM_NAME

pytestmark = pytest.mark.django_db
BY_PERSON = [Stage.ADVISOR, Stage.OBSERVER]


def shown(made: Negotiation) -> list[dict[str, Any]]:
    """All that the supplier's side gets of the ledger."""
    return [as_json(public) for event in ledger.events_after(made) if (public := public_event(event)) is not None]


class TestTheBotAdvises:
    @pytest.mark.parametrize("stage", BY_PERSON)
    def test_at_the_opening_and_says_nothing(self, stage: Stage) -> None:
        made = staged.opened(stage)
        assert kinds(made, after=1) == ["opened", "disclosed", "advised"]
        assert made.state == State.OPEN
        assert made.person_due_since is not None
        assert made.unanswered_seq is None

    @pytest.mark.parametrize("stage", BY_PERSON)
    def test_at_each_message_of_the_supplier(self, stage: Stage) -> None:
        made = staged.say(staged.opened(stage), "What can you do for us?")
        assert made.person_due_since is None
        for text in ("2 % off, Net 45", "3 % off at Net 45"):
            before = made.head_seq
            factories.say(made, text)
            assert kinds(made, after=before) == ["supplier_said", "advised"]
        assert made.person_due_since is not None

    def test_what_the_autonomous_bot_would_have_said(self) -> None:
        free, advised = factories.opened(), staged.opened(Stage.ADVISOR)
        mine, theirs = payload_of(last(free, "decided")), payload_of(last(advised, "advised"))
        for part in ("action", "packages", "reasons", "trace"):
            assert mine[part] == theirs[part]

    def test_in_words_that_a_person_can_send_as_their_own(self) -> None:
        text = payload_of(last(staged.opened(Stage.ADVISOR), "advised"))["text"]
        assert "bot" not in text
        assert "9.40" in text

    def test_the_stage_is_the_one_that_the_negotiation_began_with(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        Category.objects.update(stage=Stage.AUTONOMOUS)
        factories.say(made, "2 % off, Net 45")
        assert kinds(made)[-1] == "advised"

    def test_a_replay_gives_the_same_advice(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.say(made, "2 % off, Net 45")
        made = staged.say(made, "Could you do this?", unit_price="9.60", payment_days="60", contract_months="12")
        factories.say(made, "4 % off at Net 50")
        made = staged.send(made)
        assert list(replay.replay(made)) == []
        assert ledger.verify(made) is None

    def test_a_rehearsal_is_always_with_the_bot(self) -> None:
        made = staged.opened(Stage.OBSERVER)
        playbook = made.playbook
        playbook.draft = factories.guardrails()
        rehearsal = lifecycle.rehearse(playbook, factories.contract(), made.deadline)
        turns.enter(rehearsal.pk)
        assert kinds(rehearsal)[-1] == "bot_said"


class TestNothingOfAdviceReachesASupplier:
    @pytest.mark.parametrize("stage", BY_PERSON)
    def test_in_the_events_that_they_get(self, stage: Stage) -> None:
        made = staged.opened(stage)
        factories.say(made, "2 % off, Net 45")
        text = payload_of(last(made, "advised"))["text"]
        sent = json.dumps(shown(made))
        assert "advised" not in sent
        assert text not in sent
        assert "9.6" not in sent  # what the bot would have offered
        assert "utility" not in sent

    def test_nor_is_there_an_offer_to_accept(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        assert room(position_of(made)).on_table is None

    def test_a_private_note_and_a_user_name_stay_on_our_side(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        people.note(made.pk, by=KIM, name=KIM_NAME, text="They always say that.")
        made = staged.send(made, by="login-of-kim")
        sent = json.dumps(shown(made))
        assert "They always say that." not in sent
        assert "login-of-kim" not in sent
        assert KIM_NAME in sent


class TestAPersonSendsTheAdvice:
    def test_and_it_becomes_an_offer_that_the_bot_prepared(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        said = shown(made)[-1]
        assert (said["kind"], said["name"], said["prepared_by"]) == ("bot_said", KIM_NAME, "bot")
        assert said["terms"] == [{"unit_price": 9.4, "payment_days": 60, "contract_months": 1}]
        assert made.person_due_since is None
        bubble = bubbles(ledger.events_after(made), position_of(made))[-1]
        assert (bubble.side, bubble.is_prepared) == (Side.PERSON, True)
        assert bubble.author.startswith(KIM_NAME)

    def test_a_new_message_makes_it_outdated(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        old = staged.advice_of(made)
        factories.say(made, "2 % off, Net 45")
        with pytest.raises(AdviceOutdated):
            people.send_advice(made.pk, old, by=KIM)
        assert "bot_said" not in kinds(made)

    def test_so_does_a_word_of_ones_own(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        staged.say(made, "One moment, please.")
        with pytest.raises(AdviceOutdated):
            people.send_advice(made.pk, staged.advice_of(made), by=KIM)

    def test_an_agreement_that_it_proposes_closes_the_deal(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.offer(made, unit_price="9.60", payment_days="60", contract_months="12")
        assert made.state == State.OPEN  # nothing is agreed before a person says so
        made = staged.send(made)
        assert made.state == State.AGREED
        assert made.agreement.terms["unit_price"] == "9.6"

    def test_a_term_sheet_that_it_leads_to_is_confirmed_by_the_supplier(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.say(made, "4 % off at Net 60, for 12 months")
        made = staged.send(made)
        assert made.state == State.CONFIRMING
        sheet = bubbles(ledger.events_after(made), position_of(made))[-1]
        assert (sheet.side, sheet.is_prepared) == (Side.PERSON, True)
        factories.confirm(made)
        assert made.state == State.AGREED

    def test_a_question_for_a_person_makes_the_room_wait_for_one(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.say(made, "We need 10.80 from now on.")
        made = staged.send(made)
        assert made.state == State.ESCALATED
        assert made.person_due_since is not None

    def test_two_who_press_at_once_send_it_once(self, at_once: Callable[..., list[Any]]) -> None:
        made = staged.opened(Stage.ADVISOR)
        press = [partial(people.send_advice, made.pk, staged.advice_of(made), by=name) for name in (KIM, "sam", "ana")]
        results = at_once(*press)
        assert sum(isinstance(result, AdviceOutdated) for result in results) == 2
        assert kinds(made).count("bot_said") == 1
        assert ledger.verify(staged.fresh(made)) is None

    def test_whoever_sent_it_cannot_approve_the_deal(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR, factories.guardrails(authority="1000")))
        factories.accept(made)
        assert made.state == State.AWAITING_APPROVAL
        with pytest.raises(people.FourEyes):
            people.approve(made.pk, by=KIM)
        people.approve(made.pk, by="ana")
        assert staged.fresh(made).state == State.AGREED


class TestTheSupplierAccepts:
    def test_an_offer_that_a_person_sent_and_the_deal_is_closed_as_the_button_says(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.accept(made)
        assert made.state == State.AGREED
        assert made.agreement.terms["unit_price"] == "9.40"

    def test_an_offer_that_a_person_wrote(self) -> None:
        made = staged.say(staged.opened(Stage.OBSERVER), "Here is what we need.", unit_price="9.50", payment_days="45")
        factories.accept(made, offer=last(made, "buyer_said").seq)
        assert made.state == State.AGREED
        assert made.agreement.terms == {"unit_price": "9.50", "payment_days": "45", "contract_months": "1"}


class TestAPersonSpeaks:
    def test_in_words_and_terms_of_their_own_under_their_name(self) -> None:
        made = staged.say(staged.opened(Stage.ADVISOR), "Shall we say this?", unit_price="9.50", payment_days="60")
        said = shown(made)[-1]
        assert (said["kind"], said["actor"], said["name"]) == ("buyer_said", "buyer", KIM_NAME)
        assert said["text"] == "Shall we say this?"
        assert "prepared_by" not in said
        bubble = bubbles(ledger.events_after(made), position_of(made))[-1]
        assert (bubble.side, bubble.is_prepared) == (Side.PERSON, False)
        assert bubble.author.startswith(KIM_NAME)
        assert bubble.card is not None

    @pytest.mark.parametrize(
        ("terms", "follows"),
        [
            ({"unit_price": "9.40", "payment_days": "60", "contract_months": "1"}, True),
            ({"unit_price": "9.50", "payment_days": "60", "contract_months": "1"}, False),
        ],
    )
    def test_and_it_is_noted_whether_the_bot_would_have_done_the_same(
        self, terms: dict[str, str], follows: bool
    ) -> None:
        made = staged.say(staged.opened(Stage.OBSERVER), "Hello", **terms)
        noted = payload_of(last(made, "buyer_said"))
        assert noted["follows_advice"] is follows
        assert payload_of(made.events.get(seq=noted["advice"]))["action"] == "open"

    def test_the_bot_goes_on_from_what_they_said(self) -> None:
        made = staged.say(staged.opened(Stage.OBSERVER), unit_price="9.50", payment_days="60")
        factories.say(made, "2 % off, Net 45")
        offered = payload_of(last(made, "advised"))["packages"][0]
        assert Decimal(offered["unit_price"]) >= Decimal("9.50")

    def test_an_agreement_of_theirs_is_compared_too(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.offer(made, unit_price="9.60", payment_days="60", contract_months="12")
        people.agree(made.pk, Terms(unit_price="9.60", payment_days=60, contract_months=12), by=KIM)
        assert payload_of(last(made, "agreed"))["follows_advice"] is True


class TestWhoTakesTimeToRead:
    """A reader that is not instant: the advice comes after the message, in a transaction of its own."""

    @pytest.fixture(autouse=True)
    def slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(answers.voice().reader), "is_instant", False, raising=False)

    def test_the_advice_comes_later_and_the_person_is_due_at_once(self) -> None:
        made = staged.say(staged.opened(Stage.ADVISOR), "Hello")
        turns.receive(made.pk, factories.Say(client_id="a", text="2 % off, Net 45"))
        made = staged.fresh(made)
        assert kinds(made)[-1] == "supplier_said"
        assert made.person_due_since is not None
        assert made.unanswered_seq is not None
        turns.answer(made.pk)
        made = staged.fresh(made)
        assert kinds(made)[-1] == "advised"
        assert made.unanswered_seq is None

    def test_a_person_who_is_faster_than_the_reader_is_still_compared_with_nothing(self) -> None:
        made = staged.say(staged.opened(Stage.ADVISOR), "Hello")
        turns.receive(made.pk, factories.Say(client_id="a", text="2 % off, Net 45"))
        made = staged.say(made, "Thank you, let me see.")
        assert "follows_advice" not in payload_of(last(made, "buyer_said"))
        turns.answer(made.pk)
        made = staged.fresh(made)
        assert list(replay.replay(made)) == []
        assert made.person_due_since is None  # it is the supplier's turn
        assert records.load(made).advice is None


class TestWhatASupplierSees:
    @pytest.mark.parametrize("stage", BY_PERSON)
    def test_an_agent_is_told_who_answers_too(self, stage: Stage) -> None:
        disclosed = next(event for event in shown(staged.opened(stage)) if event["kind"] == "disclosed")
        assert disclosed["stage"] == str(stage)
        by_bot = next(event for event in shown(factories.opened()) if event["kind"] == "disclosed")
        assert "stage" not in by_bot

    @pytest.mark.parametrize(
        ("stage", "says", "says_not"),
        [
            (Stage.AUTONOMOUS, "You are talking to a negotiation bot", "A person at"),
            (Stage.ADVISOR, "helped by a bot", "You are talking to a negotiation bot"),
            (Stage.OBSERVER, "it writes nothing to you", "You are talking to a negotiation bot"),
        ],
    )
    def test_the_notice_says_who_answers(self, stage: Stage, says: str, says_not: str) -> None:
        page = render_to_string("suppliers/parts/intro.html", {"intro": intro(position_of(staged.invited(stage)))})
        assert says in page
        assert says_not not in page

    @pytest.mark.parametrize("stage", BY_PERSON)
    def test_the_standing_line_says_that_a_person_answers_until_they_have(self, stage: Stage) -> None:
        buyer = "Parley Demo Company"
        made = staged.invited(stage)
        assert standing(position_of(made)).headline == f"A person at {buyer} will answer"
        staged.negotiator(of=made)
        turns.enter(made.pk)
        made = staged.fresh(made)
        assert standing(position_of(made)).headline == f"A person at {buyer} is answering"
        made = staged.say(made, "Hello")
        assert standing(position_of(made)).headline == "Your turn"
        factories.say(made, "Hm.")
        assert standing(position_of(made)).headline == f"A person at {buyer} is answering"

    @pytest.mark.parametrize("stage", BY_PERSON)
    def test_where_nobody_has_the_right_to_answer_no_answer_is_promised(self, stage: Stage) -> None:
        assert standing(position_of(staged.opened(stage))).headline == "Nobody can answer here yet"

    def test_there_is_nobody_else_to_ask_for_and_no_round_is_counted(self) -> None:
        shows = factories.guardrails(shows_rounds=True)
        by_person, by_bot = (
            room(position_of(staged.opened(stage, shows))) for stage in (Stage.ADVISOR, Stage.AUTONOMOUS)
        )
        assert (by_person.may_ask_person, by_person.table.rounds_left) == (False, None)
        assert by_bot.may_ask_person
        assert by_bot.table.rounds_left == 7

    def test_who_takes_over_a_room_from_the_bot_is_named_when_they_write(self) -> None:
        made = states.with_buyer()
        made = staged.say(made, "Good morning.")
        found = bubbles(ledger.events_after(made), position_of(made))
        assert found[-1].author.startswith(KIM_NAME)
        assert any(bubble.text.endswith("not talking to the bot any more.") for bubble in found)

    def test_nobody_who_talks_to_people_is_told_of_leaving_the_bot(self) -> None:
        made = staged.opened(Stage.ADVISOR)
        people.claim(made.pk, by=KIM)
        people.hand_back(made.pk, by=KIM)
        made = staged.fresh(made)
        texts = " ".join(bubble.text for bubble in bubbles(ledger.events_after(made), position_of(made)))
        assert "talking to the bot" not in texts
        assert "A person from Parley Demo Company has joined." in texts


def test_the_record_knows_its_stage_and_its_advice() -> None:
    made = staged.opened(Stage.OBSERVER)
    record = records.load(made)
    assert record.stage == Stage.OBSERVER
    assert record.advice is not None
    assert made.events.get(seq=record.advice.seq).kind == Kind.ADVISED
