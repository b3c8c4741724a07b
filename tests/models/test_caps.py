"""Tokens and money are counted, and beyond the cap of a negotiation nobody asks a model any more."""

from collections.abc import Callable
from decimal import Decimal

from negotiation.engine import Action
from negotiation.language import Message
from negotiation.language.account import Usage
from tests.language.rooms import BOXES, terms
from tests.models.conftest import Asking
from tests.models.models import diligent
from tests.models.server import Reply

Make = Callable[..., Asking]
COUNTER = Message(Action.COUNTER, (terms(unit_price="9.60", payment_days="60"),))


def test_what_the_provider_counted_is_what_counts(asking: Make) -> None:
    made = asking(input_price=Decimal("0.4"), output_price=Decimal("1.6"))
    usage = made.reader.hear("9.80", BOXES, made.chat.allowance()).usage
    assert usage == Usage(1, 100, 20, Decimal("0.000072"))
    assert Usage.from_dict(usage.as_dict()) == usage


def test_without_a_count_the_length_of_what_was_sent_stands_in(asking: Make) -> None:
    made = asking()
    made.server.script = lambda asked: Reply(diligent(asked).content, tokens=None)
    usage = made.reader.hear("9.80", BOXES, made.chat.allowance()).usage
    assert usage.is_estimated
    assert usage.input_tokens > 300


def test_a_failed_try_counts_too(asking: Make) -> None:
    made = asking(retries=1)
    made.server.script = lambda asked: Reply(status=500)
    usage = made.reader.hear("9.80", BOXES, made.chat.allowance()).usage
    assert usage.calls == 2
    assert usage.input_tokens > 0


def test_beyond_the_cap_of_tokens_rules_and_templates_speak(asking: Make) -> None:
    made = asking(max_tokens=5_000)
    allowance = made.chat.allowance(Usage(9, 4_000, 900))
    assert made.reader.hear("9.80", BOXES, allowance).fallback == "budget"
    assert made.phraser.speak(COUNTER, BOXES, allowance).fallback == "budget"
    assert made.server.asked == []


def test_beyond_the_cap_of_money_rules_and_templates_speak(asking: Make) -> None:
    made = asking(max_tokens=None, max_cost=Decimal("0.50"))
    allowance = made.chat.allowance(Usage(9, 100, 100, Decimal("0.4999")))
    assert made.reader.hear("9.80", BOXES, allowance).fallback == "budget"
    assert made.server.asked == []


def test_a_question_that_fits_under_the_cap_is_asked(asking: Make) -> None:
    made = asking(max_tokens=5_000, max_cost=Decimal("0.50"))
    assert made.reader.hear("9.80", BOXES, made.chat.allowance()).by == "model"


def test_trying_again_stops_at_the_cap(asking: Make) -> None:
    made = asking(retries=20, max_tokens=4_500)
    made.server.script = lambda asked: Reply(status=500)
    usage = made.reader.hear("9.80", BOXES, made.chat.allowance()).usage
    assert usage.tokens <= 4_500
    assert len(made.server.asked) < 10
