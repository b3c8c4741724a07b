"""Campaigns: one launch of many negotiations."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from negotiation.admin.readonly import ReadOnly
from negotiation.models import Campaign


@admin.register(Campaign)
class CampaignAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "playbook_version", "deadline", "launched_at")
    list_select_related = ("playbook_version__playbook",)
