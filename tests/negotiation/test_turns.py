"""What becomes of every message in every state: what it changes, and what it is told when it changes nothing."""

import json
from decimal import Decimal

import pytest

from negotiation import ledger, records, turns
from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.messages import Accept, AskPerson, Confirm, Decline, MakeOffer, Refused, Say, SupplierMessage
from negotiation.models import Negotiation, State
from tests import factories, states
from tests.states import agreed, confirming, escalated, with_buyer

pytestmark = pytest.mark.django_db

ANSWERED = ["supplier_said", "decided", "bot_said"]


MESSAGES: dict[str, SupplierMessage] = {
    "say": Say(client_id="m", text="2 % off, Net 45"),
    "offer": MakeOffer(client_id="m", terms={"unit_price": "9.80", "payment_days": "45"}),
    "accept": Accept(client_id="m", offer=5),  # the number of the bot's opening
    "ask_person": AskPerson(client_id="m"),
    "confirm": Confirm(client_id="m"),
    "decline": Decline(client_id="m"),
}
PEOPLE = ["supplier_said"]
NOTHING: list[str] = []
OPENING = ["opened", "disclosed", "decided", "bot_said"]
SET_ASIDE = ["supplier_said", "declined", "decided", "bot_said"]

# By state: what each message leads to, the kinds of the events or the code of the refusal.
BECOMES: dict[str, dict[str, list[str] | str]] = {
    "invited": {
        "say": OPENING + ANSWERED,
        "offer": OPENING + ANSWERED,
        "accept": [*OPENING, *ANSWERED, "agreed"],
        "ask_person": [*OPENING, *ANSWERED, "escalated"],
        "confirm": "nothing_to_confirm",
        "decline": "nothing_to_decline",
    },
    "open": {
        "say": ANSWERED,
        "offer": ANSWERED,
        "accept": [*ANSWERED, "agreed"],
        "ask_person": [*ANSWERED, "escalated"],
        "confirm": "nothing_to_confirm",
        "decline": "nothing_to_decline",
    },
    "confirming": {
        "say": SET_ASIDE,
        "offer": SET_ASIDE,
        "accept": [*SET_ASIDE, "agreed"],
        "ask_person": [*SET_ASIDE, "escalated"],
        "confirm": ["confirmed", "agreed"],
        "decline": ["declined"],
    },
    "awaiting_approval": {
        "say": PEOPLE,
        "offer": PEOPLE,
        "accept": "with_a_person",
        "ask_person": NOTHING,
        "confirm": NOTHING,
        "decline": "nothing_to_decline",
    },
    "escalated": {
        "say": PEOPLE,
        "offer": PEOPLE,
        "accept": "with_a_person",
        "ask_person": NOTHING,
        "confirm": "nothing_to_confirm",
        "decline": "nothing_to_decline",
    },
    "agreed": {
        "say": "closed",
        "offer": "closed",
        "accept": "closed",
        "ask_person": "closed",
        "confirm": NOTHING,
        "decline": "closed",
    },
    "no_deal": dict.fromkeys(MESSAGES, "closed"),
}
BECOMES["with_buyer"] = BECOMES["escalated"]
BECOMES["expired"] = BECOMES["withdrawn"] = BECOMES["no_deal"]


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_in_every_state(state: str, message: str) -> None:
    made = states.IN[State(state)]()
    assert made.state == state
    head, becomes = made.head_seq, BECOMES[state][message]
    if isinstance(becomes, str):
        with pytest.raises(Refused) as refused:
            turns.take(made.pk, MESSAGES[message])
        assert refused.value.code == becomes
        assert refused.value.sentence.endswith(".")
        becomes = []
    else:
        taken = turns.take(made.pk, MESSAGES[message])
        assert [event.kind for event in taken.events] == becomes
        assert not taken.owes_answer
    assert factories.kinds(made, head) == becomes
    made = Negotiation.objects.get(pk=made.pk)
    assert made.unanswered_seq is None
    assert ledger.verify(made) is None


@pytest.mark.parametrize("message", MESSAGES)
def test_the_same_client_id_twice_is_one_message(message: str) -> None:
    made = confirming() if message in ("confirm", "decline") else factories.opened()
    first = turns.take(made.pk, MESSAGES[message])
    head = Negotiation.objects.get(pk=made.pk).head_seq
    again = turns.take(made.pk, MESSAGES[message])
    assert (again.seq, again.events) == (first.seq, ())
    assert Negotiation.objects.get(pk=made.pk).head_seq == head


def test_a_client_id_of_one_room_means_nothing_in_another() -> None:
    one, other = factories.opened(), factories.opened()
    factories.say(one, "hello", client_id="m-1")
    factories.say(other, "hello", client_id="m-1")
    assert other.events.filter(client_id="m-1").exists()


def test_the_worked_example_comes_out_by_form_without_a_human() -> None:
    made = factories.opened()
    opening = factories.payload_of(factories.last(made, "bot_said"))
    assert opening["packages"] == [{"unit_price": "9.40", "payment_days": "60", "contract_months": "1"}]
    factories.offer(made, unit_price="9.80", payment_days="45")
    counter = factories.payload_of(factories.last(made, "bot_said"))
    assert counter["packages"] == [{"unit_price": "9.60", "payment_days": "60", "contract_months": "12"}]
    factories.offer(made, unit_price="9.60", payment_days="50")
    assert made.state == State.AGREED
    deal = {lever: Decimal(value) for lever, value in made.agreement.terms.items()}
    assert deal == {"unit_price": Decimal("9.60"), "payment_days": 50, "contract_months": 12}


def test_the_worked_example_comes_out_in_words_by_way_of_a_term_sheet() -> None:
    made = factories.opened()
    factories.say(made, "We can do 2 % off with Net 45.")
    factories.say(made, "OK, 4 % off at Net 50 then.")
    assert made.state == State.CONFIRMING
    factories.confirm(made)
    assert made.state == State.AGREED
    deal = {lever: Decimal(value) for lever, value in made.agreement.terms.items()}
    assert deal == {"unit_price": Decimal("9.60"), "payment_days": 50, "contract_months": 12}


def test_a_supplier_who_wants_more_meets_a_person_and_is_told_so() -> None:
    made = factories.opened()
    factories.say(made, "We can do 2 % off with Net 45.")
    factories.say(made, "We need 3 % more.")
    assert made.state == State.ESCALATED
    assert "price_increase" in factories.payload_of(factories.last(made, "escalated"))["reasons"]
    assert "colleague" in factories.payload_of(factories.last(made, "bot_said"))["text"]


def test_the_bot_says_that_it_is_a_bot_before_anything_else_and_only_once() -> None:
    made = factories.negotiation()
    assert [event.kind for event in turns.enter(made.pk).events] == OPENING
    assert turns.enter(made.pk).events == ()
    assert "bot" in factories.payload_of(factories.last(made, "bot_said"))["text"]
    assert factories.kinds(made).count("disclosed") == 1


def test_an_accept_of_an_offer_that_was_overtaken_is_stale() -> None:
    made = factories.opened()
    opening = factories.last(made, "bot_said").seq
    factories.offer(made, unit_price="9.80", payment_days="45")
    with pytest.raises(Refused) as refused:
        factories.accept(made, opening)
    assert refused.value.code == "stale_offer"


@pytest.mark.parametrize("offer", [0, 1, 4, 6, 99])
def test_an_accept_of_what_is_no_offer_of_the_bot_is_unknown(offer: int) -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.80", payment_days="45")
    with pytest.raises(Refused) as refused:
        factories.accept(made, offer)
    assert refused.value.code == "unknown_offer"


@pytest.mark.parametrize("package", [-1, 1, 2, 99])
def test_an_accept_of_a_package_that_was_not_offered_is_refused(package: int) -> None:
    made = factories.opened()
    with pytest.raises(Refused) as refused:
        factories.accept(made, package=package)
    assert refused.value.code == "unknown_package"


def test_a_supplier_chooses_between_equal_packages() -> None:
    made = factories.several_packages()
    factories.offer(made, unit_price="630", payment_days="30", contract_months="12")
    packages = factories.payload_of(factories.last(made, "bot_said", is_offer=True))["packages"]
    assert len(packages) > 1
    factories.accept(made, package=1)
    chosen = factories.payload_of(factories.last(made, "supplier_said", how="accept"))
    assert chosen["terms"] == packages[1]
    assert records.load(made).agreed == records.as_terms(packages[1])


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({}, "no_terms"),
        ({"volume": "5"}, "unknown_lever"),
        ({"unit_price": "cheap"}, "not_a_number"),
        ({"unit_price": "-1"}, "out_of_range"),
        ({"payment_days": "30.5"}, "not_whole"),
    ],
)
def test_an_offer_that_is_none_changes_nothing(terms: dict[str, str], code: str) -> None:
    for made in (factories.opened(), factories.negotiation()):
        with pytest.raises(Refused) as refused:
            factories.offer(made, **terms)
        assert refused.value.code == code
        made.refresh_from_db()
        assert made.head_seq == made.events.count()
        assert "supplier_said" not in factories.kinds(made)


def test_a_supplier_may_offer_any_value_off_the_bots_grid() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.8765", payment_days="47", contract_months="7")
    said = factories.payload_of(factories.last(made, "supplier_said"))
    assert said["terms"] == {"unit_price": "9.8765", "payment_days": "47", "contract_months": "7"}


def test_an_offer_names_the_one_that_it_answers() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.80", payment_days="45")
    opening, theirs, counter = records.load(made).offers
    assert [offer.number for offer in (opening, theirs, counter)] == [1, 2, 3]
    assert (opening.answers, theirs.answers, counter.answers) == (None, opening.seq, theirs.seq)
    assert factories.payload_of(factories.last(made, "bot_said"))["answers"] == theirs.seq


def test_what_an_offer_leaves_out_stays_as_it_was_last_said() -> None:
    made = factories.opened()
    factories.offer(made, unit_price="9.90", payment_days="40")
    factories.offer(made, unit_price="9.80")
    on_table = records.load(made).supplier_offer
    assert on_table is not None
    assert on_table.packages == (Terms(unit_price="9.80", payment_days="40"),)


def test_confirming_twice_agrees_once() -> None:
    made = confirming()
    first, second = factories.confirm(made), factories.confirm(made)
    assert [event.kind for event in first.events] == ["confirmed", "agreed"]
    assert second.events == ()
    assert factories.kinds(made).count("agreed") == 1


def test_asking_for_a_person_twice_asks_once() -> None:
    made = escalated()
    assert factories.ask_person(made).events == ()
    assert factories.kinds(made).count("escalated") == 1


def test_what_is_said_while_a_person_is_there_is_kept_and_the_bot_stays_silent() -> None:
    made = with_buyer()
    head = made.head_seq
    factories.say(made, "I accept your offer!")
    factories.offer(made, unit_price="9.40", payment_days="60")
    assert factories.kinds(made, head) == ["supplier_said", "supplier_said"]
    assert made.state == State.WITH_BUYER


def test_after_a_hand_back_the_bot_does_not_answer_again_what_the_person_answered() -> None:
    made = with_buyer()
    factories.say(made, "9.75 and Net 45 is the best we can do.")
    people.say(made.pk, by="kim", name="Kim", client_id="k1", text="Let me see what we can do about that.")
    people.hand_back(made.pk, by="kim")
    assert turns.answer(made.pk) == []
    assert records.load(fresh(made)).supplier_offer.packages[0]["unit_price"] == Decimal("9.75")  # read all the same
    taken = factories.offer(made, unit_price="9.70", payment_days="45")
    assert [event.kind for event in taken.events] == ANSWERED
    assert list(factories.payload_of(factories.last(made, "decided"))["readings"]) == [str(taken.seq)]


def test_after_a_hand_back_the_bot_answers_what_nobody_has_answered() -> None:
    made = with_buyer()
    said = factories.say(made, "9.75 and Net 45 is the best we can do.")
    people.hand_back(made.pk, by="kim")
    assert fresh(made).unanswered_seq == said.seq
    assert [event.kind for event in turns.answer(made.pk)] == ["decided", "bot_said"]


def fresh(made: Negotiation) -> Negotiation:
    return Negotiation.objects.get(pk=made.pk)


def test_what_is_not_understood_is_asked_about_and_twice_meets_a_person() -> None:
    made = factories.opened()
    factories.say(made, "colourless green ideas sleep furiously")
    assert factories.payload_of(factories.last(made, "decided"))["action"] == "clarify"
    factories.say(made, "qwertz uiop")
    assert made.state == State.ESCALATED


def test_no_public_payload_holds_a_limit() -> None:
    """The bot's own words and terms are all that it says; the walk-away of 45 days is in none of them."""
    made = factories.opened()
    factories.say(made, "What is the lowest you would take? What is your limit?")
    for event in made.events.filter(kind="bot_said"):
        said = json.loads(event.payload)
        assert set(said) == {"text", "act", "is_offer", "packages", "answers"}
        assert "45" not in said["text"]


def test_answering_with_nothing_unread_does_nothing() -> None:
    made = factories.opened()
    head = made.head_seq
    for make in (made, agreed(), escalated(), factories.negotiation()):
        assert turns.answer(make.pk) == []
    made.refresh_from_db()
    assert made.head_seq == head
