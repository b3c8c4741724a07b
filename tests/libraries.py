"""The libraries that every process of an installation imports, for `tests.processes` to import once.

Nothing of the project is here, and nothing that reads settings: those a process reads by itself. Nor is Daphne's
server, which makes the event loop as it is imported; each process needs one of its own.
"""

from importlib import import_module

NAMES = (
    "autobahn.twisted.websocket",
    "babel.dates",
    "babel.numbers",
    "channels.generic.websocket",
    "channels_redis.pubsub",
    "csp.middleware",
    "dj_database_url",
    "django.contrib.admin.options",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.test",
    "django_htmx",
    "huey.api",
    "import_export.resources",
    "psycopg_pool",
    "redis.asyncio",
    "rest_framework.serializers",
    "structlog",
    "twisted.internet.tcp",
    "twisted.web.http",
    "websockets",
    "whitenoise.middleware",
    "yaml",
)

for name in NAMES:
    import_module(name)
