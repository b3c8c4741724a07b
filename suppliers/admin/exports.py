"""What a list shows, as a file that the import reads again."""

from typing import Any

from django.http import HttpRequest
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV


class CsvExport(ExportMixin):
    """An Export button beside a list: one press, for the rows that the list is narrowed to."""

    skip_export_form = True
    export_formats = (CSV,)
    to_encoding = "utf-8-sig"  # with the mark by which spreadsheets know UTF-8

    def has_export_permission(self, request: HttpRequest) -> bool:
        allowed: bool = self.has_view_permission(request)
        return allowed

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        return f"{self.model._meta.verbose_name_plural}.csv"
