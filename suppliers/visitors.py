"""Who is behind a socket, as the session's cookie of its handshake says."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, parse_cookie


def person_of(scope: dict[str, Any]) -> User | AnonymousUser:
    """The signed-in user, checked as every page checks it. Reads the database."""
    headers = dict(scope.get("headers", ()))
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    request = HttpRequest()
    sessions = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    found: User | AnonymousUser = get_user(request)
    return found
