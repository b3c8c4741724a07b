"""People and their roles. Only superusers hand out roles; people are deactivated, never deleted."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from negotiation.admin.desk import AuthorityInline
from negotiation.admin.history import WithHistory
from negotiation.roles import ROLES

PURPOSES = {role.name: role.purpose for role in ROLES}
RIGHTS_TO_ENTER = ("is_active", "is_staff", "is_superuser")

admin.site.unregister(User)
admin.site.unregister(Group)


class BySuperusers:
    """Rows that decide what people may: changed by superusers only, whatever other rights somebody was given."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(BySuperusers, WithHistory, UserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "email", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active", "is_superuser")
    actions = None
    inlines = (AuthorityInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        ("What they may", {"fields": ("groups", *RIGHTS_TO_ENTER, "user_permissions")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of a password for who may only look."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return ((None, {"fields": ("username",)}), *fieldsets[1:])

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        found: QuerySet[User] = super().get_queryset(request)
        return found.prefetch_related("groups")

    @display(description="Name", ordering="last_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name() or "–"

    @display(description="Roles")
    def roles(self, person: User) -> str:
        names = [group.name for group in person.groups.all()]
        return ", ".join(["Superuser", *names] if person.is_superuser else names) or "None"


@admin.register(Group)
class RoleAdmin(BySuperusers, WithHistory, GroupAdmin, ModelAdmin):
    list_display = ("name", "purpose", "people")
    actions = None

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Group]":
        found: QuerySet[Group] = super().get_queryset(request)
        return found.annotate(people_count=Count("user", filter=Q(user__is_active=True)))

    @display(description="What it is for")
    def purpose(self, role: Group) -> str:
        return PURPOSES.get(role.name, "–")

    @display(description="Active people", ordering="people_count")
    def people(self, role: Any) -> str:
        return str(role.people_count)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)
