"""A campaign's figures: what each counts, that each is part of what it is a share of, and the list behind each."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from negotiation import lifecycle, turns
from negotiation.campaigns import figures
from negotiation.campaigns.figures import LABELS, MEANS, REACHED, SHARE_OF, Figures
from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.models import Campaign, Email, Negotiation
from suppliers.models import Contract
from tests import factories
from tests.negotiation.campaigning import invited, of, started

pytestmark = pytest.mark.django_db


def counts(campaign: Campaign) -> dict[str, int]:
    return {figure.code: figure.count for figure in figures.figures(campaign).counts}


def opened(campaign: Campaign, name: str) -> Negotiation:
    made = of(campaign, name)
    turns.enter(made.pk)
    made.refresh_from_db()
    return made


def a_bit_of_everything() -> Campaign:
    """Ada agreed; Bea talks; Cleo asked for a person; Dora looked; Emma did nothing; Fay let it expire; Gil's mail
    failed; Hana's negotiation was closed by a person who found nobody there."""
    campaign = invited("Ada", "Bea", "Cleo", "Dora", "Emma", "Fay", "Gil", "Hana")
    factories.accept(opened(campaign, "Ada"))
    factories.say(opened(campaign, "Bea"), "2 % off, Net 45")
    factories.ask_person(opened(campaign, "Cleo"))
    opened(campaign, "Dora")
    lifecycle.expire(factories.past_deadline(of(campaign, "Fay")))
    Email.objects.filter(invitation__negotiation=of(campaign, "Gil")).update(status=Email.Status.FAILED)
    hana = opened(campaign, "Hana")
    people.claim(hana.pk, by="anna")
    people.close(hana.pk, by="anna", reason="They merged")
    return campaign


def test_each_figure_counts_what_it_says() -> None:
    assert counts(a_bit_of_everything()) == {
        "invited": 7,
        "opened": 5,
        "engaged": 4,
        "concluded": 2,
        "agreed": 1,
        "escalated": 1,
        "expired": 1,
        "withdrawn": 0,
    }


def test_each_share_names_what_it_is_a_share_of() -> None:
    found = {figure.code: figure for figure in figures.figures(a_bit_of_everything()).counts}
    assert [(found[code].of, found[code].of_what) for code in ("opened", "engaged", "concluded", "agreed")] == [
        (7, "invited"),
        (7, "invited"),
        (4, "engaged"),
        (2, "concluded"),
    ]
    assert found["engaged"].share == Decimal("57.1")
    assert (found["invited"].of, found["invited"].of_what) == (8, "started")


def test_no_figure_exceeds_what_it_is_a_share_of() -> None:
    campaign = a_bit_of_everything()
    everything = campaign.negotiations.all()
    for part, whole in SHARE_OF.items():
        parts = set(figures.reached(everything, part).values_list("pk", flat=True))
        assert parts <= set(figures.reached(everything, whole).values_list("pk", flat=True)), part


def test_the_list_behind_a_figure_is_as_long_as_the_figure_says() -> None:
    campaign = a_bit_of_everything()
    for code, count in counts(campaign).items():
        assert figures.reached(campaign.negotiations.all(), code).count() == count


def test_a_share_of_nothing_is_no_number() -> None:
    campaign = started("Ada")
    opened_figure = next(figure for figure in figures.figures(campaign).counts if figure.code == "opened")
    assert (opened_figure.count, opened_figure.of, opened_figure.share) == (0, 0, None)


def test_a_letter_that_may_have_arrived_counts_as_an_invitation_and_one_that_waits_does_not() -> None:
    campaign = started("Ada", "Bea")
    Email.objects.filter(invitation__negotiation=of(campaign, "Ada")).update(status=Email.Status.UNCERTAIN)
    assert counts(campaign)["invited"] == 1


def test_a_link_that_was_handed_over_without_a_letter_counts_as_an_invitation() -> None:
    campaign = started("Ada")
    Email.objects.all().delete()
    assert counts(campaign)["invited"] == 1


def test_every_figure_has_a_name_and_says_what_it_means() -> None:
    assert set(REACHED) == set(LABELS) == set(MEANS)


class TestSavings:
    def saved(self, campaign: Campaign) -> tuple[Decimal, Decimal, Decimal | None]:
        [saving] = figures.figures(campaign).savings
        return saving.before, saving.agreed, saving.share

    def test_they_are_measured_at_todays_prices_and_todays_volume(self) -> None:
        campaign = invited("Ada", "Bea")
        factories.accept(opened(campaign, "Ada"))  # 9.40 for 10.00, 20,000 boxes
        assert self.saved(campaign) == (Decimal("200000.00"), Decimal("188000.00"), Decimal("6.0"))

    def test_they_stay_when_the_contract_takes_over_the_agreed_price(self) -> None:
        campaign = invited("Ada")
        factories.accept(opened(campaign, "Ada"))
        contract = Contract.objects.get()
        contract.terms = {**contract.terms, "unit_price": "9.40"}
        contract.annual_quantity = Decimal(1)
        contract.save()
        assert self.saved(campaign)[:2] == (Decimal("200000.00"), Decimal("188000.00"))

    def test_currencies_are_not_added_up(self) -> None:
        campaign = started("Ada", "Bea")
        factories.accept(opened(campaign, "Ada"))
        factories.accept(opened(campaign, "Bea"))
        agreement = of(campaign, "Bea").agreement
        agreement.currency = "USD"
        agreement.save()
        assert [saving.currency for saving in figures.figures(campaign).savings] == ["EUR", "USD"]

    def test_a_dearer_deal_is_a_negative_saving(self) -> None:
        campaign = invited("Ada")
        made = opened(campaign, "Ada")
        people.claim(made.pk, by="anna")
        dearer = Terms({"unit_price": Decimal("10.50")})
        people.agree(made.pk, dearer, by="anna", because="Steel went up")
        people.approve(made.pk, by="bert")
        [saving] = figures.figures(campaign).savings
        assert saving.saved == Decimal("-10000.00")

    def test_rehearsals_and_other_campaigns_count_nowhere(self) -> None:
        campaign, other = invited("Ada"), invited("Bea")
        factories.accept(opened(other, "Bea"))
        playbook = campaign.playbook_version.playbook
        playbook.draft = factories.guardrails()
        lifecycle.rehearse(playbook, of(campaign, "Ada").contract, timezone.now() + timedelta(hours=1))
        found: Figures = figures.figures(campaign)
        assert (found.started, found.savings) == (1, ())


def test_many_negotiations_take_as_many_queries_as_few(django_assert_num_queries: Any) -> None:
    campaign = invited(*(f"Supplier{number}" for number in range(30)))
    with django_assert_num_queries(4):
        assert figures.figures(campaign).started == 30
