"""Whatever a model does, an answer comes in time: from the rules and the templates."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from negotiation.engine import Action, Intent
from negotiation.language import Message
from negotiation.language.account import RULES, TEMPLATES, Allowance
from negotiation.language.templates import TemplatePhraser
from tests.language.rooms import BOXES, read, terms
from tests.models.conftest import LIMIT, Asking
from tests.models.models import diligent, phrase, reading, term
from tests.models.server import Asked, Reply

Make = Callable[..., Asking]
TEXT = "We can do 9.80 at net 45"
COUNTER = Message(Action.COUNTER, (terms(unit_price="9.60", payment_days="60"),))
TEMPLATE = TemplatePhraser().phrase(COUNTER, BOXES)
LONG = json.dumps({"text": "word " * 10_000, "intent": "offer", "terms": [term("unit_price", "9.1", "x")] * 900})

FAULTS = {
    "slow": (Reply(stalls=True), {"time_limit"}),
    "cut off": (Reply('{"text": "Dear all, we', cut=True), {"network", "bad_answer"}),
    "429": (Reply(status=429), {"rate_limited"}),
    "500": (Reply(status=500), {"server_error"}),
    "503": (Reply(status=503), {"server_error"}),
    "401": (Reply(status=401), {"refused"}),
    "no json": (Reply('{"intent": "offer", '), {"bad_answer"}),
    "no json at all": (Reply(raw="<html>Bad gateway</html>"), {"bad_answer", "network", "failed"}),
    "empty": (Reply(""), {"bad_answer"}),
    "another schema": (Reply('{"verdict": "yes", "score": 3}'), {"bad_answer"}),
    "ten thousand tokens": (Reply(LONG), {"bad_answer"}),
}


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_is_read_by_the_rules_in_time(asking: Make, provider: str, fault: str) -> None:
    reply, codes = FAULTS[fault]
    made = asking(provider, time_limit=LIMIT if reply.stalls else 5.0)
    made.server.script = lambda asked: reply
    heard = made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert heard.reading == read(TEXT)
    assert heard.by == RULES
    assert heard.fallback in codes


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_decision_is_phrased_by_the_template_in_time(asking: Make, provider: str, fault: str) -> None:
    reply, codes = FAULTS[fault]
    made = asking(provider, time_limit=LIMIT if reply.stalls else 5.0)
    made.server.script = lambda asked: reply
    spoken = made.phraser.speak(COUNTER, BOXES, made.chat.allowance())
    assert spoken.text == TEMPLATE
    assert spoken.by == TEMPLATES
    assert spoken.fallback in codes | {"length"}


@pytest.mark.parametrize("number", ["nine eighty", "", "9.80 EUR", "1e400", "NaN", "-9.80", "9,80"])
def test_numbers_that_are_none_are_left_to_the_rules(asking: Make, number: str) -> None:
    made = asking()
    made.server.script = lambda asked: reading("offer", term("unit_price", number, "9.80"))
    heard = made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert (heard.reading, heard.by, heard.fallback) == (read(TEXT), RULES, "bad_answer")


def test_a_model_of_a_provider_that_is_not_installed_is_no_obstacle(asking: Make) -> None:
    made = asking()
    made.chat.options = replace(made.chat.options, model="mistralai:large")
    made.chat._chains.clear()
    heard = made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert (heard.reading, heard.fallback) == (read(TEXT), "not_installed")


def test_nobody_listening_is_no_obstacle(asking: Make) -> None:
    made = asking()
    made.chat.options = replace(made.chat.options, url="http://127.0.0.1:9/v1")
    made.chat._chains.clear()
    heard = made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert (heard.reading, heard.fallback) == (read(TEXT), "network")


def test_what_passes_is_tried_again(asking: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = asking(retries=2)
    replies = iter([Reply(status=429), Reply(status=500)])
    made.server.script = lambda asked: next(replies, None) or diligent(asked)
    heard = made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert (heard.by, heard.usage.calls) == ("model", 3)


def test_a_refused_key_is_not_tried_again(asking: Make) -> None:
    made = asking(retries=3)
    made.server.script = lambda asked: Reply(status=401)
    made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert len(made.server.asked) == 1


def test_trying_again_ends_with_the_time(asking: Make) -> None:
    made = asking(retries=50, time_limit=LIMIT)
    made.server.script = lambda asked: Reply(status=500)
    heard = made.reader.hear(TEXT, BOXES, made.chat.allowance())
    assert (heard.reading, heard.fallback) == (read(TEXT), "time_limit")
    assert len(made.server.asked) < 50


def test_a_model_that_failed_three_times_in_a_row_is_left_alone_for_a_while(asking: Make) -> None:
    now = [100.0]
    made = asking(faults_to_rest=3, rest=30.0)
    made.chat._clock = lambda: now[0]
    made.server.script = lambda asked: Reply(status=500)
    codes = [made.reader.hear(TEXT, BOXES, made.chat.allowance()).fallback for _ in range(5)]
    assert codes == ["server_error"] * 3 + ["resting"] * 2
    assert len(made.server.asked) == 3
    now[0] += 30.1
    made.server.script = diligent
    assert made.reader.hear(TEXT, BOXES, made.chat.allowance()).by == "model"


def test_time_that_is_up_asks_nobody(asking: Make) -> None:
    made = asking(time_limit=0.0)
    assert made.reader.hear(TEXT, BOXES, made.chat.allowance()).fallback == "late"
    assert made.phraser.speak(COUNTER, BOXES, made.chat.allowance()).fallback == "late"
    assert made.server.asked == []


def test_a_plain_reader_is_what_others_see(asking: Make) -> None:
    made = asking()
    assert made.reader.read(TEXT, BOXES) == read(TEXT)
    assert "9.60" in made.phraser.phrase(COUNTER, BOXES)
    assert not made.reader.is_instant
    assert not made.phraser.is_instant


def test_many_at_once_are_each_answered_in_time(asking: Make) -> None:
    made = asking(time_limit=30.0)
    soon, late = Allowance.of(1.5), Allowance.of(30.0)  # only the slow ones may run out of time on a busy machine

    def script(asked: Asked) -> Reply:
        return Reply(stalls=True) if "slow" in asked.question["message"] else diligent(asked)

    made.server.script = script
    with ThreadPoolExecutor(12) as pool:
        asked = [("slow, 9.80", soon)] * 8 + [(TEXT, late)] * 4
        heard = list(pool.map(lambda one: made.reader.hear(one[0], BOXES, one[1]), asked))
    assert [one.fallback for one in heard[:8]] == ["time_limit"] * 8
    assert [one.by for one in heard[8:]] == ["model"] * 4
    assert all(one.reading.intent is Intent.OFFER for one in heard)


def test_a_good_phrase_is_said(asking: Make) -> None:
    made = asking()
    said = "Thank you for working with us on this. What we can offer is 9.60 EUR per box, Net 60. What do you think?"
    made.server.script = lambda asked: phrase(said)
    spoken = made.phraser.speak(COUNTER, BOXES, made.chat.allowance())
    assert (spoken.by, spoken.fallback) == ("model", "")
    assert spoken.text == said
