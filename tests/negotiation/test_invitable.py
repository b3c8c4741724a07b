"""What can be chosen, read all at once: the same as judging each contract by itself."""

from collections import Counter
from typing import Any

import pytest

from negotiation.campaigns.choice import LEFT_OUT, Candidate
from negotiation.campaigns.invitable import choice
from negotiation.models import PlaybookVersion
from suppliers.models import RiskFlag
from tests import factories
from tests.negotiation.campaigning import candidates, invitable, launched, started, version_with

pytestmark = pytest.mark.django_db


def a_bit_of_everything() -> PlaybookVersion:
    """Ada is taken, Zoe can be invited at another price, and each of the others is left out for a reason or two."""
    version = started("Ada").playbook_version
    category = version.playbook.category
    category.min_purchases, category.max_contract_value = 2, 900_000
    category.save()
    invitable(category, "Zoe", terms={**factories.TODAY, "unit_price": "8.00"})
    invitable(category, "Bea", is_approved=False, email="")
    invitable(category, "Cleo", terms={"unit_price": "10.00"})
    RiskFlag.objects.create(supplier=invitable(category, "Dora").supplier, reason="Late twice")
    invitable(category, "Emma").purchases.all().delete()
    invitable(category, "Fay", terms={**factories.TODAY, "unit_price": "90.00"})
    return version


def why_left_out(judged: tuple[Candidate, ...]) -> dict[str, int]:
    return dict(Counter(LEFT_OUT[reason] for one in judged for reason in one.reasons))


def test_it_is_what_judging_one_by_one_finds() -> None:
    version = a_bit_of_everything()
    judged = candidates(version.playbook.category, version.guardrails)
    found = choice(version.playbook.category, version.guardrails)
    assert [one.pk for one in found.free] == [one.contract.pk for one in judged if one.is_free]
    assert [one.name for one in found.free] == ["Zoe"]
    assert found.judged(found.left_out) == tuple(one for one in judged if not one.is_free)
    assert found.why_left_out() == why_left_out(judged)
    assert len(found.why_left_out()) == 7


def test_what_somebody_else_is_launching_is_left_out() -> None:
    version = launched("Ada").playbook_version
    found = choice(version.playbook.category, version.guardrails)
    assert not found.free
    assert found.why_left_out() == {"negotiation under way already": 1}


def test_a_contract_whose_terms_were_corrected_can_be_chosen_at_once() -> None:
    version = version_with()
    category = version.playbook.category
    contract = invitable(category, "Ada", terms={"unit_price": "10.00"})
    assert not choice(category, version.guardrails).free
    contract.terms = dict(factories.TODAY)
    contract.save()
    assert [one.name for one in choice(category, version.guardrails).free] == ["Ada"]


def test_a_choice_of_many_takes_as_many_queries_as_one_of_few(django_assert_num_queries: Any) -> None:
    version = version_with(*(f"Supplier{number}" for number in range(40)))
    with django_assert_num_queries(3):
        assert len(choice(version.playbook.category, version.guardrails).free) == 40
