"""What buyers use at the desk, looked after in the admin: saved replies, and how far each buyer may go."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display

from negotiation.admin.access import InCategories, SeenDropdownFilter
from negotiation.admin.history import WithHistory
from negotiation.models import BuyerAuthority, SavedReply


@admin.register(SavedReply)
class SavedReplyAdmin(InCategories, WithHistory, ModelAdmin):
    list_display = ("title", "category", "beginning")
    list_filter = (("category", SeenDropdownFilter),)
    list_select_related = ("category",)
    search_fields = ("title", "text")
    fields = ("category", "title", "text")

    @display(description="Text")
    def beginning(self, reply: SavedReply) -> str:
        return reply.text if len(reply.text) <= 80 else f"{reply.text[:79]}…"


class AuthorityInline(StackedInline):
    """How far one buyer may go, on their own page. Only superusers change people."""

    model = BuyerAuthority
    extra = 0
    max_num = 1
    verbose_name_plural = "Authority beyond the playbook, when handing back to the bot"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)
