"""How well and how fast supplier messages are read, by each reader: `python -m benchmarks.language FILE.jsonl ...`.

Readers: the rules; and the model of LANGUAGE_MODEL, with the rules for a second opinion. Without a model a server on
this machine stands in that reads as the rules do: its figures then say what the way to a model costs, and nothing
about any model's understanding. The corpus that is read by default is the one that the rules were developed on: their
share of it says that nothing broke, and not how well they read what they have never seen.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import django

from negotiation import voices
from negotiation.language.context import Context
from negotiation.language.evaluation import Score, evaluate, read_rows
from negotiation.language.llm import Chat, LLMReader, ModelOptions
from negotiation.language.logbook import Logbook
from negotiation.language.rules import RulesReader
from tests.models.models import diligent
from tests.models.server import serving

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "language" / "data" / "procurement_dev.jsonl"
_COLUMNS = {"exact": 9, "intent": 9, "prices": 9, "accepts*": 10, "median": 11, "p99": 11, "tokens": 9, "cost": 10}
FOOTNOTE = "* messages that were read as an acceptance and are none; tokens and cost are for one message"
STAND_IN = (
    "no LANGUAGE_MODEL is set: a server on this machine, which reads as the rules do, stands in for a model; "
    "its tokens are estimated from the length of what was sent"
)
IN_SAMPLE = "the rules were developed on this corpus: how they read messages that they have never seen, it does not say"


def main() -> None:
    """Prints a table for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[CORPUS], help="labelled messages, JSON lines")
    parser.add_argument("--limit", type=int, help="read only so many messages of each file")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for file in arguments.files:
        _measure(file, arguments.limit)


def _measure(file: Path, limit: int | None) -> None:
    rows = list(read_rows(file))[:limit]
    print(f"\n{file.name}: {len(rows)} messages")
    print(f"{'reader':<24}" + "".join(f"{title:>{width}}" for title, width in _COLUMNS.items()))
    rules = Logbook(RulesReader())
    _print_row("rules", evaluate(rows, rules)[0], rules)
    with _model() as found:
        if found is None:
            print("no model was measured: install requirements-models.txt, or set LANGUAGE_MODEL")
            return
        name, reader, note = found
        model = Logbook(reader)
        _print_row(name, evaluate(rows, model)[0], model)
        spoken = ", ".join(f"{by} {count}" for by, count in model.by.most_common())
        reasons = ", ".join(f"{code} {count}" for code, count in model.fallbacks.most_common())
        print(f"read by: {spoken}" + (f"; because of: {reasons}" if reasons else ""))
        is_known = file.name == CORPUS.name
        print("\n".join(filter(None, (FOOTNOTE, IN_SAMPLE if is_known else "", note))))


@contextmanager
def _model() -> Iterator[tuple[str, LLMReader, str] | None]:
    """The configured model's reader, or the stand-in's, with its name and a note; None when neither can be had."""
    options = voices.model_options()
    if options is not None:
        yield options.model, _reader(options), ""
    elif find_spec("langchain_openai") is None:
        yield None
    else:
        with serving(lambda asked: replace(diligent(asked), tokens=None)) as server:
            stand_in = ModelOptions(model="openai:stand-in", url=server.openai_url, key="none", max_tokens=None)
            yield "stand-in", _reader(stand_in), STAND_IN


def _reader(options: ModelOptions) -> LLMReader:
    reader = LLMReader(Chat(options), RulesReader())
    reader.read("Hello", Context(currency="EUR"))  # imports, connects
    return reader


def _print_row(name: str, score: Score, logbook: Logbook) -> None:
    def share(right: int, total: int) -> str:
        return f"{100 * right / total:.1f} %" if total else "-"

    messages = max(1, score.rows)
    intents = share(score.right_intents.total(), score.intents.total())
    tokens = f"{logbook.usage.tokens / messages:,.0f}" if logbook.usage.calls else "-"
    cost = f"{logbook.usage.cost / messages:.6f}" if logbook.usage.cost else "-"
    print(
        f"{name[:23]:<24}{share(score.exact, score.with_terms):>9}{intents:>9}"
        f"{share(score.right_prices, score.prices):>9}{len(score.false_accepts):>10}"
        f"{score.median_ms:>8.2f} ms{score.p99_ms:>8.2f} ms{tokens:>9}{cost:>10}"
    )


if __name__ == "__main__":
    main()
