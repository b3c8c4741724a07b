"""What holds even when the history is not the bot's own: people spoke for the buyer, or the record was made up."""

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.engine import Action, Decision, Intent, Party, Policy, Turn, decide, explain, is_permitted
from negotiation.engine.decision import OFFERS
from negotiation.engine.standing import fold
from tests.engine.haggling import price_only
from tests.engine.strategies import histories, policies
from tests.engine.test_invariants import always

seldomer = settings(always, max_examples=80)
situations = policies().flatmap(lambda policy: st.tuples(st.just(policy), histories(policy)))


@seldomer
@given(situations)
def test_whatever_the_record_says_the_bot_only_names_what_is_permitted(
    situation: tuple[Policy, tuple[Turn, ...]],
) -> None:
    policy, history = situation
    for terms in decide(policy, history).terms:
        assert is_permitted(policy, terms)
        assert set(terms) == set(policy.scales)


@seldomer
@given(situations)
def test_whatever_the_record_says_the_decision_is_complete_and_repeatable(
    situation: tuple[Policy, tuple[Turn, ...]],
) -> None:
    policy, history = situation
    decision = decide(policy, history)
    stored = json.loads(json.dumps(decision.trace, allow_nan=False))
    assert explain(Decision(decision.action, decision.terms, decision.reasons, stored))
    again = Policy.from_dict(json.loads(json.dumps(policy.as_dict())))
    assert decide(again, list(history)) == decision


@seldomer
@given(situations)
def test_whatever_the_record_says_no_offer_follows_the_last_round(
    situation: tuple[Policy, tuple[Turn, ...]],
) -> None:
    policy, history = situation
    decision, used = decide(policy, history), fold(policy, history).rounds_used
    assert decision.action not in OFFERS or used < policy.max_rounds
    assert decision.action is not Action.FINAL_OFFER or used == policy.max_rounds - 1


@seldomer
@given(situations)
def test_a_deal_needs_the_suppliers_own_word(situation: tuple[Policy, tuple[Turn, ...]]) -> None:
    policy, history = situation
    decision = decide(policy, history)
    if decision.action is Action.ACCEPT:
        said = [turn for turn in history if turn.party is Party.SUPPLIER and not turn.intents & {Intent.INJECTION}]
        assert any(turn.terms or Intent.ACCEPT in turn.intents for turn in said)
        assert history[-1].party is Party.SUPPLIER


def test_values_of_any_size_are_borne() -> None:
    largest, smallest = Decimal("9" * 15 + "." + "9" * 100), Decimal("1e-100")
    for value in (largest, largest.copy_negate(), smallest, smallest.copy_negate(), Decimal("-0")):
        offer = Turn(Party.SUPPLIER, (Intent.OFFER,), {"unit_price": value})
        decision = decide(price_only(), (decide(price_only(), ()).as_turn(), offer))
        assert json.dumps(decision.trace, allow_nan=False)
