"""The engine needs nothing but Python: no Django, no third party, and no hash seed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Refuses whatever is neither the standard library nor the engine, then plays a round and prints the decision.
PLAY = """
import sys

class OnlyTheStandardLibrary:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        ours = name in ("negotiation", "negotiation.engine") or name.startswith("negotiation.engine.")
        if top not in sys.stdlib_module_names and not ours:
            raise ImportError(f"the engine must not import {name}")

sys.meta_path.insert(0, OnlyTheStandardLibrary())
from negotiation.engine import Decision, Intent, Lever, Party, Policy, Terms, TradeOff, Turn, decide, explain

policy = Policy(
    [Lever("unit_price", 10, 9, 10, 2, "0.1"), Lever("payment_days", 30, 60, 30, 1, 5), Lever("months", 1, 1, 1, 1, 1)],
    [TradeOff("months", 12, "unit_price", "9.7")],
    packages=3,
)
turns = (decide(policy, ()).as_turn(), Turn(Party.SUPPLIER, (Intent.OFFER,), {"unit_price": "9.9", "payment_days": 35}))
decision = decide(policy, turns)
print(decision, explain(decision))
"""


def play(seed: str) -> str:
    command = [sys.executable, "-S", "-c", PLAY]
    environment = {"PYTHONHASHSEED": seed}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def test_it_runs_on_the_standard_library_alone() -> None:
    assert "Action.COUNTER" in play("0")


def test_it_decides_the_same_in_every_process() -> None:
    assert play("1") == play("2")
