"""Which values the bot may name on a lever."""

from decimal import Decimal

import pytest

from negotiation.engine import Lever, TradeOff
from negotiation.engine.ladder import Ladder
from negotiation.engine.scale import Scale


def rungs(lever: Lever, *trade_offs: TradeOff, reach: float = 100, least: float = 0) -> list[float]:
    ladder = Ladder.of(Scale.of(lever, trade_offs), trade_offs)
    return [float(rung) for rung in ladder.between(Decimal(str(reach)), Decimal(str(least)))]


PRICE = Lever("unit_price", 10, "9.40", "10.00", 1, "0.25")
MONTHS = Lever("contract_months", 1, 1, 1, 1, 12)


def test_rungs_are_whole_steps_from_the_target_and_the_walk_away_itself() -> None:
    # 9.40, 9.65, 9.90, and 10.00, which lies off the steps.
    assert rungs(PRICE, reach=0.6) == [0.6, 0.5, 0.25, 0]


def test_rungs_go_no_further_than_asked_and_no_nearer() -> None:
    assert rungs(PRICE, reach=0.59) == [0.5, 0.25, 0]
    assert rungs(PRICE, reach=0.6, least=0.3) == [0.6, 0.5]
    assert rungs(PRICE, reach=0.1, least=0.05) == []


def test_how_far_a_trade_off_goes_is_a_rung() -> None:
    assert rungs(MONTHS, TradeOff("contract_months", 6, "unit_price", 9), reach=5) == [5, 0]


def test_options_are_the_only_rungs() -> None:
    assert rungs(Lever("payment_days", 30, 90, 30, 1, 1, options=(60, 30, 90)), reach=60) == [60, 30, 0]


def test_the_next_rung_beyond_a_limit_is_a_step_a_mark_or_an_option() -> None:
    ladder = Ladder.of(Scale.of(PRICE, ()), ())
    assert ladder.next_beyond(Decimal("0.25")) == Decimal("0.50")
    assert ladder.next_beyond(Decimal("0.55")) == Decimal("0.60")
    with pytest.raises(ValueError):  # noqa: PT011
        Ladder(None, (Decimal(1),)).next_beyond(Decimal(1))


@pytest.mark.parametrize(
    ("upper", "lower", "is_one"),
    [
        ("0", "0.25", True),
        ("0.1", "0.35", True),
        ("0", "0.26", False),
        ("0.25", "0.25", False),
        ("0.25", "0", False),
    ],
)
def test_one_rung_is_at_most_a_step_for_the_worse(upper: str, lower: str, is_one: bool) -> None:
    assert Ladder.of(Scale.of(PRICE, ()), ()).is_one_rung(Decimal(upper), Decimal(lower)) is is_one


def test_on_options_one_rung_passes_no_other_option() -> None:
    ladder = Ladder(None, (Decimal(0), Decimal(30), Decimal(60)))
    assert ladder.is_one_rung(Decimal(0), Decimal(30))
    assert ladder.is_one_rung(Decimal(0), Decimal(20))
    assert not ladder.is_one_rung(Decimal(0), Decimal(60))
