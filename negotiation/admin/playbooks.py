"""Playbooks: what is published of them, and the way to their drafts."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from negotiation.admin.readonly import ReadOnly
from negotiation.models import Playbook, PlaybookVersion


class PlaybookVersionInline(ReadOnly, TabularInline):
    model = PlaybookVersion
    fields = ("number", "note", "published_at", "published_by")
    readonly_fields = fields
    extra = 0


@admin.register(Playbook)
class PlaybookAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "category")
    list_select_related = ("category",)
    inlines = (PlaybookVersionInline,)
