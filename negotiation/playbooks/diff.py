"""What changed between two sets of guardrails, as sentences. Equal meanings spelled differently are no change."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from negotiation.engine import Trigger
from negotiation.playbooks.amounts import as_written
from negotiation.playbooks.sentences import Words, number, share
from negotiation.playbooks.words import LANGUAGES, REASONS, RESPONSES, TONES, TRIGGERS, response_to, routes, setting

Guardrails = Mapping[str, Any]

_AMOUNTS = {"target": "target", "walk_away": "walk-away", "step": "step"}


def differences(before: Guardrails, after: Guardrails, *, currency: str) -> tuple[str, ...]:
    """What `after` says otherwise than `before`, a sentence each; nothing when both mean the same."""
    old, new = Words.of(before, currency), Words.of(after, currency)
    return (
        *_lever_changes(before, after, old, new),
        *_trade_off_changes(before, after, old, new),
        *_setting_changes(before, after, currency),
        *_question_changes(before, after),
        *_trigger_changes(before, after),
    )


def spoken_settings(guardrails: Guardrails, *, currency: str) -> Iterator[str]:
    """Every rule of the talk, a sentence each."""
    for key, (sentence, spoken) in _SETTINGS.items():
        yield f"{sentence} {spoken(setting(guardrails, key), currency)}."
    shows = "see" if setting(guardrails, "shows_rounds") else "do not see"
    yield f"Suppliers {shows} how many rounds are left."
    yield f"The bot {_asks(guardrails)} what matters most."
    yield _off_policy(guardrails)
    yield _reasons(guardrails)
    yield from spoken_questions(guardrails)


def _lever_changes(before: Guardrails, after: Guardrails, old: Words, new: Words) -> Iterator[str]:
    was, now = _by_name(before), _by_name(after)
    for name in [name for name in was if name not in now]:
        yield f"{old.lever(name)} is no lever any more."
    for name, spec in now.items():
        if name not in was:
            yield (
                f"{new.lever(name)} is a new lever: target {new.amount(name, spec.get('target'))}, walk-away "
                f"{new.amount(name, spec.get('walk_away'))}, weight {_plain(spec.get('weight', 0))}."
            )
        else:
            yield from _one_lever(name, was[name], spec, old, new)
    kept_before, kept_now = [name for name in was if name in now], [name for name in now if name in was]
    if kept_before != kept_now:
        yield f"The levers stand in another order: {', '.join(new.lever(name) for name in now)}."


def _one_lever(name: str, was: Guardrails, now: Guardrails, old: Words, new: Words) -> Iterator[str]:
    label = new.lever(name)
    if old.lever(name) != label:
        yield f"{old.lever(name)} is now called {label}."
    if old.unit(name) != new.unit(name):
        yield f"{label} is now counted in {new.unit(name) or 'no unit'}; before, {old.unit(name) or 'no unit'}."
    for key, called in _AMOUNTS.items():
        if _amount_of(was.get(key)) != _amount_of(now.get(key)):
            yield (
                f"The {called} of {label} goes from {old.amount(name, was.get(key))} to "
                f"{new.amount(name, now.get(key))}."
            )
    if _number_of(was.get("weight", 0)) != _number_of(now.get("weight", 0)):
        yield f"The weight of {label} goes from {_plain(was.get('weight', 0))} to {_plain(now.get('weight', 0))}."
    options = [_amount_of(option) for option in was.get("options") or ()]
    if options != [_amount_of(option) for option in now.get("options") or ()]:
        yield f"What the bot may offer on {label}: {_options(name, now, new)}; before, {_options(name, was, old)}."
    choices = [_number_of(choice) for choice in was.get("choices") or ()]
    if choices != [_number_of(choice) for choice in now.get("choices") or ()]:
        yield f"Usual values of {label}: {_choices(now)}; before, {_choices(was)}."


def _trade_off_changes(before: Guardrails, after: Guardrails, old: Words, new: Words) -> Iterator[str]:
    was = [_trade_off_of(spec) for spec in before.get("trade_offs") or ()]
    now = [_trade_off_of(spec) for spec in after.get("trade_offs") or ()]
    gone = [spec for spec, meaning in zip(before.get("trade_offs") or (), was, strict=True) if meaning not in now]
    come = [spec for spec, meaning in zip(after.get("trade_offs") or (), now, strict=True) if meaning not in was]
    for spec in gone:
        yield f"No longer: {old.trade_off(spec)}."
    for spec in come:
        yield f"New trade-off: {new.trade_off(spec)}."
    if not gone and not come and was != now:
        yield "The trade-offs stand in another order, or one of them stands twice."


def _setting_changes(before: Guardrails, after: Guardrails, currency: str) -> Iterator[str]:
    for key, (sentence, spoken) in _SETTINGS.items():
        was, now = setting(before, key), setting(after, key)
        if _number_of(was) != _number_of(now):
            yield f"{sentence} {spoken(now, currency)}; before, {spoken(was, currency)}."
    if bool(setting(before, "shows_rounds")) != bool(setting(after, "shows_rounds")):
        shows = "now see" if setting(after, "shows_rounds") else "no longer see"
        yield f"Suppliers {shows} how many rounds are left."
    if bool(setting(before, "asks_interests")) != bool(setting(after, "asks_interests")):
        yield f"The bot {_asks(after)} what matters most."
    if bool(setting(before, "off_policy_approval")) != bool(setting(after, "off_policy_approval")):
        yield _off_policy(after)
    if set(setting(before, "reasons")) != set(setting(after, "reasons")):
        yield f"{_reasons(after)} Before: {_reasons(before)}"
    message = str(setting(after, "opening_message"))
    if str(setting(before, "opening_message")) != message:
        yield f"The opening message is now: “{message}”" if message else "The opening message is removed."


def spoken_questions(guardrails: Guardrails) -> list[str]:
    """What is answered to which question, a sentence each."""
    return [f"Asked about {', '.join(one['keywords'])}: “{one['answer']}”" for one in guardrails.get("questions") or ()]


def _question_changes(before: Guardrails, after: Guardrails) -> Iterator[str]:
    was, now = spoken_questions(before), spoken_questions(after)
    yield from (f"No longer answered. {told}" for told in was if told not in now)
    yield from (f"New answer. {told}" for told in now if told not in was)


def _asks(guardrails: Guardrails) -> str:
    return "asks" if setting(guardrails, "asks_interests") else "does not ask"


def _off_policy(guardrails: Guardrails) -> str:
    if setting(guardrails, "off_policy_approval"):
        return "What people offer outside the playbook goes out once an approver has consented."
    return "What people offer outside the playbook goes out with their reason."


def _reasons(guardrails: Guardrails) -> str:
    given = [words for code, words in REASONS.items() if code in setting(guardrails, "reasons")]
    return f"For an offer the bot may say, where it is true: {'; '.join(given) or 'nothing'}."


def _trigger_changes(before: Guardrails, after: Guardrails) -> Iterator[str]:
    for trigger in Trigger:
        was, now = response_to(before, trigger), response_to(after, trigger)
        if was != now:
            yield f"{TRIGGERS[trigger]}: the bot will {_response(now)}; before, {_response(was)}."
    old, new = routes(before), routes(after)
    for trigger in Trigger:
        if old.get(trigger) != new.get(trigger):
            yield f"{TRIGGERS[trigger]}: the room is {_route(new.get(trigger))}; before, {_route(old.get(trigger))}."


def _route(name: str | None) -> str:
    return f"for {name}" if name else "for who knows the supplier or has the fewest rooms"


def _by_name(guardrails: Guardrails) -> dict[str, Guardrails]:
    return {str(spec.get("name", "")): spec for spec in guardrails.get("levers") or ()}


def _number_of(value: Any) -> Decimal | str | None:
    """What compares equal for `6`, `6.0` and `"6"`; other values compare as text."""
    if value is None:
        return None
    try:
        return as_written(value)
    except InvalidOperation:
        return str(value)


def _amount_of(spec: Any) -> Any:
    return {kind: _number_of(value) for kind, value in spec.items()} if isinstance(spec, Mapping) else spec


def _trade_off_of(spec: Guardrails) -> tuple[Any, ...]:
    return spec.get("give"), _amount_of(spec.get("up_to")), spec.get("get"), _amount_of(spec.get("at_least"))


def _plain(value: Any) -> str:
    found = _number_of(value)
    return number(found) if isinstance(found, Decimal) and found.is_finite() else str(found)


def _share(value: Any, _currency: str) -> str:
    found = _number_of(value)
    return share(found) if isinstance(found, Decimal) and found.is_finite() else str(found)


def _aim(value: Any, currency: str) -> str:
    return "one half, or the floor where that is higher" if value is None else _share(value, currency)


def _counted(unit: str) -> Any:
    """In numbers of what is counted: "8 offers", "1 offer"."""
    return lambda value, _currency: f"{_plain(value)} {unit[:-1] if _number_of(value) == 1 else unit}".strip()


def _money(value: Any, currency: str) -> str:
    return "any value" if value is None else f"{_plain(value)} {currency} a year"


def _options(name: str, spec: Guardrails, words: Words) -> str:
    found = [words.amount(name, option) for option in spec.get("options") or ()]
    return "only " + ", ".join(found) if found else "any value on its step"


def _choices(spec: Guardrails) -> str:
    return ", ".join(_plain(choice) for choice in spec.get("choices") or ()) or "none"


def _response(name: str) -> str:
    return next((words for response, words in RESPONSES.items() if response == name), name)


_SETTINGS: Mapping[str, tuple[str, Any]] = {
    "rounds": ("The bot makes at most", _counted("offers")),
    "deadline_hours": ("Unless a campaign says otherwise, suppliers have", _counted("hours")),
    "concession": ("The pacing is", _counted("")),
    "floor": ("The bot never goes below a utility of", _share),
    "aim": ("Its own offers lead to a utility of", _aim),
    "accept_at": ("It takes an offer at once from a utility of", _share),
    "packages": ("It offers at once", _counted("equal packages")),
    "min_improvement": ("A stall is a gain of less than", _share),
    "stall_rounds": ("A stall is measured over", _counted("answers")),
    "authority": ("The bot closes alone up to", _money),
    "tone": ("The tone is", lambda value, _currency: TONES.get(value, str(value)).lower()),
    "language": ("The language is", lambda value, _currency: LANGUAGES.get(value, str(value))),
    "response_minutes": ("A person should answer within", _counted("minutes")),
}
