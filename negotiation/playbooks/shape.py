"""Whether guardrails have the shape of guardrails: the right keys, with values of the right sort.

The schema says it, for drafts and for files alike. Whether they make sense is `negotiation.playbooks.check`'s to say.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

SCHEMA_FILE = Path(__file__).with_name("playbook.schema.json")
MOST_FAULTS = 50
LONGEST_ECHO = 60

Path_ = tuple[str | int, ...]

_SORTS = {
    "object": "an object with keys",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}


@dataclass(frozen=True)
class ShapeFault:
    """One thing that cannot stand there. `path`: keys and indexes from the top; `sentence`: what would be right."""

    path: Path_
    sentence: str

    @property
    def field(self) -> str:
        """The path as people read it: `levers[2].target`."""
        return field_of(self.path)

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence}" if self.path else self.sentence


class ShapeError(ValueError):
    """What was given has not the shape of guardrails; `faults` lists all that is wrong."""

    def __init__(self, faults: Iterable[ShapeFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(map(str, self.faults)))


def field_of(path: Path_) -> str:
    """`("levers", 2, "target")` as `levers[2].target`."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")


def guardrails_faults(guardrails: Any) -> tuple[ShapeFault, ...]:
    """What is wrong with the shape of guardrails, at most fifty faults."""
    return _faults(_validator("#/$defs/guardrails"), guardrails)


def document_faults(document: Any) -> tuple[ShapeFault, ...]:
    """What is wrong with the shape of a playbook's file, at most fifty faults."""
    return _faults(_validator(""), document)


@lru_cache
def _validator(part: str) -> Validator:
    schema = json.loads(SCHEMA_FILE.read_text())
    return Draft202012Validator({"$ref": part, "$defs": schema["$defs"]} if part else schema)


def _faults(validator: Validator, data: Any) -> tuple[ShapeFault, ...]:
    found = list(_endless(data, ()))
    for error in validator.iter_errors(data):
        if len(found) >= MOST_FAULTS:
            break
        found += _sentences(error)
    return tuple(sorted(found[:MOST_FAULTS], key=lambda fault: [str(key).zfill(4) for key in fault.path]))


def _endless(data: Any, path: Path_) -> Iterator[ShapeFault]:
    """Infinity and NaN, which a schema lets pass as numbers."""
    if isinstance(data, float) and not isfinite(data):
        yield ShapeFault(path, f"{data} is no number that anybody could agree on.")
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _endless(value, (*path, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _endless(value, (*path, index))


def _sentences(error: ValidationError) -> list[ShapeFault]:
    path = tuple(error.absolute_path)
    value = _echo(error.instance)
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            return [
                ShapeFault((*path, str(key)), f"this key is not known; known here are {', '.join(known)}.")
                for key in error.instance
                if key not in known
            ]
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            # One error for each missing key, of which the message names one; told once for all of them.
            named = next((key for key in missing if error.message.startswith(repr(key))), missing[0])
            return [ShapeFault(path, f"{named} is missing.")]
        case "type" | "anyOf":
            return [ShapeFault(path, f"{value} stands here; {_expected(error)} is expected.")]
        case "enum" | "const":
            allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
            return [ShapeFault(path, f"{value} is not one of {', '.join(map(json.dumps, allowed))}.")]
        case "pattern":
            wanted = "a number" if error.validator_value.startswith("^[+-]?") else "a short name such as unit_price"
            return [ShapeFault(path, f"{value} stands here; {wanted} is expected.")]
        case "minProperties" | "maxProperties":
            keys = " or ".join(error.schema["properties"])
            return [ShapeFault(path, f"{value} stands here; exactly one of {keys} is expected.")]
    return [ShapeFault(path, f"{value} is not permitted: {_bound(error)}.")]


def _bound(error: ValidationError) -> str:
    words = {
        "minimum": "{} is the least",
        "maximum": "{} is the most",
        "exclusiveMinimum": "it must be above {}",
        "exclusiveMaximum": "it must be below {}",
        "minLength": "{} character is the least",
        "maxLength": "{} characters are the most",
        "maxItems": "{} entries are the most",
    }
    return words.get(str(error.validator), "{}").format(error.validator_value)


def _expected(error: ValidationError) -> str:
    if error.validator == "anyOf":
        return "a number or null"
    sorts = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return "a number" if "number" in sorts else " or ".join(_SORTS[sort] for sort in sorts)


def _echo(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1] + "…"
