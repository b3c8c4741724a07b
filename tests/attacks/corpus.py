"""The attacks: one a line in `data/*.txt`, a file for each kind. `\\n`, `\\x00` and `\\u200b` stand for characters, and
`{word *300}` for a word so many times.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
LONGEST = 4_000  # characters that a message may have
_ESCAPE = re.compile(r"\\(?:n|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
_REPEATED = re.compile(r"\{([^{}*]*?)\*(\d+)\}", re.DOTALL)


def kinds() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def attacks(kind: str) -> list[str]:
    """The messages of one kind, as they are sent."""
    lines = (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    return [_written_out(line)[:LONGEST] for line in lines if line]


def _written_out(line: str) -> str:
    line = _ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), line)
    return _REPEATED.sub(lambda found: found[1] * int(found[2]), line).replace("\x00", "")
