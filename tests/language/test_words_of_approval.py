"""What the supplier is told when a deal lies above what the bot may close."""

import pytest

from negotiation.models import State
from tests import factories

pytestmark = pytest.mark.django_db


def said_after_an_offer(**terms: str) -> tuple[str, str]:
    """The state, and the bot's last words, once a supplier has offered what the policy permits above authority."""
    made = factories.opened(factories.guardrails(authority="1000"))
    factories.offer(made, **terms)
    return made.state, factories.payload_of(factories.last(made, "bot_said"))["text"].replace("\u00a0", " ")


def test_the_bot_agrees_subject_to_approval_and_names_the_terms() -> None:
    state, text = said_after_an_offer(unit_price="9.40", payment_days="60")
    assert state == State.AWAITING_APPROVAL
    assert text.startswith("Agreed from my side: 9.40 EUR per box, Net 60")
    assert "subject to approval by a colleague" in text
    assert "1,000" not in text


def test_in_words_the_term_sheet_comes_first() -> None:
    made = factories.opened(factories.guardrails(authority="1000"))
    factories.say(made, "We can do 9.40 at net 60.")
    text = factories.payload_of(factories.last(made, "bot_said"))["text"]
    assert made.state == State.CONFIRMING
    assert "subject to approval" in text
    assert "term sheet" in text
