"""What every process of an installation imports and none changes, for `tests.processes` to import once.

That is the libraries, and the vocabulary, which takes half a second to read. Nothing here reads settings: those a
process reads by itself. Nor is Daphne's server here, which makes the event loop as it is imported.
"""

import gc
from importlib import import_module

from negotiation.language import lexicon

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
lexicon.words()
gc.freeze()  # none of it is garbage; the processes' collectors need not look, and so share its memory
