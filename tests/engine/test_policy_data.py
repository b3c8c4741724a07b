"""A policy as data: written to JSON and read again, and made of whatever a form or a file may hold."""

import json
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine import Policy, PolicyError, TradeOff, decide
from tests.engine.strategies import policies
from tests.engine.test_invariants import always
from tests.engine.test_policy import FOR_MONTHS, MONTHS, PRICE, replaced
from tests.engine.test_worked_example import PACKAGING


def test_a_policy_survives_json_and_stays_equal() -> None:
    stored = json.loads(json.dumps(PACKAGING.as_dict()))
    assert Policy.from_dict(stored) == PACKAGING
    assert list(stored) == list(PACKAGING.as_dict())


@always
@given(policies())
def test_any_policy_survives_json(policy: Policy) -> None:
    again = Policy.from_dict(json.loads(json.dumps(policy.as_dict())))
    assert again == policy
    assert hash(again) == hash(policy)
    assert json.dumps(again.as_dict()) == json.dumps(policy.as_dict())


SPOILERS: list[Callable[[dict[str, object]], object]] = [
    lambda data: data.pop("levers"),
    lambda data: data.update(levers=None),
    lambda data: data.update(levers=["unit_price"]),
    lambda data: data.update(levers=[{"name": "unit_price"}]),
    lambda data: data.update(trade_offs=5),
    lambda data: data.update(colour="blue"),
    lambda data: data.update(triggers="none"),
    lambda data: data.update(floor="low"),
]


@pytest.mark.parametrize("spoil", SPOILERS)
def test_stored_nonsense_is_a_policy_error_too(spoil: Callable[[dict[str, object]], object]) -> None:
    data = PACKAGING.as_dict()
    spoil(data)
    with pytest.raises(PolicyError):
        Policy.from_dict(data)


RUBBISH = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=5),
    st.floats(),
    st.integers(-(10**40), 10**40),
    st.decimals(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)
LEVER_FIELDS = ("name", "baseline", "target", "walk_away", "weight", "step", "unit", "options")
SETTINGS = ("levers", "trade_offs", "max_rounds", "concession", "floor", "aim", "accept_at", "packages",
            "min_improvement", "stall_rounds", "triggers", "authority", "quantity")  # fmt: skip


@always
@given(
    st.dictionaries(st.sampled_from(LEVER_FIELDS), RUBBISH, max_size=3),
    st.dictionaries(st.sampled_from(SETTINGS), RUBBISH, max_size=3),
    st.tuples(RUBBISH, RUBBISH, RUBBISH, RUBBISH),
)
def test_whatever_is_put_into_a_policy_it_works_or_lists_its_faults(
    of_lever: dict[str, object], settings: dict[str, object], of_trade: tuple[object, ...]
) -> None:
    parts: dict[str, object] = {
        "levers": [replaced(PRICE, **of_lever), MONTHS],
        "trade_offs": [FOR_MONTHS, TradeOff(*of_trade)],  # type: ignore[arg-type]
        **settings,
    }
    policy, faults = made(parts)
    assert (policy is None) == bool(faults)
    assert all(fault.endswith(".") for fault in faults)
    assert policy is None or Policy.from_dict(json.loads(json.dumps(policy.as_dict()))) == policy


def made(parts: dict[str, object]) -> tuple[Policy | None, tuple[str, ...]]:
    try:
        return Policy(**parts), ()  # type: ignore[arg-type]
    except PolicyError as error:
        return None, error.faults


def test_a_policy_that_was_used_can_be_sent_to_another_process() -> None:
    decide(PACKAGING, ())
    assert pickle.loads(pickle.dumps(PACKAGING)) == PACKAGING
