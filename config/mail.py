"""The mail server, from one address: EMAIL_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 30  # seconds that the mail server may take for one answer
# Scheme to (port, encrypted from the start, encrypted before anything is said).
_SMTP = {"smtp": (25, False, False), "smtps": (465, True, False), "smtp+tls": (587, False, True)}
_EXPECTED = "smtp+tls://user:password@host:587, smtps://user:password@host, smtp://host:25, file:/folder or console:"


def settings_of(url: str, folder: Path) -> dict[str, Any]:
    """Django's e-mail settings for an address; without one, letters are written to `folder` and reach nobody.

    Raises ImproperlyConfigured when the address cannot be understood.
    """
    parts = urlsplit(url)
    if not url or parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(Path(parts.path) if url else folder),
        }
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in _SMTP or not parts.hostname:
        # Without the rest of it, which may hold a password.
        raise ImproperlyConfigured(f"EMAIL_URL begins with {parts.scheme!r}; expected is {_EXPECTED}.")
    return _smtp(url)


def _smtp(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    usual, is_ssl, is_tls = _SMTP[parts.scheme]
    try:
        port = parts.port or usual
        timeout = int(parse_qs(parts.query).get("timeout", [str(TIMEOUT)])[0])
    except ValueError as error:
        raise ImproperlyConfigured(f"EMAIL_URL has a port or time limit that is no number: {error}.") from error
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_ssl,
        "EMAIL_USE_TLS": is_tls,
        "EMAIL_TIMEOUT": timeout,
    }
