"""`manage.py playbook_import FILE`: a YAML file becomes a playbook's draft. Publishing stays a person's act."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from negotiation.models import Playbook
from negotiation.playbooks import files as playbook_files
from negotiation.playbooks.check import check
from negotiation.playbooks.yaml import YamlError, read


class Command(BaseCommand):
    help = "Make a YAML file the draft of the playbook that it names, and say what the check finds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file, or - for standard input")
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the check finds a fault")

    def handle(self, *args: Any, file: str, check: bool, **options: Any) -> None:
        text = _text(file)
        try:
            with transaction.atomic():
                playbook = self._bring_in(text)
                transaction.set_rollback(check)
        except YamlError as error:
            raise CommandError("\n".join(error.faults)) from error
        faults = self._tell(playbook)
        if check and faults:
            raise CommandError("The check found faults; this could not be published.")
        if not check:
            self.stdout.write(f"{playbook.name}: the draft is revision {playbook.draft_revision}.")

    def _bring_in(self, text: str) -> Playbook:
        playbook = playbook_files.find_or_make(read(text))
        return playbook_files.bring_in(playbook, text, seen_revision=playbook.draft_revision, by=None)

    def _tell(self, playbook: Playbook) -> int:
        findings = check(playbook.category, playbook.draft)
        for sentence in findings.faults:
            self.stdout.write(f"fault: {sentence}")
        for sentence in findings.doubts:
            self.stdout.write(f"doubt: {sentence}")
        return len(findings.faults)


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}") from error
