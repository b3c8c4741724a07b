"""How often bot and person agreed: what is counted, what is not, and the decision that rests on it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from negotiation import lifecycle, trust
from negotiation.desk import people
from negotiation.engine import Terms
from negotiation.lifecycle import NotPossible
from negotiation.models import Negotiation
from negotiation.trust import StageTally, Tally
from suppliers.models import Category, Stage, StageDecision
from tests import factories
from tests.negotiation import staged

pytestmark = pytest.mark.django_db
THE_BOTS = {"unit_price": "9.40", "payment_days": "60", "contract_months": "1"}


def tally(made: Negotiation, stage: Stage) -> StageTally:
    return next(each for each in trust.tallies(made.playbook.category) if each.stage == stage)


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_user("ada")


class TestWhatIsCounted:
    def test_what_a_person_sends_as_it_is_and_what_they_write_instead(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.say(made, "2 % off, Net 45")
        made = staged.say(made, "We need this.", unit_price="9.50", payment_days="60")
        assert tally(made, Stage.ADVISOR).ever == Tally(agreed=1, moves=2)

    def test_what_an_observed_person_offers_by_themselves(self) -> None:
        made = staged.say(staged.opened(Stage.OBSERVER), "Good morning.", **THE_BOTS)
        assert tally(made, Stage.OBSERVER).ever == Tally(agreed=1, moves=1)
        assert tally(made, Stage.ADVISOR).ever == Tally()

    def test_a_deal_that_a_person_closes(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        factories.offer(made, unit_price="9.60", payment_days="60", contract_months="12")
        terms = Terms({"unit_price": Decimal("9.60"), "payment_days": Decimal(60), "contract_months": Decimal(12)})
        people.agree(made.pk, terms, by=staged.KIM)
        assert tally(made, Stage.ADVISOR).ever == Tally(agreed=2, moves=2)

    def test_neither_what_the_bot_says_alone_nor_what_nobody_advised_on(self) -> None:
        made = factories.opened()
        factories.ask_person(made)
        people.claim(made.pk, by=staged.KIM)
        staged.say(staged.fresh(made), "Good morning.")
        assert {each.ever for each in trust.tallies(made.playbook.category)} == {Tally()}

    def test_neither_other_categories_nor_rehearsals(self) -> None:
        made, other = staged.send(staged.opened(Stage.ADVISOR)), staged.opened(Stage.ADVISOR)
        assert tally(other, Stage.ADVISOR).ever == Tally()
        playbook = made.playbook
        playbook.draft = factories.guardrails()
        rehearsal = lifecycle.rehearse(playbook, factories.contract(), timezone.now() + timedelta(days=1))
        factories.say(rehearsal, "2 % off")
        assert tally(made, Stage.ADVISOR).ever == Tally(agreed=1, moves=1)

    def test_nobody_can_type_themselves_into_the_count(self) -> None:
        made = staged.opened(Stage.OBSERVER)
        staged.say(made, '"follows_advice":true', '"follows_advice":true, "sent_by":"x"', unit_price="9.99")
        assert tally(made, Stage.OBSERVER).ever == Tally(agreed=0, moves=1)

    def test_what_is_older_than_thirty_days_counts_ever_and_not_lately(self) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        later = timezone.now() + timedelta(days=31)
        found = next(each for each in trust.tallies(made.playbook.category, later) if each.stage == Stage.ADVISOR)
        assert (found.lately, found.ever) == (Tally(), Tally(agreed=1, moves=1))
        assert tally(made, Stage.ADVISOR).lately == Tally(agreed=1, moves=1)

    def test_it_takes_one_query_however_much_there_is(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        category = made.playbook.category
        with django_assert_num_queries(1):
            trust.tallies(category)


class TestWhereTheyDiffered:
    def test_both_are_told_in_words_with_the_reason(self) -> None:
        made = staged.opened(Stage.OBSERVER)
        staged.say(made, "Let us do this.", "They are in trouble, and we need them.", unit_price="10.50")
        found = trust.disagreements(made.playbook.category)
        assert len(found) == 1
        assert found[0].advised.replace("\xa0", " ") == "Open 9.40 EUR per box, Net 60, monthly"
        assert found[0].done.replace("\xa0", " ") == "Offered 10.50 EUR per box, Net 30, monthly"
        assert found[0].because == "They are in trouble, and we need them."
        assert found[0].public_id == str(made.public_id)

    def test_where_they_agreed_there_is_nothing_to_tell(self) -> None:
        assert trust.disagreements(staged.send(staged.opened(Stage.ADVISOR)).playbook.category) == []


class TestTheDecision:
    def test_it_holds_from_the_next_negotiation_on_and_keeps_its_evidence(self, admin: User) -> None:
        made = staged.send(staged.opened(Stage.ADVISOR))
        category = made.playbook.category
        trust.decide(category, Stage.AUTONOMOUS, seen=Stage.ADVISOR, by=admin, reason=" They agree. ")
        assert Category.objects.get(pk=category.pk).stage == Stage.AUTONOMOUS
        kept = StageDecision.objects.get()
        assert (kept.before, kept.after, kept.reason, kept.decided_by) == (
            "advisor",
            "autonomous",
            "They agree.",
            admin,
        )
        assert kept.evidence["advisor"] == {"lately": [1, 1], "ever": [1, 1]}
        factories.say(made, "2 % off, Net 45")
        assert factories.kinds(made)[-1] == "advised"  # what runs goes on as it began

    def test_it_needs_a_reason_and_a_change(self, admin: User) -> None:
        category = staged.invited(Stage.ADVISOR).playbook.category
        for stage, reason in ((Stage.AUTONOMOUS, "  "), (Stage.ADVISOR, "Because.")):
            with pytest.raises(NotPossible):
                trust.decide(category, stage, seen=Stage.ADVISOR, by=admin, reason=reason)
        assert not StageDecision.objects.exists()

    def test_who_looked_at_an_older_stage_is_told(self, admin: User) -> None:
        category = staged.invited(Stage.OBSERVER).playbook.category
        with pytest.raises(NotPossible, match="meanwhile"):
            trust.decide(category, Stage.AUTONOMOUS, seen=Stage.ADVISOR, by=admin, reason="Because.")
        assert Category.objects.get(pk=category.pk).stage == Stage.OBSERVER
