"""Why a contract may be taken up, or not."""

import itertools
import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suppliers.eligibility import (
    APPROVED,
    BELONGS,
    EMAIL,
    MET,
    PURCHASES,
    RISK,
    SUITABLE,
    VALUE,
    Verdict,
    eligible,
    judge,
    judge_each,
    not_eligible,
    tally,
)
from suppliers.models import Category, Contract, Purchase, RiskFlag, Suitability, Supplier

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 3)


def a_category(**rules: Any) -> Category:
    name = rules.pop("name", "Packaging")
    return Category.objects.create(name=name, slug=name.lower(), **rules)


def a_contract(category: Category | None, *, purchases: int = 2, currency: str = "EUR", **supplier: Any) -> Contract:
    """One worth 200,000 a year, of an approved supplier with an e-mail address unless said otherwise."""
    known = {"name": "Brandt", "is_approved": True, "email": "anna@brandt.example", **supplier}
    contract = Contract.objects.create(
        supplier=Supplier.objects.create(**known),
        category=category,
        title="Boxes",
        currency=currency,
        unit="box",
        annual_quantity=Decimal(20_000),
        terms={"unit_price": "10.00"},
    )
    for _ in range(purchases):
        Purchase.objects.create(contract=contract, ordered_on=ON, unit_price=10, quantity=5_000, payment_days=30)
    return contract


def said(verdict: Verdict, code: str) -> tuple[bool, str]:
    rule = next(rule for rule in verdict.rules if rule.code == code)
    return rule.is_met, rule.because


def only(category: Category, contract: Contract) -> Verdict:
    (verdict,) = judge(category, [contract])
    return verdict


def test_a_contract_that_meets_every_rule_is_eligible_and_each_rule_says_why() -> None:
    category = a_category()
    verdict = only(category, a_contract(category))
    assert verdict.is_eligible
    assert verdict.why_not == ""
    assert [rule.because for rule in verdict.rules] == [
        "Packaging is of a kind that the bot negotiates: Tail spend.",
        "It belongs to Packaging.",
        "Brandt is approved.",
        "No risk flag is open.",
        "2 past purchases; at least 2 asked for.",
        "200,000 EUR a year; no range is asked for.",
        "Invitations go to anna@brandt.example.",
    ]


@pytest.mark.parametrize("kind", [Suitability.STRATEGIC, Suitability.SINGLE_SOURCE, Suitability.COMPLEX])
def test_nothing_in_a_category_of_an_unsuitable_kind_is_eligible(kind: Suitability) -> None:
    category = a_category(suitability=kind)
    verdict = only(category, a_contract(category))
    assert not verdict.is_eligible
    assert [rule.code for rule in verdict.unmet] == [SUITABLE]
    assert "is for people" in verdict.why_not


def test_a_contract_of_another_category_is_left_out_by_name() -> None:
    category, cleaning = a_category(), a_category(name="Cleaning")
    assert said(only(category, a_contract(cleaning)), BELONGS) == (False, "It belongs to Cleaning, not to Packaging.")


def test_a_contract_without_a_category_is_told_so_and_nothing_else() -> None:
    (verdict,) = judge_each([a_contract(None)])
    assert not verdict.is_eligible
    assert verdict.why_not == "It belongs to no category."


def test_a_supplier_that_is_not_approved_is_left_out_unless_the_category_does_not_mind() -> None:
    category = a_category()
    contract = a_contract(category, is_approved=False)
    assert said(only(category, contract), APPROVED) == (False, "Brandt is not an approved supplier.")
    category.approved_only = False
    assert only(category, contract).is_eligible


def test_an_open_risk_flag_is_named_and_a_cleared_one_is_not_held_against_a_supplier() -> None:
    category = a_category()
    contract = a_contract(category)
    flag = RiskFlag.objects.create(supplier=contract.supplier, reason="Late deliveries", raised_on=ON)
    assert said(only(category, contract), RISK) == (
        False,
        "Open risk flag: “Late deliveries”, raised on 3 May 2026.",
    )
    flag.cleared_on = ON
    flag.save()
    assert only(category, contract).is_eligible


def test_too_few_past_purchases_are_counted() -> None:
    category = a_category()
    verdict = only(category, a_contract(category, purchases=1))
    assert said(verdict, PURCHASES) == (False, "1 past purchase; at least 2 asked for.")


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        (250_000, None, "200,000 EUR a year is too little; the range is from 250,000 EUR."),
        (None, 150_000, "200,000 EUR a year is too much; the range is up to 150,000 EUR."),
        (10_000, 150_000, "200,000 EUR a year is too much; the range is 10,000 EUR to 150,000 EUR."),
    ],
)
def test_a_value_out_of_range_says_the_value_and_the_range(low: int | None, high: int | None, sentence: str) -> None:
    category = a_category(min_contract_value=low, max_contract_value=high)
    assert said(only(category, a_contract(category)), VALUE) == (False, sentence)


def test_the_ends_of_the_range_are_in_the_range() -> None:
    category = a_category(min_contract_value=200_000, max_contract_value=200_000)
    assert only(category, a_contract(category)).is_eligible


def test_a_value_in_another_currency_is_not_compared_as_if_it_were_the_same() -> None:
    category = a_category(min_contract_value=10_000)
    is_met, because = said(only(category, a_contract(category, currency="GBP")), VALUE)
    assert not is_met
    assert because == "200,000 GBP a year cannot be compared with the range, from 10,000 EUR: the currencies differ."


def test_a_supplier_without_an_address_cannot_be_invited() -> None:
    category = a_category()
    verdict = only(category, a_contract(category, email=""))
    assert said(verdict, EMAIL) == (False, "Brandt has no e-mail address to send an invitation to.")


def test_a_contract_that_fails_several_rules_is_told_all_of_them() -> None:
    category = a_category()
    verdict = only(category, a_contract(category, is_approved=False, email="", purchases=0))
    assert [rule.code for rule in verdict.unmet] == [APPROVED, PURCHASES, EMAIL]


def everything(share: int) -> None:
    """Every mix of rules and facts, of which one in `share` is made."""
    ranges = [(None, None), (100, None), (None, 500), (100, 500)]
    kinds = [Suitability.TAIL_SPEND, Suitability.COMPLEX]
    truth = [False, True]
    categories: list[Category | None] = [
        a_category(
            name=f"Category{number}",
            suitability=kind,
            approved_only=approved_only,
            no_open_risk_flag=no_flag,
            min_purchases=least,
            min_contract_value=low,
            max_contract_value=high,
        )
        for number, (kind, approved_only, no_flag, least, (low, high)) in enumerate(
            itertools.product(kinds, truth, truth, [0, 2], ranges)
        )
    ]
    suppliers = []
    for number, (is_approved, flag, email) in enumerate(
        itertools.product(truth, ["none", "open", "cleared"], ["", "a@b.example"])
    ):
        supplier = Supplier.objects.create(name=f"Supplier {number}", is_approved=is_approved, email=email)
        if flag != "none":
            RiskFlag.objects.create(supplier=supplier, reason="Late", cleared_on=ON if flag == "cleared" else None)
        suppliers.append(supplier)
    mixes = list(itertools.product([*categories, None], suppliers, [50, 300, 900], ["EUR", "GBP"], [0, 2]))
    chosen = random.Random(1).sample(mixes, len(mixes) // share)
    contracts = Contract.objects.bulk_create(
        Contract(
            supplier=supplier,
            category=category,
            title="Boxes",
            currency=currency,
            unit="box",
            annual_quantity=1,
            terms={},
            annual_value=value,
        )
        for category, supplier, value, currency, _ in chosen
    )
    Purchase.objects.bulk_create(
        Purchase(contract=contract, ordered_on=ON, unit_price=1, quantity=1, payment_days=30)
        for contract, mix in zip(contracts, chosen, strict=True)
        for _ in range(mix[-1])
    )


def test_the_database_filters_by_the_same_rules_as_people_are_told() -> None:
    everything(share=6)
    verdicts = judge_each(Contract.objects.all())
    taken = {verdict.contract.pk for verdict in verdicts if verdict.is_eligible}
    assert len(taken) > 50
    assert set(eligible(Contract.objects.all()).values_list("pk", flat=True)) == taken
    left_out = set(not_eligible(Contract.objects.all()).values_list("pk", flat=True))
    assert left_out == {verdict.contract.pk for verdict in verdicts} - taken
    for code in MET:
        by_rule = {verdict.contract.pk for verdict in verdicts if code in {rule.code for rule in verdict.unmet}}
        assert set(not_eligible(Contract.objects.all(), code).values_list("pk", flat=True)) == by_rule, code


def test_contracts_in_a_list_are_judged_in_its_order_and_are_the_ones_given() -> None:
    category = a_category()
    given = [a_contract(category), a_contract(category, name="Kartonwerk", is_approved=False)]
    bare = list(Contract.objects.order_by("-pk"))
    verdicts = judge(category, bare)
    assert [verdict.contract for verdict in verdicts] == given[::-1]
    assert all(verdict.contract is one for verdict, one in zip(verdicts, bare, strict=True))
    assert [verdict.is_eligible for verdict in verdicts] == [False, True]


def test_judging_takes_the_same_few_queries_for_one_contract_as_for_hundreds() -> None:
    everything(share=20)
    with CaptureQueriesContext(connection) as few:
        judge_each(Contract.objects.all()[:1])
    with CaptureQueriesContext(connection) as many:
        judge_each(Contract.objects.all())
    assert len(many) == len(few) == 3


def test_the_tally_of_a_category_counts_what_the_verdicts_say() -> None:
    everything(share=20)
    for category in Category.objects.all()[:8]:
        verdicts = judge(category, category.contracts.all())
        counted = tally(category.contracts.all())
        assert counted.contracts == len(verdicts)
        assert counted.eligible == sum(verdict.is_eligible for verdict in verdicts)
        unmet = [rule.code for verdict in verdicts for rule in verdict.unmet]
        assert counted.left_out == {code: unmet.count(code) for code in set(unmet)}
