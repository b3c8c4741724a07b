from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from negotiation import ledger, rooms
from negotiation.management.selection import selected
from negotiation.models import Actor


class Command(BaseCommand):
    help = "Erases what people typed in a negotiation, on request or by retention. The chain still verifies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("negotiation", nargs="+", help="ids of negotiations")
        parser.add_argument("--reason", required=True, help='why, for the record: "request of 12 May"')

    def handle(self, *args: Any, negotiation: list[str], reason: str, **options: Any) -> None:
        for found in selected(negotiation):
            count = ledger.erase_words(found, by=Actor.SYSTEM, reason=reason)
            rooms.announce_on_commit(found, found.events.order_by("-seq")[:1])
            self.stdout.write(f"{found.public_id}: {count} messages erased.")
