"""A draft as one page of forms, and back: what was typed becomes guardrails, or faults beside their fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.forms import BaseFormSet, BoundField, Form
from django.http import QueryDict

from negotiation.admin.playbook_forms import (
    Choices,
    LeverForm,
    LeverFormSet,
    QuestionForm,
    QuestionFormSet,
    RulesForm,
    TradeOffForm,
    TradeOffFormSet,
    kept,
    lever_initial,
    question_initial,
)
from negotiation.playbooks.words import BUILT_IN, DEFAULTS, TRIGGERS, response_to, routes, setting

LEVERS, TRADE_OFFS, QUESTIONS = "levers", "trades", "questions"
NEW_STEP = {"value": "1"}


@dataclass(frozen=True)
class FieldFault:
    """A fault of one field: the id of its input, where it is, and the sentence."""

    input_id: str
    where: str
    sentence: str


@dataclass(frozen=True)
class DraftEditor:
    """All forms of a draft's page. `rest`: entries of the draft that the page does not show, and keeps."""

    rules: RulesForm
    levers: BaseFormSet  # type: ignore[type-arg]
    trade_offs: BaseFormSet  # type: ignore[type-arg]
    questions: BaseFormSet  # type: ignore[type-arg]
    rest: Mapping[str, Any]

    @classmethod
    def showing(cls, guardrails: Mapping[str, Any], known: Iterable[str]) -> Self:
        """The page for guardrails; `known` are short names of levers that the category's contracts have."""
        levers = guardrails.get("levers", [])
        triggers = {f"trigger_{trigger}": response_to(guardrails, trigger) for trigger in TRIGGERS}
        named = {f"route_{trigger}": name for trigger, name in routes(guardrails).items()}
        labels = [(lever["name"], lever.get("label") or _called(lever["name"])) for lever in levers]
        return cls(
            rules=RulesForm(initial={**{key: setting(guardrails, key) for key in DEFAULTS}, **triggers, **named}),
            levers=LeverFormSet(
                initial=[lever_initial(lever) for lever in levers],
                prefix=LEVERS,
                form_kwargs={"name_choices": _names(guardrails, known)},
            ),
            trade_offs=TradeOffFormSet(
                initial=guardrails.get("trade_offs", []), prefix=TRADE_OFFS, form_kwargs={"lever_choices": labels}
            ),
            questions=QuestionFormSet(
                initial=[question_initial(one) for one in guardrails.get("questions", ())], prefix=QUESTIONS
            ),
            rest=_rest(guardrails),
        )

    @classmethod
    def typed(cls, data: QueryDict, draft: Mapping[str, Any], known: Iterable[str]) -> Self:
        """The page as somebody typed it, over the draft that it was opened on."""
        levers = LeverFormSet(
            data,
            prefix=LEVERS,
            form_kwargs={"name_choices": _names(draft, known), "empty_permitted": False},
        )
        labels = [(form.posted_name, form.title) for form in kept(levers) if form.posted_name]
        trade_offs = TradeOffFormSet(
            data, prefix=TRADE_OFFS, form_kwargs={"lever_choices": labels, "empty_permitted": False}
        )
        questions = QuestionFormSet(data, prefix=QUESTIONS, form_kwargs={"empty_permitted": False})
        return cls(RulesForm(data), levers, trade_offs, questions, _rest(draft))

    def is_valid(self) -> bool:
        # All are asked, so that every fault is told at once.
        answers = [each.is_valid() for each in (self.rules, self.levers, self.trade_offs, self.questions)]
        return all(answers)

    def guardrails(self) -> dict[str, Any]:
        """What was typed, as guardrails. The page must be valid."""
        return {
            "levers": [form.spec() for form in kept(self.levers)],
            "trade_offs": [form.spec() for form in kept(self.trade_offs)],
            **self.rules.spec(),
            "questions": [form.spec() for form in kept(self.questions)],
            **self.rest,
        }

    def faults(self) -> list[FieldFault]:
        """Every fault, in the order of the page."""
        found: list[FieldFault] = []
        for formset, noun in ((self.levers, "Lever"), (self.trade_offs, "Trade-off"), (self.questions, "Question")):
            found += [FieldFault(f"{formset.prefix}-section", f"{noun}s", text) for text in _texts(formset)]
            for number, form in enumerate(kept(formset), 1):
                title = f" ({form.title})" if isinstance(form, LeverForm) and form.title else ""
                found += _form_faults(form, f"{noun} {number}{title}")
        return found + _form_faults(self.rules, "")

    @property
    def empty_lever(self) -> LeverForm:
        """A row to add, with `__prefix__` where its number goes."""
        form: LeverForm = self.levers.empty_form
        form.initial = {"kind": "payment_days", "weight": 10, "step": NEW_STEP}
        return form

    @property
    def empty_trade_off(self) -> TradeOffForm:
        form: TradeOffForm = self.trade_offs.empty_form
        return form

    @property
    def empty_question(self) -> QuestionForm:
        form: QuestionForm = self.questions.empty_form
        return form

    @property
    def built_in(self) -> dict[str, dict[str, str]]:
        """Labels and units of the levers that the house knows, for the page to fill in."""
        return {name: {"label": label, "unit": unit} for name, (label, unit) in BUILT_IN.items()}


def _form_faults(form: Form, where: str) -> list[FieldFault]:
    found = [FieldFault(form.prefix or "", where, str(text)) for text in form.non_field_errors()]
    for field in form:
        place = ", ".join(part for part in (where, str(field.label)) if part)
        found += [FieldFault(_input_id(field), place, str(text)) for text in field.errors]
    return found


def _input_id(field: BoundField) -> str:
    return field.id_for_label or field.auto_id


def _texts(formset: BaseFormSet) -> list[str]:  # type: ignore[type-arg]
    return [str(text) for text in formset.non_form_errors()]


def _names(guardrails: Mapping[str, Any], known: Iterable[str]) -> Choices:
    own = [lever["name"] for lever in guardrails.get("levers", [])]
    return [(name, _called(name)) for name in dict.fromkeys([*BUILT_IN, *own, *sorted(known)])]


def _called(name: str) -> str:
    return BUILT_IN[name][0] if name in BUILT_IN else name.replace("_", " ").capitalize()


def _rest(guardrails: Mapping[str, Any]) -> dict[str, Any]:
    shown = {"levers", "trade_offs", "triggers", "questions", *DEFAULTS}
    return {key: value for key, value in guardrails.items() if key not in shown}
