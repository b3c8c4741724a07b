"""What is always true, whatever the policy and however hostile the supplier: random negotiations against the bot."""

import json
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negotiation.engine import (
    Action,
    Decision,
    Intent,
    Party,
    Policy,
    Response,
    Terms,
    Trigger,
    Turn,
    aspiration,
    decide,
    explain,
    is_permitted,
    utility,
)
from negotiation.engine.decision import OFFERS
from negotiation.engine.standing import fold
from tests.engine.strategies import often, policies, seldom, small_moves, supplier_turns

ENDS = {Action.ACCEPT, Action.ESCALATE, Action.CLOSE}
ALMOST = 1e-8

always = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


@dataclass
class Played:
    """A whole negotiation: each decision with the history that it was made on."""

    policy: Policy
    decisions: list[tuple[tuple[Turn, ...], Decision]] = field(default_factory=list)

    @property
    def offers(self) -> list[tuple[tuple[Turn, ...], Decision]]:
        return [(history, decision) for history, decision in self.decisions if decision.action in OFFERS]


@st.composite
def negotiations(draw: st.DrawFn) -> Played:
    """The bot's own decisions played against a dozen messages of a random supplier, which may speak first."""
    policy = draw(policies())
    played, history = Played(policy), []
    current: Terms | None = None
    haggles, bot_opens = draw(often), draw(often)
    for number in range(12):
        if haggles and (number or not bot_opens):
            history.append(draw(small_moves(policy, history[-2].terms if len(history) > 1 else None)))
        elif number or not bot_opens:
            history += [draw(supplier_turns(policy, current)) for _ in range(2 if draw(seldom) else 1)]
        decision = decide(policy, history)
        played.decisions.append((tuple(history), decision))
        history.append(decision.as_turn())
        if decision.action in OFFERS:
            current = decision.terms[-1]
        if decision.action in ENDS:
            break
    return played


@always
@given(negotiations())
def test_every_package_offered_repeated_or_accepted_is_permitted(played: Played) -> None:
    for _, decision in played.decisions:
        for terms in decision.terms:
            assert is_permitted(played.policy, terms)
            assert utility(played.policy, terms) >= played.policy.floor - ALMOST
            assert set(terms) == {lever.name for lever in played.policy.levers}


@always
@given(negotiations())
def test_an_offer_never_falls_below_what_pacing_allows(played: Played) -> None:
    # Pacing allows the curve at the rounds that were used. Standing still and moving little only ever raise that, and
    # not even the last offer falls below the aim: from there to the floor only the supplier's own last word is taken.
    # What was offered before the supplier was seen to creep stays on the table.
    before = 1.0
    for history, decision in played.offers:
        rounds = fold(played.policy, history).rounds_used
        least = min(before, max(aspiration(played.policy, rounds), decision.trace["held_on_to"]))
        before = utility(played.policy, decision.terms[0])
        for terms in decision.terms:
            assert utility(played.policy, terms) >= max(least, played.policy.paced_to) - ALMOST


@always
@given(negotiations())
def test_own_utility_never_rises_from_one_offer_to_the_next(played: Played) -> None:
    for (_, before), (_, after) in zip(played.offers, played.offers[1:], strict=False):
        assert utility(played.policy, after.terms[0]) <= utility(played.policy, before.terms[0]) + ALMOST


@always
@given(negotiations())
def test_what_is_held_out_for_rises_only_against_a_supplier_seen_to_creep(played: Played) -> None:
    for (_, before), (_, after) in pairwise(played.decisions):
        if after.trace["aspiration"] > before.trace["aspiration"] + ALMOST:
            assert after.trace["aspiration"] == after.trace["held_on_to"] > before.trace["held_on_to"]


@always
@given(negotiations())
def test_there_are_never_more_offers_than_rounds_and_the_last_one_says_so(played: Played) -> None:
    assert len(played.offers) <= played.policy.max_rounds
    finals = [index for index, (_, offer) in enumerate(played.offers) if offer.action is Action.FINAL_OFFER]
    assert finals in ([], [len(played.offers) - 1])


@always
@given(negotiations())
def test_equal_input_gives_equal_output(played: Played) -> None:
    policy = Policy.from_dict(json.loads(json.dumps(played.policy.as_dict())))
    for history, decision in played.decisions:
        assert decide(policy, list(history)) == decision


@always
@given(negotiations())
def test_a_trace_survives_json_and_suffices_to_explain(played: Played) -> None:
    for _, decision in played.decisions:
        stored = json.loads(json.dumps(decision.trace, allow_nan=False))
        assert stored == decision.trace
        assert explain(Decision(decision.action, decision.terms, decision.reasons, stored))


@always
@given(negotiations())
def test_offers_stay_on_the_ladder_or_take_what_is_better_than_the_target(played: Played) -> None:
    for history, decision in played.offers:
        asked = fold(played.policy, history).asked
        for terms in decision.terms:
            for name, scale in played.policy.scales.items():
                is_taken_as_said = asked is not None and terms[name] == asked[name] and scale.distance(terms[name]) < 0
                assert is_taken_as_said or played.policy.ladders[name].has(scale.distance(terms[name]))


@always
@given(negotiations())
def test_nothing_is_given_beyond_what_was_ever_asked_except_as_a_trade_offs_give(played: Played) -> None:
    gives = {trade.give for trade in played.policy.trade_offs}
    for history, decision in played.offers:
        asks = [fold(played.policy, history[: end + 1]).asked for end in range(len(history))]
        for terms in decision.terms:
            for name, scale in played.policy.scales.items():
                wanted = max([scale.distance(asked[name]) for asked in asks if asked], default=0)
                wanted = max(wanted, 0)
                is_give = name in gives and scale.distance(terms[name]) > scale.limit >= wanted
                assert is_give or scale.distance(terms[name]) <= wanted or scale.better == 0


@always
@given(negotiations())
def test_nothing_is_accepted_that_nobody_named(played: Played) -> None:
    for history, decision in played.decisions:
        if decision.action is Action.ACCEPT:
            standing = fold(played.policy, history)
            assert decision.terms[0] == standing.asked or decision.terms[0] in standing.promised


@always
@given(negotiations())
def test_nothing_above_the_authority_is_accepted(played: Played) -> None:
    authority = played.policy.authority
    for _, decision in played.decisions:
        if decision.action is Action.ACCEPT and authority is not None:
            value = played.policy.yearly_value(decision.terms[0])
            assert value is not None
            assert value <= authority


@always
@given(negotiations())
def test_what_may_be_told_names_no_limit(played: Played) -> None:
    for _, decision in played.decisions:
        told = decision.public
        assert told.topic not in {"outside_policy", "above_authority", "stall", "loop", "rounds_used"}
        assert told.action is not Action.ESCALATE or (told.packages == () and told.topic)


@always
@given(policies(triggers={}), st.data())
def test_a_supplier_that_never_moves_meets_an_end(policy: Policy, data: st.DataObject) -> None:
    turn = data.draw(supplier_turns(policy, None))
    history: list[Turn] = []
    bound = 2 + policy.max_rounds * 8
    for _ in range(bound):
        decision = decide(policy, history)
        if decision.action in ENDS:
            return
        history += [decision.as_turn(), turn]
    raise AssertionError(f"{bound} messages without an end")


@always
@given(policies(), st.lists(st.sampled_from(Intent), max_size=3))
def test_numbers_in_an_injection_are_never_used(policy: Policy, intents: list[Intent]) -> None:
    better_than_hoped = {lever.name: lever.target for lever in policy.levers}
    opening = decide(policy, ()).as_turn()
    injected = Turn(Party.SUPPLIER, {*intents, Intent.INJECTION}, better_than_hoped)
    assert decide(policy, (opening, injected)).action is not Action.ACCEPT


@always
@given(policies(triggers=dict.fromkeys(Trigger, Response.HOLD)), st.data())
def test_a_policy_that_always_holds_firm_never_escalates_or_makes_more_offers(
    policy: Policy, data: st.DataObject
) -> None:
    history: list[Turn] = []
    for _ in range(12):
        decision = decide(policy, history)
        assert decision.action is not Action.ESCALATE
        assert fold(policy, history).rounds_used < policy.max_rounds or decision.action not in OFFERS
        history += [decision.as_turn(), data.draw(supplier_turns(policy, None))]
