"""The audit trail: who changed a category, playbook, supplier, flag, contract or role, when, and from what to what.

django-auditlog writes an entry for every save of what is registered here, in the transaction of the save. Who acts is
known to a context variable: of a request, its user, asked for only when something is written; of a job, who started it.
Many-to-many fields, such as roles, are kept here with all that was in them before and after.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from asgiref.sync import iscoroutinefunction
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.db.models.signals import m2m_changed, pre_save
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from negotiation.models import BuyerAuthority, Campaign, Playbook, PlaybookVersion, Publication, SavedReply
from suppliers.models import Category, CategoryApprover, Contact, Contract, RiskFlag, Supplier

HIDDEN = "hidden"

# What is kept of each. Fields that only say who saved and when are not: every entry says so itself.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Category: (
        "name",
        "slug",
        "description",
        "suitability",
        "stage",
        "currency",
        "owner",
        "approved_only",
        "no_open_risk_flag",
        "min_purchases",
        "min_contract_value",
        "max_contract_value",
        "office_days",
        "office_from",
        "office_to",
        "office_time_zone",
        "stand_in",
        "claim_within_minutes",
        "approval_hours",
    ),
    CategoryApprover: ("category", "person", "place"),
    Supplier: (
        "name",
        "number",
        "is_approved",
        "contact_name",
        "email",
        "phone",
        "language",
        "country",
        "locale",
        "time_zone",
        "performance_notes",
        "compliance_notes",
    ),
    Contact: ("supplier", "name", "role", "email", "phone"),
    RiskFlag: ("supplier", "reason", "raised_on", "cleared_on"),
    Contract: ("supplier", "category", "title", "currency", "unit", "annual_quantity", "terms", "ends_on"),
    Playbook: ("category", "name", "slug", "draft"),
    PlaybookVersion: ("playbook", "number", "guardrails", "note", "approved_by"),
    SavedReply: ("category", "title", "text"),
    BuyerAuthority: ("buyer", "yearly_value", "currency"),
    Publication: ("playbook", "guardrails", "note", "outcome", "reason"),
    Campaign: ("name", "playbook_version", "status", "deadline", "remind_hours_before", "cancel_reason"),
    User: ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser", "password"),
    Group: ("name",),
}
MANY: tuple[tuple[type[Model], str], ...] = (
    (Category, "buyers"),
    (User, "groups"),
    (User, "user_permissions"),
    (Group, "permissions"),
)

_actor: ContextVar[Callable[[], Any] | None] = ContextVar("audit_actor", default=None)


# --- who -----------------------------------------------------------------------------------------------------


@contextmanager
def acting(person: Any) -> Iterator[None]:
    """Whatever is written meanwhile was done by this user, or by nobody in particular."""
    before = _actor.set(lambda: person)
    try:
        yield
    finally:
        _actor.reset(before)


@sync_and_async_middleware
def actor_middleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """What a request writes was done by its user. Asks who that is only when something is written."""
    if iscoroutinefunction(get_response):

        async def answered(request: HttpRequest) -> Any:
            before = _actor.set(lambda: request.user)
            try:
                return await get_response(request)
            finally:
                _actor.reset(before)

        return answered

    def answer(request: HttpRequest) -> Any:
        before = _actor.set(lambda: request.user)
        try:
            return get_response(request)
        finally:
            _actor.reset(before)

    return answer


def _sign(instance: LogEntry, **_: Any) -> None:
    """Puts who acts on an entry that is about to be written."""
    find = _actor.get()
    person = find() if find else None
    if instance.actor_id is None and isinstance(person, User):
        instance.actor = person
        instance.actor_email = person.email


# --- what ----------------------------------------------------------------------------------------------------


def register() -> None:
    """Begins to keep the trail. Called once, when the apps are ready."""
    for model, fields in FIELDS.items():
        masked = ["password"] if "password" in fields else []
        auditlog.register(
            model, include_fields=list(fields), mask_fields=masked, mask_callable="negotiation.audit.hidden"
        )
    for owner, field in MANY:
        through = getattr(owner, field).through
        m2m_changed.connect(_many(owner, field), sender=through, weak=False, dispatch_uid=("audit", owner, field))
    pre_save.connect(_sign, sender=LogEntry, dispatch_uid="audit_actor")


def hidden(value: str) -> str:
    """That it changed is kept, not to what."""
    return HIDDEN


def _many(owner: type[Model], field: str) -> Callable[..., None]:
    """Keeps what stood in a many-to-many field before and after, from whichever side it is changed."""

    def changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any) -> None:
        step = action.partition("_")[0]
        kept: dict[tuple[str, int], list[str]] = instance.__dict__.setdefault("_audit_before", {})
        if step == "pre":
            for row in _touched(owner, field, instance, reverse, pk_set):
                kept[field, row.pk] = _names(row, field)
            return
        pks = [pk for name, pk in kept if name == field]
        for row in owner._default_manager.filter(pk__in=pks):
            before, after = kept.pop((field, row.pk)), _names(row, field)
            if before != after:
                LogEntry.objects.log_create(
                    row, action=LogEntry.Action.UPDATE, changes={field: [", ".join(before), ", ".join(after)]}
                )

    return changed


def _touched(owner: type[Model], field: str, instance: Any, reverse: bool, pk_set: set[int] | None) -> list[Any]:
    """The rows whose field is about to change: from the other side several; without keys, all that are in it."""
    if not reverse:
        return [instance]
    rows = owner._default_manager.all()
    return list(rows.filter(pk__in=pk_set) if pk_set is not None else rows.filter(**{field: instance}))


def _names(row: Any, field: str) -> list[str]:
    return sorted(str(each) for each in getattr(row, field).all())
