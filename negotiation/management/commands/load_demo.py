from typing import Any

from django.core.management.base import BaseCommand

from negotiation.demo.load import load


class Command(BaseCommand):
    help = "Loads demo categories, playbooks, suppliers and open negotiations, unless they are there already."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Demo data loaded." if load() else "Demo data is there already, and was kept.")
