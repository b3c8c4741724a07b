import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from negotiation.demo.load import DemoLink, demo_links
from negotiation.demo.people import PEOPLE


class Command(BaseCommand):
    help = "Prints the demo suppliers' links and the demo's logins; with --json one JSON object per link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        links = demo_links()
        if not links:
            raise CommandError("There is no demo data yet; run `python manage.py load_demo` first.")
        if json:
            for link in links:
                self.stdout.write(_as_json(link))
            return
        self.stdout.write("Open a supplier's link, and bargain with the bot:\n\n")
        for link in links:
            self.stdout.write(f"  {link.category:<20} {link.supplier:<28} {settings.PUBLIC_URL}{link.path}")
        self.stdout.write(f"\nThe buyer's side: {settings.PUBLIC_URL}/admin/\n\n")
        for person in PEOPLE:
            self.stdout.write(f"  {person.what:<20} user {person.user_name:<8} password {person.password}")
        self.stdout.write("\n")


def _as_json(link: DemoLink) -> str:
    return json.dumps(
        {
            "supplier": link.supplier,
            "category": link.category,
            "negotiation": link.negotiation,
            "url": f"{settings.PUBLIC_URL}{link.path}",
            "ws_path": link.ws_path,
        },
        ensure_ascii=False,
    )
