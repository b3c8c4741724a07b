"""Every way in the table works from its states and for its actors, and from and for no other."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from negotiation import ledger, lifecycle, records
from negotiation.desk import people
from negotiation.desk.people import AlreadyClaimed
from negotiation.engine import Terms
from negotiation.ledger import Chain, Entry
from negotiation.lifecycle import WAYS, Draft, NotPossible
from negotiation.models import Actor, Agreement, Kind, Negotiation, Playbook, PlaybookVersion, State
from negotiation.playbooks.compiling import PlaybookError
from suppliers.models import Category, Contract, Supplier
from tests import factories
from tests.states import awaiting_approval, escalated, with_buyer

pytestmark = pytest.mark.django_db

WITHIN = {"unit_price": "9.60", "payment_days": "50", "contract_months": "12"}
PAYLOADS: dict[Kind, dict[str, Any]] = {
    Kind.SUPPLIER_SAID: {"how": "ask_person"},
    Kind.DECIDED: {"readings": {}},
    Kind.BOT_SAID: {"text": "Hello", "is_offer": False},
    Kind.TERM_SHEET: {"terms": WITHIN, "needs_approval": False},
    Kind.AGREED: {"terms": WITHIN},
    Kind.APPROVAL_ASKED: {"terms": WITHIN},
    Kind.ADVISED: {"readings": {}},
    Kind.BUYER_SAID: {"by": "kim", "packages": []},
    Kind.CLAIMED: {"by": "kim"},
    Kind.REASSIGNED: {"by": "kim", "to": "lee"},
    Kind.HANDED_BACK: {"by": "kim", "readings": {}},
    Kind.SENT_BACK: {"by": "kim"},
    Kind.CONSENT_ASKED: {"by": "kim", "move": "say"},
    Kind.SNOOZED: {"by": "kim", "until": "2026-12-01T09:00:00+00:00"},
}

# The states' diagram in DESIGN terms, and who may take each step, written down a second time on purpose.
O, C, A, E, B = State.OPEN, State.CONFIRMING, State.AWAITING_APPROVAL, State.ESCALATED, State.WITH_BUYER  # noqa: E741
TABLE: dict[Kind, tuple[str, set[State], State | None]] = {
    Kind.OPENED: ("supplier", {State.INVITED}, O),
    Kind.DISCLOSED: ("system", {O, C}, None),
    Kind.SUPPLIER_SAID: ("supplier", {O, C, A, E, B}, None),
    Kind.DECIDED: ("bot", {O, C}, None),
    Kind.ADVISED: ("bot", {O, C}, None),
    Kind.BOT_SAID: ("bot", {O, C}, None),
    Kind.BUYER_SAID: ("buyer", {O, C, B}, None),
    Kind.NOTED: ("buyer", set(State), None),
    Kind.CONSENT_ASKED: ("buyer", {O, C, B}, None),
    Kind.CONSENT_GIVEN: ("buyer", {O, C, B}, None),
    Kind.CONSENT_REFUSED: ("buyer", {O, C, B}, None),
    Kind.SNOOZED: ("buyer", {O, C, B}, None),
    Kind.TERM_SHEET: ("bot", {O}, C),
    Kind.CONFIRMED: ("supplier", {C}, None),
    Kind.DECLINED: ("supplier", {C}, O),
    Kind.ESCALATED: ("bot supplier", {O, C}, E),
    Kind.APPROVAL_ASKED: ("bot buyer", {O, C, B}, A),
    Kind.AGREED: ("bot buyer", {O, C, A, B}, State.AGREED),
    Kind.CLAIMED: ("buyer", {O, C, E}, B),
    Kind.REASSIGNED: ("buyer", {B}, None),
    Kind.RELEASED: ("buyer system", {B}, E),
    Kind.HANDED_BACK: ("buyer", {B}, O),
    Kind.APPROVED: ("buyer", {A}, None),
    Kind.SENT_BACK: ("buyer", {A}, B),
    Kind.CLOSED: ("bot buyer", {O, C, B}, State.NO_DEAL),
    Kind.EXPIRED: ("system", {State.INVITED, O, C}, State.EXPIRED),
    Kind.WITHDRAWN: ("supplier bot buyer", {State.INVITED, O, C, A, E, B}, State.WITHDRAWN),
}


@pytest.fixture(scope="module")
def draft_in(django_db_setup: None, django_db_blocker: Any) -> Callable[[State], Draft]:
    """A draft on a negotiation in any state. Nothing is written, so one negotiation serves all."""
    with django_db_blocker.unblock():
        record = records.begin(Chain(Negotiation()).add(lifecycle_start()))

    def make(state: State) -> Draft:
        sheet = Terms(WITHIN) if state == State.CONFIRMING else None
        return Draft(Negotiation(state=state), replace(record, state=state, sheet=sheet))

    return make


def lifecycle_start() -> Entry:
    """The first entry of a packaging negotiation, made without a database."""
    version = PlaybookVersion(
        playbook=Playbook(slug="packaging", category=Category(name="Packaging")),
        number=1,
        guardrails=factories.guardrails(),
    )
    contract = Contract(supplier=Supplier(name="Brandt"), annual_quantity=20_000, terms=factories.TODAY)
    return lifecycle.first_entry(version, contract)


@pytest.mark.parametrize("kind", Kind)
def test_each_step_is_taken_from_its_states_by_its_actors_and_otherwise_refused(
    draft_in: Callable[[State], Draft], kind: Kind
) -> None:
    if kind not in TABLE:
        assert kind not in WAYS  # started and words_erased are the ledger's own; they change no state
        return
    actors, sources, to = TABLE[kind]
    for state, actor in product(State, Actor):
        draft = draft_in(state)
        if state in sources and actor in actors.split():
            event = draft.add(kind, actor, PAYLOADS.get(kind))
            assert (event.state, draft.record.state) == (to or state, to or state)
        else:
            with pytest.raises(NotPossible, match=f"{kind} by {actor} is not possible in state {state}"):
                draft.add(kind, actor, PAYLOADS.get(kind))
            assert draft.events == []


@pytest.mark.parametrize("state", sorted(State))
def test_nothing_leads_out_of_a_closed_state(state: State) -> None:
    if state in {State.AGREED, State.NO_DEAL, State.EXPIRED, State.WITHDRAWN}:
        assert [kind for kind, way in WAYS.items() if state in way.sources] == [Kind.NOTED]  # among colleagues
    else:
        assert [kind for kind, way in WAYS.items() if state in way.sources]


@pytest.mark.parametrize(
    "terms",
    [
        {**WITHIN, "unit_price": "10.01"},
        {**WITHIN, "payment_days": "44"},
        {**WITHIN, "contract_months": "13"},
        {**WITHIN, "unit_price": "9.80"},  # twelve months, without the price that they are given for
    ],
)
def test_the_bot_can_never_agree_to_terms_outside_the_policy(
    draft_in: Callable[[State], Draft], terms: dict[str, str]
) -> None:
    with pytest.raises(NotPossible, match="outside the policy"):
        draft_in(State.OPEN).add(Kind.AGREED, Actor.BOT, {"terms": terms})


def state_of(made: Negotiation) -> str:
    made.refresh_from_db()
    return made.state


def test_a_buyer_takes_over_and_hands_back() -> None:
    made = escalated()
    people.claim(made.pk, by="kim")
    assert state_of(made) == State.WITH_BUYER
    assert records.load(made).buyer == "kim"
    people.hand_back(made.pk, by="kim")
    assert state_of(made) == State.OPEN
    assert records.load(made).buyer is None


def test_a_second_claim_is_told_who_was_faster() -> None:
    made = with_buyer()
    with pytest.raises(AlreadyClaimed, match="kim has taken over") as error:
        people.claim(made.pk, by="sam")
    assert error.value.by == "kim"


def test_a_buyer_steps_in_while_the_bot_negotiates() -> None:
    made = factories.opened()
    people.claim(made.pk, by="kim")
    assert state_of(made) == State.WITH_BUYER


def test_nobody_takes_over_before_the_supplier_is_there() -> None:
    made = factories.negotiation()
    with pytest.raises(NotPossible):
        people.claim(made.pk, by="kim")
    assert state_of(made) == State.INVITED


def test_a_buyer_agrees_beyond_what_the_bot_may_with_a_reason_and_an_approver() -> None:
    made, outside = with_buyer(), Terms(unit_price="10.20", payment_days=30, contract_months=1)
    with pytest.raises(people.OutsidePolicy):
        people.agree(made.pk, outside, by="kim")
    people.agree(made.pk, outside, by="kim", because="sole source until May")
    assert state_of(made) == State.AWAITING_APPROVAL
    with pytest.raises(people.FourEyes):
        people.approve(made.pk, by="kim")
    people.approve(made.pk, by="lee")
    assert state_of(made) == State.AGREED
    assert made.agreement.terms["unit_price"] == "10.20"
    assert ledger.verify(made) is None


def test_an_agreement_carries_the_head_of_its_chain() -> None:
    made = factories.opened()
    factories.accept(made)
    agreement = Agreement.objects.get(negotiation=made)
    assert (agreement.chain_seq, agreement.chain_hash) == (made.head_seq, made.head_hash)
    assert agreement.terms == factories.payload_of(factories.last(made, "agreed"))["terms"]


def test_a_buyer_closes_without_a_deal() -> None:
    made = with_buyer()
    people.close(made.pk, by="kim", reason="too dear")
    assert state_of(made) == State.NO_DEAL


@pytest.mark.parametrize("make", [factories.negotiation, factories.opened, escalated, with_buyer, awaiting_approval])
def test_a_buyer_takes_the_invitation_back_at_any_time_before_the_end(make: Callable[[], Negotiation]) -> None:
    made = make()
    people.withdraw(made.pk, by="kim", reason="budget cut")
    assert state_of(made) == State.WITHDRAWN
    assert ledger.verify(made) is None


def test_an_approver_signs_what_is_above_the_bots_authority() -> None:
    made = awaiting_approval()
    assert not Agreement.objects.filter(negotiation=made).exists()
    people.approve(made.pk, by="lee")
    assert state_of(made) == State.AGREED
    assert factories.kinds(made)[-3:] == ["approval_asked", "approved", "agreed"]
    assert made.agreement.terms == {"unit_price": "9.40", "payment_days": "60", "contract_months": "1"}


def test_an_approver_who_does_not_sign_goes_on_in_the_room() -> None:
    made = awaiting_approval()
    people.send_back(made.pk, by="lee", reason="call me")
    assert state_of(made) == State.WITH_BUYER
    assert records.load(made).buyer == "lee"
    assert records.load(made).agreed is None


@pytest.mark.parametrize(
    "step",
    [
        lambda pk: people.approve(pk, by="kim"),
        lambda pk: people.send_back(pk, by="kim", reason=""),
        lambda pk: people.hand_back(pk, by="kim"),
        lambda pk: people.agree(pk, Terms(WITHIN), by="kim"),
        lambda pk: people.close(pk, by="kim", reason=""),
        lambda pk: people.withdraw(pk, by="kim", reason=""),
        lambda pk: people.claim(pk, by="kim"),
    ],
    ids=["approve", "send_back", "hand_back", "agree", "close", "withdraw", "claim"],
)
def test_a_refused_step_writes_nothing(step: Callable[[int], object]) -> None:
    made = factories.opened()
    factories.accept(made)
    head = made.head_seq
    with pytest.raises(NotPossible):
        step(made.pk)
    made.refresh_from_db()
    assert (made.head_seq, made.events.count()) == (head, head)


def test_a_negotiation_begins_invited_with_nothing_said() -> None:
    made = factories.negotiation()
    assert (made.state, factories.kinds(made)) == (State.INVITED, ["started"])


def test_it_does_not_begin_under_guardrails_that_fit_no_contract() -> None:
    with pytest.raises(PlaybookError, match="The contract says nothing about payment_days"):
        factories.negotiation(terms={"unit_price": "10.00", "contract_months": "1"})
    assert not Negotiation.objects.exists()
