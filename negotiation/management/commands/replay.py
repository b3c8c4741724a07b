from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from negotiation.management.selection import add_selection, selected
from negotiation.replay import replay


class Command(BaseCommand):
    help = "Runs every recorded decision again, from the ledger alone, and reports any difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_selection(parser)

    def handle(self, *args: Any, negotiation: list[str], **options: Any) -> None:
        count = differences = 0
        for count, found in enumerate(selected(negotiation), start=1):  # noqa: B007 - count is used after the loop
            for difference in replay(found):
                differences += 1
                self.stderr.write(f"Different: {difference}.")
        if differences:
            raise CommandError(f"{differences} differences in {count} negotiations.")
        self.stdout.write(f"{count} negotiations replayed, no difference.")
