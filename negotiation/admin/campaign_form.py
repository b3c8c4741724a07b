"""What is said of a campaign when it is launched, beside the choice of contracts."""

from typing import Any

from django import forms
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from negotiation.campaigns import control
from suppliers import formats

DATETIME_LOCAL = "%Y-%m-%dT%H:%M"  # as browsers write it


class LaunchForm(forms.Form):
    """What is said of a campaign beside its choice of contracts. `control.check` knows what is wrong with it."""

    name = forms.CharField(max_length=200, required=False, widget=UnfoldAdminTextInputWidget())
    deadline = forms.DateTimeField(
        input_formats=[DATETIME_LOCAL, f"{DATETIME_LOCAL}:%S"],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": " ".join(INPUT_CLASSES)}, format=DATETIME_LOCAL
        ),
        error_messages={"required": "Give a day and a time.", "invalid": "Give a day and a time."},
    )
    time_zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    remind_hours_before = forms.IntegerField(
        min_value=0,
        max_value=control.MOST_REMINDER_HOURS,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"min": 0, "max": control.MOST_REMINDER_HOURS}),
    )
    subject = forms.CharField(required=False, max_length=1_000, widget=UnfoldAdminTextInputWidget())
    text = forms.CharField(required=False, max_length=20_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}))

    def clean(self) -> dict[str, Any]:
        """The deadline as a moment: what was typed is read in the zone of who typed it."""
        cleaned = super().clean() or {}
        cleaned["time_zone"] = formats.zone(cleaned.get("time_zone") or "UTC").key
        if typed := cleaned.get("deadline"):
            cleaned["deadline"] = typed.replace(tzinfo=formats.zone(cleaned["time_zone"]))
        return cleaned

    def add_faults(self, faults: dict[str, list[str]]) -> None:
        for field, sentences in faults.items():
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)
