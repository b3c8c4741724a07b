"""A policy refuses nonsense, all of it at once, in sentences that name the lever and the value."""

from dataclasses import replace
from decimal import Decimal

import pytest

from negotiation.engine import Lever, Policy, PolicyError, Response, TradeOff, Trigger
from tests.engine.test_worked_example import PACKAGING

PRICE = Lever("unit_price", "10.00", "9.40", "10.00", 50, "0.10")
MONTHS = Lever("contract_months", 1, 1, 1, 10, 1)
FOR_MONTHS = TradeOff("contract_months", 12, "unit_price", "9.70")


def replaced(lever: Lever, **changes: object) -> Lever:
    """`lever` with some fields changed, to anything."""
    return replace(lever, **changes)  # type: ignore[arg-type]


def faults_of(*args: object, **settings: object) -> tuple[str, ...]:
    with pytest.raises(PolicyError) as caught:
        Policy(*args, **settings)  # type: ignore[arg-type]
    assert str(caught.value) == " ".join(caught.value.faults)
    return caught.value.faults


def the_fault_of(*args: object, **settings: object) -> str:
    (fault,) = faults_of(*args, **settings)
    return fault


def test_a_policy_without_levers_is_refused() -> None:
    assert the_fault_of(()) == "The policy has no levers; it needs at least one."


def test_two_levers_of_one_name_are_refused() -> None:
    assert the_fault_of([PRICE, PRICE]) == "unit_price: 2 levers have this name; names must be unique."


def test_weights_that_are_all_zero_are_refused() -> None:
    assert "weights of all levers are zero" in the_fault_of([replaced(PRICE, weight=0), replaced(MONTHS, weight=0)])


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"weight": -1}, ("weight", "-1")),
        ({"weight": "NaN"}, ("weight", "nan")),
        ({"weight": "heavy"}, ("weight", "'heavy'")),
        ({"weight": "1e400"}, ("weight", "inf")),
        ({"step": 0}, ("step 0", "above 0")),
        ({"step": "-0.10"}, ("step -0.10", "above 0")),
        ({"baseline": "NaN"}, ("baseline NaN",)),
        ({"target": "Infinity"}, ("target Infinity",)),
        ({"target": None}, ("target None",)),
        ({"walk_away": "dear"}, ("walk-away 'dear'",)),
        ({"walk_away": [10]}, ("walk-away [10]",)),
        ({"baseline": "1e15"}, ("baseline 1E+15",)),
        ({"baseline": 10**5000}, ("baseline a int beyond all bounds",)),
        ({"step": "1e-101"}, ("step 1E-101", "100 decimal places")),
        ({"unit": None}, ("unit None",)),
        ({"options": "9.40"}, ("options '9.40'", "list")),
        ({"options": 7}, ("options 7", "list")),
        ({"options": ["9.40", "most"]}, ("option 'most'",)),
        ({"options": ["9.40", "10.10"]}, ("option 10.10", "limit 10.00")),
        ({"options": ["9.50", "10.00"]}, ("target 9.40", "options")),
    ],
)
def test_a_lever_with_a_nonsensical_field_is_refused_by_name_and_value(
    change: dict[str, object], parts: tuple[str, ...]
) -> None:
    fault = the_fault_of([replaced(PRICE, **change), MONTHS])
    assert fault.startswith("unit_price: ")
    assert all(part in fault for part in parts)


@pytest.mark.parametrize("name", ["", None, 7, ["unit_price"]])
def test_a_lever_without_a_proper_name_is_refused(name: object) -> None:
    assert "a name is a text" in the_fault_of([replaced(MONTHS, name=name), PRICE])


@pytest.mark.parametrize(
    ("lever", "why"),
    [
        (Lever("unit_price", "10.00", "9.40", "9.00", 1, "0.10"), "a lower price is the better one"),
        (Lever("unit_price", "10.00", "10.60", "10.00", 1, "0.10"), "a lower price is the better one"),
        (Lever("payment_days", 30, 60, 75, 1, 5), "from the baseline 30 it is a change for the worse"),
        (Lever("delivery_days", 14, 10, 7, 1, 1), "from the baseline 14 it is a change for the worse"),
    ],
)
def test_a_target_on_the_wrong_side_of_its_walk_away_is_refused(lever: Lever, why: str) -> None:
    fault = the_fault_of([lever])
    assert fault.startswith(f"{lever.name}: the target {lever.target} is on the wrong side of the walk-away")
    assert why in fault


@pytest.mark.parametrize(
    "lever",
    [
        Lever("unit_price", "10.00", "9.40", "10.30", 1, "0.10"),  # a rise of 3 % would be bearable
        Lever("payment_days", 30, 60, 45, 1, 5),  # and today's Net 30 would not
        Lever("payment_days", 60, 60, 45, 1, 5),
        Lever("delivery_days", 10, 10, 10, 1, 1),
    ],
)
def test_a_walk_away_may_lie_on_either_side_of_today(lever: Lever) -> None:
    assert Policy([lever]).levers == (lever,)


@pytest.mark.parametrize(
    ("trade_off", "part"),
    [
        (TradeOff("exclusivity", 1, "unit_price", "9.70"), "unknown lever: exclusivity"),
        (TradeOff("contract_months", 12, "rebate_pct", 1), "unknown lever: rebate_pct"),
        (TradeOff("contract_months", 12, ["unit_price"], 1), "unknown lever: ['unit_price']"),  # type: ignore[arg-type]
        (TradeOff("unit_price", "10.50", "unit_price", "9.70"), "cannot give and get the same lever"),
        (TradeOff("contract_months", "NaN", "unit_price", "9.70"), "has NaN"),
        (TradeOff("contract_months", 12, "unit_price", "less"), "has 'less'"),
        (TradeOff("contract_months", 12, "unit_price", None), "has None"),  # type: ignore[arg-type]
        (TradeOff("unit_price", "9.90", "contract_months", 1), "up to 9.90 can never apply"),
        (TradeOff("unit_price", "10.00", "contract_months", 1), "up to 10.00 can never apply"),
        (TradeOff("contract_months", 12, "unit_price", "9.30"), "needs 9.30 can never apply"),
        (TradeOff("contract_months", 12, "unit_price", "10.01"), "needs 10.01 would always apply"),
    ],
)
def test_a_trade_off_that_is_no_exchange_is_refused(trade_off: TradeOff, part: str) -> None:
    assert part in the_fault_of([PRICE, MONTHS], [trade_off])


def test_a_trade_off_that_no_option_can_use_is_refused() -> None:
    options = replaced(MONTHS, options=(1, 24))
    faults = faults_of([PRICE, options], [FOR_MONTHS])
    assert "contract_months: a trade-off up to 12 can never apply: no option lies in its range." in faults


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ({"max_rounds": 0}, "max_rounds 0 must lie between 1 and"),
        ({"max_rounds": 2.5}, "max_rounds 2.5 must be a whole number"),
        ({"max_rounds": "1e14"}, "max_rounds 100000000000000 must lie between"),
        ({"max_rounds": "many"}, "max_rounds 'many' is not a finite number"),
        ({"concession": 0}, "concession 0 must be above 0"),
        ({"concession": "NaN"}, "concession 'NaN' is not a finite number"),
        ({"concession": float("inf")}, "concession inf is not a finite number"),
        ({"floor": -0.1}, "floor -0.1 must be at least 0"),
        ({"floor": 1, "accept_at": 1}, "floor 1 must be at least 0 and below 1"),
        ({"floor": None}, "floor None is not a finite number"),
        ({"aim": 1.1}, "aim 1.1 must lie between the floor"),
        ({"floor": 0.5, "aim": 0.4}, "aim 0.4 must lie between the floor 0.5"),
        ({"aim": "high"}, "aim 'high' is not a finite number"),
        ({"accept_at": 1.1}, "accept_at 1.1 must lie between the floor"),
        ({"floor": 0.5, "accept_at": 0.4}, "accept_at 0.4 must lie between the floor 0.5"),
        ({"packages": 0}, "packages 0 must be 1, 2 or 3"),
        ({"packages": 4}, "packages 4 must be 1, 2 or 3"),
        ({"packages": True}, "packages True is not a finite number"),
        ({"min_improvement": -0.1}, "min_improvement -0.1 must lie between 0 and 1"),
        ({"stall_rounds": 0}, "stall_rounds 0 must be 1 or more"),
        ({"authority": -1}, "authority -1 must be 0 or more"),
        ({"authority": "Infinity"}, "authority 'Infinity' is not a finite number"),
        ({"quantity": 0}, "quantity 0 must be above 0"),
        ({"quantity": []}, "quantity [] is not a finite number"),
        ({"triggers": {"rain": "escalate"}}, "trigger 'rain' with the response 'escalate' is unknown"),
        ({"triggers": {Trigger.STALL: "shout"}}, "with the response 'shout' is unknown"),
        ({"triggers": {Trigger.STALL: None}}, "with the response None is unknown"),
        ({"triggers": ["stall"]}, "triggers ['stall'] are not a mapping"),
        ({"trade_offs": None}, "trade_offs None are not a list"),
        ({"trade_offs": ["months"]}, "trade_offs contain 'months', which is not a TradeOff"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_with_its_value(setting: dict[str, object], part: str) -> None:
    assert part in the_fault_of([PRICE, MONTHS], **setting)


@pytest.mark.parametrize(
    "levers", [None, 5, "unit_price", {"unit_price": PRICE}, [PRICE, None], [PRICE, {"name": "x"}]]
)
def test_levers_that_are_no_levers_are_refused(levers: object) -> None:
    assert any(fault.startswith("The levers ") for fault in faults_of(levers))


def test_an_authority_needs_a_price_to_be_measured_by() -> None:
    assert "needs a lever unit_price" in the_fault_of([MONTHS], authority=1000)


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        [replaced(PRICE, step=0, weight=-1), replaced(MONTHS, baseline="soon")],
        [TradeOff("months", 12, "unit_price", "9.70")],
        max_rounds=0,
        floor=2,
        triggers={"rain": "escalate"},
    )
    assert len(faults) == 8  # a floor of 2 leaves no room for accept_at either
    for part in ("step 0", "weight -1", "'soon'", "months", "'rain'", "max_rounds 0", "floor 2", "accept_at"):
        assert any(part in fault for fault in faults)


def test_triggers_left_out_escalate() -> None:
    policy = Policy([PRICE], triggers={Trigger.STALL: Response.CLOSE})
    assert policy.triggers == {**dict.fromkeys(Trigger, Response.ESCALATE), Trigger.STALL: Response.CLOSE}


def test_a_policy_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        PACKAGING.floor = 0  # type: ignore[misc]


def test_the_yearly_value_is_price_times_volume_or_quantity() -> None:
    assert Policy([PRICE], quantity=20_000).yearly_value({"unit_price": Decimal("9.60")}) == 192_000
    volume = Lever("volume", 1000, 1000, 1200, 1, 100)
    assert Policy([PRICE, volume]).yearly_value({"unit_price": Decimal(9), "volume": Decimal(1200)}) == 10_800
    assert Policy([MONTHS]).yearly_value({"contract_months": Decimal(1)}) is None
