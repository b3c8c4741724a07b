"""Random procurement domains, and what the engine is told of them."""

from __future__ import annotations

from itertools import product

import pytest

from benchmarks.arena.domains import LEVERS, MOST_PACKAGES, VALUES, Domain, random_domain, random_domains
from benchmarks.arena.seat import places_of, policy_for, terms_of
from negotiation.engine import Action, Terms, decide, is_permitted, utility


@pytest.fixture(scope="module")
def domains() -> list[Domain]:
    return random_domains(seed=7, count=30)


def test_equal_seeds_give_equal_domains(domains: list[Domain]) -> None:
    assert random_domains(seed=7, count=30) == domains
    assert random_domain(8, 0) != domains[0]


def test_domains_are_of_the_promised_size(domains: list[Domain]) -> None:
    for domain in domains:
        assert LEVERS[0] <= len(domain.issues) <= LEVERS[1]
        assert all(VALUES[0] <= len(issue.values) <= VALUES[1] for issue in domain.issues)
        assert domain.size <= MOST_PACKAGES


def test_both_sides_weights_are_shares_of_one(domains: list[Domain]) -> None:
    for domain in domains:
        assert sum(issue.buyer_weight for issue in domain.issues) == pytest.approx(1)
        assert sum(issue.seller_weight for issue in domain.issues) == pytest.approx(1)


def test_the_sides_want_opposite_ends_of_every_lever(domains: list[Domain]) -> None:
    domain = domains[0]
    buyers_best = places_of(domain, Terms({issue.name: issue.best for issue in domain.issues}))
    assert domain.buyer_utility(buyers_best) == pytest.approx(1)
    assert domain.seller_utility(buyers_best) == pytest.approx(0)


def test_most_domains_have_an_agreement_zone(domains: list[Domain]) -> None:
    assert sum(domain.has_zone for domain in domains) >= 24


def test_no_package_beats_the_pareto_front(domains: list[Domain]) -> None:
    domain = min(domains, key=lambda one: one.size)
    for places in product(*(range(len(issue.values)) for issue in domain.issues)):
        mine, theirs = domain.buyer_utility(places), domain.seller_utility(places)
        assert not any(a < mine - 1e-12 and b < theirs - 1e-12 for a, b in domain.front)
        assert domain.distance_from_front(places) >= 0
    assert domain.distance_from_front(tuple(0 for _ in domain.issues)) < 1.5


def test_each_side_opens_in_half_of_the_domains(domains: list[Domain]) -> None:
    assert sum(domain.buyer_opens for domain in domains) == 15


def test_the_engine_values_packages_as_the_domain_does(domains: list[Domain]) -> None:
    for domain in domains:
        policy = policy_for(domain, offers=8)
        for places in (tuple(len(issue.values) // 3 for issue in domain.issues), tuple(0 for _ in domain.issues)):
            assert utility(policy, terms_of(domain, places)) == pytest.approx(domain.buyer_utility(places))


def test_the_engine_may_sign_just_what_is_above_its_reserve(domains: list[Domain]) -> None:
    domain = domains[0]
    policy = policy_for(domain, offers=8)
    for places in product(*(range(len(issue.values)) for issue in domain.issues)):
        worth = domain.buyer_utility(places)
        assert is_permitted(policy, terms_of(domain, places)) == (worth >= domain.buyer_reserve)


def test_packages_survive_the_way_to_the_engine_and_back(domains: list[Domain]) -> None:
    for domain in domains:
        places = tuple(min(2, len(issue.values) - 1) for issue in domain.issues)
        assert places_of(domain, terms_of(domain, places)) == places


def test_the_engine_opens_with_the_buyers_best_package(domains: list[Domain]) -> None:
    for domain in domains:
        decision = decide(policy_for(domain, offers=8), ())
        assert decision.action is Action.OPEN
        assert domain.buyer_utility(places_of(domain, decision.terms[0])) == pytest.approx(1)
