"""Measures how well supplier messages are read: `manage.py evaluate_language FILE.jsonl [--reader llm]`."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from negotiation import voices
from negotiation.language.evaluation import RowError, Score, evaluate, read_rows
from negotiation.language.llm import Chat, LLMReader
from negotiation.language.llm.reader import READING
from negotiation.language.logbook import Logbook
from negotiation.language.reading import Reader
from negotiation.language.rules import RulesReader


class Command(BaseCommand):
    help = "Reads labelled messages and prints how many were understood, and which were not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="labelled messages, one JSON object a line")
        parser.add_argument("--predictions", type=Path, help="also write what was read to this file")
        parser.add_argument(
            "--reader",
            choices=("configured", "rules", "llm"),
            default="configured",
            help="who reads: LANGUAGE_READER (the default), the rules, or the model of LANGUAGE_MODEL with the rules",
        )

    def handle(self, *args: Any, file: Path, predictions: Path | None, reader: str, **options: Any) -> None:
        logbook = Logbook(_reader(reader))
        try:
            rows = list(read_rows(file))
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}") from fault
        except RowError as fault:
            raise CommandError(f"{file}, {fault}") from fault
        if not rows:
            raise CommandError(f"{file} holds no messages")
        score, predicted = evaluate(rows, logbook)
        if predictions is not None:
            _write(predicted, predictions)
        for line in [*report(score), *account(logbook)]:
            self.stdout.write(line)


def _reader(name: str) -> Reader:
    """The reader of this name. Raises CommandError when there is no model to ask, or it cannot be loaded."""
    if name == "rules":
        return RulesReader()
    if name == "configured":
        configured: Reader = import_string(settings.LANGUAGE_READER)()
        return configured
    model = voices.model_options()
    if model is None:
        raise CommandError(
            'LANGUAGE_MODEL is not set; set it to a model such as "openai:gpt-5-mini", see docs/models.md.'
        )
    chat = Chat(model)
    try:
        chat.warm_up(READING)
    except Exception as fault:  # the provider's own, of any class
        raise CommandError(f"{model.model} cannot be asked: {fault}") from fault
    return LLMReader(chat, RulesReader())


def account(logbook: Logbook) -> list[str]:
    """Who read, why not the model where it was not, and what asking it took; nothing when no model was asked."""
    if not logbook.is_metered:
        return []
    used, messages = logbook.usage, max(1, logbook.by.total())
    lines = ["", "Read by"]
    lines += [_share(name, count, messages) for name, count in sorted(logbook.by.items())]
    if logbook.fallbacks:
        lines += ["", "Why not as the model read"]
        lines += [_share(code, count, messages) for code, count in sorted(logbook.fallbacks.items())]
    per_message = f"{used.tokens / messages:,.0f} a message"
    cost = f", cost {used.cost:.4f} ({1000 * used.cost / messages:.2f} per 1,000 messages)" if used.cost else ""
    estimated = ", in part estimated" if used.is_estimated else ""
    return [*lines, "", f"{used.tokens:,} tokens in {used.calls:,} requests, {per_message}{cost}{estimated}"]


def report(score: Score) -> list[str]:
    """The score as lines to print; only what the file's labels can tell."""
    lines = [f"{score.rows} messages, {score.median_ms:.2f} ms median, {score.p99_ms:.2f} ms at the 99th percentile"]
    if score.intents:
        lines += ["", "Intents"]
        lines += [_share(name, score.right_intents[name], total) for name, total in sorted(score.intents.items())]
        lines.append(_share("all", score.right_intents.total(), score.intents.total()))
    if score.levers:
        lines += ["", "Levers"]
        lines += [_precision(lever, counts) for lever, counts in sorted(score.levers.items())]
    if score.with_terms:
        lines += ["", _share("read exactly", score.exact, score.with_terms)]
        lines.append(_share("also terms apart from conditions", score.strict, score.with_terms))
    if score.prices:
        lines += ["", _share("prices", score.right_prices, score.prices)]
    lines += _attacks(score)
    lines += ["", f"False accepts: {len(score.false_accepts)} {' '.join(score.false_accepts)}".rstrip()]
    return [*lines, *_faults(score)]


def _attacks(score: Score) -> list[str]:
    lines = []
    if score.attacks:
        lines += ["", "Attacks noticed"]
        lines += [_share(source, score.noticed[source], total) for source, total in sorted(score.attacks.items())]
        taken = ", ".join(f"{count} as {intent}" for intent, count in score.attacks_as_deals.items())
        lines.append(f"  read as a deal: {taken or 'none'}")
    if score.harmless:
        lines += ["", "False alarms"]
        lines += [_share(source, score.alarms[source], total) for source, total in sorted(score.harmless.items())]
    return lines


def _faults(score: Score) -> list[str]:
    if not score.faults:
        return []
    lines = ["", f"Faults: {len(score.faults)}"]
    for fault in score.faults:
        lines += [
            f"{fault.id}  {fault.text!r}",
            f"    expected {_brief(fault.expected)}",
            f"    got      {_brief(fault.got)}",
        ]
    return lines


def _brief(labels: Any) -> str:
    shown = {key: labels[key] for key in ("intent", "terms", "condition", "price") if labels.get(key)}
    return json.dumps(shown, ensure_ascii=False)


def _share(name: str, right: int, total: int) -> str:
    return f"  {name:<34}{right:>5} of {total:<5}{100 * right / max(1, total):>6.1f} %"


def _precision(lever: str, counts: Counter[str]) -> str:
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return f"  {lever:<34}precision {100 * precision:>5.1f} %   recall {100 * recall:>5.1f} %"


def _write(predicted: list[dict[str, Any]], path: Path) -> None:
    try:
        path.write_text("".join(json.dumps(row) + "\n" for row in predicted), encoding="utf-8")
    except OSError as fault:
        raise CommandError(f"{path} cannot be written: {fault.strerror}") from fault
