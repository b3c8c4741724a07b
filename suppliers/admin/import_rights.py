"""Who may import what: who may add and change such rows by hand."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from suppliers.importing.columns import Subject

MODELS = {Subject.SUPPLIERS: "supplier", Subject.CONTRACTS: "contract", Subject.PURCHASES: "purchase"}


def may_import(request: HttpRequest, subject: Any) -> bool:
    model = MODELS.get(subject)
    rights = [f"suppliers.{right}_{model}" for right in ("add", "change")]
    return model is not None and request.user.is_active and request.user.has_perms(rights)


def subjects(request: HttpRequest) -> list[Subject]:
    """What this user may import."""
    return [subject for subject in Subject if may_import(request, subject)]


def to_import(subject: Subject) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:suppliers_importrun_add')}?subject={subject.value}")
