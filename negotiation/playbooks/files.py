"""Playbooks going out to files and coming in from them."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from negotiation.models import Playbook
from negotiation.playbooks import drafts
from negotiation.playbooks.words import starting_draft
from negotiation.playbooks.yaml import PlaybookFile, YamlError, read, write
from suppliers.models import Category


def take_out(playbook: Playbook, guardrails: Mapping[str, Any]) -> str:
    """The file of a playbook with these guardrails: its draft, or a version's."""
    # A draft that nobody has written yet is no file; what it would begin with is.
    rules = dict(guardrails) or starting_draft()
    return write(PlaybookFile(playbook.slug, playbook.name, playbook.category.slug, rules))


def bring_in(playbook: Playbook, text: str, *, seen_revision: int, by: User | None) -> Playbook:
    """Makes a file's guardrails the draft. Raises YamlError, DraftChanged.

    The file has to name this playbook and its category, so that no file lands in another category by mistake. What it
    says of the playbook's name is not taken over.
    """
    file = read(text)
    for what, found, expected in (
        ("slug", file.slug, playbook.slug),
        ("category", file.category, playbook.category.slug),
    ):
        if found != expected:
            raise YamlError(f"{what}: the file is for {found!r}, this playbook's is {expected!r}.")
    return drafts.save(playbook, file.guardrails, seen_revision=seen_revision, by=by)


def find_or_make(file: PlaybookFile) -> Playbook:
    """The playbook of a file, made when there is none of its short name. Raises YamlError for an unknown category."""
    category = Category.objects.filter(slug=file.category).first()
    if category is None:
        raise YamlError(f"category: there is no category {file.category!r}.")
    playbook, _ = Playbook.objects.get_or_create(slug=file.slug, defaults={"name": file.name, "category": category})
    return playbook
