"""A playbook speaks relative to a contract; compiling gives absolute guardrails, or every reason why there are none."""

from decimal import Decimal
from typing import Any

import pytest

from negotiation.demo.playbooks import CATEGORIES
from negotiation.demo.suppliers import SUPPLIERS
from negotiation.engine import Policy
from negotiation.playbooks.compiling import Baseline, PlaybookError, compile_policy
from tests.factories import TODAY, guardrails

BASELINE = Baseline({name: Decimal(value) for name, value in TODAY.items()}, Decimal(20_000))


def faults_of(rules: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(PlaybookError) as error:
        compile_policy(rules, BASELINE)
    return error.value.faults


def price_with(**changes: Any) -> dict[str, Any]:
    """The packaging guardrails with another price lever."""
    rules = guardrails()
    rules["levers"][0].update(changes)
    return rules


def test_it_turns_amounts_relative_to_the_contract_into_absolute_ones() -> None:
    policy = compile_policy(guardrails(), BASELINE)
    price, payment, months = policy.levers
    assert (price.baseline, price.target, price.walk_away, price.step) == tuple(
        map(Decimal, ("10.00", "9.40", "10.00", "0.10"))
    )
    assert (payment.target, payment.walk_away) == (Decimal(60), Decimal(45))
    assert months.options == (Decimal(1), Decimal(12))
    assert policy.trade_offs[0].at_least == Decimal("9.70")
    assert policy.authority == Decimal(250_000)
    assert policy.quantity == Decimal(20_000)
    assert policy.max_rounds == 8


def test_it_takes_numbers_as_they_are_written_and_not_as_binary_fractions() -> None:
    policy = compile_policy(price_with(target={"value": 9.4}, walk_away={"change_pct": 0.1}), BASELINE)
    assert policy.levers[0].target == Decimal("9.4")
    assert policy.levers[0].walk_away == Decimal("10.01")


def compiled_at(price: str, **changes: Any) -> Policy:
    """The packaging policy for a contract at another price."""
    today = Baseline({**BASELINE.terms, "unit_price": Decimal(price)}, Decimal(1))
    return compile_policy(price_with(**changes), today)


def test_it_rounds_relative_prices_to_the_cent_as_people_write_them() -> None:
    price = compiled_at("19.80", target={"change_pct": "-4"}, step={"share_pct": "1"}).levers[0]
    assert (str(price.target), str(price.walk_away), str(price.step)) == ("19.01", "19.80", "0.20")


def test_it_keeps_the_decimals_of_a_price_that_has_more_than_cents() -> None:
    price = compiled_at("0.3355", target={"change_pct": "-7"}, step={"share_pct": "1"}).levers[0]
    assert (price.target, price.step) == (Decimal("0.3121"), Decimal("0.0034"))


def test_a_step_is_never_rounded_to_nothing() -> None:
    assert compiled_at("0.40", target={"change_pct": "-10"}, step={"share_pct": "1"}).levers[0].step == Decimal("0.01")


def test_rounding_makes_no_limit_looser() -> None:
    policy = compiled_at("9.99", target={"change_pct": "-6"}, walk_away={"change_pct": "-1.5"})
    assert policy.levers[0].walk_away == Decimal("9.84")  # 9.84015: a cent more would be less than 1.5 % off
    assert policy.trade_offs[0].at_least == Decimal("9.69")  # 9.6903: a cent more would be less than 3 % off


@pytest.mark.parametrize("demo", SUPPLIERS, ids=lambda demo: demo.name)
def test_it_compiles_the_demo_playbook_for_each_demo_contract(demo: Any) -> None:
    rules = next(spec["guardrails"] for spec in CATEGORIES if spec["slug"] == demo.category)
    terms = {name: Decimal(value) for name, value in demo.terms.items()}
    policy = compile_policy(rules, Baseline(terms, Decimal(demo.quantity)))
    assert {lever.name for lever in policy.levers} == set(terms)
    assert Policy.from_dict(policy.as_dict()) == policy


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "a lever that the contract does not have": (price_with(name="rebate_pct"), "rebate_pct"),
    "a lever without a name": (price_with(name=""), "without a name"),
    "no target": (price_with(target=None), "The target of unit_price is None"),
    "a target that is a bare number": (price_with(target=9.4), "The target of unit_price is 9.4"),
    "a target in words": (price_with(target={"value": "cheap"}), "The target of unit_price"),
    "a change in words": (price_with(walk_away={"change_pct": "a bit"}), "The walk-away of unit_price"),
    "a change without end": (price_with(walk_away={"change_pct": "Infinity"}), "the walk-away Infinity"),
    "a value that is true": (price_with(target={"value": True}), "The target of unit_price"),
    "no step": (price_with(step={}), "The step of unit_price"),
    "an option in words": (price_with(options=[{"value": "monthly"}]), "An option of unit_price"),
    "options that are no list": (price_with(options=5), "The options are 5"),
    "a weight in words": (price_with(weight="heavy"), "The weight of unit_price is 'heavy'"),
    "a choice in words": (price_with(choices=["Net 30"]), "A choice of unit_price is 'Net 30'"),
    "a lever that is no object": (guardrails(levers=["unit_price"]), "'unit_price'; an object is expected"),
    "levers that are no list": (guardrails(levers="unit_price"), "The levers are 'unit_price'"),
    "trade-offs that are no list": (guardrails(trade_offs={"give": "x"}), "The trade_offs are"),
    "a trade-off of an unknown lever": (guardrails(trade_offs=[{"give": "volume", "get": "unit_price"}]), "'volume'"),
    "a trade-off without its amounts": (
        guardrails(trade_offs=[{"give": "contract_months", "get": "unit_price"}]),
        "What unit_price must reach is None",
    ),
    "triggers that are no object": (guardrails(triggers=["stall"]), "The triggers are ['stall']"),
    "an unknown trigger": (guardrails(triggers={"full_moon": "hold"}), "full_moon"),
    "an unknown response": (guardrails(triggers={"stall": "panic"}), "panic"),
    "an authority in words": (guardrails(authority="plenty"), "authority 'plenty'"),
    "an authority that is a list": (guardrails(authority=[1]), "authority [1]"),
    "rounds in words": (guardrails(rounds="eight"), "'eight'"),
    "no levers": (guardrails(levers=[], trade_offs=[]), "no levers"),
    "a target on the wrong side": (price_with(target={"change_pct": "6"}, walk_away={"change_pct": "9"}), "unit_price"),
}


@pytest.mark.parametrize(("rules", "named"), FAULTY.values(), ids=FAULTY.keys())
def test_it_says_what_is_wrong_as_a_sentence_that_names_it(rules: dict[str, Any], named: str) -> None:
    faults = faults_of(rules)
    assert any(named in fault for fault in faults), faults
    assert all(fault.endswith(".") for fault in faults)


def test_it_lists_every_fault_at_once() -> None:
    rules = price_with(target=None, walk_away={"value": "x"}, weight="heavy")
    rules["levers"][1].update(step={"value": ""})
    rules["trade_offs"][0].update(give="volume")
    rules["triggers"] = []
    named = ("target of unit_price", "walk-away of unit_price", "weight of unit_price", "step of payment_days")
    faults = " ".join(faults_of(rules)).lower()
    assert [name for name in (*named, "'volume'", "triggers") if name not in faults] == []
