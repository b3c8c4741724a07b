"""What django-import-export does with a row: find what it speaks of, set its fields, say what changes.

A resource serves one batch of rows at a time: `fetch` gets with a few queries what the batch may speak of. An empty
cell changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Model
from import_export import fields, resources
from import_export.results import RowResult

from suppliers.importing import columns, values
from suppliers.importing.widgets import Text

Cells = Mapping[str, str]  # a column's name to what stands in the cell, without the empty ones


class Field(fields.Field):
    """A column and the attribute that it sets."""

    def __init__(self, attribute: str, widget: Any = None, column: str = "") -> None:
        super().__init__(attribute=attribute, column_name=column or attribute, widget=widget or Text())


class Resource(resources.ModelResource):
    """What suppliers, contracts and purchases have in common."""

    subject: str
    titles: tuple[str, ...] = ()  # the columns that tell people what a row speaks of
    decimal_sign = ""  # of the file's numbers
    # Found by the resource itself, so that Django need not ask the database again for each row.
    related: tuple[str, ...] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = False  # so that a check writes nothing, instead of writing and rolling back
        skip_html_diff = True
        store_instance = True

    @classmethod
    def of(cls, names: Sequence[str] = ()) -> Self:
        """The resource for a file with these columns."""
        return cls()

    def fetch(self, rows: Sequence[Cells]) -> None:
        """Gets what these rows may speak of."""
        raise NotImplementedError

    def find(self, row: Cells) -> Model | None:
        """What the row speaks of; None when that is new. Raises ValidationError when it cannot be."""
        raise NotImplementedError

    # --- what import-export calls -----------------------------------------------------------------------------

    def get_instance(self, instance_loader: Any, row: Cells) -> Model | None:
        missing = [column.name for column in columns.COLUMNS[self.subject] if column.is_key and column.name not in row]
        if missing:
            raise ValidationError(dict.fromkeys(missing, "This is empty, and rows are found by it."))
        return self.find(row)

    def validate_instance(
        self, instance: Model, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={*errors, *self.related, *self._set_by_other_columns(errors)})
            instance.clean()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def import_field(self, field: Field, instance: Model, row: Cells, is_m2m: bool = False, **kwargs: Any) -> None:
        if "__" not in field.attribute:  # what belongs to a related row has found that row; it is not changed here
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def _set_by_other_columns(self, errors: Mapping[str, Any]) -> set[str]:
        """Fields of which a part could not be taken: `terms` for `terms.unit_price`."""
        return {name.partition(".")[0] for name in errors}

    def import_instance(self, instance: Any, row: Cells, **kwargs: Any) -> None:
        errors: dict[str, Any] = {}
        for name in columns.needed(self.subject) if instance.pk is None else ():
            if name not in row:
                errors[self._attribute(name)] = ValidationError("This is empty, and what is new needs it.")
        try:
            super().import_instance(instance, row, decimal_sign=self.decimal_sign, **kwargs)
        except ValidationError as error:
            errors |= error.update_error_dict({})
        self.complete(instance, row)
        if errors:
            raise ValidationError(errors)

    def complete(self, instance: Any, row: Cells) -> None:
        """Fills in what follows from the rest of the row."""

    def _attribute(self, column: str) -> str:
        attributes: Iterator[str] = (field.attribute for field in self.fields.values() if field.column_name == column)
        return next(attributes)

    # --- what is said of a row --------------------------------------------------------------------------------

    def about(self, row: Cells) -> str:
        """What the row speaks of, for people."""
        keys = [row[name] for name in self.titles if name in row]
        return values.shortened(" · ".join(keys))

    def changes(self, result: RowResult) -> list[list[str]]:
        """Column, before and after, for each that differs."""
        before = {} if result.original is None else self._shown(result.original)
        after = self._shown(result.instance)
        return [[name, before.get(name, ""), said] for name, said in after.items() if said != before.get(name, "")]

    def _shown(self, instance: Model) -> dict[str, str]:
        return {field.column_name: field.export(instance) for field in self.get_import_fields()}

    def faults(self, error: ValidationError, row: Cells) -> list[str]:
        """Every reason, as sentences that begin with the column."""
        if not hasattr(error, "error_dict"):
            return list(error.messages)
        return [
            self._fault(attribute, message, row)
            for attribute, messages in error.message_dict.items()
            for message in _best(messages)
        ]

    def _fault(self, attribute: str, message: str, row: Cells) -> str:
        column = next((one.column_name for one in self.fields.values() if one.attribute == attribute), attribute)
        if column == "__all__":
            return message
        cell = row.get(column, "")
        said = message if "“" in message or not cell else f"“{values.shortened(cell)}”: {message}"
        return f"{column}: {said}"


def _best(messages: Sequence[str]) -> Sequence[str]:
    """The ones that quote the value: they say what would be right, where Django's own say what is wrong."""
    return [message for message in messages if "“" in message] or messages
