"""Rows of suppliers, found by their number."""

from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError

from suppliers.importing import values
from suppliers.importing.columns import Subject
from suppliers.importing.resources import Cells, Field, Resource
from suppliers.importing.widgets import Choice, Code, Email, LocaleName, Text, YesNo
from suppliers.models import Language, Supplier

ENGLISH = "en"


class SupplierResource(Resource):
    subject = Subject.SUPPLIERS
    titles = ("number", "name")

    number = Field("number", Text())
    name = Field("name", Text())
    approved = Field("is_approved", YesNo(), "approved")
    contact_name = Field("contact_name")
    email = Field("email", Email())
    phone = Field("phone")
    language = Field("language", Choice(dict(Language.choices)))
    country = Field("country", Code())
    locale = Field("locale", LocaleName())
    time_zone = Field("time_zone")
    performance_notes = Field("performance_notes")
    compliance_notes = Field("compliance_notes")

    class Meta:
        model = Supplier
        fields = (
            "number",
            "name",
            "approved",
            "contact_name",
            "email",
            "phone",
            "language",
            "country",
            "locale",
            "time_zone",
            "performance_notes",
            "compliance_notes",
        )
        import_id_fields = ("number",)

    def fetch(self, rows: Sequence[Cells]) -> None:
        numbers = {values.unmarked(row["number"]) for row in rows if "number" in row}
        names = {values.unmarked(row["name"]) for row in rows if "name" in row}
        self._by_number = {one.number: one for one in Supplier.objects.filter(number__in=numbers)}
        self._by_name = {one.name: one for one in Supplier.objects.filter(name__in=names)}

    def find(self, row: Cells) -> Supplier | None:
        """By number. A supplier of this name that has no number yet is the one that is meant, and gets it."""
        known = self._by_number.get(values.unmarked(row["number"]))
        namesake = self._by_name.get(values.unmarked(row.get("name", "")))
        if namesake is None or namesake == known:
            return known
        if known is None and not namesake.number:
            return namesake
        whose = f"supplier {namesake.number}" if namesake.number else "another supplier, which has no number"
        raise ValidationError({"name": f"“{namesake.name}” is the name of {whose} already."})

    def complete(self, instance: Supplier, row: Cells) -> None:
        if instance.pk is None and "locale" not in row:
            instance.locale = _locale(instance.language, instance.country)


def _locale(language: str, country: str) -> str:
    """How a new supplier of this language and country writes numbers; the language's way where Babel knows no more."""
    try:
        return str(Locale.parse(f"{language or ENGLISH}_{country}")) if country else language or ENGLISH
    except (ValueError, UnknownLocaleError):
        return language or ENGLISH
