"""Rows that people look at and nobody edits."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Rows that people look at and nobody edits here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
