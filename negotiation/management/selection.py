"""Which negotiations a command is about."""

from argparse import ArgumentParser
from collections.abc import Iterator
from uuid import UUID

from django.core.management.base import CommandError

from negotiation.models import Negotiation


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
