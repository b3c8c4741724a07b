"""Fields for what a playbook holds: numbers as people write them, and amounts that are absolute or relative."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from negotiation.playbooks.amounts import as_written

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,15},(?:\d{1,2}|\d{4,9})")
_RELATIVE = re.compile(r"(?P<number>\S+)\s*%\s*(?P<way>below|above)(?:\s+current)?", re.IGNORECASE)

VALUE, BELOW, ABOVE, SHARE = "value", "below", "above", "share"
RELATIVE_KINDS = ((BELOW, "% below current"), (ABOVE, "% above current"))


def plain_number(text: str) -> str:
    """The number as JSON keeps it. Raises ValidationError, which says what would be right."""
    text = re.sub(r"[\s\u00a0]", "", text).replace("−", "-")
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise ValidationError(
            "“%(text)s” is not a number here; write it like 6.5 or 250000.", params={"text": text[:40]}
        )
    return text.removeprefix("+")


def json_number(value: Decimal) -> int | float:
    """The JSON number: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(str(value))


class NumberField(forms.CharField):
    """A number; cleaned to a JSON number within `least` and `most`. None where it is empty and may be."""

    def __init__(
        self, *, least: str | None = None, most: str | None = None, whole: bool = False, size: int = 8, **options: Any
    ) -> None:
        self._least, self._most, self._whole = least, most, whole
        attributes = {"inputmode": "numeric" if whole else "decimal", "size": size, "autocomplete": "off"}
        options.setdefault("widget", UnfoldAdminTextInputWidget(attrs=attributes))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = as_written(plain_number(text))
        if self._whole and number != number.to_integral_value():
            raise ValidationError("A whole number is expected.")
        if self._least is not None and number < Decimal(self._least):
            raise ValidationError("%(least)s is the least.", params={"least": self._least})
        if self._most is not None and number > Decimal(self._most):
            raise ValidationError("%(most)s is the most.", params={"most": self._most})
        return self.as_json(number)

    def as_json(self, number: Decimal) -> int | float | str:
        return json_number(number)


class PercentField(NumberField):
    """A share of 1 in JSON, entered in per cent."""

    def prepare_value(self, value: Any) -> Any:
        # What was typed is text, and stays; what comes from a draft is a share.
        return value if value is None or isinstance(value, str) else format((as_written(value) * 100).normalize(), "f")

    def as_json(self, number: Decimal) -> int | float:
        return json_number(number / 100)


class MoneyField(NumberField):
    """An amount of money, as text in JSON, exactly."""

    def as_json(self, number: Decimal) -> str:
        return format(number, "f")


class AmountWidget(forms.MultiWidget):
    """A number, and beside it what it counts from."""

    def __init__(self, kinds: Sequence[tuple[str, str]]) -> None:
        text = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "size": 7, "autocomplete": "off"})
        super().__init__([text, UnfoldAdminSelectWidget(choices=kinds)])

    def decompress(self, value: Any) -> list[Any]:
        return written(value)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"  # a label, and the list of faults, lead to the number

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        called = (attrs or {}).get("aria-label") or name.rpartition("-")[2].replace("_", " ").capitalize()
        number, kind = context["widget"]["subwidgets"]
        number["attrs"]["aria-label"] = called
        kind["attrs"]["aria-label"] = f"{called}: counted as"
        kind["attrs"].pop("aria-describedby", None)
        return context


class AmountField(forms.MultiValueField):
    """An amount as `playbooks.amounts` reads it: a value, a change from today, or for a step a share of today."""

    def __init__(self, *, is_step: bool = False, **options: Any) -> None:
        relative = ((SHARE, "% of current"),) if is_step else RELATIVE_KINDS
        kinds = ((VALUE, "in its unit"), *relative)
        fields = (forms.CharField(required=True), forms.ChoiceField(choices=kinds, required=True))
        super().__init__(
            fields, widget=AmountWidget(kinds), require_all_fields=True, error_messages=_MISSING, **options
        )

    def compress(self, data_list: list[Any]) -> dict[str, str] | None:
        return amount(*data_list) if data_list else None


_MISSING = {"required": "A number is expected.", "incomplete": "A number is expected."}


def amount(text: str, kind: str) -> dict[str, str]:
    """What the two inputs mean. Raises ValidationError."""
    number = plain_number(text)
    if kind == VALUE:
        return {"value": number}
    if number.startswith("-"):
        raise ValidationError("Leave out the sign: the choice beside it says below or above.")
    if kind == SHARE:
        return {"share_pct": number}
    return {"change_pct": f"-{number}" if kind == BELOW and as_written(number) else number}


def written(spec: Any) -> list[Any]:
    """What the two inputs show for an amount."""
    if not isinstance(spec, dict) or not spec:
        return ["", VALUE]
    if "change_pct" in spec:
        text = str(spec["change_pct"])
        is_above = not text.startswith("-") and as_written(text) > 0
        return [text.removeprefix("-").removeprefix("+"), ABOVE if is_above else BELOW]
    if "share_pct" in spec:
        return [str(spec["share_pct"]), SHARE]
    return [str(spec.get("value", "")), VALUE]


class AmountListField(forms.CharField):
    """Amounts between commas, such as `1, 12` or `3 % below, 6 % below`."""

    def clean(self, value: Any) -> list[dict[str, str]]:
        return [_listed(part) for part in _parts(super().clean(value))]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(_listed_words(spec) for spec in value) if isinstance(value, (list, tuple)) else value


class NumberListField(forms.CharField):
    """Numbers between commas."""

    def clean(self, value: Any) -> list[str]:
        return [plain_number(part) for part in _parts(super().clean(value))]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]


def _listed(part: str) -> dict[str, str]:
    relative = _RELATIVE.fullmatch(part)
    return amount(relative["number"], relative["way"].lower()) if relative else amount(part, VALUE)


def _listed_words(spec: Any) -> str:
    number, kind = written(spec)
    return number if kind == VALUE else f"{number} % {kind}"
