"""Waits for a person, as the events of one negotiation tell them."""

from datetime import UTC, datetime, timedelta

from negotiation.desk.service_levels import Happening, Measure, Wait, waits
from negotiation.models import Actor, Kind, State

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def asked(minute: int) -> Happening:
    return Happening(Kind.ESCALATED, Actor.BOT, at(minute), State.ESCALATED)


def claimed(minute: int, by: str = "kim") -> Happening:
    return Happening(Kind.CLAIMED, Actor.BUYER, at(minute), State.WITH_BUYER, by)


def heard(minute: int, state: State = State.WITH_BUYER) -> Happening:
    return Happening(Kind.SUPPLIER_SAID, Actor.SUPPLIER, at(minute), state)


def said(minute: int, by: str = "kim", state: State = State.WITH_BUYER) -> Happening:
    return Happening(Kind.BUYER_SAID, Actor.BUYER, at(minute), state, by)


def back(minute: int, by: str = "kim") -> Happening:
    return Happening(Kind.HANDED_BACK, Actor.BUYER, at(minute), State.OPEN, by)


def advised(minute: int) -> Happening:
    return Happening(Kind.ADVISED, Actor.BOT, at(minute), State.OPEN)


def closed(minute: int, actor: Actor, by: str = "") -> Happening:
    return Happening(Kind.CLOSED, actor, at(minute), State.NO_DEAL, by)


def put_off(minute: int, until: int) -> Happening:
    return Happening(Kind.SNOOZED, Actor.BUYER, at(minute), State.WITH_BUYER, until=at(until))


def found(*events: Happening) -> list[tuple[str, int, int | None, str]]:
    """Each wait: what it is measured as, its first and last minute, and whose it is."""
    return [
        (
            wait.measure.value,
            int((wait.since - NINE).total_seconds() // 60),
            None if wait.until is None else int((wait.until - NINE).total_seconds() // 60),
            wait.by,
        )
        for wait in waits(events)
    ]


def test_taking_over_is_no_answer_yet_and_the_first_words_are() -> None:
    assert found(asked(0), claimed(5), said(12)) == [("first_answer", 0, 12, "kim"), ("resolution", 0, None, "kim")]


def test_every_later_answer_counts_from_the_suppliers_first_message() -> None:
    events = (asked(0), claimed(1), said(2), heard(10), heard(14), said(20))
    assert found(*events)[1] == ("next_answer", 10, 20, "kim")


def test_handing_back_resolves_it_and_a_second_time_is_measured_anew() -> None:
    events = (asked(0), claimed(1), said(2), back(30), asked(50), claimed(51, "sam"), said(55, "sam"))
    assert found(*events) == [
        ("first_answer", 0, 2, "kim"),
        ("resolution", 0, 30, "kim"),
        ("next_answer", 50, 55, "sam"),
        ("resolution", 50, None, "sam"),
    ]


def test_with_advice_the_wait_begins_with_the_suppliers_words_and_not_with_the_draft() -> None:
    events = (advised(0), said(3, state=State.OPEN), heard(10, State.OPEN), advised(11), said(16, state=State.OPEN))
    assert found(*events)[:2] == [("first_answer", 0, 3, "kim"), ("next_answer", 10, 16, "kim")]


def test_advice_on_what_a_person_has_answered_already_makes_nobody_wait() -> None:
    events = (advised(0), heard(1, State.OPEN), said(2, state=State.OPEN), advised(3))
    assert [wait[0] for wait in found(*events)] == ["first_answer", "resolution"]


def test_what_the_bot_answers_by_itself_is_nobodys_wait() -> None:
    bot = Happening(Kind.BOT_SAID, Actor.BOT, at(1), State.OPEN)
    assert found(heard(0, State.OPEN), bot, heard(5, State.OPEN), bot) == []


def test_a_room_that_is_over_without_an_answer_has_missed_it_only_if_it_was_late() -> None:
    [wait, _] = waits((asked(0), closed(20, Actor.BOT)))
    assert not wait.is_answered
    assert wait.is_in_time(HOUR, at(500)) is None
    [late, _] = waits((asked(0), closed(90, Actor.BOT)))
    assert late.is_in_time(HOUR, at(500)) is False


def test_closing_by_a_person_is_an_answer_and_a_resolution() -> None:
    assert found(asked(0), claimed(1), closed(9, Actor.BUYER, "kim")) == [
        ("first_answer", 0, 9, "kim"),
        ("resolution", 0, 9, "kim"),
    ]


def test_what_still_waits_is_late_once_it_is_and_not_before() -> None:
    wait = Wait(Measure.FIRST, NINE, None, False, "")
    assert wait.is_in_time(HOUR, at(59)) is None
    assert wait.is_in_time(HOUR, at(61)) is False
    assert Wait(Measure.FIRST, NINE, at(60), True, "kim").is_in_time(HOUR, at(500)) is True


def in_time(*events: Happening, now: int) -> list[tuple[str, bool | None]]:
    """Each wait: what it is measured as, and whether it counts as within ten minutes; None while that is open."""
    return [(wait.measure.value, wait.is_in_time(timedelta(minutes=10), at(now))) for wait in waits(events)]


class TestARoomThatIsPutOff:
    """Asked at 0, taken over at 1, answered at 2, put off at 3 until 60."""

    UNTIL_PUT_OFF = (asked(0), claimed(1), said(2), put_off(3, 60))

    def test_nobody_waits_before_its_date(self) -> None:
        assert in_time(*self.UNTIL_PUT_OFF, now=59) == [
            ("first_answer", True),
            ("next_answer", None),
            ("resolution", None),
        ]

    def test_from_its_date_on_the_supplier_waits(self) -> None:
        assert in_time(*self.UNTIL_PUT_OFF, now=71)[1] == ("next_answer", False)
        assert found(*self.UNTIL_PUT_OFF, said(65))[1] == ("next_answer", 60, 65, "kim")

    def test_what_the_supplier_writes_before_begins_a_wait_at_once(self) -> None:
        assert found(*self.UNTIL_PUT_OFF, heard(20), said(25))[1] == ("next_answer", 20, 25, "kim")

    def test_an_answer_before_its_date_answers_nobody(self) -> None:
        assert [wait[0] for wait in found(*self.UNTIL_PUT_OFF, said(30), back(40))] == ["first_answer", "resolution"]

    def test_a_resolution_takes_as_long_without_the_time_for_which_it_was_put_off(self) -> None:
        assert in_time(*self.UNTIL_PUT_OFF, back(65), now=65)[-1] == ("resolution", True)  # three minutes, and five
        assert in_time(*self.UNTIL_PUT_OFF, heard(20), back(28), now=28)[-1] == ("resolution", False)  # three, eight

    def test_an_answer_that_was_overdue_by_then_stays_overdue(self) -> None:
        assert in_time(asked(0), claimed(1), put_off(11, 60), now=20)[0] == ("first_answer", False)
        assert in_time(asked(0), claimed(1), put_off(9, 60), now=20)[0] == ("first_answer", None)

    def test_put_off_again_it_comes_back_on_the_later_date(self) -> None:
        assert found(*self.UNTIL_PUT_OFF, put_off(30, 90), said(95))[1] == ("next_answer", 90, 95, "kim")
