from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from negotiation import ledger
from negotiation.management.selection import add_selection, selected


class Command(BaseCommand):
    help = "Checks the hash chain of every negotiation, or of those named; names the first broken event of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_selection(parser)

    def handle(self, *args: Any, negotiation: list[str], **options: Any) -> None:
        count = 0
        broken = []
        for count, found in enumerate(selected(negotiation), start=1):  # noqa: B007 - count is used after the loop
            if fault := ledger.verify(found):
                broken.append(fault)
                self.stderr.write(f"Broken: {fault}.")
        if broken:
            raise CommandError(f"{len(broken)} of {count} chains are broken.")
        self.stdout.write(f"{count} chains verified, none broken.")
