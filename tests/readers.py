"""A reader that takes its time, as one that asks a model does; a file decides how long."""

import os
import time
from pathlib import Path

from negotiation.language import Context, Reading
from negotiation.language.rules import RulesReader

SLOW = "hm,"  # messages that begin so are read slowly, all others at once
PATIENCE = 30.0  # seconds


class GatedReader:
    """Reads as the rules do, but not before the gate is open; says in a file beside it that it has begun.

    The environment's TEST_GATE is the path of the gate: a file that is there when the gate is open.
    """

    is_instant = False

    def __init__(self) -> None:
        self._gate = Path(os.environ["TEST_GATE"])
        self._rules = RulesReader()

    def read(self, text: str, context: Context) -> Reading:
        if text.startswith(SLOW):
            begun(self._gate).touch()
            wait_for_file(self._gate)
        return self._rules.read(text, context)


def begun(gate: Path) -> Path:
    """The file that is there once somebody waits at the gate."""
    return gate.with_suffix(".begun")


def wait_for_file(path: Path) -> None:
    """Returns once the file is there. Raises TimeoutError when that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not appear within {PATIENCE:.0f} s")
        time.sleep(0.005)
