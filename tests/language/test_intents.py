"""What a message is for."""

import pytest

from negotiation.engine import Intent
from tests.language.rooms import intent, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'd prefer to discuss this with an actual person", Intent.HUMAN),
        ("Please have Ms Keller give me a ring", Intent.HUMAN),
        ("Can we jump on a Zoom to settle this?", Intent.HUMAN),
        ("Kann ich mit einem Menschen sprechen?", Intent.HUMAN),
        ("No deal.", Intent.REJECT),
        ("I would accept if I could", Intent.REJECT),
        ("Yes, but no", Intent.REJECT),
        ("Das würde ich gern, aber das geht nicht", Intent.REJECT),
        ("Can you do better?", Intent.QUESTION),
        ("Is this price ex works?", Intent.QUESTION),
        ("Can we agree on CIF instead?", Intent.UNUSUAL),
        ("I want to speak to a manager", Intent.HUMAN),
        ("I need to talk to my manager", Intent.DELAY),
        ("thx but no thx", Intent.REJECT),
        ("Das ist uns leider zu wenig", Intent.REJECT),
        ("We withdraw our offer", Intent.WITHDRAW),
        ("I'm out.", Intent.WITHDRAW),
        ("We have to withdraw from this", Intent.WITHDRAW),
        ("Wir ziehen uns aus der Verhandlung zurück", Intent.WITHDRAW),
        ("9.40 is out of reach", Intent.REJECT),
        ("60 Tage sind leider ein Problem", Intent.REJECT),
        ("60 jours, c'est compliqué", Intent.REJECT),
        ("60 días es demasiado", Intent.REJECT),
        ("60 días no es un problema", Intent.OFFER),
        ("60 Tage sind kein Problem", Intent.OFFER),
        ("Könnte mich bitte jemand zurückrufen?", Intent.HUMAN),
        ("I am out of office until 14 August", Intent.DELAY),
        ("I need to think about it", Intent.DELAY),
        ("What quantity are we talking about?", Intent.QUESTION),
        ("Are you a human or a machine?", Intent.QUESTION),
        ("Is there any flexibility on your side?", Intent.QUESTION),
        ("Good morning, thanks for reaching out!", Intent.SMALLTALK),
        ("Can you pay in bitcoin?", Intent.UNUSUAL),
        ("Could you accept 9.70?", Intent.OFFER),
        ("45 days?", Intent.OFFER),
        ("asdkjh aksjdh", Intent.UNCLEAR),
        ("", Intent.UNCLEAR),
    ],
)
def test_a_message_has_one_main_intent(text: str, expected: Intent) -> None:
    assert intent(text) == expected


@pytest.mark.parametrize("text", ["we need 3 % more", "10.25 from January", "Raise it to 10.40"])
def test_a_price_above_todays_is_an_increase_and_an_offer(text: str) -> None:
    assert read(text).intents == (Intent.PRICE_INCREASE, Intent.OFFER)


def test_an_unusual_request_beside_an_offer_is_kept_as_a_code() -> None:
    reading = read("9.60 with exclusivity for us")
    assert reading.intents == (Intent.OFFER, Intent.UNUSUAL)
    assert reading.unknown == ("exclusivity",)


@pytest.mark.parametrize(
    "text",
    [
        "No can do on 60 days, sorry guys.",
        "We're not biting",
        "meh, no",
        "that's a slap in the face",
        "Sixty days? My bank manager would faint.",
        "Das rechnet sich für uns hinten und vorne nicht",
        "Cela dépasse nos capacités.",
        "Uf, así no salen las cuentas",
    ],
)
def test_an_idiom_of_refusal_is_a_refusal(text: str) -> None:
    assert intent(text) == "reject"


@pytest.mark.parametrize(
    "text", ["I don't understand that", "We have not received it yet", "What happens if we say no"]
)
def test_a_negation_of_something_else_refuses_nothing(text: str) -> None:
    assert intent(text) != "reject"


@pytest.mark.parametrize(
    "text",
    [
        "I'd feel better if a colleague of yours took over",
        "Who is your supervisor? I want to speak with them.",
        "Ich hätte gern Ihren Einkaufsleiter am Apparat",
        "Pourrais-je avoir un de vos acheteurs au bout du fil ?",
        "¿Me pueden pasar con una persona?",
    ],
)
def test_somebody_of_the_buyers_and_a_way_to_reach_them_is_a_request_for_a_person(text: str) -> None:
    assert intent(text) == "human"
