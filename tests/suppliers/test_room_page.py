"""What a room shows, before any template: standing, cards, the form, the table, the end."""

from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from negotiation.engine import Policy
from negotiation.models import Negotiation, State
from suppliers.closing import closing
from suppliers.conversation import Side
from suppliers.position import position_of
from suppliers.room_page import Room, intro, room, whole_page
from tests import factories, states

pytestmark = pytest.mark.django_db

HEADLINES = {
    State.INVITED: "The bot is about to begin",
    State.OPEN: "Your turn",
    State.CONFIRMING: "Please confirm the term sheet",
    State.AWAITING_APPROVAL: "Agreed, subject to approval",
    State.ESCALATED: "Nobody can take over here",
    State.WITH_BUYER: "A person is joining",
    State.AGREED: "Agreed",
    State.NO_DEAL: "Closed without an agreement",
    State.EXPIRED: "Expired",
    State.WITHDRAWN: "Withdrawn",
}


def room_of(made: Negotiation) -> Room:
    return room(position_of(made))


def bubbles_of(made: Negotiation) -> list[Any]:
    shown = whole_page(made)["bubbles"]
    assert isinstance(shown, list)
    return shown


@pytest.mark.parametrize("state", HEADLINES)
def test_one_line_says_where_one_stands(state: State) -> None:
    assert room_of(states.IN[state]()).standing.headline == HEADLINES[state]


@pytest.mark.parametrize("state", sorted(set(HEADLINES) - {State.OPEN}))
def test_an_offer_can_be_accepted_only_while_the_bot_talks(state: State) -> None:
    assert room_of(states.IN[state]()).on_table is None


def test_the_newest_offer_of_the_bot_can_be_accepted() -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    on_table = room_of(made).on_table
    assert on_table is not None
    assert on_table.number == 3
    assert [row.value for row in on_table.packages[0].rows][:2] == ["9.60 EUR", "Net\N{NO-BREAK SPACE}60"]


def test_offers_are_numbered_and_name_the_one_that_they_answer() -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    cards = [bubble.card for bubble in bubbles_of(made) if bubble.card]
    assert [(card.number, card.answers, card.is_ours) for card in cards] == [
        (1, None, True),
        (2, 1, False),
        (3, 2, True),
    ]


def test_differences_are_in_words_and_in_money_a_year() -> None:
    (card,) = [bubble.card for bubble in bubbles_of(factories.opened()) if bubble.card]
    price, payment, term = card.packages[0].rows
    assert (price.difference.words, price.difference.yearly) == ("0.60 EUR less than today", "12,000 EUR a year")
    assert (payment.difference.words, payment.difference.yearly) == ("30 days longer than today", "")
    assert term.difference.words == "Same as today"
    assert card.packages[0].yearly == "188,000 EUR a year, 12,000 EUR less than today"


def test_numbers_are_written_as_the_supplier_writes_them() -> None:
    (card,) = [bubble.card for bubble in bubbles_of(factories.opened(locale="en_DE")) if bubble.card]
    price = card.packages[0].rows[0]
    assert (price.today, price.value) == ("10,00 EUR", "9,40 EUR")
    assert price.difference.yearly == "12.000 EUR a year"


def test_a_price_a_unit_says_so_once() -> None:
    labels = [(row.label, row.per) for row in intro(position_of(factories.opened())).today.rows]
    assert labels[0] == ("Unit price", "per box")
    assert {per for _, per in labels[1:]} == {""}


def test_equal_packages_are_told_apart_by_letters() -> None:
    made = factories.several_packages()
    factories.say(made, "We could do 620 EUR per box with a 24-month term.")
    on_table = room_of(made).on_table
    assert on_table is not None
    assert [package.letter for package in on_table.packages[:2]] == ["A", "B"]
    assert "packages to choose from" in room_of(made).table.ours


def test_what_the_bot_says_is_marked_as_the_bot_s() -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    assert [bubble.side for bubble in bubbles_of(made)] == [Side.BOT, Side.YOU, Side.BOT]


def test_the_form_starts_from_what_the_supplier_said_last_and_else_from_today() -> None:
    made = factories.opened()
    factories.say(made, "2 % off, Net 45")
    assert [field.value for field in room_of(made).fields][:2] == ["9.80", "45"]
    assert [field.value for field in room_of(factories.opened()).fields] == ["10.00", "30", "1"]


def test_the_form_knows_each_lever_s_unit_step_and_usual_choices() -> None:
    price, payment, _ = room_of(factories.opened()).fields
    assert (price.unit, price.step) == ("EUR per box", "0.01")
    assert (payment.unit, payment.step) == ("days", "1")
    words = [choice.words.replace("\N{NO-BREAK SPACE}", " ") for choice in payment.choices]
    assert words == ["prepayment", "Net 14", "Net 30", "Net 45", "Net 60", "Net 90"]
    assert [choice.is_today for choice in payment.choices] == [False, False, True, False, False, False]


def test_the_choices_are_the_market_s_and_not_the_limits() -> None:
    """Only what was offered, what holds today and what is usual is there to press; a walk-away is none of them."""
    rules = factories.guardrails()
    rules["levers"][0]["walk_away"] = {"change_pct": "-1"}
    price = room_of(factories.opened(rules)).fields[0]
    assert {choice.value for choice in price.choices} == {"9.40", "10.00"}


def test_rounds_left_are_shown_only_when_the_playbook_says_so() -> None:
    assert room_of(factories.opened()).table.rounds_left == 7
    assert room_of(factories.opened(factories.guardrails(shows_rounds=False))).table.rounds_left is None


def test_the_marks_on_the_table_span_only_what_was_said_aloud() -> None:
    made = factories.opened()
    marks = room_of(made).table.lines[0].marks
    assert marks is not None
    assert (marks.ours, marks.today, marks.yours) == ("6.0%", "94.0%", None)


def test_a_lever_on_which_both_agree_says_so() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.90", payment_days="60")
    settled = {line.label: line.is_settled for line in room_of(made).table.lines}
    assert settled["Payment"]
    assert not settled["Unit price"]


@pytest.mark.parametrize(
    ("due_in", "words"),
    [
        (timedelta(days=14), "13 days left"),
        (timedelta(hours=30), "29 hours left"),
        (timedelta(hours=1, minutes=5), "1 hour left"),
        (timedelta(minutes=20), "less than an hour left"),
        (timedelta(minutes=-5), "passed"),
    ],
)
def test_the_deadline_says_how_long_there_is(due_in: timedelta, words: str) -> None:
    assert intro(position_of(factories.negotiation(due_in=due_in))).deadline_left == words


def test_the_deadline_is_in_the_supplier_s_own_time_zone() -> None:
    made = factories.negotiation()
    made.deadline = datetime(2027, 1, 15, 16, 0, tzinfo=UTC)
    made.contract.supplier.time_zone = "Europe/Berlin"
    assert intro(position_of(made)).deadline_words == "Friday 15 January 2027 at 17:00 (Berlin time)"


def test_a_closed_room_says_how_it_ended_and_what_comes_next() -> None:
    end = closing(position_of(states.agreed()))
    assert end is not None
    assert end.package is not None
    assert "prepares the contract on exactly these terms" in end.sentence
    for state in (State.NO_DEAL, State.EXPIRED, State.WITHDRAWN):
        end = closing(position_of(states.IN[state]()))
        assert end is not None
        assert end.package is None
        assert "your contact" in end.sentence


def test_what_waits_for_approval_is_in_sight() -> None:
    awaiting = room_of(states.awaiting_approval()).awaiting
    assert awaiting is not None
    assert awaiting.rows[0].value == "9.40 EUR"


@pytest.mark.parametrize("state", states.IN)
def test_no_part_of_the_view_leads_to_the_policy(state: State) -> None:
    page = whole_page(states.IN[state]())
    assert not [part for part in parts_of(list(page.values())) if isinstance(part, Policy)]


def parts_of(value: Any) -> list[Any]:
    """The value and everything inside it."""
    if is_dataclass(value):
        inside = [getattr(value, field.name) for field in fields_of(value)]
    elif isinstance(value, (list, tuple)):
        inside = list(value)
    else:
        return [value]
    return [value, *(part for each in inside for part in parts_of(each))]


def test_a_fraction_of_a_cent_is_not_rounded_away() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.7777")
    (mine,) = [bubble.card for bubble in bubbles_of(made) if bubble.card and not bubble.card.is_ours]
    assert mine.packages[0].rows[0].value == "9.7777 EUR"
    assert position_of(made).named["unit_price"] == Decimal("9.7777")
