"""Simulated suppliers, and what is measured with them beside the main table."""

from __future__ import annotations

import pytest

from benchmarks.arena import probing, tradeoffs
from benchmarks.arena.domains import random_domain
from benchmarks.arena.families import TRICKS, Gain, settings
from benchmarks.arena.seat import terms_of
from benchmarks.arena.suppliers import Supplier, linear
from benchmarks.arena.talks import talk
from negotiation.engine import is_permitted


@pytest.mark.parametrize("name", TRICKS)
def test_every_supplier_begins_near_its_best_and_ends_with_the_same_limit(name: str) -> None:
    supplier = Supplier(random_domain(1, 0), 10, TRICKS[name])
    best = supplier.proposes(0, [(0,) * len(supplier.domain.issues)])
    assert supplier.domain.seller_utility(best) > 0.85
    linear_one = Supplier(random_domain(1, 0), 10, linear)
    assert min(supplier.aspiration(9), linear_one.aspiration(9)) == linear_one.aspiration(9)


def test_a_supplier_takes_the_package_that_it_likes_best() -> None:
    domain = random_domain(1, 0)
    mine, theirs = (tuple(issue.values.index(end) for issue, end in zip(domain.issues, ends, strict=True)) for ends in (
        [issue.best for issue in domain.issues],
        [issue.worst for issue in domain.issues],
    ))  # fmt: skip
    assert Supplier(domain, 10).takes(0, [mine, theirs]) == theirs
    assert Supplier(domain, 10).takes(0, [mine]) is None


def test_a_talk_ends_with_permitted_terms_or_without_a_deal() -> None:
    for setting in settings(seed=3, count=4):
        one = talk(setting.policy(), setting.supplier(linear))
        assert len(one.offers) <= setting.rounds
        assert one.deal is None or is_permitted(one.policy, terms_of(one.domain, one.deal))


def test_equal_talks_go_the_same_way() -> None:
    setting = settings(seed=3, count=1)[0]
    talks = [talk(setting.policy(), setting.supplier(linear)) for _ in range(2)]
    assert talks[0].offers == talks[1].offers
    assert talks[0].deal == talks[1].deal


def test_trade_offs_only_ever_add_to_what_the_supplier_can_have() -> None:
    for number in range(4):
        exchange = tradeoffs.random_exchange(5, number)
        assert exchange.policy.trade_offs
        assert exchange.gain_at(exchange.fair_point) >= tradeoffs.LEAST_GAIN
        for own, _ in exchange.with_trade_offs:
            with_, without = (tradeoffs.best_at(line, own) for line in (exchange.with_trade_offs, exchange.without))
            assert with_ >= without or own > exchange.without[-1][0]


def test_a_share_of_the_joint_gain_is_never_above_all_of_it() -> None:
    for found in tradeoffs.measure(seed=5, count=3):
        assert found.share <= 1
        assert 0 <= found.deals <= 1


@pytest.mark.parametrize("limit", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("exponent", [0.5, 1.0, 4.0])
def test_a_regular_concession_curve_gives_the_limit_away(limit: float, exponent: float) -> None:
    curve = [(step / 11, 1 - (1 - limit) * (step / 11) ** exponent) for step in range(1, 10)]
    assert probing.by_fit(curve) == pytest.approx(limit)


def test_a_buyer_that_never_moves_gives_nothing_away() -> None:
    curve = [(step / 11, 1.0) for step in range(1, 10)]
    assert probing.leak("firm", [(0.2, curve)]).best == pytest.approx(0.8)


def test_a_gain_within_noise_is_no_gain() -> None:
    assert Gain(0.01, 0.01).is_at_most(0.0, errors=2)
    assert not Gain(0.03, 0.01).is_at_most(0.0, errors=2)
