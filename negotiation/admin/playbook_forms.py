"""The forms of a playbook's draft: one for each lever, one for each trade-off, one for the rules of the talk."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from negotiation.admin.playbook_fields import (
    AmountField,
    AmountListField,
    MoneyField,
    NumberField,
    NumberListField,
    PercentField,
)
from negotiation.engine import Response, Trigger
from negotiation.playbooks.words import BUILT_IN, DEFAULTS, LANGUAGES, REASONS, RESPONSES, TONES, TRIGGERS
from negotiation.talk import LONGEST_ANSWER

OWN = "own"
MOST_LEVERS, MOST_TRADE_OFFS, MOST_QUESTIONS = 30, 10, 30
MOST_KEYWORDS, LONGEST_KEYWORD = 20, 60
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

Choices = Sequence[tuple[str, str]]


class DescribedForm(forms.Form):
    """A form whose faults the page tells, all at once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # A browser's own refusal would hide all faults but the first one.
        super().__init__(*args, **{**options, "use_required_attribute": False})


class LeverForm(DescribedForm):
    """One lever. `name_choices`: short names that contracts and the draft know, with what they are called."""

    kind = forms.ChoiceField(label="Lever", widget=UnfoldAdminSelectWidget)
    own = forms.CharField(
        label="Short name in contracts",
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "placeholder": "warranty_months"}),
    )
    label = forms.CharField(
        label="Called", required=False, max_length=60, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    )
    unit = forms.CharField(
        label="Unit", required=False, max_length=20, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    )
    target = AmountField(label="Target")
    walk_away = AmountField(label="Walk-away")
    weight = NumberField(label="Weight", least="0", most="1000000", size=6)
    step = AmountField(label="Step", is_step=True)
    options = AmountListField(
        label="Only these values",
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "placeholder": "1, 12"}),
    )
    choices = NumberListField(
        label="Usual values",
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "placeholder": "30, 45, 60"}),
    )

    def __init__(self, *args: Any, name_choices: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [*name_choices, (OWN, "Another one …")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == OWN:
            name = re.sub(r"[\s-]+", "_", cleaned.get("own", "").strip().lower())
            if not _NAME.fullmatch(name):
                self.add_error("own", "A short name is expected, of small letters, digits and underscores.")
            cleaned["name"] = name
        else:
            cleaned["name"] = cleaned.get("kind", "")
        return cleaned

    @property
    def posted_name(self) -> str:
        """The short name as it was typed or chosen, whether or not the rest of the row can be used."""
        kind = str(self["kind"].value() or "")
        return re.sub(r"[\s-]+", "_", str(self["own"].value() or "").strip().lower()) if kind == OWN else kind

    @property
    def title(self) -> str:
        """What people call the lever."""
        name = self.posted_name
        return str(self["label"].value() or "") or BUILT_IN.get(name, (name.replace("_", " ").capitalize(), ""))[0]

    def spec(self) -> dict[str, Any]:
        """The lever as guardrails keep it. The form must be valid."""
        cleaned = self.cleaned_data
        texts = {key: cleaned[key] for key in ("label", "unit") if cleaned[key]}
        lists = {key: cleaned[key] for key in ("options", "choices") if cleaned[key]}
        amounts = {key: cleaned[key] for key in ("target", "walk_away", "weight", "step")}
        return {"name": cleaned["name"], **texts, **amounts, **lists}


class BaseLevers(forms.BaseFormSet):  # type: ignore[type-arg]
    """All levers; a short name stands once."""

    deletion_widget = forms.HiddenInput

    def clean(self) -> None:
        seen: set[str] = set()
        for form in kept(self):
            name = getattr(form, "cleaned_data", {}).get("name")
            if name and name in seen:
                form.add_error("kind", "This lever stands here twice.")
            seen.add(str(name))


class TradeOffForm(DescribedForm):
    """One trade-off, a sentence with blanks. `lever_choices`: the levers above it."""

    give = forms.CharField(label="Lever to give on", widget=UnfoldAdminSelectWidget)
    up_to = AmountField(label="Up to")
    get = forms.CharField(label="Lever to get on", widget=UnfoldAdminSelectWidget)
    at_least = AmountField(label="At least")

    def __init__(self, *args: Any, lever_choices: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._levers = dict(lever_choices)
        for name in ("give", "get"):
            chosen = str(self[name].value() or "")
            gone = [(chosen, f"{chosen} (no longer a lever)")] if chosen and chosen not in self._levers else []
            self.fields[name].widget.choices = [("", "choose a lever"), *lever_choices, *gone]
            self.fields[name].error_messages["required"] = "Choose a lever."

    def _known(self, name: str) -> str:
        chosen = str(self.cleaned_data[name])
        if chosen not in self._levers:
            raise ValidationError("This is no lever of the playbook; choose one of those above.")
        return chosen

    def clean_give(self) -> str:
        return self._known("give")

    def clean_get(self) -> str:
        return self._known("get")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("give") and cleaned.get("give") == cleaned.get("get"):
            self.add_error("get", "A trade-off needs two different levers.")
        return cleaned

    def spec(self) -> dict[str, Any]:
        """The trade-off as guardrails keep it. The form must be valid."""
        return {key: self.cleaned_data[key] for key in ("give", "up_to", "get", "at_least")}


class BaseTradeOffs(forms.BaseFormSet):  # type: ignore[type-arg]
    deletion_widget = forms.HiddenInput


class QuestionForm(DescribedForm):
    """A question that suppliers may ask, by words that it holds, and what the bot answers."""

    keywords = forms.CharField(
        label="Asked with the words",
        max_length=400,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "placeholder": "warranty, guarantee period"}),
    )
    answer = forms.CharField(
        label="The bot answers", max_length=LONGEST_ANSWER, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def clean_keywords(self) -> list[str]:
        words = [word.strip() for word in str(self.cleaned_data["keywords"]).split(",") if word.strip()]
        if not words or len(words) > MOST_KEYWORDS or max(map(len, words)) > LONGEST_KEYWORD:
            raise ValidationError("One to twenty words or short phrases are expected, separated by commas.")
        return words

    def spec(self) -> dict[str, Any]:
        """The question as guardrails keep it. The form must be valid."""
        answer = self.cleaned_data["answer"].replace("\r\n", "\n")
        return {"keywords": self.cleaned_data["keywords"], "answer": answer}


class BaseQuestions(forms.BaseFormSet):  # type: ignore[type-arg]
    deletion_widget = forms.HiddenInput


QuestionFormSet = forms.formset_factory(
    QuestionForm, formset=BaseQuestions, extra=0, can_delete=True, max_num=MOST_QUESTIONS, validate_max=True
)
LeverFormSet = forms.formset_factory(
    LeverForm, formset=BaseLevers, extra=0, can_delete=True, max_num=MOST_LEVERS, validate_max=True
)
TradeOffFormSet = forms.formset_factory(
    TradeOffForm, formset=BaseTradeOffs, extra=0, can_delete=True, max_num=MOST_TRADE_OFFS, validate_max=True
)


class RulesForm(DescribedForm):
    """The rules of the talk."""

    rounds = NumberField(label="Rounds", whole=True, least="1", most="50")
    deadline_hours = NumberField(label="Deadline, hours", whole=True, least="1", most="2160")
    concession = NumberField(label="Pacing", least="0.01", most="20")
    floor = PercentField(label="Floor, %", least="0", most="99.9")
    aim = PercentField(label="Aim, %", least="0", most="100", required=False)
    accept_at = PercentField(label="Acceptance threshold, %", least="0", most="100")
    packages = NumberField(label="Packages at once", whole=True, least="1", most="3")
    min_improvement = PercentField(label="A stall is a gain below, %", least="0", most="100")
    stall_rounds = NumberField(label="over so many answers", whole=True, least="1", most="50")
    authority = MoneyField(label="Authority a year", least="0", required=False, size=12)
    shows_rounds = forms.BooleanField(
        label="Suppliers see how many rounds are left", required=False, widget=UnfoldBooleanWidget
    )
    tone = forms.ChoiceField(label="Tone", choices=list(TONES.items()), widget=UnfoldAdminSelectWidget)
    language = forms.ChoiceField(
        label="Language",
        choices=list(LANGUAGES.items()),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    opening_message = forms.CharField(
        label="Opening message", required=False, max_length=2000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )
    reasons = forms.MultipleChoiceField(
        label="May be said for an offer, where it is true",
        choices=list(REASONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    asks_interests = forms.BooleanField(
        label="The bot asks what matters most", required=False, widget=UnfoldBooleanWidget
    )
    response_minutes = NumberField(label="A person answers within, minutes", whole=True, least="1", most="10080")

    off_policy_approval = forms.BooleanField(
        label="People's offers outside the playbook need an approver first", required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for trigger, words in TRIGGERS.items():
            self.fields[f"route_{trigger}"] = forms.CharField(
                label=f"For whom: {words}",
                required=False,
                max_length=150,
                widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "anybody", "aria-label": f"For whom: {words}"}),
            )
            self.fields[f"trigger_{trigger}"] = forms.ChoiceField(
                label=words,
                choices=[(str(key), text) for key, text in RESPONSES.items()],
                widget=UnfoldAdminSelectWidget,
            )

    def trigger_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """What is done, and for whom the room then is."""
        for trigger in TRIGGERS:
            yield self[f"trigger_{trigger}"], self[f"route_{trigger}"]

    def spec(self) -> dict[str, Any]:
        """The rules as guardrails keep them; triggers only where they do something else than escalate."""
        cleaned = self.cleaned_data
        triggers = {str(trigger): cleaned[f"trigger_{trigger}"] for trigger in Trigger}
        return {
            **{key: cleaned[key] for key in DEFAULTS if key not in ("opening_message", "routing")},
            "opening_message": cleaned["opening_message"].replace("\r\n", "\n"),
            "routing": {str(trigger): name for trigger in Trigger if (name := cleaned[f"route_{trigger}"].strip())},
            "triggers": {name: response for name, response in triggers.items() if response != Response.ESCALATE},
        }


def kept(formset: forms.BaseFormSet) -> list[Any]:  # type: ignore[type-arg]
    """The rows that were not removed."""
    return [form for form in formset.forms if not _is_removed(form)]


def _is_removed(form: forms.Form) -> bool:
    return form.is_bound and form["DELETE"].value() in ("on", "true", "1", True)


def question_initial(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What a question's row shows."""
    return {"keywords": ", ".join(spec["keywords"]), "answer": spec["answer"]}


def lever_initial(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What a lever's row shows."""
    return {**spec, "kind": spec.get("name", "")}
