"""`manage.py playbook_export SLUG`: a playbook as YAML on standard output, for version control."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from negotiation.models import Playbook
from negotiation.playbooks import files as playbook_files


class Command(BaseCommand):
    help = "Write a playbook's draft, or one of its versions, as YAML to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the playbook's short name, such as packaging")
        parser.add_argument("--number", type=int, help="a published version instead of the draft")

    def handle(self, *args: Any, slug: str, number: int | None, **options: Any) -> None:
        playbook = Playbook.objects.select_related("category").filter(slug=slug).first()
        if playbook is None:
            known = ", ".join(Playbook.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no playbook {slug!r}. Known: {known}.")
        guardrails = playbook.draft
        if number is not None:
            version = playbook.versions.filter(number=number).first()
            if version is None:
                raise CommandError(f"The playbook {slug!r} has no version {number}.")
            guardrails = version.guardrails
        self.stdout.write(playbook_files.take_out(playbook, guardrails), ending="")
