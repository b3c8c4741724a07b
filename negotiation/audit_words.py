"""Entries of the audit trail in words: what was changed, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from negotiation.audit import HIDDEN
from negotiation.playbooks.diff import differences

NOTHING = "–"
SYSTEM = "Parley"  # what no person did: the worker, or a command
GUARDRAILS = frozenset({"draft", "guardrails"})
LABELS = {"groups": "roles", "user_permissions": "rights of their own", "permissions": "rights"}
WRITTEN, SAME = "written", "The same, in other words."
DONE = {LogEntry.Action.CREATE: "Added", LogEntry.Action.UPDATE: "Changed", LogEntry.Action.DELETE: "Deleted"}


@dataclass(frozen=True)
class Change:
    """One field: its values in words, or for guardrails a sentence for each difference.

    Nothing was before what was added, and nothing is after what was deleted: that side is empty then.
    """

    label: str
    before: str
    after: str
    sentences: tuple[str, ...] = ()


def who(entry: LogEntry) -> str:
    if entry.actor is not None:
        return str(entry.actor.get_full_name() or entry.actor.get_username())
    return str(entry.actor_email or SYSTEM)


def kind_of(entry: LogEntry) -> str:
    """`supplier`, `risk flag`."""
    model = entry.content_type.model_class()
    return str(model._meta.verbose_name) if model else str(entry.content_type.model)


def done(entry: LogEntry) -> str:
    """`Changed risk flag`."""
    return f"{DONE.get(entry.action, 'Looked at')} {kind_of(entry)}"


def changes(entry: LogEntry, currency: str = "") -> list[Change]:
    """What changed, in the order of the model's fields; of something new or deleted, what was filled in.

    `currency` is that of amounts in guardrails.
    """
    model = entry.content_type.model_class()
    found: Mapping[str, Any] = entry.changes or {}
    order = {field.name: place for place, field in enumerate(_fields(model))}
    names = sorted(found, key=lambda name: order.get(name, len(order)))
    each = (_change(model, name, found[name][0], found[name][1], currency) for name in names)
    made, gone = entry.action == LogEntry.Action.CREATE, entry.action == LogEntry.Action.DELETE
    return [
        replace(change, before="" if made else change.before, after="" if gone else change.after)
        for change in each
        if change is not None
    ]


def summary(entry: LogEntry, most: int = 3) -> str:
    """One line for a list: `approved: no → yes; country: – → DE`."""
    found = changes(entry)
    if entry.action != LogEntry.Action.UPDATE:
        return ""
    parts = [_brief(change) for change in found[:most]]
    more = len(found) - most
    return "; ".join([*parts, *([f"and {more} more"] if more > 0 else [])])


def _brief(change: Change) -> str:
    if change.sentences:
        count = len(change.sentences)
        return f"{change.label}: {count} change{'' if count == 1 else 's'}"
    if change.before == change.after == HIDDEN:
        return f"{change.label} changed"
    return f"{change.label}: {_cut(change.before)} → {_cut(change.after)}"


def _change(model: type[Model] | None, name: str, before: Any, after: Any, currency: str) -> Change | None:
    field = _field(model, name)
    label = LABELS.get(name) or str(getattr(field, "verbose_name", name)).replace("_", " ")
    label = label[:1].upper() + label[1:]
    if name in GUARDRAILS and isinstance(after, dict):
        if not isinstance(before, dict):
            return Change(label, NOTHING, WRITTEN)
        return Change(label, "", "", differences(before, after, currency=currency) or (SAME,))
    texts = _text(field, before), _text(field, after)
    return None if texts == (NOTHING, NOTHING) else Change(label, *texts)


def _text(field: Any, value: Any) -> str:
    if value in (None, "", "None", {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    return str(dict(getattr(field, "flatchoices", None) or ()).get(value, value))


def _field(model: type[Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _fields(model: type[Model] | None) -> list[Any]:
    return list(model._meta.get_fields()) if model else []


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
