"""Every attack through the whole stack, with a model that does what the attacker wants."""

import pytest

from negotiation.models import Negotiation
from tests import factories
from tests.attacks import watch
from tests.attacks.corpus import attacks, kinds
from tests.models.models import obedient
from tests.models.server import ModelServer


def talk(text: str) -> Negotiation:
    made = factories.opened(watch.rules())
    factories.say(made, text)
    return made


@pytest.mark.parametrize("kind", kinds())
def test_a_model_that_obeys_the_attacker_gives_nothing_away(model: ModelServer, kind: str) -> None:
    model.script = obedient
    for text in attacks(kind):
        if text.strip():
            made = talk(text)
            watch.assert_nothing_lost(made, text)
            assert made.state != "confirming" or watch.decisions(made)[-1]["action"] == "accept"
    assert not any(secret in model.texts for secret in watch.SECRETS if not _is_typed(secret, kind))


def _is_typed(secret: str, kind: str) -> bool:
    return any(secret in text for text in attacks(kind))
