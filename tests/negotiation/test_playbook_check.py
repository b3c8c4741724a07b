"""A weak policy is told as such before it is published: faults refuse, doubts ask once more."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from negotiation.demo.playbooks import CATEGORIES
from negotiation.playbooks import check as playbook_check
from negotiation.playbooks.check import Findings, check
from suppliers.models import Category, Purchase
from tests.factories import TODAY, guardrails
from tests.negotiation.playbook_people import contract_in, playbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    return playbook().category


def price_with(**changes: Any) -> dict[str, Any]:
    rules = guardrails()
    rules["levers"][0].update(changes)
    return rules


def bought(contract: Any, price: str, days: int = 30) -> None:
    Purchase.objects.create(
        contract=contract, ordered_on=date(2026, 1, 1), unit_price=Decimal(price), quantity=10, payment_days=days
    )


def found(category: Category, rules: dict[str, Any]) -> Findings:
    return check(category, rules)


def test_it_finds_nothing_wrong_with_a_sound_playbook(category: Category) -> None:
    contract_in(category)
    assert found(category, guardrails()) == Findings((), (), contracts=1, of=1)


def test_it_tells_the_engines_own_faults_with_the_levers_label(category: Category) -> None:
    contract_in(category)
    findings = found(category, price_with(target={"change_pct": "6"}, walk_away={"change_pct": "9"}))
    assert any("Unit price: the target 10.60 is on the wrong side" in fault for fault in findings.faults)
    assert not any("unit_price" in fault for fault in findings.faults)


def test_it_tells_what_has_not_the_shape_of_guardrails(category: Category) -> None:
    findings = found(category, price_with(weight="heavy"))
    assert findings.faults == ('levers[0].weight: "heavy" stands here; a number is expected.',)


def test_it_groups_the_same_fault_of_many_contracts(category: Category) -> None:
    first = contract_in(category)
    for price in ("12.50", "14.00"):
        contract_in(category, {**TODAY, "unit_price": price})
    findings = found(category, price_with(target={"change_pct": "6"}, walk_away={"change_pct": "9"}))
    told = [fault for fault in findings.faults if "wrong side" in fault]
    assert len(told) == 1
    assert told[0].startswith(f"For all 3 contracts, such as {first.supplier.name} (Boxes): Unit price")


def test_a_fault_of_some_contracts_is_a_doubt_since_the_others_can_be_negotiated(category: Category) -> None:
    contract_in(category)
    lacking = contract_in(category, {"unit_price": "10.00", "contract_months": "1"})
    findings = found(category, guardrails())
    assert findings.faults == ()
    assert [doubt for doubt in findings.doubts if "Nothing can be negotiated there" in doubt] == [
        f"For 1 of 2 contracts, such as {lacking.supplier.name} (Boxes): "
        "The contract says nothing about Payment. Nothing can be negotiated there."
    ]


def test_it_refuses_a_lever_that_no_contract_has_and_still_checks_the_rest(category: Category) -> None:
    contract_in(category)
    rules = price_with(walk_away={"change_pct": "5"})
    rules["levers"].append(
        {"name": "warranty_months", "label": "Warranty", "target": {"value": "24"}, "walk_away": {"value": "12"},
         "weight": 5, "step": {"value": "6"}}
    )  # fmt: skip
    findings = found(category, rules)
    assert findings.faults == ("Warranty: no contract of the category says what holds today.",)
    assert any("walk-away 10.50 EUR is worse" in doubt for doubt in findings.doubts)


def test_it_doubts_a_walk_away_worse_than_what_is_paid_today(category: Category) -> None:
    contract_in(category)
    findings = found(category, price_with(walk_away={"change_pct": "5"}))
    assert findings.doubts == ("Unit price: the walk-away 10.50 EUR is worse than what is paid today, 10.00 EUR.",)


def test_it_doubts_a_target_that_no_purchase_ever_reached(category: Category) -> None:
    contract = contract_in(category)
    bought(contract, "9.80")
    bought(contract, "10.00", days=60)
    findings = found(category, guardrails())
    assert findings.doubts == (
        f"Unit price: no supplier ever reached the target. Of 2 purchases, {contract.supplier.name} came closest "
        "with 9.80 EUR, where the target is 9.40 EUR.",
    )


def test_it_does_not_doubt_a_target_that_one_supplier_reached_once(category: Category) -> None:
    bought(contract_in(category), "10.00", days=60)
    bought(contract_in(category), "9.40")
    assert found(category, guardrails()).doubts == ()


def test_it_doubts_a_trade_off_that_gives_more_than_it_gets(category: Category) -> None:
    contract_in(category)
    rules = guardrails()
    rules["levers"][0]["weight"], rules["levers"][2]["weight"] = 10, 60
    findings = found(category, rules)
    assert any("Contract length for Unit price: this trade-off gives more than it gets" in d for d in findings.doubts)


def test_it_doubts_a_threshold_below_what_the_pacing_ever_offers(category: Category) -> None:
    contract_in(category)
    findings = found(category, guardrails(accept_at=0.2))
    assert [doubt for doubt in findings.doubts if "acceptance threshold of 20 %" in doubt and "20.5 %" in doubt]
    assert found(category, guardrails(accept_at=0.21)).doubts == ()


@pytest.mark.parametrize(
    ("authority", "named"),
    [("0", "authority is zero"), (None, "no limit of authority"), ("1000", "below every contract")],
)
def test_it_doubts_an_authority_that_decides_nothing_or_everything(
    category: Category, authority: str | None, named: str
) -> None:
    contract_in(category)
    findings = found(category, guardrails(authority=authority))
    assert [named in doubt for doubt in findings.doubts] == [True]


def test_it_doubts_a_lever_without_weight_and_refuses_when_none_has_any(category: Category) -> None:
    contract_in(category)
    assert any("Unit price has no weight" in doubt for doubt in found(category, price_with(weight=0)).doubts)
    rules = guardrails()
    for lever in rules["levers"]:
        lever["weight"] = 0
    assert any("weights of all levers are zero" in fault for fault in found(category, rules).faults)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("We hope for Net 60.", "60, which is the target of Payment"),
        ("We hope for sixty days.", "60, which is the target of Payment"),
        ("Could you take 6 % off?", "6, which is the target of Unit price, in per cent"),
        ("Nine euros forty is what we want: 9.40!", "9.4, which is the target of Unit price"),
        ("A year would be 12 months.", "12, which is how far Contract length may go"),
        ("We may go up to 250,000 EUR.", "250,000, which is the bot's authority"),
    ],
)
def test_it_refuses_an_opening_message_that_tells_a_limit(category: Category, message: str, named: str) -> None:
    contract_in(category)
    faults = found(category, guardrails(opening_message=message)).faults
    assert any(named in fault for fault in faults), faults


def test_it_lets_the_opening_message_say_what_suppliers_know_anyway(category: Category) -> None:
    contract_in(category)
    message = "You have 48 hours and 8 rounds. Today it is 10.00 EUR at Net 30, and one question is enough."
    assert found(category, guardrails(opening_message=message)).faults == ()


def test_it_refuses_an_answer_that_tells_a_limit(category: Category) -> None:
    contract_in(category)
    questions = [{"keywords": ["payment"], "answer": "We would like Net 60."}]
    faults = found(category, guardrails(questions=questions)).faults
    assert faults == (
        "The answer about payment says 60, which is the target of Payment: suppliers would read it there.",
    )


class TestALargeCategory:
    """One with more contracts than are looked at one by one."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch, category: Category) -> None:
        monkeypatch.setattr(playbook_check, "MOST_CONTRACTS", 4)
        for number in range(10):
            contract = contract_in(category, TODAY if number % 2 else {**TODAY, "warranty": "2"})
            bought(contract, "9.90")

    def test_it_says_on_how_many_of_how_many_it_was_checked(self, category: Category) -> None:
        findings = found(category, guardrails())
        assert (findings.contracts, findings.of) == (4, 10)
        assert any(doubt.startswith("Unit price: none of the suppliers looked at ever") for doubt in findings.doubts)

    def test_a_lever_that_only_other_contracts_have_is_no_lever_of_no_contract(self, category: Category) -> None:
        category.contracts.order_by("-pk").first().delete()  # type: ignore[union-attr]
        last = contract_in(category, {**TODAY, "delivery_days": "9"})
        assert last.pk == category.contracts.latest("pk").pk
        rules = guardrails()
        rules["levers"].append({**rules["levers"][1], "name": "delivery_days"})
        assert not any("no contract of the category" in fault for fault in found(category, rules).faults)


def test_without_contracts_it_says_so_and_checks_what_it_can(category: Category) -> None:
    findings = found(category, guardrails())
    assert findings.faults == ()
    assert "has no contracts yet" in findings.doubts[0]
    assert found(category, guardrails(rounds=8, accept_at=0.1)).faults != ()


@pytest.mark.parametrize("spec", CATEGORIES, ids=lambda spec: spec["slug"])
def test_no_demo_playbook_has_a_fault_even_without_contracts(category: Category, spec: Any) -> None:
    assert found(category, spec["guardrails"]).faults == ()


def test_it_asks_the_database_equally_often_whatever_the_number_of_contracts(
    category: Category, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        bought(contract_in(category), "9.90")
    with django_assert_num_queries(3):
        found(category, guardrails())
