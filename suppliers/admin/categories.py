from django.contrib import admin
from unfold.admin import ModelAdmin

from suppliers.models import Category


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ("name", "description")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012 - Django's own way to say it
