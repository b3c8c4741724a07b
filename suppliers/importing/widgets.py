"""How a cell becomes the value of a field, and back. What cannot be taken raises CellFault, a ValueError."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from import_export.widgets import Widget

from suppliers.importing import values
from suppliers.importing.faults import CellFault


class Text(Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return values.text(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """As import-export's, with formulas escaped: a spreadsheet that opens the file runs nothing."""
        return values.escaped(super().render(value, **kwargs))


class Code(Text):
    """A code that people write in capitals or not."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return values.text(value).upper()


class Email(Text):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = values.text(value)
        try:
            validate_email(text)
        except ValidationError as error:
            raise CellFault(f"“{values.shortened(text)}” is no e-mail address.") from error
        return text


class LocaleName(Text):
    """`de-DE` is `de_DE`."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = values.text(value).replace("-", "_")
        try:
            return str(Locale.parse(text))
        except (ValueError, UnknownLocaleError):
            return text  # the field itself says what is wrong with it


class Choice(Text):
    """One of a field's choices, by its value or by its name."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._choices = {name.casefold(): value for value, name in choices.items()}
        self._choices |= {value.casefold(): value for value in choices}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = values.text(value)
        if text.casefold() not in self._choices:
            *most, last = sorted(set(self._choices.values()))
            raise CellFault(f"“{values.shortened(text)}” is not known; {', '.join(most)} or {last} is expected.")
        return self._choices[text.casefold()]


class YesNo(Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        return values.yes_or_no(values.text(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class Number(Widget):
    """A number as the file writes it; on its way out, plain, with a point and without needless zeros."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal:
        found = values.number(value.removesuffix("%"), kwargs.get("decimal_sign", ""))
        if found < 0:
            raise CellFault(f"“{value}” is less than 0.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else plain(Decimal(value))


class Whole(Number):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal:
        found = super().clean(value, row, **kwargs)
        if found != found.to_integral_value():
            raise CellFault(f"“{value}” is no whole number.")
        return found


class Day(Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> date:
        return values.day(value.strip())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


def plain(number: Decimal) -> str:
    """Without exponent, and without zeros behind the point: as a cell reads best."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
