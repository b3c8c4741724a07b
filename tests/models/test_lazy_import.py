"""LangChain takes seconds and a hundred megabytes to import: an installation without a model never does."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TURN = """
import sys
import django
django.setup()
from negotiation import voices
from negotiation.language.account import Allowance
from tests.language.rooms import BOXES, terms
from negotiation.engine import Action
from negotiation.language import Message
voice = voices.voice()
voice.hear("9.80", BOXES, Allowance.of(1))
voice.say(Message(Action.COUNTER, (terms(unit_price="9.60"),)), BOXES, Allowance.of(1))
import suppliers.consumers, negotiation.turns, negotiation.tasks, config.asgi
heavy = ("langchain", "langchain_core", "langsmith", "openai", "anthropic", "pydantic", "tenacity")
print(sorted(name for name in heavy if name in sys.modules))
"""


def test_nothing_of_it_is_imported_without_a_model(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LANGUAGE_")}
    environment |= {"PARLEY_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", TURN]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr
