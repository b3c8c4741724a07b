"""Which negotiations, or which playbook, a command is about."""

from argparse import ArgumentParser
from collections.abc import Iterator
from uuid import UUID

from django.core.management.base import CommandError

from negotiation.models import Negotiation, Playbook, PlaybookVersion


def add_selection(parser: ArgumentParser) -> None:
    parser.add_argument("negotiation", nargs="*", help="ids of negotiations; without any, all of them")


def selected(ids: list[str]) -> Iterator[Negotiation]:
    """The negotiations with these ids, or all. Raises CommandError for an id that is none."""
    found = Negotiation.objects.select_related("agreement").order_by("pk")
    if not ids:
        yield from found.iterator()
    for text in ids:
        try:
            yield found.get(public_id=UUID(text))
        except (ValueError, Negotiation.DoesNotExist) as error:
            raise CommandError(f"There is no negotiation {text!r}.") from error


def latest_version(slug: str) -> PlaybookVersion:
    """The latest published version of the playbook with this short name. Raises CommandError."""
    version = PlaybookVersion.objects.filter(playbook__slug=slug).select_related("playbook__category").first()
    if version is None:
        known = ", ".join(Playbook.objects.values_list("slug", flat=True)) or "none yet; run load_demo"
        raise CommandError(f"There is no playbook {slug!r} with a published version. Known: {known}.")
    return version
