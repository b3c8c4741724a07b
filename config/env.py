"""Reads settings from the environment, with errors that say which variable and what would be right."""

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to 1 or 0.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number.") from error


def decimal(name: str, default: str) -> Decimal:
    """A number that is not negative."""
    value = os.environ.get(name) or default
    try:
        found = Decimal(value)
    except InvalidOperation as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to a number such as 0.25.") from error
    if not found.is_finite() or found < 0:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to 0 or more.")
    return found


def json_object(name: str) -> dict[str, Any]:
    """A JSON object; an empty one when the variable is not set."""
    value = os.environ.get(name) or "{}"
    try:
        found = json.loads(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}, which is not valid JSON.") from error
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f'{name} is {value!r}; set it to a JSON object such as {{"temperature": 0}}.')
    return found


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list, without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret_key(var: Path, *, is_production: bool) -> str:
    """SECRET_KEY from the environment; without one, a key of this installation's own, kept in `var`.

    In production it must be set: several processes on several machines have to agree on it.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    if is_production:
        raise ImproperlyConfigured("SECRET_KEY is not set; give every process the same long random text.")
    path = var / "secret_key"
    try:
        # Exclusive creation: of two first starts at once, one writes and the other reads.
        with path.open("x") as file:
            file.write(get_random_secret_key())
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text()
